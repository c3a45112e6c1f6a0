"""Syntax: files, YAML and Markdown with the place of every value. Knows nothing of courses."""
