"""LMS profiles: what is set differently for each LMS, in `profiles/`."""
