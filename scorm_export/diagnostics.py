"""Problems in a source: values, never exceptions.

A Span is a range in one source file; a Diagnostic says which rule is broken, where, and how to fix it; Diagnostics
collects them. Nothing here prints: the commands do.
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

CONTROL_CHARACTER = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""Characters that XML cannot contain, and those that only some readers take as the end of a line."""
MOST_LISTED = 1000
"""Problems of one rule in one file: others are only counted."""
MOST_LOOKED_FOR = 100
"""Problems of one rule in one file for which what was meant is looked for: others have no hint that takes time."""
_MOST_TOLD = 12
"""Most known words that a hint lists."""
_SHORT_PART = re.compile(r"[0-9]+|(?<![^\W_])[^\W_]{1,2}(?![^\W_])")
_MOST_COMPARED = 2000
"""Most known words among which a close one is looked for."""
_NEAR_ENOUGH = 0.75
"""How much of a misspelt word and a known one has to be the same for a fix, from 0 to 1."""


class Severity(StrEnum):
    """Severity: an error stops a build, a warning does not, and a note is not a problem.

    A rule that is `off` reports nothing; no diagnostic has that severity.
    """

    OFF = "off"
    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceFile:
    """A source file: its path as the author knows it, and its lines without line ends."""

    path: str
    lines: tuple[str, ...] = field(default=(), compare=False, repr=False)
    shown: tuple[str, ...] = field(default=(), compare=False, repr=False)
    """The lines without secrets, if there are any in the file; otherwise empty."""
    written: tuple[tuple[Span, Span | None], ...] = field(default=(), compare=False, repr=False)
    """For each line of a text that was put together, the line that it was made of, and where its file was included."""

    def span(self, line: int = 1, column: int = 1, length: int = 1) -> Span:
        """Return a span on one line; lines and columns count from 1."""
        return Span(file=self, line=line, column=column, length=max(1, length))

    def line(self, number: int, column: int = 1) -> Span:
        """Return the text of a line from a column on, stripped."""
        text = self.lines[number - 1] if 0 < number <= len(self.lines) else ""
        rest = text[column - 1 :]
        return (
            self.span(number, column + len(rest) - len(rest.lstrip()), len(rest.strip()))
            if rest.strip()
            else (self.span(number, column))
        )

    def find(self, needle: str, first_line: int, last_line: int, column: int = 1) -> Span | None:
        """Return the span of a text's first occurrence between two lines, on the first of them from a column on."""
        for number in range(first_line, min(last_line, len(self.lines)) + 1):
            at = self.lines[number - 1].find(needle, column - 1 if number == first_line else 0)
            if at >= 0:
                return self.span(number, at + 1, len(needle))
        return None


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """A range: a file, a line and column from 1, and a length in characters on that line."""

    file: SourceFile
    line: int
    column: int
    length: int = 1

    @property
    def path(self) -> str:
        """The file's path as the author knows it."""
        return self.file.path

    @property
    def text(self) -> str:
        """The source line; empty where the file could not be read as text."""
        lines = self.file.shown or self.file.lines
        return lines[self.line - 1] if 0 < self.line <= len(lines) else ""

    @property
    def origin(self) -> Span:
        """The place where the text was written: of a line that was put together, the line that it was made of."""
        if not self.file.written:
            return self
        line, _ = self.file.written[min(self.line, len(self.file.written)) - 1]
        same = Span(file=line.file, line=line.line, column=self.column, length=self.length)
        is_same = line.file.lines[line.line - 1] == self.text
        return same if is_same else line

    @property
    def included(self) -> Span | None:
        """Where the file with this text was included; None where it was not."""
        return self.file.written[min(self.line, len(self.file.written)) - 1][1] if self.file.written else None

    @property
    def is_secret(self) -> bool:
        """Whether part of the line is secret, and must not appear in a message."""
        return bool(self.file.shown) and self.text != self.file.lines[self.line - 1]


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that a diagnostic refers to, with a label: "first defined here"."""

    message: str
    span: Span


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of one line: the text at a span, which may be of length 0, becomes another text."""

    span: Span
    text: str


