"""SCORM 1.2."""
