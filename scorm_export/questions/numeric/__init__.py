"""Give a number."""
