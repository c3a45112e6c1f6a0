"""Reports: the tables of a scope with their words, small groups withheld, and how they are written."""
