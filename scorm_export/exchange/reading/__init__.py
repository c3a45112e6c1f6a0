"""Questions of other tools, read into a bank file of this one: what cannot be carried is told, line by line."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

from scorm_export.diagnostics import Diagnostics, SourceFile
from scorm_export.exchange.reading import aiken, gift, moodle_xml, qti
from scorm_export.exchange.reading._bank import Bank, UnreadableError, slug
from scorm_export.reader import BANK
from scorm_export.source.fields import Reading
from scorm_export.source.folder import TEXT_LIMIT
from scorm_export.source.yaml import read_yaml

__all__ = ["FORMATS", "Bank", "check_bank", "read_questions"]

FILE_LIMIT = 256 * 1024 * 1024
"""Bytes of the largest file that is read."""
_Reader = Callable[[Path, bytes, Bank], None]


def _text(read: Callable[[str, bytes, Bank], None]) -> _Reader:
    return lambda path, data, bank: read(path.as_posix(), data, bank)


def _qti(path: Path, data: bytes, bank: Bank) -> None:
    if _is_zip(data):
        qti.read_package(path.as_posix(), data, bank)
    else:
        qti.read_document(path, bank)


FORMATS: dict[str, _Reader] = {
    "moodle-xml": _text(moodle_xml.read),
    "gift": _text(gift.read),
    "qti": _qti,
    "aiken": _text(aiken.read),
}
"""By the names that the command line has for them."""


def _is_zip(data: bytes) -> bool:
    return data.startswith(b"PK\x03\x04")


def _format_of(data: bytes) -> str:
    """Return the format that the content tells."""
    if _is_zip(data):
        return "qti"
    text = data[:1_000_000].decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    if text.startswith("<"):
        return "moodle-xml" if re.search(r"<quiz[\s>]", text) else "qti"
    return "aiken" if aiken.is_aiken(text) and "{" not in text else "gift"


def read_questions(
    path: Path, found: Diagnostics, *, form: str | None = None, identifier: str | None = None
) -> Bank | None:
    """Return the questions of a file as a bank; None, and why in `found`, when there is nothing that could be read."""
    bank = Bank(found, identifier or slug(path.name.split(".")[0]) or "bank")
    nowhere = SourceFile(path=path.as_posix()).span()
    try:
        data = _content(path)
        FORMATS[form or _format_of(data)](path, data, bank)
    except UnreadableError as problem:
        found.error("not-readable", str(problem), problem.at or nowhere)
        return None
    except (OSError, zipfile.BadZipFile) as problem:
        found.error("not-readable", f"`{path}` cannot be read: {problem}", nowhere)
        return None
    bank.losses.finish()
    if not bank.questions:
        found.error("not-readable", "no question in it could be carried", nowhere)
        return None
    bank.title = " ".join(bank.title.split())[:200] or path.stem
    return bank


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(FILE_LIMIT + 1)
    if len(data) > FILE_LIMIT:
        raise UnreadableError(f"it has more than {FILE_LIMIT:,} bytes")
    if not data.strip():
        raise UnreadableError("there is nothing in it")
    return data


def check_bank(bank: Bank, path: str, found: Diagnostics) -> None:
    """Read a bank as a course would, and report what its author has to mend before it can be used."""
    text = bank.yaml()
    file = SourceFile(path=path, lines=tuple(text.split("\n")))
    if len(text.encode()) > TEXT_LIMIT:
        found.error("file-too-large", f"the bank has more than {TEXT_LIMIT:,} bytes", file.span(), "import it in parts")
    node = read_yaml(file, found)
    for question in (BANK.read(node, Reading(f"{bank.id}.yaml", found)) if node else None) or ():
        question.check(found)
