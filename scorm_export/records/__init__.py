"""Learning records: whether an LRS is fit to keep them."""
