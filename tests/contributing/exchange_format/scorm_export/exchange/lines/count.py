"""How many questions a file of lines has."""

from __future__ import annotations

from scorm_export.exchange.counting import plain


def count(text: str) -> int:
    """Count the tabs."""
    return plain(text).count("\t")
