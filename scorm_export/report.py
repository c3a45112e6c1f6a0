"""Diagnostics as text: for people, for programs, and for GitHub's annotations."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable

from scorm_export.diagnostics import Diagnostic, Severity

_SHOWN_WIDTH = 160
"""Characters of a source line that are shown; a longer one is shown around the caret."""


def human(diagnostics: Iterable[Diagnostic]) -> str:
    """Return each diagnostic with its source line, a caret under the very text, notes and hint."""
    found = list(diagnostics)
    blocks = [_block(d) for d in found]
    return "\n\n".join([*blocks, summary(found)]) + "\n"


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """Return one line that counts errors and warnings, and notes where there are any."""
    counted = Counter(d.severity for d in diagnostics)
    parts = [count(counted[severity], severity.value) for severity in (Severity.ERROR, Severity.WARNING)]
    notes = counted[Severity.NOTE]
    return ", ".join([*parts, count(notes, "note")] if notes else parts)


def count(number: int, word: str) -> str:
    """Return a number and what it counts, in the plural where there are several: "1 error", "2 errors"."""
    return f"{number} {word}" + ("" if number == 1 else "s")


def _block(diagnostic: Diagnostic) -> str:
    span = diagnostic.span
    gutter = len(str(span.line))
    lines = [
        f"{diagnostic.severity.value}[{diagnostic.rule}]: {' '.join(diagnostic.message.split())}",
        f"{' ' * gutter}--> {span.path}:{span.line}:{span.column}",
    ]
    if span.text.strip():
        text, column = _window(span.text.replace("\t", " "), span.column)
        before = sum(_width(c) for c in text[: column - 1])
        under = sum(_width(c) for c in text[column - 1 : column - 1 + span.length]) or 1
        lines += [f"{' ' * gutter} |", f"{span.line} | {text}", f"{' ' * gutter} | {' ' * before}{'^' * under}"]
    lines += [f"{' ' * gutter} = note: {note}" for note in diagnostic.notes]
    if diagnostic.hint:
        lines.append(f"{' ' * gutter} = hint: {diagnostic.hint}")
    return "\n".join(lines)


def _window(text: str, column: int) -> tuple[str, int]:
    if len(text) <= _SHOWN_WIDTH:
        return text, column
    start = max(0, min(column - 1 - _SHOWN_WIDTH // 3, len(text) - _SHOWN_WIDTH))
    shown = text[start : start + _SHOWN_WIDTH]
    lead = "…" if start else ""
    return lead + shown + ("…" if start + _SHOWN_WIDTH < len(text) else ""), column - start + len(lead)


def _width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) == "Cf":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def as_json(diagnostics: Iterable[Diagnostic]) -> str:
    """Return a JSON array, an object for each diagnostic."""
    return (
        json.dumps(
            [
                {
                    "rule": d.rule,
                    "severity": d.severity.value,
                    "message": d.message,
                    "path": d.span.path,
                    "line": d.span.line,
                    "column": d.span.column,
                    "length": d.span.length,
                    "hint": d.hint,
                    "notes": list(d.notes),
                }
                for d in diagnostics
            ],
            ensure_ascii=False,
            indent=2,
        )
        + "\n"
    )


_ANNOTATIONS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
"""What GitHub calls them."""


def github(diagnostics: Iterable[Diagnostic]) -> str:
    """Return GitHub workflow commands, which become annotations at the line."""

    def escape(text: str, also: str = "") -> str:
        for character in "%\r\n" + also:
            text = text.replace(character, f"%{ord(character):02X}")
        return text

    return "".join(
        f"::{_ANNOTATIONS[d.severity]} file={escape(d.span.path, ',:')},line={d.span.line},col={d.span.column},"
        f"endColumn={d.span.column + d.span.length},title={escape(d.rule, ',:')}"
        f"::{escape(d.message + (f' ({d.hint})' if d.hint else ''))}\n"
        for d in diagnostics
    )


FORMATS: dict[str, Callable[[Iterable[Diagnostic]], str]] = {"human": human, "json": as_json, "github": github}
