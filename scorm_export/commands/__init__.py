"""The command line: each command of `scorm-export`, and how results are shown."""
