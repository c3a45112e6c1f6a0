"""What facilitators alone read: notes, discussions, work in groups, slides, handouts."""
