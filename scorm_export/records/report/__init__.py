"""Reports: the tables of a scope in words, without small groups, and how they are written."""
