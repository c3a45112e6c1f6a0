"""Aiken: a question on a line, options such as `A) …` or `A. …` on theirs, then `ANSWER: A`. Plain text only."""

from __future__ import annotations

import re
from decimal import Decimal

from scorm_export.diagnostics import Span
from scorm_export.exchange.reading._bank import Bank, UnreadableError, source_file
from scorm_export.exchange.reading._fields import ALL, Choice, single_choice

_OPTION = re.compile(r"\s*([A-Z])[).]\s+(.+)")
_ANSWER = re.compile(r"\s*ANSWER:\s*([A-Z])\s*")


def is_aiken(text: str) -> bool:
    """Whether a text has the line that ends every question of this format."""
    return any(_ANSWER.fullmatch(line) for line in text.splitlines())


def read(path: str, data: bytes, bank: Bank) -> None:
    """Add the questions of a text to a bank. Raises UnreadableError where it is none."""
    file = source_file(path, data.removeprefix(b"\xef\xbb\xbf"))
    if not is_aiken("\n".join(file.lines)):
        raise UnreadableError("a question in Aiken ends with a line such as `ANSWER: A`", file.span())
    words: list[str] = []
    options: dict[str, tuple[str, Span]] = {}
    for number, line in enumerate(file.lines, 1):
        at = file.line(number)
        if answer := _ANSWER.fullmatch(line):
            _add(bank, words, options, answer[1], at)
            words, options = [], {}
        elif words and (option := _OPTION.fullmatch(line)):
            options[option[1]] = option[2], at
        elif line.strip() and options:
            letter, (text, first) = list(options.items())[-1]
            options[letter] = f"{text} {line.strip()}", first
        elif line.strip():
            words.append(line.strip())
    if words:
        bank.lost(f"`{' '.join(words)}`: no line `ANSWER:` follows it", file.line(len(file.lines)))


def _add(bank: Bank, words: list[str], options: dict[str, tuple[str, Span]], answer: str, at: Span) -> None:
    prompt = " ".join(words)
    if answer not in options or len(options) < 2:  # noqa: PLR2004 — that is a choice
        bank.lost(f"`{prompt}`: the answer {answer} is not among its options, or they are not two", at)
        return
    choices = [
        Choice(text=bank.plain(text), fraction=ALL if letter == answer else Decimal(0), feedback=None, at=place)
        for letter, (text, place) in options.items()
    ]
    fields = single_choice(bank, choices, at)
    question = {"id": "", "type": fields.pop("type"), "points": Decimal(1), "prompt": bank.plain(prompt)}
    bank.add(question | fields, (" ".join(words).rsplit("\n", 1)[-1],), at)
