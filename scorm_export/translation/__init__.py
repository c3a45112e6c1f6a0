"""Courses in several languages from one source, by way of gettext's PO files (decision 35)."""
