"""cmi5: courses whose units an LMS launches and an LRS records."""
