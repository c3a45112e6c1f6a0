"""How many questions an Aiken file has, and how many options each has, counted in its text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scorm_export.exchange.counting import Seen, plain

_ANSWER = re.compile(r"ANSWER:|(?i:answer):\s*[A-Za-z]$")


def count(text: str) -> list[Seen]:
    """Count the lines that say which answer is right, the questions without one, and the lines that are options."""
    return list(_questions(line.strip() for line in plain(text).split("\n")))


def _questions(lines: Iterator[str]) -> Iterator[Seen]:
    """Yield what each has. One without an answer ends before a text behind an empty line, and at an A behind a text."""
    options, before = 0, ""
    for line in lines:
        if _ANSWER.match(line):
            yield Seen(options)
            options, before = 0, ""
        elif _is_option(line, chr(ord("A") + options) if before else ""):
            if options and before == "text" and line[0] in "Aa":
                yield Seen(options)
                options = 0
            options, before = options + 1, "option"
        elif not line:
            before = "gap" if options else before
        else:
            if before == "gap":
                yield Seen(options)
                options = 0
            before = "text"
    if before:
        yield Seen(options)


def _is_option(line: str, following: str) -> bool:
    """Whether a line is an option: by its form, or since it begins with the letter of the one that comes next."""
    begins = re.match(r"([A-Za-z])[).](\s*)\S", line)
    return begins is not None and (begins[1].upper() == following or (begins[1].isupper() and begins[2] != ""))
