"""QTI: 1EdTech's formats for questions."""

from __future__ import annotations

from scorm_export.exchange.bank import Bank
from scorm_export.exchange.base import Format, Source
from scorm_export.exchange.qti.count import count
from scorm_export.exchange.qti.read import read_document, read_package


def _read(source: Source, bank: Bank) -> None:
    if source.is_zip:
        read_package(source.path.as_posix(), source.data, bank)
    else:
        read_document(source.path, bank, source.encoding)


FORMAT = Format(name="qti", read=_read, count=lambda source: count(source.path, source.data))
"""It is written as a package of its own: the target `questions`."""
