"""What rules report about a package: diagnostics whose place is the package, a file in it, or an element."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from lxml import etree

from scorm_export.diagnostics import CONTROL_CHARACTER, Diagnostic, Diagnostics, Severity, SourceFile, Span

Element = etree._Element  # noqa: SLF001 — the only name lxml has for its elements
MOST_OF_A_RULE = 20
"""The most findings of one rule to show; the last says how many more there are."""
_MOST_SHOWN = 100
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_LINES_OF_A_TAG = 12


def printable(text: str) -> str:
    """Return a text of a package without what controls a terminal or the direction of writing."""
    return _DIRECTION.sub("", CONTROL_CHARACTER.sub("\N{REPLACEMENT CHARACTER}", text))


def quoted(text: str | None) -> str:
    """Return a text of a package for a message: on one line, and shortened."""
    clean = printable(text or "").replace("\n", " ").strip()
    return f"`{clean if len(clean) <= _MOST_SHOWN else clean[:_MOST_SHOWN] + '…'}`"


def some(names: Iterable[str], most: int = 5) -> str:
    """Return the first of several names, and how many more there are."""
    listed = sorted(names)
    more = f" and {len(listed) - most} more" if len(listed) > most else ""
    return ", ".join(quoted(name) for name in listed[:most]) + more


@dataclass(slots=True)
class Findings:
    """A list of findings that stays short however often a rule is broken."""

    package: SourceFile
    descriptor: SourceFile | None = None
    found: Diagnostics = field(default_factory=Diagnostics)
    counted: Counter[str] = field(default_factory=Counter)

    def error(self, rule: str, message: str, at: Element | str | None = None, hint: str = "", near: str = "") -> None:
        """Report an error: it keeps the package, or a part of it, from working.

        `at` is an element of the descriptor, a file in the package, or None for the package; `near` is a text in the
        element to point at.
        """
        self._add(Severity.ERROR, rule, message, at, hint, near)

    def warn(self, rule: str, message: str, at: Element | str | None = None, hint: str = "", near: str = "") -> None:
        """Report a warning: some LMSs refuse it, or some learners miss something."""
        self._add(Severity.WARNING, rule, message, at, hint, near)

    def note(self, rule: str, message: str, at: Element | str | None = None, hint: str = "", near: str = "") -> None:
        """Report a note: useful, but not a problem."""
        self._add(Severity.NOTE, rule, message, at, hint, near)

    def _add(self, severity: Severity, rule: str, message: str, at: Element | str | None, hint: str, near: str) -> None:
        self.counted[rule] += 1
        if self.counted[rule] <= MOST_OF_A_RULE:
            self.found.found.append(
                Diagnostic(rule=rule, message=message, span=self._span(at, near), hint=hint, severity=severity)
            )

    def _span(self, at: Element | str | None, near: str) -> Span:
        if isinstance(at, str):
            return SourceFile(path=f"{self.package.path}/{at}").span()
        if at is None or self.descriptor is None:
            return self.package.span()
        line = int(at.sourceline or 1)
        place = self.descriptor.find(near, line, line + _LINES_OF_A_TAG) if near else None
        return place or self.descriptor.line(line)

    def finish(self) -> Diagnostics:
        """Return the diagnostics; the last of a rule has the number of those not shown."""
        last = {d.rule: number for number, d in enumerate(self.found.found)}
        for rule, number in last.items():
            more, listed = self.counted[rule] - MOST_OF_A_RULE, self.found.found
            if more > 0:
                listed[number] = replace(listed[number], notes=(f"{more:,} more findings like this are not shown",))
        return self.found
