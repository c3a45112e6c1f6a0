"""Statements of simulated learners, as the player writes them, for tests, demonstrations and benchmarks."""
