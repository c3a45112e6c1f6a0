"""The bytes of a file as text: UTF-8, UTF-16, and Windows-1252 where that is declared or certain.

What is no text of its encoding is refused at the byte; nothing is ever replaced.
"""

from __future__ import annotations

import codecs
import re

from scorm_export.diagnostics import Diagnostics, SourceFile
from scorm_export.exchange.bank import UnreadableError, lines_of

WINDOWS_1252 = "windows-1252"
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
"""The longer ones first: the mark of UTF-32 begins like that of UTF-16."""
_READ_AS = {"utf-8": "utf-8", "ascii": "utf-8", "us-ascii": "utf-8", "utf-16": "utf-8"} | dict.fromkeys(
    ("windows-1252", "cp1252", "iso-8859-1", "latin1", "latin-1", "iso8859-1"), WINDOWS_1252
)
"""What may be declared, as it is read. No text in Latin 1 has the characters by which Windows-1252 differs from it, and
UTF-16 is recognised before any declaration is read."""
_NEXT_OF_KIN = "cp1250"
"""In which words of Central Europe are written."""
_RIVALS = ("mac-roman", "cp850")
"""In which the languages of Western Europe were written on other systems."""
_RIVAL_LETTERS = "äöüßÄÖÜéèêëàâîïôùûçÇœŒÉÈÊÀÂÎÔáíóúñÁÍÓÚÑìòãõåæøÅÆØÃÕ"
_LETTER = "[A-Za-zÀ-ÖØ-öø-ÿœŒŠšŽžŸ]"
_IN_WORDS = re.compile(rf"[a-zß-ÿ][À-ÖØ-ÞŠŽŒŸ]|{_LETTER}[‚„“”…•«»°§€™©®¿¡]{_LETTER}")
"""What occurs in no word: an accented capital after a small letter, or a sign between letters."""
_IN_NO_LANGUAGE = re.compile(
    rf"[{_RIVAL_LETTERS}]\d|\d[{_RIVAL_LETTERS}]|(?<![aeiouyäöü])ß|õ(?!e)|ã(?![oe])|(?:í(?:t|re|ve|ll|d|m)|[^aru\W]ís)(?!{_LETTER})"
    rf"|(?<!{_LETTER})(?:[ìñùûï]|ô(?!t[eé]))|[îûïñôëâ](?!{_LETTER})"
    rf"|(?<!{_LETTER})(?![àéèåöÀÉÈÅÖ])[{_RIVAL_LETTERS}](?!{_LETTER})"
)
"""Where letters with accents stand in no word of German, French, Spanish, Italian, Portuguese or the Nordic ones."""
_SIGNS = "‘’‚“”„–—…•«»°§·€™©®¿¡"


def decoded(path: str, data: bytes, found: Diagnostics, declared: str | None = None) -> str:
    """Return a file as text, and note an encoding other than UTF-8. Raises UnreadableError at the first wrong byte."""
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return _read(path, data[len(mark) :], encoding, found)
    if without_mark := _without_mark(data):
        return _read(path, data, without_mark, found)
    named = declared or _declaration(data)
    if named:
        known = _READ_AS.get(named.lower())
        if known is None:
            raise UnreadableError(
                f"it is written in `{named}`, which is not read: save it as UTF-8", SourceFile(path=path).span()
            )
        return _read(path, data, known, found)
    try:
        return data.decode()
    except UnicodeDecodeError:
        return _read(path, data, WINDOWS_1252 if _is_certain(data) else "utf-8", found)


def _read(path: str, data: bytes, encoding: str, found: Diagnostics) -> str:
    if encoding == "utf-32":
        raise UnreadableError(
            "it is written in UTF-32, which is not read: save it as UTF-8", SourceFile(path=path).span()
        )
    codec = "cp1252" if encoding == WINDOWS_1252 else encoding
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as problem:
        byte = data[problem.start]
        before = data[: problem.start].decode(codec, "replace").replace("\r\n", "\n").replace("\r", "\n")
        line, column = before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1
        name = "UTF-8" if encoding == "utf-8" else encoding
        shown = data.decode(codec, "replace")
        raise UnreadableError(
            f"the byte {byte:#04x} is no {name}",
            SourceFile(path=path, lines=lines_of(shown)).span(line, column),
            "save the file as UTF-8, or say what it is written in: `--encoding windows-1252`",
        ) from None
    if encoding != "utf-8":
        name = "Windows-1252" if encoding == WINDOWS_1252 else "UTF-16"
        found.note(
            "other-encoding",
            f"this is read as {name}",
            SourceFile(path=path, lines=lines_of(text)).span(),
            "look at letters with accents and at quotation marks; a file in UTF-8 leaves no doubt",
        )
    return text


def _declaration(data: bytes) -> str | None:
    declared = _DECLARED.match(data[:400])
    return declared[1].decode() if declared else None


def _without_mark(data: bytes) -> str | None:
    """Return which UTF-16 a text without a mark is in: in Latin script every second byte is 0."""
    start = data[:200]
    if len(start) < 4:  # noqa: PLR2004 — two characters
        return None
    even, odd = start[0::2], start[1::2]
    if odd.count(0) > len(odd) * 0.6 and not even.count(0):
        return "utf-16-le"
    return "utf-16-be" if even.count(0) > len(even) * 0.6 and not odd.count(0) else None


def _is_certain(data: bytes) -> bool:
    """Whether a text can only be Windows-1252.

    Its letters stand as in words, its next of kin says the same, and in the encodings of other systems it is no text.
    """
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return False
    if any(0x80 <= ord(sign) <= 0x9F for sign in text):  # noqa: PLR2004 — control characters
        return False
    other = data.decode(_NEXT_OF_KIN, "replace")
    high = [(one, two) for one, two in zip(text, other, strict=True) if ord(one) > 0x7F]  # noqa: PLR2004 — ASCII
    if any(one != two or not (one.isalpha() or one in _SIGNS + "\xa0") for one, two in high):
        return False
    return not _IN_WORDS.search(text) and not any(_may_be(data.decode(rival)) for rival in _RIVALS)


def _may_be(text: str) -> bool:
    """Whether a text, as another encoding has it, might be what was written."""
    high = {sign for sign in text if ord(sign) > 0x7F}  # noqa: PLR2004 — ASCII
    is_known = high <= {*_RIVAL_LETTERS, *_SIGNS, "\xa0"}
    return is_known and not _IN_WORDS.search(text) and not _IN_NO_LANGUAGE.search(text)
