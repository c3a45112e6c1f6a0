"""Applies the fixes of diagnostics to the texts of a course: what `check --fix` writes and `check --diff` shows."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scorm_export.diagnostics import Diagnostic, Diagnostics, Edit
from scorm_export.whole_files import write_whole

_MOST_ROUNDS = 20
"""How often a course is checked again: a fix may let a check go on that finds more."""
_LINE_END = re.compile("(\r\n|\r|\n)")


@dataclass(slots=True)
class Fixed:
    """What fixing made of a course: all texts that are not those on disk, what was fixed, and what is left."""

    rest: Diagnostics
    texts: dict[str, str] = field(default_factory=dict)
    fixed: list[Diagnostic] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    """The paths of the files that were fixed as authors know them, by absolute path."""

    def write(self) -> None:
        """Write each text in one step. Raises OSError where the disk does."""
        for path in self.names:
            write_whole(Path(os.path.realpath(path)), self.texts[path].encode())

    def diff(self) -> str:
        """Return the changes as a unified diff."""
        shown: list[str] = []
        for path, name in sorted(self.names.items()):
            before = _LINE_END.sub("\n", _read(path)).splitlines(keepends=True)
            after = _LINE_END.sub("\n", self.texts[path]).splitlines(keepends=True)
            shown += difflib.unified_diff(before, after, name, name)
        return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in shown)


def fix_all(check: Callable[[Mapping[str, str]], Diagnostics], unsaved: Mapping[str, str] | None = None) -> Fixed:
    """Apply every fix, and check again until none is left.

    `check` is given the texts that are not those on disk, by absolute path; `unsaved` are those at the start. A fix
    after which there would be more errors is left out. Nothing is written. Raises OSError where a file cannot be read.
    """
    texts = dict(unsaved or {})
    result = Fixed(check(texts), texts)
    refused: set[Diagnostic] = set()
    for _ in range(_MOST_ROUNDS):
        together = chosen(each for each in result.rest if each not in refused)
        if not together:
            break
        if not _take(result, together, check):
            for one in together:
                if not _take(result, [one], check):
                    refused.add(one)
                    continue
                break  # the places of the others may be different now
    return result


def _take(result: Fixed, fixed: list[Diagnostic], check: Callable[[Mapping[str, str]], Diagnostics]) -> bool:
    """Apply fixes to the result, unless there are more errors then than before; return whether there are not."""
    texts, names = dict(result.texts), dict(result.names)
    edits: dict[str, list[Edit]] = {}
    for edit in (edit for each in fixed for edit in each.fix):
        edits.setdefault(edit.span.path, []).append(edit)
    for path, of_file in edits.items():
        place = os.path.abspath(path)
        names[place] = path
        texts[place] = edited(texts[place] if place in texts else _read(place), of_file)
    found = check(texts)
    if found.errors > result.rest.errors:
        return False
    result.rest, result.texts, result.names = found, texts, names
    result.fixed += fixed
    return True


def chosen(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return the diagnostics whose fixes can be applied together: of two whose edits overlap, the first."""
    taken: list[Edit] = []
    kept: list[Diagnostic] = []
    for diagnostic in found:
        if diagnostic.fix and not any(_overlap(one, other) for one in diagnostic.fix for other in taken):
            taken += diagnostic.fix
            kept.append(diagnostic)
    return kept


def _overlap(one: Edit, other: Edit) -> bool:
    a, b = one.span, other.span
    return a.file == b.file and a.line == b.line and a.column <= b.column + b.length and b.column <= a.column + a.length


def edited(text: str, edits: Iterable[Edit]) -> str:
    """Return a text with edits that do not overlap, in which line ends and a byte order mark stay as they are.

    Edits of lines that have changed since are left out.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    pieces = _LINE_END.split(text.removeprefix(mark))
    before = pieces[::2]
    end = pieces[1] if len(pieces) > 1 else "\n"
    for edit in sorted(edits, key=lambda each: (each.span.line, each.span.column), reverse=True):
        at, number = edit.span, edit.span.line - 1
        if before[number : number + 1] == [*at.file.lines[number : number + 1]]:
            line = pieces[2 * number]
            pieces[2 * number] = (
                line[: at.column - 1] + edit.text.replace("\n", end) + line[at.column - 1 + at.length :]
            )
    return mark + "".join(pieces)


def _read(path: str) -> str:
    return Path(path).read_bytes().decode()
