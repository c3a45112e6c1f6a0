"""A case in which each choice decides what happens next."""
