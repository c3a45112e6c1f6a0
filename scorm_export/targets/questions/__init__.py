"""The questions alone, as files for the question banks of other tools."""
