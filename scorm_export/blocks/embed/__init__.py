"""Embedded pages."""
