"""Sort items into groups."""
