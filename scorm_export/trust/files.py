"""What files may be packed: kinds whose content is known, by the suffix of a name and the bytes a file begins with."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

HEAD = 2048
"""How many bytes of a file show its kind: browsers look at 1,445 of them (MIME Sniffing, 5.2)."""
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
"""Byte order marks of UTF-8 and UTF-16."""


def _begins(*starts: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(starts)


def _is_riff(kind: bytes) -> Callable[[bytes], bool]:
    return lambda head: head[:4] == b"RIFF" and head[8:12] == kind


def _is_media_container(head: bytes) -> bool:
    return head[4:8] in (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot")


def _is_avif(head: bytes) -> bool:
    return head[4:8] == b"ftyp" and head[8:12] in (b"avif", b"avis", b"mif1")


def _is_mp3(head: bytes) -> bool:
    return re.match(rb"ID3|\xff[\xe2\xe3\xf2\xf3\xfa\xfb]", head) is not None


def _is_pdf(head: bytes) -> bool:
    return b"%PDF-" in head[:1024] and not _is_markup(head)


def _is_tar(head: bytes) -> bool:
    return head[257:262] == b"ustar"


def _is_markup(head: bytes) -> bool:
    return head.removeprefix(_MARKS[0]).lstrip().startswith(b"<") or head.startswith(_MARKS[1:])


def _is_figure(head: bytes) -> bool:
    return _is_markup(head) and b"<svg" in head


def _is_text(head: bytes) -> bool:
    """Distinguish text from other bytes, and from what a browser treats as a page if the server names no type."""
    words = head.replace(b"\0", b"") if head.startswith(_MARKS[1:]) else head
    return b"\0" not in words and not words.lstrip(b"".join(_MARKS) + b" \t\n\f\r").startswith(b"<")


_KINDS: dict[str, Callable[[bytes], bool]] = {
    ".svg": _is_markup,
    ".png": _begins(b"\x89PNG\r\n\x1a\n"),
    ".jpg": _begins(b"\xff\xd8\xff"),
    ".gif": _begins(b"GIF87a", b"GIF89a"),
    ".webp": _is_riff(b"WEBP"),
    ".avif": _is_avif,
    ".tif": _begins(b"II*\0", b"MM\0*"),
    ".bmp": _begins(b"BM"),
    ".mp4": _is_media_container,
    ".webm": _begins(b"\x1aE\xdf\xa3"),
    ".mp3": _is_mp3,
    ".ogg": _begins(b"OggS"),
    ".wav": _is_riff(b"WAVE"),
    ".flac": _begins(b"fLaC"),
    ".mid": _begins(b"MThd"),
    ".woff": _begins(b"wOFF"),
    ".woff2": _begins(b"wOF2"),
    ".ttf": _begins(b"\x00\x01\x00\x00", b"true", b"ttcf"),
    ".otf": _begins(b"OTTO"),
    ".pdf": _is_pdf,
    ".doc": _begins(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ".rtf": _begins(b"{\\rtf"),
    ".zip": _begins(b"PK"),
    ".7z": _begins(b"7z\xbc\xaf\x27\x1c"),
    ".tar": _is_tar,
    ".gz": _begins(b"\x1f\x8b"),
    ".bz2": _begins(b"BZh"),
    ".xz": _begins(b"\xfd7zXZ\0"),
    ".sav": _begins(b"$FL2", b"$FL3"),
    ".sqlite": _begins(b"SQLite format 3\0"),
    ".parquet": _begins(b"PAR1"),
    ".txt": _is_text,
}
"""Kinds of files by their usual suffix; where a file fits several, the first is the most certain."""
_ALIKE = {
    other: suffix
    for suffix, others in {
        ".jpg": ".jpeg .jfif",
        ".tif": ".tiff",
        ".mp4": ".m4v .m4a .mov",
        ".ogg": ".oga .ogv .opus",
        ".mid": ".midi",
        ".doc": ".xls .ppt",
        # office documents, books, and files of learning tools
        ".zip": ".docx .dotx .xlsx .xltx .pptx .potx .ppsx .odt .ott .ods .odp .odg .odf .epub .kmz .pages .numbers"
        " .key .xmind .ggb .sb3 .h5p .apkg",
        ".gz": ".tgz .rds .rdata",
        ".sqlite": ".db .gpkg",
        ".txt": ".csv .tsv .tab .log .json .jsonl .geojson .ipynb .tex .bib .ris .vtt .srt .ics .r .rmd .qmd .do .sps"
        " .sas .m .jl .sql .c .h .cpp .java .ini .toml",
    }.items()
    for other in others.split()
}
_COMPRESSED = frozenset({".gz", ".bz2", ".xz"})
"""Suffixes behind which servers look at the one before: `page.html.gz` is a page."""


def _kind(suffix: str) -> str:
    return _ALIKE.get(suffix, suffix)


def is_known(name: str) -> bool:
    """Tell whether files of a name are of a kind that is packed: no browser runs them or opens them as pages."""
    stem, suffix = posixpath.splitext(name.lower())
    inner = _kind(posixpath.splitext(stem)[1])
    return _kind(suffix) in _KINDS and (suffix not in _COMPRESSED or inner in ("", ".tar", ".txt"))


def agrees(suffix: str, head: bytes) -> bool:
    """Tell whether a file that begins with `head` may have a suffix; an unknown suffix fits any content."""
    is_kind = _KINDS.get(_kind(suffix))
    return is_kind is None or is_kind(head)


def kind_of(head: bytes) -> str | None:
    """Return the suffix of the kind a file is, by its first bytes; None if they show none, or if the file is text."""
    shown = {**_KINDS, ".svg": _is_figure}
    return next((suffix for suffix, is_kind in shown.items() if suffix != ".txt" and is_kind(head)), None)
