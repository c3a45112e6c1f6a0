"""Whether a file is what its name says: by the bytes that each kind begins with."""

from __future__ import annotations

import re
from collections.abc import Callable

HEAD = 64
"""How many bytes of a file tell its kind."""
_MARK = b"\xef\xbb\xbf"


def _begins(*starts: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(starts)


def _is_riff(kind: bytes) -> Callable[[bytes], bool]:
    return lambda head: head[:4] == b"RIFF" and head[8:12] == kind


def _is_media_container(head: bytes) -> bool:
    return head[4:8] in (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot")


def _is_mp3(head: bytes) -> bool:
    return re.match(rb"ID3|\xff[\xe0-\xff]", head) is not None


def _is_pdf(head: bytes) -> bool:
    return b"%PDF-" in head


def _is_markup(head: bytes) -> bool:
    return head.removeprefix(_MARK).lstrip().startswith(b"<") or head.startswith((b"\xff\xfe", b"\xfe\xff"))


_KINDS: dict[str, Callable[[bytes], bool]] = {
    ".svg": _is_markup,
    ".png": _begins(b"\x89PNG\r\n\x1a\n"),
    ".jpg": _begins(b"\xff\xd8\xff"),
    ".gif": _begins(b"GIF87a", b"GIF89a"),
    ".webp": _is_riff(b"WEBP"),
    ".mp4": _is_media_container,
    ".webm": _begins(b"\x1aE\xdf\xa3"),
    ".mp3": _is_mp3,
    ".ogg": _begins(b"OggS"),
    ".wav": _is_riff(b"WAVE"),
    ".woff": _begins(b"wOFF"),
    ".woff2": _begins(b"wOF2"),
    ".ttf": _begins(b"\x00\x01\x00\x00", b"true", b"ttcf"),
    ".otf": _begins(b"OTTO"),
    ".pdf": _is_pdf,
    ".zip": _begins(b"PK"),
    ".gz": _begins(b"\x1f\x8b"),
}
_ALIKE = {
    **dict.fromkeys((".jpeg", ".jfif"), ".jpg"),
    **dict.fromkeys((".m4v", ".m4a", ".mov"), ".mp4"),
    **dict.fromkeys((".oga", ".ogv", ".opus"), ".ogg"),
    **dict.fromkeys((".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".epub", ".jar"), ".zip"),
}
_ACTIVE = frozenset(".html .htm .xhtml .xht .shtml .js .mjs .swf .xml .xsl .xslt .mht .mhtml .hta .wasm .css".split())
"""Kinds that a browser runs or takes for a page of the LMS's own."""


def agrees(suffix: str, head: bytes) -> bool:
    """Tell whether a file that begins with `head` may have a suffix; there is nothing to say against an unknown one."""
    kind = _KINDS.get(_ALIKE.get(suffix, suffix))
    return kind is None or kind(head)


def is_active(suffix: str) -> bool:
    """Tell whether a browser runs files of a suffix, or takes them for pages."""
    return suffix in _ACTIVE


def kind_of(head: bytes) -> str | None:
    """Return the suffix of the kind a file is, by its first bytes; None where they tell none."""
    return next((suffix for suffix, is_kind in _KINDS.items() if is_kind(head)), None)
