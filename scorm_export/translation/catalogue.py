"""gettext's PO files: one of a language, read with the line of every translation, and written the same each time."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polib

from scorm_export.diagnostics import Diagnostics, SourceFile, Span
from scorm_export.source.folder import Folder
from scorm_export.translation.collected import Key, Message

FOLDER = "translations"
"""The folder of a course that holds its translations."""
MADE = "X-Translated-By"
"""The header that says who translated a file."""
BY_MACHINE = "machine"
"""What it says until somebody who speaks the language has read the file: then it is their name."""
_WIDTH = 1_000_000
"""Characters of a line in PO files: more than a text has, so that only the lines of the text make lines."""
_REFUSED = re.compile(r"\(line (\d+)\)|on line (\d+)")


@dataclass(frozen=True, slots=True)
class Translation:
    """A text in another language, and the lines of the PO file where it is written."""

    text: str
    span: Span
    last_line: int

    def line(self, number: int) -> Span:
        """Return where a line of the text, from 0, is written."""
        first = self.span.line
        lines = self.text.count("\n")
        at = first + 1 + number if lines and self.last_line > first + number else first
        return self.span.file.line(min(at, self.last_line))


def path_of(language: str) -> str:
    """Return the path of a language's PO file in the course folder."""
    return f"{FOLDER}/{language}.po"


def languages_in(folder: Folder) -> tuple[str, ...]:
    """Return the languages that a course is translated into, in the order of the alphabet."""
    place = folder.root / FOLDER
    return tuple(sorted(path.stem for path in place.glob("*.po"))) if os.path.isdir(place) else ()


def read_catalogue(folder: Folder, language: str, found: Diagnostics) -> polib.POFile | None:
    """Return a language's PO file; None, and a diagnostic, where it cannot be read."""
    file = folder.text(path_of(language), found)
    if file is None:
        return None
    try:
        return polib.pofile("\n".join(file.lines) + "\n", check_for_duplicates=False)
    except (OSError, ValueError, IndexError, KeyError, AttributeError, UnicodeError) as problem:
        match = _REFUSED.search(str(problem))
        line = int(match[1] or match[2]) if match else 1
        found.error(
            "translation-file",
            "this is not a PO file",
            file.line(min(max(line, 1), len(file.lines))),
            "open it in a translation editor such as Poedit, which names what is wrong, and save it again",
        )
        return None


def is_by_machine(header: Mapping[str, str]) -> bool:
    """Whether a file was translated by machine, and nobody has reviewed it."""
    return header.get(MADE, "").strip().lower() == BY_MACHINE


def translation_of(entry: polib.POEntry, file: SourceFile) -> Translation:
    """Return the translation of an entry with its place."""
    first = min(max(entry.linenum or 1, 1), len(file.lines))
    while first < len(file.lines) and not file.lines[first - 1].startswith("msgstr"):
        first += 1
    last = first
    while last < len(file.lines) and file.lines[last].startswith('"'):
        last += 1
    return Translation(entry.msgstr, file.line(first), last)


def key_of(entry: polib.POEntry) -> Key:
    """Return what an entry is found by."""
    return entry.msgctxt or "", entry.msgid


def entry_for(message: Message) -> polib.POEntry:
    """Return the entry of a message, not translated."""
    return polib.POEntry(
        msgctxt=message.context, msgid=message.text, occurrences=[(message.path.replace(" ", "%20"), str(message.line))]
    )


def catalogue_text(
    entries: Iterable[polib.POEntry], course: str, language: str, header: Mapping[str, str] | None = None
) -> str:
    """Return a PO file, with the header of an older one. No date is added: the same entries give the same bytes."""
    file = polib.POFile(wrapwidth=_WIDTH)
    file.metadata = {
        **(header or {}),
        "Project-Id-Version": course,
        **({"Language": language} if language else {}),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    file.extend(entries)
    return f"{file}\n"
