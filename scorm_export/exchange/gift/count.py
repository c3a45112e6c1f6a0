"""How many questions a GIFT file has, counted in its text."""

from __future__ import annotations

import re

from scorm_export.exchange.counting import plain


def count(text: str) -> int:
    """Count the braces that open, and the paragraphs that have none."""
    source = re.sub(r"\\[~=#{}:n\\]", "..", plain(text))
    source = re.sub(r"(?m)^[^\S\n]*//.*$", "\x01", source)
    chunks = re.split(r"(?m)^(?=[^\S\n]*::)|^[^\S\n]*\$CATEGORY:.*$", source)
    return sum(map(_in_chunk, chunks))


def _in_chunk(chunk: str) -> int:
    """Count in what stands between the lines that begin a question or a category for certain."""
    outside = re.sub(r"\{[^{}]*(?:\}|(?=\{)|$)", "\x02", chunk)
    alone = 0
    has_words = has_braces = False
    for line in [*outside.split("\n"), ""]:
        if not line.strip(" \t\xa0\x02\x01") and "\x02" not in line and (line != "\x01" or has_braces):
            alone += has_words and not has_braces
            has_words = has_braces = False
        elif line != "\x01":
            has_words = True
            has_braces = has_braces or "\x02" in line
    return chunk.count("{") + alone
