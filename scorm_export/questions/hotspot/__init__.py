"""Point at places in an image."""
