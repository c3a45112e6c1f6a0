"""What in a file refers to other files: where it leads, and what to write when a file is renamed."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

from scorm_export.commands.lsp.fields import Place, field_at, kind_at, place_in, record_of
from scorm_export.diagnostics import Edit, SourceFile, Span
from scorm_export.source.fields import ListOf, Placed, Record
from scorm_export.source.folder import Folder
from scorm_export.source.texts import FileName

_IN_MARKDOWN = re.compile(r"(?:\]\(<?|\]:\s+<?|[\w-]+=\"?)(?P<path>[^\s<>()\"'{}]+)")
_IN_YAML = re.compile(
    r"(?:^|[\s\[,:-])(?P<quote>[\"']?)(?P<path>[^\s\[\]{},\"':#]+(?:#[^\s\[\]{},\"':]*)?)(?P=quote)(?=[\s,\]]|$)"
)
_TEXTS = (".md", ".yaml")


class Reference(NamedTuple):
    """A path in a text: its line and column from 1, and as it is written, with its fragment."""

    line: int
    column: int
    written: str

    @property
    def path(self) -> str:
        """The path without the fragment, as it is on disk."""
        return unquote(self.written.partition("#")[0])

    @property
    def fragment(self) -> str:
        """The name of the heading, or nothing."""
        return unquote(self.written.partition("#")[2])


def references(file: SourceFile) -> Iterator[Reference]:
    """Yield everything in a text that is a path: addresses in Markdown, and fields of YAML that name files."""
    name = posixpath.basename(file.path)
    in_markdown = name.endswith(".md")
    record = None if in_markdown else record_of(name, file.lines)
    for number, line in enumerate(file.lines, 1):
        for match in (_IN_MARKDOWN if in_markdown else _IN_YAML).finditer(line):
            found = Reference(number, match.start("path") + 1, match["path"])
            if in_markdown or (record and _names_file(record, place_in(file.lines, number - 1, match.end("path")))):
                yield found


def _names_file(record: Record[Any], place: Place) -> bool:
    kind = kind_at(record, place)
    if place.of_value:
        named = field_at(record, place, place.of_value)
        kind = named.kind if named else None
    while isinstance(kind, ListOf):
        kind = kind.item
    return isinstance(kind.kind if isinstance(kind, Placed) else kind, FileName)


def reference_at(file: SourceFile, line: int, column: int) -> Reference | None:
    """Return the path at a position, which counts from 1."""
    return next(
        (one for one in references(file) if one.line == line and one.column <= column <= one.column + len(one.written)),
        None,
    )


def target_of(reference: Reference, file: Path) -> Path:
    """Return the file that a reference in a file leads to; the file itself where it is a fragment alone."""
    return Path(os.path.normpath(file.parent / reference.path)) if reference.path else file


def renamed(root: Path, renames: dict[Path, Path], text: Callable[[Path], str]) -> dict[Path, list[Edit]]:
    """Return what to write in each file of a course, named as it is before, when files or folders are renamed.

    `text` gives the text of a file.
    """
    edits: dict[Path, list[Edit]] = {}
    for name in Folder(root).files():
        path = root / name
        if path.suffix not in _TEXTS:
            continue
        moved = _new_place(path, renames)
        file = SourceFile(path=str(path), lines=tuple(re.split(r"\r\n|\r|\n", text(path).removeprefix("\ufeff"))))
        for one in references(file):
            target = target_of(one, path)
            new = _new_place(target, renames)
            if not one.path or (new == target and moved == path) or not target.exists() or target == path.parent:
                continue
            written = Path(os.path.relpath(new, moved.parent)).as_posix()
            if one.path.startswith("./"):
                written = f"./{written}"
            if written != one.path:
                at = Span(file=file, line=one.line, column=one.column, length=len(one.written.partition("#")[0]))
                edits.setdefault(path, []).append(Edit(at, written))
    return edits


def _new_place(path: Path, renames: dict[Path, Path]) -> Path:
    """Return where a file is after files or folders around it are renamed."""
    for old, new in renames.items():
        if path.is_relative_to(old):
            return new / path.relative_to(old)
    return path
