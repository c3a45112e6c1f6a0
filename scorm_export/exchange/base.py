"""What a format of questions is: a record of how its files are read, counted and written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from scorm_export.diagnostics import Diagnostics
from scorm_export.exchange.bank import Bank, UnreadableError
from scorm_export.exchange.counting import Counted, Seen, numbered
from scorm_export.exchange.encoding import decoded
from scorm_export.render import Site

TEXT_LIMIT = 32 * 1024 * 1024
"""Bytes of the largest text that is read: of questions with their images in base64, and no package."""
IN_PARTS = "export it in parts, for example one category at a time"


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A file, and the options that it is imported with."""

    path: Path
    data: bytes
    identifier: str | None
    encoding: str | None
    language: str

    @property
    def is_zip(self) -> bool:
        """Whether the file is a zip."""
        return self.data.startswith(b"PK\x03\x04")

    def text(self, found: Diagnostics) -> str:
        """Return the file as text. Raises UnreadableError."""
        if self.is_zip:
            raise UnreadableError("this is a zip, and only packages of QTI are")
        if len(self.data) > TEXT_LIMIT:
            message = f"it has {len(self.data):,} bytes, at most {TEXT_LIMIT:,} of a text are read"
            raise UnreadableError(message, hint=IN_PARTS)
        return decoded(self.path.as_posix(), self.data, found, self.encoding)


Write = Callable[[Site, Diagnostics], bytes]


@dataclass(frozen=True, kw_only=True, slots=True)
class Format:
    """A format of another tool."""

    name: str
    """As the command line knows it."""
    read: Callable[[Source, Bank], None]
    """Reads the questions of a file into a bank. Raises UnreadableError."""
    count: Callable[[Source], Counted]
    """What each question of the file has, counted without the reader."""
    write: Write | None = None
    """Writes the questions of a course as one file; None when the format is only read."""
    ending: str = ""
    """Of the file that is written."""


def of_text(
    name: str,
    read: Callable[[str, str, Bank], None],
    count: Callable[[str], Iterable[Seen]],
    write: Write | None = None,
    ending: str = "",
) -> Format:
    """Return a format whose files are one text: `read` takes its path and the text, `count` the text, in its order."""
    return Format(
        name=name,
        read=lambda source, bank: read(source.path.as_posix(), source.text(bank.found), bank),
        count=lambda source: numbered(count(source.text(Diagnostics()))),
        write=write,
        ending=ending,
    )
