"""The command line: the commands of `scorm-export`, and how they show results."""
