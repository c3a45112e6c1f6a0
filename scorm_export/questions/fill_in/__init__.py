"""Fill the blanks of a text."""
