"""Statement."""
