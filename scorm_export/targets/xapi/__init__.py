"""xAPI: a package with tincan.xml, the activities it names, and the profile of its statements."""
