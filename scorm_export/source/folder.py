"""The course folder: every read of the file system, with what can go wrong as diagnostics.

Paths are relative to the folder, with forward slashes. Nothing outside the folder is ever read.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scorm_export.diagnostics import (
    CONTROL_CHARACTER,
    Diagnostics,
    Edit,
    Fix,
    SourceFile,
    Span,
    closest,
    did_you_mean,
    replaced,
    unmistakable,
)
from scorm_export.source.secrets import masked

TEXT_LIMIT = 1024 * 1024
"""Bytes of the largest YAML or Markdown file that is read."""
MEDIA_LIMIT = 512 * 1024 * 1024
"""Bytes of the largest media file: what the uploads of LMSs end at."""
_INSTEAD = dict.fromkeys("\u2028\u2029\x0b\x0c\x85", " ")
"""What is written for characters that separate words; others are deleted."""
_LEADS_NOWHERE = "it is a symbolic link that leads nowhere: put the file in its place"
_MOST_SIBLINGS = 200
"""Files of a folder among which one with a similar name is looked for."""


_OF_TOOLS = frozenset(("node_modules", "__pycache__", "venv", "packages", "dist", "build"))
"""Folders that hold what tools make."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A course folder on disk."""

    root: Path
    secret: bool = False
    """Every text in it may hold a secret, so hardly a line is shown."""
    what: str = "course"
    """What the folder holds, in messages."""
    unsaved: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    """By absolute path, texts that stand for those on disk: what an editor has not saved yet."""
    _files: dict[str, SourceFile | None] = field(default_factory=dict, compare=False, repr=False)

    def within(self, path: str, what: str) -> Folder:
        """Return a folder in this one, out of which no path of its files may lead."""
        return Folder(self.root / path, what=what, unsaved=self.unsaved)

    def shown(self, path: str) -> str:
        """Return a path as the author knows it: from where the command was started."""
        return (self.root / path).as_posix()

    def resolve(self, path: str, named_in: str, at: Span, found: Diagnostics, hint: str = "") -> str | None:
        """Turn a path written in a file into one relative to the folder; report one that is not there or leaves it.

        `hint` is for one that is not there, where nothing has a similar name.
        """
        joined = posixpath.normpath(posixpath.join(posixpath.dirname(named_in), path))
        if path.startswith("/") or joined == ".." or joined.startswith("../"):
            inside, instead = self._from_the_root(path, named_in)
            found.error(
                "path-outside-course",
                f"`{path}` leads out of the {self.what} folder",
                at,
                instead or f"keep every file of the {self.what} inside its folder",
                fix=replaced(at, path, inside),
            )
            return None
        target = self.root / joined
        if "\0" not in joined and not Path(os.path.realpath(target)).is_relative_to(os.path.realpath(self.root)):
            found.error(
                "path-outside-course",
                f"`{path}` is a symbolic link out of the {self.what} folder",
                at,
                f"copy the file into the {self.what}",
            )
            return None
        if not os.path.exists(target):

            def fix() -> Fix:
                meant = _meant(target, path)
                return replaced(at, path, meant) if meant else ()

            def way() -> str:
                return _way_to(target, path) or hint

            found.error("missing-file", f"there is no file `{path}`", at, way, fix=fix)
            return None
        return joined

    def _from_the_root(self, path: str, named_in: str) -> tuple[str, str]:
        """Return what to write for a path that is meant from the course folder on, and a hint that says so.

        Both are the path and empty where nothing is there.
        """
        if path.startswith("//"):
            return f"https:{path}", f"a web address starts with `https:`: `https:{path}`"
        inside = posixpath.normpath(path.lstrip("/"))
        if (
            not path.startswith("/")
            or inside.startswith("..")
            or "\0" in inside
            or not os.path.exists(self.root / inside)
        ):
            return path, ""
        relative = posixpath.relpath(inside, posixpath.dirname(named_in) or ".")
        return relative, f"paths start at the file itself: `{relative}`"

    def read(self) -> frozenset[str]:
        """Return the paths of the texts that were read, or could not be."""
        return frozenset(self._files)

    def files(self, unreadable: list[OSError] | None = None) -> Iterator[str]:
        """Yield the paths of files that may belong to the course, in order; what is hidden or a tool's does not.

        `unreadable` receives the errors of folders that cannot be listed, each with its `filename`.
        """
        for at, folders, names in os.walk(self.root, onerror=unreadable.append if unreadable is not None else None):
            folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _OF_TOOLS)
            inside = Path(at).relative_to(self.root)
            yield from ((inside / name).as_posix() for name in sorted(names) if not name.startswith("."))

    def size(self, path: str) -> int:
        """Return a file's size in bytes."""
        return (self.root / path).stat().st_size

    def head(self, path: str, size: int) -> bytes | None:
        """Return a file's first bytes; None when it cannot be read."""
        try:
            with (self.root / path).open("rb") as file:
                return file.read(size)
        except OSError:
            return None

    def exists(self, path: str) -> bool:
        """Say whether there is anything under a path; no file system has what it would refuse as a name."""
        return os.path.exists(self.root / path)

    def is_file(self, path: str) -> bool:
        """Say whether a path is a regular file."""
        return os.path.isfile(self.root / path)

    def is_unsaved(self, path: str) -> bool:
        """Say whether a text stands for the file at a path."""
        return os.path.abspath(self.root / path) in self.unsaved

    def data(self, path: str) -> bytes:
        """Return the content of a file, or the text that stands for it. Raises OSError."""
        unsaved = self.unsaved.get(os.path.abspath(self.root / path))
        return (self.root / path).read_bytes() if unsaved is None else unsaved.encode()

    def text(self, path: str, found: Diagnostics) -> SourceFile | None:
        """Read a UTF-8 text file once; None, and a diagnostic, when that cannot be done."""
        if path not in self._files:
            self._files[path] = self._read(path, found)
        return self._files[path]

    def _masked(self, path: str, lines: tuple[str, ...]) -> tuple[str, ...]:
        return masked(lines, whole=self.secret) if self.secret or path.endswith(".yaml") else ()

    def _read(self, path: str, found: Diagnostics) -> SourceFile | None:
        nowhere = SourceFile(path=self.shown(path)).span()
        if not self.is_file(path):
            found.error("missing-file", f"`{path}` is not a file", nowhere)
            return None
        unsaved = self.unsaved.get(os.path.abspath(self.root / path))
        size = self.size(path) if unsaved is None else len(unsaved.encode())
        if size > TEXT_LIMIT:
            found.error(
                "file-too-large",
                f"`{path}` has {size:,} bytes; texts may have {TEXT_LIMIT:,}",
                nowhere,
                "split it into several lessons",
            )
            return None
        try:
            data = self.data(path)
        except OSError as problem:
            found.error("missing-file", f"`{path}` cannot be read: {problem.strerror}", nowhere)
            return None
        data = data.removeprefix(b"\xef\xbb\xbf")
        lines = _lines(data)
        file = SourceFile(path=self.shown(path), lines=lines, shown=self._masked(path, lines))
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as problem:
            before = _lines(data[: problem.start])
            found.error(
                "invalid-utf8",
                f"byte 0x{data[problem.start]:02x} is not UTF-8",
                file.span(len(before), len(before[-1]) + 1),
                "save the file with the encoding UTF-8",
            )
            return None
        places = [
            file.span(number, match.start() + 1)
            for number, line in enumerate(file.lines, 1)
            for match in CONTROL_CHARACTER.finditer(line)
        ]
        if places:
            first = file.lines[places[0].line - 1][places[0].column - 1]
            message = f"character U+{ord(first):04X} is not possible in a text"
            found.error(
                "control-character",
                message,
                places[0],
                "delete it",
                fix=tuple(Edit(place, _INSTEAD.get(place.text[place.column - 1], "")) for place in places),
            )
            return None
        return file


