"""Moodle XML: Moodle's own format for questions."""
