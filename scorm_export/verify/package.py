"""A zip from any source: its names, sizes and texts, read within limits against hostile files."""

from __future__ import annotations

import posixpath
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

MOST_ENTRIES = 20_000
"""The most entries of a package. The largest public courses have some 5,000."""
MOST_DIRECTORY = 4 * 1024 * 1024
"""The most bytes of a zip's central directory, which limits the number of its entries."""
MOST_UNPACKED = 8 * 1024 * 1024 * 1024
"""The most bytes of all files unpacked."""
MOST_RATIO = 250
"""The largest compression ratio of a large file: media hardly shrink, texts 3 to 20 times."""
RATIO_FROM = 16 * 1024 * 1024
"""Bytes of a file above which its ratio is checked."""
MOST_TEXT = 4 * 1024 * 1024
"""The most bytes of a text file to read, including descriptors."""
MOST_TEXTS = 32 * 1024 * 1024
"""The most bytes of all text files to read."""
MOST_PROVEN = 128 * 1024 * 1024
"""The most bytes to unpack to see whether files are intact."""
TEXTS = frozenset(".html .htm .xhtml .js .mjs .css .xml .json .svg .txt".split())
"""Suffixes of text files that are read."""
_END = b"PK\x05\x06"
_END64 = b"PK\x06\x06"
_CANNOT_READ = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
    struct.error,
)
"""What zipfile raises for damaged files."""


class NotReadableError(Exception):
    """The file is not a zip that can be read safely: the rule that it breaks, and why."""

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.rule = rule


def suffix(name: str) -> str:
    """Return the suffix of a file's name in lower case, with its dot."""
    return posixpath.splitext(name)[1].lower()


@dataclass(slots=True)
class Damage:
    """A file in the zip that cannot be unpacked."""

    name: str
    why: str


@dataclass
class Package:
    """An opened package. Close it when done."""

    path: Path
    shown: str
    """Its path in messages."""
    archive: zipfile.ZipFile
    infos: list[zipfile.ZipInfo] = field(default_factory=list)
    """All entries, folders among them, in the order of the zip."""

    @classmethod
    def open(cls, path: Path, shown: str | None = None) -> Package:
        """Open a zip; `shown` is its path in messages.

        Raises NotReadableError for one that is damaged or far too large.
        """
        try:
            _check_directory(path)
            archive = zipfile.ZipFile(path)
        except _CANNOT_READ as problem:
            raise NotReadableError("zip-damaged", f"this zip file cannot be read: {_why(problem)}") from problem
        package = cls(path, shown or str(path), archive, archive.infolist())
        try:
            package._refuse_bombs()
        except NotReadableError:
            archive.close()
            raise
        return package

    def close(self) -> None:
        """Close the file."""
        self.archive.close()

    def _refuse_bombs(self) -> None:
        """Refuse zips that unpack to far more than their size, or have overlapping entries."""
        if len(self.infos) > MOST_ENTRIES:
            raise NotReadableError("zip-bomb", f"{len(self.infos):,} entries, more than {MOST_ENTRIES:,}")
        for info in self.infos:
            if info.file_size > max(RATIO_FROM, MOST_RATIO * info.compress_size):
                raise NotReadableError(
                    "zip-bomb",
                    f"an entry unpacks from {info.compress_size:,} to {info.file_size:,} bytes",
                )
        if sum(info.file_size for info in self.infos) > MOST_UNPACKED:
            raise NotReadableError("zip-bomb", f"the files unpack to more than {MOST_UNPACKED:,} bytes")
        if sum(info.compress_size for info in self.infos) > self.path.stat().st_size:
            raise NotReadableError("zip-bomb", "entries overlap: several files share the same bytes")

    @cached_property
    def files(self) -> dict[str, zipfile.ZipInfo]:
        """The files by name, without folders; of several with one name, the last, as when unpacked."""
        return {info.filename: info for info in self.infos if not info.is_dir()}

    @cached_property
    def lower(self) -> dict[str, str]:
        """The files' names by their lower-case form."""
        return {name.lower(): name for name in self.files}

    @property
    def unpacked(self) -> int:
        """The size of all files in bytes."""
        return sum(info.file_size for info in self.files.values())

    def read(self, name: str) -> bytes:
        """Return the content of a file. Raises NotReadableError if it is damaged, encrypted or too large."""
        info = self.files[name]
        if info.file_size > MOST_TEXT:
            raise NotReadableError("descriptor-unreadable", f"`{name}` has more than {MOST_TEXT:,} bytes")
        try:
            return self.archive.read(info)
        except _CANNOT_READ as problem:
            raise NotReadableError("zip-damaged", f"`{name}` cannot be unpacked: {_why(problem)}") from problem

    @cached_property
    def texts(self) -> dict[str, str]:
        """The contents of text files, by name, within the limits; invalid bytes are replaced."""
        texts, left = {}, MOST_TEXTS
        for name, info in self.files.items():
            if suffix(name) in TEXTS and info.file_size <= min(MOST_TEXT, left):
                try:
                    texts[name] = self.read(name).decode("utf-8", "replace")
                except NotReadableError:
                    continue
                left -= info.file_size
        return texts

    @property
    def all_texts_read(self) -> bool:
        """Whether no text file was left out."""
        return all(name in self.texts for name in self.files if suffix(name) in TEXTS)

    def damages(self) -> list[Damage]:
        """Return the damaged files, within the limit."""
        found, left = [], MOST_PROVEN
        for name, info in self.files.items():
            left -= info.file_size
            if left < 0:
                break
            if info.flag_bits & 1:
                continue
            try:
                with self.archive.open(info) as stream:
                    while stream.read(1 << 20):
                        pass
            except _CANNOT_READ as problem:
                found.append(Damage(name, _why(problem)))
        return found


def _why(problem: Exception) -> str:
    return " ".join(str(problem).split())[:120] or type(problem).__name__


def _check_directory(path: Path) -> None:
    """Refuse a central directory that is too long, before it is read (APPNOTE 6.3, 4.3.14 to 4.3.16)."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - (1 << 16) - 98))
        tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < 22:  # noqa: PLR2004 — the size of the record without its comment
        return
    count, directory = struct.unpack_from("<HI", tail, at + 10)
    at64 = tail.rfind(_END64, 0, at)
    if at64 >= 0 and len(tail) - at64 >= 56:  # noqa: PLR2004 — the size of the zip64 record
        count, directory = struct.unpack_from("<QQ", tail, at64 + 32)
    if count > MOST_ENTRIES or directory > MOST_DIRECTORY:
        raise NotReadableError("zip-bomb", f"{count:,} entries in a central directory of {directory:,} bytes")
