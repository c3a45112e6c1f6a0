"""How many items a QTI document or package has, and how many answers and feedback texts each, counted in its text."""

from __future__ import annotations

import codecs
import io
import lzma
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

from scorm_export.exchange.counting import ASIDE, ATTRIBUTES, Counted, Seen, attributes_of, has_words

_ITEM = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?assessmentItem[\s>]")
_REFERENCE = re.compile(rf"<(?:[\w.-]+:)?assessment(Item|Section)Ref{ATTRIBUTES}>")
_RESOURCE = re.compile(rf"<(?:[\w.-]+:)?resource{ATTRIBUTES}>")
_LISTED = re.compile(
    r"<(?:[\w.-]+:)?(?:simpleChoice|inlineChoice|simpleAssociableChoice|hotspotChoice|gapText|textEntryInteraction)[\s>/]"
)
"""What can be chosen or matched; of a blank to type into, that something is right in it."""
_SAID = re.compile(
    r"<(?:[\w.-]+:)?(modalFeedback|feedbackInline|feedbackBlock)\s[^>]*[^/>]>(.*?)</(?:[\w.-]+:)?\1>", re.DOTALL
)
_MANIFEST = "imsmanifest.xml"
_MOST, _MOST_OF_ALL = 4 * 1024 * 1024, 96 * 1024 * 1024
"""Bytes of a document, and of all."""
_DAMAGES = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, RuntimeError, OSError, EOFError, ValueError)


def count(path: Path, data: bytes) -> Counted:
    """Count the items: those that are named, and those that lie in a package all the same."""
    if not data.startswith(b"PK\x03\x04"):
        name = path.name

        def beside(other: str) -> bytes | None:
            return data if other == name else _content(path.parent / other)

        asked = _items([name], beside) | ({name} if _is_item(data) else set())
        return {each: _in_item(_text(beside(each))) for each in asked}
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGES:
        return {}
    with archive:
        left = _MOST_OF_ALL
        entries = {entry.filename.replace("\\", "/"): entry for entry in archive.infolist() if not entry.is_dir()}

        def content(name: str) -> bytes | None:
            nonlocal left
            try:
                size = entries[name].file_size
                if size > min(_MOST, left):
                    return None
                with archive.open(entries[name]) as entry:
                    left -= size
                    return entry.read()
            except (KeyError, *_DAMAGES):
                return None

        found = sorted((name for name in entries if posixpath.basename(name) == _MANIFEST), key=lambda n: n.count("/"))
        folder = posixpath.dirname(found[0]) if found else ""
        manifest = _text(content(found[0])) if found else ""
        resources = [attributes_of(text) for text in _RESOURCE.findall(ASIDE.sub("", manifest))]
        named = {_joined(folder, a["href"]): a.get("type", "") for a in resources if a.get("href")}
        items = {name for name, kind in named.items() if re.match(r"imsqti_item_xmlv2p\d", kind)}
        tests = [name for name, kind in named.items() if re.match(r"imsqti_(?:test|assessment)_xmlv2p\d", kind)]
        lying = {name for name in entries if name.endswith(".xml") and _is_item(content(name) or b"")}
        return {name: _in_item(_text(content(name))) for name in items | lying | _items(tests, content)}


def _in_item(text: str) -> Seen:
    """Count what is listed in an item, and its feedback."""
    source = ASIDE.sub("", text)
    return Seen(len(_LISTED.findall(source)), sum(has_words(words) for _, words in _SAID.findall(source)))


def _items(documents: list[str], content: Callable[[str], bytes | None]) -> set[str]:
    """Return the items that tests refer to, also by sections."""
    items, waiting, seen = set[str](), list(documents), set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for kind, attributes in _REFERENCE.findall(ASIDE.sub("", _text(content(name)))):
            href = _joined(posixpath.dirname(name), attributes_of(attributes).get("href", ""))
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


def _joined(folder: str, href: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(href).replace("\\", "/")))


def _text(data: bytes | None) -> str:
    """Return markup as text; names of elements are ASCII in every encoding that is read."""
    if not data:
        return ""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8", "replace")
