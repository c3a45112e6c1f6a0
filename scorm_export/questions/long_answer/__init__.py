"""Write a text of one's own, and compare it with a model answer."""
