"""Attachment."""
