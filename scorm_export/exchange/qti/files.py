"""The files of a QTI package or of a folder, read within limits."""

from __future__ import annotations

import codecs
import lzma
import os
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

from scorm_export.exchange.bank import UnreadableError

MANIFEST = "imsmanifest.xml"


ENTRY_LIMIT = 32 * 1024 * 1024
"""Bytes of the largest file of a package."""


DOCUMENT_LIMIT = 4 * 1024 * 1024
"""Bytes of the largest document of a package, which has no images in it."""


PACKAGE_LIMIT = 96 * 1024 * 1024
"""Bytes of all files of a package that are read."""


_MOST_ENTRIES = 20_000


_DAMAGES = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, RuntimeError, OSError, EOFError, ValueError)
"""What comes of entries that are damaged, locked or packed in a way that is not known."""


_IS_ITEM = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?assessmentItem[\s>]")


class Files:
    """The files of a package, or those beside a single document, by paths with forward slashes."""

    def __init__(self, shown: str, names: Iterable[str], content: Callable[[str], bytes]) -> None:
        self.shown = shown
        self.names = set(names)
        self._content = content
        self._read = 0

    @property
    def is_full(self) -> bool:
        """Whether no more is read."""
        return self._read > PACKAGE_LIMIT

    def is_item(self, name: str) -> bool:
        """Whether a file can be read and looks like a question."""
        try:
            data = self.read(name) or b""
            if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                data = data.decode("utf-16", "replace").encode()
            return _IS_ITEM.search(data) is not None
        except (UnreadableError, OSError):
            return False

    def read(self, name: str) -> bytes | None:
        """Return a file's bytes, or None. Raises UnreadableError for more than the limits."""
        if name not in self.names:
            return None
        if not self.is_full:
            data = self._content(name)
            self._read += len(data)
        if self.is_full:
            raise UnreadableError(f"its files have more than {PACKAGE_LIMIT:,} bytes")
        return data


def package_files(path: str, data: bytes) -> Files:
    """Return the files of a zip; nothing is unpacked to disk. Raises UnreadableError."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except _DAMAGES as problem:
        raise UnreadableError(f"this is not a zip that can be read: {problem}") from problem
    entries = {entry.filename.replace("\\", "/"): entry for entry in archive.infolist() if not entry.is_dir()}
    entries = {name: entry for name, entry in entries.items() if not name.endswith("/")}
    if len(entries) > _MOST_ENTRIES:
        raise UnreadableError(f"it has {len(entries):,} files, at most {_MOST_ENTRIES:,} are read")
    for name in entries:
        if name.startswith("/") or ".." in name.split("/") or ":" in name.split("/")[0]:
            raise UnreadableError(f"its file `{name}` leads out of the package")

    def content(name: str) -> bytes:
        most = limit_of(name)
        if entries[name].file_size > most:
            raise UnreadableError(f"its file `{name}` has more than {most:,} bytes")
        try:
            with archive.open(entries[name]) as entry:
                return entry.read()
        except _DAMAGES as problem:
            raise UnreadableError(f"its file `{name}` cannot be unpacked: {problem}") from problem

    return Files(path, entries, content)


def limit_of(name: str) -> int:
    """Return how many bytes of a file are read. The reader of a zip unpacks no more than an entry says it has."""
    return DOCUMENT_LIMIT if name.lower().endswith(".xml") else ENTRY_LIMIT


def folder_files(path: Path) -> Files:
    """Return the files in the folder of a document and below, none outside it."""
    root = path.parent.resolve()

    def content(name: str) -> bytes:
        with (root / name).open("rb") as file:
            data = file.read(limit_of(name) + 1)
        if len(data) > limit_of(name):
            raise UnreadableError(f"`{name}` has more than {limit_of(name):,} bytes")
        return data

    class Beside(set[str]):
        def __contains__(self, name: object) -> bool:
            if "\0" in str(name):
                return False
            target = (root / str(name)).resolve()
            return target.is_relative_to(root) and os.path.isfile(target)

    files = Files(path.parent.as_posix(), (), content)
    files.names = Beside()
    return files


def folder_of_manifest(files: Files) -> str:
    """Return the folder that the manifest lies in: the root, or one that somebody packed around it."""
    found = sorted((name for name in files.names if posixpath.basename(name) == MANIFEST), key=lambda n: n.count("/"))
    if not found:
        raise UnreadableError(f"a QTI package has an `{MANIFEST}` at its root")
    if len(found) > 1 and found[0] != MANIFEST:
        raise UnreadableError(f"it has {len(found)} files `{MANIFEST}`, and none at its root: import them one by one")
    return posixpath.dirname(found[0])


def within(folder: str, href: str) -> str:
    """Return the name in the package that an address in the manifest means."""
    return posixpath.normpath(posixpath.join(folder, unquote(href).replace("\\", "/")))
