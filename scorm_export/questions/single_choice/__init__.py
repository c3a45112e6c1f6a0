"""Choose the one right option."""
