"""A text of many blocks in a lesson: as it is written, or in another language."""

from __future__ import annotations

from functools import partial

from scorm_export.source.document import Document
from scorm_export.source.kinds import Body, Reading
from scorm_export.source.markdown import read_markdown


def read_body(written: Body, reading: Reading) -> Document:
    """Parse a text; `reading.at` leads to it."""
    texts = reading.texts
    if texts:
        written = texts.body(reading.at, written)
    document = read_markdown(
        written.file,
        reading.path,
        "\n".join(written.lines),
        reading.found,
        first_line=written.first_line,
        last_line=written.first_line + len(written.lines) - 1,
        syntax=reading.syntax,
        foreign=texts.source_language if texts else None,
        foreign_lines=written.foreign,
        address=partial(texts.address, reading.path) if texts else None,
    )
    if texts:
        texts.headings(reading.at, document.headings)
    return document
