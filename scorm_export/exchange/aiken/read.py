"""Aiken: a question on a line, options such as `A) …` or `A. …` on theirs, then `ANSWER: A`. Plain text only."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import SequenceMatcher

from scorm_export.diagnostics import SourceFile, Span
from scorm_export.exchange.bank import ALL, Bank, UnreadableError, lines_of
from scorm_export.exchange.choosing_fields import Choice, single_choice

_OPTION = re.compile(r"\s*([A-Z])[).]\s+(\S.*)")
_NEXT = re.compile(r"\s*([A-Za-z])[).]\s*(\S.*)")
"""An option as others write it, which is one where its letter comes next."""
_LIKE_AN_OPTION = re.compile(r"\s*(?:\(?(?:[A-Za-z]|\d{1,2})[).:](?:\s|\Z)|\([A-Za-z]\)|[A-Z][)]|[-*•]\s)")
_LETTER_FIRST = re.compile(r"\W*([A-Za-z])(?![^\W_]|['’])")
_LIKE_AN_ANSWER = 0.5
"""How alike the first word of a line and `ANSWER` are where one is a slip of the other."""
_ANSWER = re.compile(r"\s*(?:ANSWER:(.*)|(?i:answer):\s*([A-Za-z]))\s*")


@dataclass(slots=True)
class _Asked:
    """A question while it is read."""

    words: list[str] = field(default_factory=list)
    options: list[tuple[str, str, Span]] = field(default_factory=list)
    """Each with its letter and its place."""
    has_ended: bool = False
    """Whether an empty line has followed the options."""
    goes_on: bool = False
    """Whether the line before continues an option."""
    doubt: tuple[str, Span] | None = None
    """What a line of it may be that does not have the form of one, and the line."""

    @property
    def next_letter(self) -> str:
        """The letter of the option that comes next."""
        return chr(ord("A") + len(self.options))

    def option(self, line: str) -> tuple[str, str] | None:
        """Return the letter and the words of a line that is an option."""
        if match := _OPTION.fullmatch(line):
            return match[1], match[2].strip()
        match = _NEXT.fullmatch(line) if self.words or self.options else None
        is_next = match is not None and match[1].upper() == self.next_letter
        return (self.next_letter, match[2].strip()) if match and is_next else None

    def go_on(self, line: str, at: Span) -> None:
        """Add a line to the last option."""
        if self.doubt is None and (doubt := self._doubt(line)):
            self.doubt = doubt, at
        letter, words, first = self.options.pop()
        self.options.append((letter, f"{words} {line.strip()}", first))
        self.goes_on = True

    def _doubt(self, line: str) -> str:
        """Return what a line behind an option may be, if not a part of it."""
        letter = _LETTER_FIRST.match(line)
        if _LIKE_AN_OPTION.match(line) or (letter and letter[1].upper() == self.next_letter):
            return "a line that may be another option: they begin `A)`"
        word = re.sub(r"[\W\d_]", "", re.split(r"\s*:|\s", line.strip())[0]).upper()
        alike = SequenceMatcher(None, "ANSWER", word).ratio()
        return "a line that may be its answer: one is `ANSWER: A`" if alike > _LIKE_AN_ANSWER else ""


def read(path: str, text: str, bank: Bank) -> None:
    """Add the questions of a text to a bank. Raises UnreadableError for a text of another kind."""
    file = SourceFile(path=path, lines=lines_of(text))
    if not any(map(_ANSWER.fullmatch, file.lines)):
        raise UnreadableError("a question in Aiken ends with a line such as `ANSWER: A`", file.span())
    asked = _Asked()
    for number, line in enumerate(file.lines, 1):
        at = file.line(number)
        if answer := _ANSWER.fullmatch(line):
            _add(bank, asked, (answer[1] or answer[2] or "").strip(), at)
            asked = _Asked()
        elif option := asked.option(line):
            if option[0] == "A" and asked.goes_on:
                _leave_out(bank, asked, at)
                asked = _Asked(doubt=("its text does not stand apart from the question before it", at))
            asked.options.append((*option, at))
            asked.has_ended = asked.goes_on = False
        elif not line.strip():
            asked.has_ended, asked.goes_on = bool(asked.options), False
        elif asked.has_ended:
            _leave_out(bank, asked, at)
            asked = _Asked([line.strip()])
        elif asked.options:
            asked.go_on(line, at)
        else:
            asked.words.append(line.strip())
    if asked.words or asked.options:
        _leave_out(bank, asked, file.line(len(file.lines)))


def _leave_out(bank: Bank, asked: _Asked, at: Span) -> None:
    words = " ".join([*asked.words, *(f"{letter}) {text}" for letter, text, _ in asked.options)])
    bank.leave_out(f"{bank.called(words)}: no line `ANSWER:` follows it", at)


def _add(bank: Bank, asked: _Asked, answer: str, at: Span) -> None:
    prompt = " ".join(asked.words)
    if asked.doubt:
        bank.leave_out(f"{bank.called(prompt, asked.options[0][1])}: {asked.doubt[0]}", asked.doubt[1])
        return
    letters = "".join(letter for letter, _, _ in asked.options)
    if not prompt or not letters or not "ABCDEFGHIJKLMNOPQRSTUVWXYZ".startswith(letters):
        bank.leave_out(f"{bank.called(prompt)}: it needs a text, and options lettered from A on, each once", at)
        return
    if len(answer) != 1 or answer.upper() not in letters or len(letters) < 2:  # noqa: PLR2004 — that is a choice
        bank.leave_out(
            f"{bank.called(prompt)}: the answer `{answer}` is not one of its options, or they are not two", at
        )
        return
    choices = [
        Choice(text=bank.plain(text), fraction=ALL if letter == answer.upper() else Decimal(0), feedback=None, at=place)
        for letter, text, place in asked.options
    ]
    fields = single_choice(bank, choices, at)
    question = {"id": "", "type": fields.pop("type"), "points": Decimal(1), "prompt": bank.plain(prompt)}
    bank.add(question | fields, (prompt,), at)
