"""Reflection."""
