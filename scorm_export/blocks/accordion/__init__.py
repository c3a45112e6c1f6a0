"""Accordion."""