def _meant(target: Path, path: str) -> str:
    """Return the path of the only file that a path with backslashes, or in other letters, can mean; or ""."""
    if "\\" in path:
        slashed = path.replace("\\", "/")
        return slashed if os.path.exists(str(target).replace("\\", "/")) else ""
    try:
        siblings = os.listdir(target.parent)
    except OSError:
        return ""
    near = unmistakable(target.name, siblings) if len(siblings) <= _MOST_SIBLINGS else None
    is_same_kind = near and Path(near).suffix.lower() == target.suffix.lower()
    return posixpath.join(posixpath.dirname(path), near) if near and is_same_kind else ""


def _way_to(target: Path, path: str) -> str:
    """Return a hint at a file that is not there: how it should be written, or one with a similar name."""
    if web := _way_to_the_web(path):
        return web
    if "\\" in path:
        return f"use forward slashes in paths: `{path.replace(chr(92), '/')}`"
    if target.suffix == ".yaml" and os.path.exists(target.with_suffix(".yml")):
        return f"rename `{target.stem}.yml` to `{target.name}`"
    try:
        siblings = os.listdir(target.parent)
    except OSError as problem:
        return "" if isinstance(problem, FileNotFoundError) else f"its folder cannot be read: {problem.strerror}"
    if target.name in siblings:
        is_link = os.path.islink(target)
        return (
            _LEADS_NOWHERE if is_link else "its folder may not be entered: allow that (`chmod +x` on Linux and macOS)"
        )
    return _alike(target, siblings) if len(siblings) <= _MOST_SIBLINGS else ""


def _alike(target: Path, siblings: Sequence[str]) -> str:
    """Return a hint with a similar name, or with those of the same kind."""
    close = closest(target.name, siblings)
    same = [name for name in siblings if Path(name).suffix.lower() == target.suffix.lower()]
    return f"did you mean `{close}`?" if close else did_you_mean(target.name, same)


def _way_to_the_web(path: str) -> str:
    """Return a hint at an address that is written like the path of a file; empty where it is none."""
    if re.search('[“”„«»"]', path):
        return "leave out the quotation marks"
    if re.fullmatch(r"[^/@\s]+@[\w-]+(?:\.[\w-]+)+", path):
        return f"an e-mail address starts with `mailto:`: `mailto:{path}`"
    if match := re.fullmatch(r"https?(?:/+|//)(\S+)", path):
        return f"a web address starts with `https://`: `https://{match[1]}`"
    return f"a web address starts with `https://`: `https://{path}`" if path.startswith("www.") else ""


def _lines(data: bytes) -> tuple[str, ...]:
    """Split at LF, CR LF and CR only, as all that count lines here do."""
    return tuple(data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n"))
