"""QTI: 1EdTech's formats for questions."""
