"""Callout."""