Fix = tuple[Edit, ...]
"""Edits that belong together; empty where there is not exactly one safe fix."""


Hint = str | Callable[[], str]
"""A hint, or how to find it where that takes time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Diagnostic:
    """One broken rule: its public name, a short message, the place, and the likely fix."""

    rule: str
    message: str
    span: Span
    hint: str = ""
    notes: tuple[str, ...] = ()
    severity: Severity = Severity.ERROR
    related: Related | None = None
    fix: Fix = field(default=(), compare=False)
    """What `check --fix` and editors do about it."""


@dataclass(slots=True)
class Diagnostics:
    """A growing list of diagnostics."""

    found: list[Diagnostic] = field(default_factory=list)
    levels: Mapping[str, Severity] = field(default_factory=dict)
    """The severities that a course sets for rules."""
    _seen: defaultdict[tuple[str, str, Severity], set[tuple[int, int, str]]] = field(
        default_factory=lambda: defaultdict(set), repr=False
    )
    """By file, rule and severity, the places and messages of all problems."""
    _others: dict[tuple[str, str, Severity], int] = field(default_factory=dict, repr=False)
    """By the same, where in the list the number of those stands that are not listed."""

    def error(
        self,
        rule: str,
        message: str,
        span: Span,
        hint: Hint = "",
        *notes: str,
        related: Related | None = None,
        fix: Fix | Callable[[], Fix] = (),
    ) -> None:
        """Add an error."""
        self._add(Severity.ERROR, rule, message, span, hint, notes, related, fix)

    def warn(
        self,
        rule: str,
        message: str,
        span: Span,
        hint: Hint = "",
        *notes: str,
        related: Related | None = None,
        fix: Fix | Callable[[], Fix] = (),
    ) -> None:
        """Add a warning."""
        self._add(Severity.WARNING, rule, message, span, hint, notes, related, fix)

    def note(self, rule: str, message: str, span: Span, hint: str = "", *notes: str) -> None:
        """Add information that is not a problem."""
        self._add(Severity.NOTE, rule, message, span, hint, notes)

    def _add(
        self,
        severity: Severity,
        rule: str,
        message: str,
        span: Span,
        hint: Hint,
        notes: tuple[str, ...],
        related: Related | None = None,
        fix: Fix | Callable[[], Fix] = (),
    ) -> None:
        at = span.origin
        seen = self._seen[at.path, rule, severity]
        seen.add((at.line, at.column, message))
        if len(seen) > MOST_LISTED:
            self._add_other(severity, rule, at)
            return
        is_looked_for = len(seen) <= MOST_LOOKED_FOR
        if related:
            related = replace(related, span=related.span.origin)
        elif span.included:
            related = Related("included here", span.included)
        if callable(hint):
            hint = hint() if is_looked_for else ""
        if callable(fix):
            fix = fix() if is_looked_for else ()
        added = Diagnostic(
            rule=rule,
            message=message,
            span=at,
            hint=hint,
            notes=notes,
            severity=severity,
            related=related,
            fix=_as_written(fix),
        )
        self.found.extend(self._levelled([added]))

    def _add_other(self, severity: Severity, rule: str, at: Span) -> None:
        """Count a problem that is not listed, in a diagnostic at the place of the first of them."""
        key = (at.path, rule, severity)
        number = len(self._seen[key]) - MOST_LISTED
        message = f"{number:,} more problems of this kind in this file are not listed"
        if key in self._others:
            place = self._others[key]
            self.found[place] = replace(self.found[place], message=message)
            return
        hint = "mend those that are listed, then check again"
        other = Diagnostic(rule=rule, message=message, span=at, hint=hint, severity=severity)
        if listed := list(self._levelled([other])):
            self._others[key] = len(self.found)
            self.found += listed

    def set_levels(self, levels: Mapping[str, Severity]) -> None:
        """Set the severities of rules, also for diagnostics added before."""
        others = {key: self.found[place] for key, place in self._others.items()}
        self.levels = levels
        self.found = list(self._levelled(self.found))
        places = {(d.rule, d.span, d.message): place for place, d in enumerate(self.found)} if others else {}
        self._others = {
            key: places[d.rule, d.span, d.message]
            for key, d in others.items()
            if levels.get(d.rule) is not Severity.OFF
        }

    def _levelled(self, found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
        for diagnostic in found:
            level = self.levels.get(diagnostic.rule, diagnostic.severity)
            if level is not Severity.OFF:
                yield replace(diagnostic, severity=level)

    @property
    def errors(self) -> int:
        """The number of errors."""
        return sum(d.severity is Severity.ERROR for d in self.found)

    @property
    def problems(self) -> int:
        """The number of errors and warnings."""
        return sum(d.severity is not Severity.NOTE for d in self.found)

    def __iter__(self) -> Iterator[Diagnostic]:
        """Yield each once, in reading order: by file, line, column and rule."""

        def place(d: Diagnostic) -> tuple[str, int, int, str, str]:
            return d.span.path, d.span.line, d.span.column, d.rule, d.message

        return iter(sorted(set(self.found), key=place))


def _as_written(fix: Fix) -> Fix:
    """Return a fix of lines that were put together as one of the lines they were made of, where these are the same."""
    places = [(edit.span.origin, edit) for edit in fix]
    same = all(at.text == edit.span.text for at, edit in places)
    return tuple(Edit(at, edit.text) for at, edit in places) if same else ()


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that was probably meant; None also where too many are known to compare them."""
    words = sorted(set(known))
    return next(iter(difflib.get_close_matches(word, words, n=1, cutoff=0.6)), None) if _are_few(words) else None


