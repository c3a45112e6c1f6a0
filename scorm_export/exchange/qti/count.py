"""How many items a QTI document or package has, counted in its text."""

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

from scorm_export.exchange.counting import ASIDE, ATTRIBUTES, attributes_of

_ITEM = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?assessmentItem[\s>]")
_REFERENCE = re.compile(rf"<(?:[\w.-]+:)?assessment(Item|Section)Ref{ATTRIBUTES}>")
_RESOURCE = re.compile(rf"<(?:[\w.-]+:)?resource{ATTRIBUTES}>")
_MANIFEST = "imsmanifest.xml"
_MOST = 64 * 1024 * 1024
_DAMAGES = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, RuntimeError, OSError, EOFError, ValueError)


def count(path: Path, data: bytes) -> int:
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
        resources = [attributes_of(text) for text in _RESOURCE.findall(ASIDE.sub("", manifest))]
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
