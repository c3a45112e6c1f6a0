"""Say how far one agrees with statements; nothing is right or wrong."""
