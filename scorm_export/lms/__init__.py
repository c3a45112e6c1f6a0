"""What LMSs need set differently: a profile for each, in `profiles/`."""
