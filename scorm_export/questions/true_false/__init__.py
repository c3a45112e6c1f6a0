"""Judge whether a statement is true."""
