"""Statements of learners who do not exist, as the player writes them: for tests, demonstrations and benchmarks."""
