"""Elements of HTML or MathML in a text, found in one pass: a lazy pattern looks for each end in all that follows."""

from __future__ import annotations

import re
from collections.abc import Iterator


def elements_in(text: str, names: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Yield where the elements of some names begin and end; those within another, or never closed, are left out.

    `names` matches what follows `<` or `</`, whatever its case.
    """
    opened, start = "", 0
    for tag in re.finditer(rf"<(/?)({names.pattern})(?![\w-])", text, re.IGNORECASE):
        name = tag[2].lower()
        if not opened and not tag[1]:
            opened, start = name, tag.start()
        elif opened == name and tag[1]:
            end = text.find(">", tag.end()) + 1 or len(text)
            yield start, end
            opened = ""


def without_elements(text: str, names: re.Pattern[str]) -> str:
    """Return a text without the elements of some names."""
    parts, begin = [], 0
    for start, end in elements_in(text, names):
        parts.append(text[begin:start])
        begin = end
    return "".join([*parts, text[begin:]])
