"""Problems in a source: values, never exceptions.

A Span is a range in one source file; a Diagnostic says which rule is broken, where, and how to fix it; Diagnostics
collects them. Nothing here prints: the commands do.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

CONTROL_CHARACTER = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""Characters that XML cannot contain, and those that only some readers take as the end of a line."""
_MOST_TOLD = 12
"""Most known words that a hint lists."""


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
    def is_secret(self) -> bool:
        """Whether part of the line is secret, and must not appear in a message."""
        return bool(self.file.shown) and self.text != self.file.lines[self.line - 1]


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that a diagnostic refers to, with a label: "first defined here"."""

    message: str
    span: Span


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


@dataclass(slots=True)
class Diagnostics:
    """A growing list of diagnostics."""

    found: list[Diagnostic] = field(default_factory=list)
    levels: Mapping[str, Severity] = field(default_factory=dict)
    """The severities that a course sets for rules."""

    def error(
        self, rule: str, message: str, span: Span, hint: str = "", *notes: str, related: Related | None = None
    ) -> None:
        """Add an error."""
        self._add(Severity.ERROR, rule, message, span, hint, notes, related)

    def warn(
        self, rule: str, message: str, span: Span, hint: str = "", *notes: str, related: Related | None = None
    ) -> None:
        """Add a warning."""
        self._add(Severity.WARNING, rule, message, span, hint, notes, related)

    def note(self, rule: str, message: str, span: Span, hint: str = "", *notes: str) -> None:
        """Add information that is not a problem."""
        self._add(Severity.NOTE, rule, message, span, hint, notes, None)

    def _add(
        self,
        severity: Severity,
        rule: str,
        message: str,
        span: Span,
        hint: str,
        notes: tuple[str, ...],
        related: Related | None,
    ) -> None:
        added = Diagnostic(
            rule=rule, message=message, span=span, hint=hint, notes=notes, severity=severity, related=related
        )
        self.found.extend(self._levelled([added]))

    def set_levels(self, levels: Mapping[str, Severity]) -> None:
        """Set the severities of rules, also for diagnostics added before."""
        self.levels = levels
        self.found = list(self._levelled(self.found))

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


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that was probably meant."""
    return next(iter(difflib.get_close_matches(word, sorted(set(known)), n=1, cutoff=0.6)), None)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the closest known word, or all of them when few and none is close."""
    words = sorted(set(known))
    if (close := closest(word, words)) is not None:
        return f"did you mean `{close}`?"
    return all_of(words) if words and len(words) <= _MOST_TOLD else ""


def all_of(known: Iterable[str]) -> str:
    """Return a hint that names every known word."""
    return "known: " + ", ".join(f"`{word}`" for word in sorted(set(known)))
