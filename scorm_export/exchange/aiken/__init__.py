"""Aiken: multiple-choice questions as plain text."""
