"""Answer yes or no."""
