"""Diagnostics as text for people, as JSON for programs, and as GitHub annotations."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable

import click

from scorm_export.commands.reports import junit, sarif
from scorm_export.diagnostics import Diagnostic, Edit, Related, Severity, Span

_SHOWN_WIDTH = 160
"""Characters of a source line to show; of a longer line, the part around the caret."""


def human(diagnostics: Iterable[Diagnostic], *, coloured: bool = False) -> str:
    """Return each diagnostic with its source line, carets under the text, notes and hint.

    `coloured` adds colours as ANSI codes, which `click.echo` removes where there is no terminal.
    """
    found = list(diagnostics)
    blocks = [_coloured(d, _block(d)) if coloured else _block(d) for d in found]
    return "\n\n".join([*blocks, summary(found)]) + "\n"


def for_console(diagnostics: Iterable[Diagnostic]) -> str:
    """Return the diagnostics for people, in colours."""
    return human(diagnostics, coloured=True)


_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


def _coloured(diagnostic: Diagnostic, block: str) -> str:
    """Colour the severity with the rule, the marks under the text, and the names of notes and hints."""
    colour = _COLOURS[diagnostic.severity]
    lines = block.split("\n")
    head, _, message = lines[0].partition(": ")
    lines[0] = f"{click.style(head, fg=colour, bold=True)}: {click.style(message, bold=True)}"
    for number, line in enumerate(lines[1:], 1):
        if match := re.fullmatch(r"( +\| *)([\^-]+.*)", line):
            lines[number] = match[1] + click.style(match[2], fg=colour)
        elif match := re.fullmatch(r"( +)(= (?:note|hint):|-->|:::)(.*)", line):
            lines[number] = match[1] + click.style(match[2], fg="cyan") + match[3]
    return "\n".join(lines)


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """Return one line with the numbers of errors and warnings, and of notes if there are any."""
    counted = Counter(d.severity for d in diagnostics)
    parts = [count(counted[severity], severity.value) for severity in (Severity.ERROR, Severity.WARNING)]
    notes = counted[Severity.NOTE]
    return ", ".join([*parts, count(notes, "note")] if notes else parts)


def count(number: int, word: str) -> str:
    """Return a number with a noun, in the plural if need be: "1 error", "2 errors"."""
    return f"{number} {word}" + ("" if number == 1 else "s")


def _block(diagnostic: Diagnostic) -> str:
    span, related = diagnostic.span, diagnostic.related
    gutter = max(len(str(place.line)) for place in (span, related.span if related else span))
    margin = " " * gutter
    lines = [
        f"{diagnostic.severity.value}[{diagnostic.rule}]: {' '.join(diagnostic.message.split())}",
        f"{margin}--> {span.path}:{span.line}:{span.column}",
        *_source(span, gutter, "^"),
    ]
    if related:
        at = related.span
        lines += [f"{margin}::: {at.path}:{at.line}:{at.column}", *_source(at, gutter, "-", related.message)]
    lines += [f"{margin} = note: {note}" for note in diagnostic.notes]
    if diagnostic.hint:
        lines.append(f"{margin} = hint: {diagnostic.hint}")
    return "\n".join(lines)


def _source(span: Span, gutter: int, mark: str, words: str = "") -> list[str]:
    """Return a source line with marks under the text in question, and a label after the marks."""
    margin = " " * gutter
    text, column = _window(span.text, span.column)
    if not text.strip():
        return [f"{margin} | {words}"] if words else []
    text = text.replace("\t", " ")
    before = sum(_width(c) for c in text[: column - 1])
    under = sum(_width(c) for c in text[column - 1 : column - 1 + span.length]) or 1
    marked = f"{' ' * before}{mark * under} {words}".rstrip()
    return [f"{margin} |", f"{span.line:>{gutter}} | {text}", f"{margin} | {marked}"]


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
    """Return a JSON array with an object for each diagnostic."""
    return json.dumps(as_data(diagnostics), indent=2) + "\n"


def as_data(diagnostics: Iterable[Diagnostic]) -> list[dict[str, object]]:
    """Return an object for each diagnostic, as it is in JSON."""
    return [
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
            "related": _related(d.related),
            "fix": [_edit(edit) for edit in d.fix],
        }
        for d in diagnostics
    ]


def _edit(edit: Edit) -> dict[str, object]:
    at = edit.span
    return {"path": at.path, "line": at.line, "column": at.column, "length": at.length, "text": edit.text}


def _related(related: Related | None) -> dict[str, object] | None:
    if related is None:
        return None
    span = related.span
    return {
        "message": related.message,
        "path": span.path,
        "line": span.line,
        "column": span.column,
        "length": span.length,
    }


_ANNOTATIONS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
"""GitHub's names of severities."""


def github(diagnostics: Iterable[Diagnostic]) -> str:
    """Return GitHub workflow commands, which annotate the lines."""

    def escape(text: str, also: str = "") -> str:
        for character in "%\r\n" + also:
            text = text.replace(character, f"%{ord(character):02X}")
        return text

    def message(d: Diagnostic) -> str:
        at = d.related.span if d.related else None
        second = f" ({d.related.message}: {at.path}:{at.line}:{at.column})" if d.related and at else ""
        return d.message + second + (f" ({d.hint})" if d.hint else "")

    return "".join(
        f"::{_ANNOTATIONS[d.severity]} file={escape(d.span.path, ',:')},line={d.span.line},col={d.span.column},"
        f"endColumn={d.span.column + d.span.length},title={escape(d.rule, ',:')}"
        f"::{escape(message(d))}\n"
        for d in diagnostics
    )


FORMATS: dict[str, Callable[[Iterable[Diagnostic]], str]] = {
    "human": for_console,
    "json": as_json,
    "github": github,
    "junit": junit,
    "sarif": sarif,
}
