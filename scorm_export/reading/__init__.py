"""Course folders, read into a Course."""
