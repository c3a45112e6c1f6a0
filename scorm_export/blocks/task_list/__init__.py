"""Task list."""