def _are_few(words: Sequence[str]) -> bool:
    return len(words) <= _MOST_COMPARED


def unmistakable(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that a misspelt word can only mean; None where two are near, or none is near enough.

    None also where too many are known to compare them.
    Words that differ in digits or in a short part, such as `unit-1` and `unit-2`, are never taken for each other.
    """
    words = sorted(set(known))
    if not _are_few(words):
        return None
    alike = [each for each in words if _plain(each) == _plain(word)]
    if len(alike) == 1:
        return alike[0]
    near = difflib.get_close_matches(word, words, n=2, cutoff=0.6)
    if len(near) != 1 or _SHORT_PART.findall(word) != _SHORT_PART.findall(near[0]):
        return None
    return near[0] if difflib.SequenceMatcher(None, word, near[0]).ratio() >= _NEAR_ENOUGH else None


def _plain(word: str) -> str:
    return re.sub(r"[\s_-]+", "-", word.strip()).casefold()


def replaced(span: Span, text: str, new: str) -> Fix:
    """Return the fix that writes a new text for the one at a span.

    There is none where the text is not there exactly once, or stands beside a secret.
    """
    lines = span.file.lines
    line = lines[span.line - 1] if 0 < span.line <= len(lines) else ""
    written = line[span.column - 1 : span.column - 1 + span.length]
    if text == new or not text or written.count(text) != 1 or span.is_secret:
        return ()
    at = Span(file=span.file, line=span.line, column=span.column + written.index(text), length=len(text))
    return (Edit(at, new),)


def respelt(span: Span, word: str, known: Iterable[str]) -> Fix:
    """Return the fix that writes the known word that a misspelt one at a span can only mean."""
    meant = unmistakable(word, known)
    return replaced(span, word, meant) if meant else ()


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the closest known word, or all of them when few and none is close."""
    words = sorted(set(known))
    if (close := closest(word, words)) is not None:
        return f"did you mean `{close}`?"
    return all_of(words) if words and len(words) <= _MOST_TOLD else ""


def all_of(known: Iterable[str]) -> str:
    """Return a hint that names every known word."""
    return "known: " + ", ".join(f"`{word}`" for word in sorted(set(known)))
