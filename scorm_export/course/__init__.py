"""A course as the compiler knows it: frozen records without I/O, and what of it is kept for learners."""
