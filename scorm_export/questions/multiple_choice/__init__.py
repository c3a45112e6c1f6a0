"""Choose every right option."""
