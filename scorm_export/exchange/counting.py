"""How many questions a file has, counted in its text: nothing here is shared with the readers, whose account it checks.

A reader carries questions and tells of those that it leaves out; together they have to be all that were counted.
"""

from __future__ import annotations

import codecs
import io
import lzma
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable
from html import unescape
from pathlib import Path
from urllib.parse import unquote

_CONTROL = re.compile("[^\n\t -\x7e\xa0-\u2027\u202a-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_ASIDE = re.compile(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
"""Comments, instructions and literal text of XML."""
_ATTRIBUTES = r"""(\s(?:[^>"']|"[^"]*"|'[^']*')*)"""
_QUESTION = re.compile(rf"<question{_ATTRIBUTES}?>")
_ITEM = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?assessmentItem[\s>]")
_REFERENCE = re.compile(rf"<(?:[\w.-]+:)?assessment(Item|Section)Ref{_ATTRIBUTES}>")
_RESOURCE = re.compile(rf"<(?:[\w.-]+:)?resource{_ATTRIBUTES}>")
_ATTRIBUTE = re.compile(r"""(?:^|\s)(href|type)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_MANIFEST = "imsmanifest.xml"
_MOST = 64 * 1024 * 1024
_DAMAGES = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, RuntimeError, OSError, EOFError, ValueError)


def gift(text: str) -> int:
    """Count the braces that open, and the paragraphs that have none."""
    plain = re.sub(r"\\[~=#{}:n\\]", "..", _plain(text))
    plain = re.sub(r"(?m)^[^\S\n]*//.*$", "\x01", plain)
    chunks = re.split(r"(?m)^(?=[^\S\n]*::)|^[^\S\n]*\$CATEGORY:.*$", plain)
    return sum(map(_in_chunk, chunks))


def _in_chunk(chunk: str) -> int:
    """Count in what stands between the lines that begin a question or a category for certain."""
    outside = re.sub(r"\{[^{}]*(?:\}|(?=\{)|$)", "\x02", chunk)
    alone = 0
    has_words = has_braces = False
    for line in [*outside.split("\n"), ""]:
        if not line.strip(" \t\xa0\x02\x01") and "\x02" not in line and (line != "\x01" or has_braces):
            alone += has_words and not has_braces
            has_words = has_braces = False
        elif line != "\x01":
            has_words = True
            has_braces = has_braces or "\x02" in line
    return chunk.count("{") + alone


def aiken(text: str) -> int:
    """Count the lines that tell an answer, and the questions that have none."""
    marks = ""
    for line in _plain(text).split("\n"):
        if re.match(r"\s*(?:ANSWER:|(?i:answer):\s*[A-Za-z]\s*$)", line):
            marks += "A"
        elif re.fullmatch(r"\s*[A-Z][).]\s+.+", line):
            marks += "O"
        else:
            marks += "T" if line.strip() else " "
    # An option, an empty line and a text: what came before ended without an answer.
    unanswered = len(re.findall(r"O[OT]* [ ]*(?=T)", marks)) + (re.search(r"[OT] *[^A]*$", marks) is not None)
    return marks.count("A") + unanswered


def moodle_xml(text: str) -> int:
    """Count the questions that are no category."""
    found = map(_attributes, _QUESTION.findall(_ASIDE.sub("", text)))
    return sum(attributes.get("type") != "category" for attributes in found)


def qti(path: Path, data: bytes) -> int:
    """Count the items: those that are named, and those that lie in a package all the same."""
    if not data.startswith(b"PK\x03\x04"):
        name = path.name
        return len(_items([name], lambda other: _content(path.parent / other)) | ({name} if _is_item(data) else set()))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = {entry.filename.replace("\\", "/"): entry for entry in archive.infolist() if not entry.is_dir()}

        def content(name: str) -> bytes | None:
            try:
                with archive.open(entries[name]) as entry:
                    return entry.read(_MOST)
            except (KeyError, *_DAMAGES):
                return None

        found = sorted((name for name in entries if posixpath.basename(name) == _MANIFEST), key=lambda n: n.count("/"))
        folder = posixpath.dirname(found[0]) if found else ""
        manifest = _text(content(found[0])) if found else ""
        resources = [_attributes(text) for text in _RESOURCE.findall(_ASIDE.sub("", manifest))]
        named = {_joined(folder, a["href"]): a.get("type", "") for a in resources if a.get("href")}
        items = {name for name, kind in named.items() if re.match(r"imsqti_item_xmlv2p\d", kind)}
        tests = [name for name, kind in named.items() if re.match(r"imsqti_(?:test|assessment)_xmlv2p\d", kind)]
        lying = {name for name in entries if name.endswith(".xml") and _is_item(content(name) or b"")}
        return len(items | lying | _items(tests, content))


def _items(documents: list[str], content: Callable[[str], bytes | None]) -> set[str]:
    """Return the items that tests refer to, also by sections."""
    items, waiting, seen = set[str](), list(documents), set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for kind, attributes in _REFERENCE.findall(_ASIDE.sub("", _text(content(name)))):
            href = _joined(posixpath.dirname(name), _attributes(attributes).get("href", ""))
            if kind == "Item":
                items.add(href)
            else:
                waiting.append(href)
    return items


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (OSError, ValueError):
        return None


def _is_item(data: bytes) -> bool:
    return _ITEM.search(_text(data)) is not None


def _attributes(text: str) -> dict[str, str]:
    return {name: unescape(one or other) for name, one, other in _ATTRIBUTE.findall(text)}


def _joined(folder: str, href: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(href).replace("\\", "/")))


def _text(data: bytes | None) -> str:
    """Return markup as text; names of elements are ASCII in every encoding that is read."""
    if not data:
        return ""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8", "replace")


def _plain(text: str) -> str:
    return _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
