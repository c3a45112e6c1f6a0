"""Writes zip files, byte for byte the same on every machine.

Written here rather than with zipfile because the bytes of a deflated entry depend on the zlib a Python was built with;
libdeflate is pinned as a package. Texts are deflated in memory; files from disk are streamed and stored, since
media are compressed already. Layout: PKWARE APPNOTE 6.3, 4.3.6 to 4.3.16; zip64 where sizes require it.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO

import deflate

from scorm_export.whole_files import whole_file

Content = bytes | Path
"""A file's bytes, or the path to stream them from."""
Progress = Callable[[str, int], None]
"""Called with each entry's name and the bytes written."""
Approval = Callable[[Path], None]
"""Called with the path of the complete zip before it is renamed; raises to refuse it."""

_CHUNK = 1 << 20
_STORED, _DEFLATED = 0, 8
_DATE_TIME = (0, (1 << 5) | 1)
"""1980-01-01 00:00, the earliest time in a zip: the clock must not matter."""
_UTF8 = 0x800
_REGULAR_FILE = 0o100644 << 16
_MADE_ON_UNIX = 3 << 8
_LIMIT32, _LIMIT16 = 0xFFFFFFFF, 0xFFFF


@dataclass(frozen=True, slots=True)
class _Entry:
    name: bytes
    method: int
    crc: int
    packed: int
    size: int
    offset: int

    @property
    def needs_zip64(self) -> bool:
        return max(self.packed, self.size, self.offset) >= _LIMIT32


def write_zip(
    target: Path,
    files: Mapping[str, Content],
    progress: Progress = lambda _name, _size: None,
    approve: Approval | None = None,
) -> None:
    """Write files in the given order; the target appears complete or not at all.

    Raises OSError when writing fails, and what `approve` raises.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(target) as out:
        _write(out, files, progress)
        if approve:
            out.flush()
            approve(Path(out.name))


def zipped(files: Mapping[str, Content]) -> bytes:
    """Return a zip of files in the given order."""
    out = BytesIO()
    _write(out, files, lambda _name, _size: None)
    return out.getvalue()


def _write(out: IO[bytes], files: Mapping[str, Content], progress: Progress) -> None:
    entries = []
    for name, content in files.items():
        entry = (_write_file if isinstance(content, Path) else _write_bytes)(out, name.encode(), content)
        progress(name, entry.size)
        entries.append(entry)
    start = out.tell()
    for entry in entries:
        out.write(_central_header(entry))
    out.write(_end(len(entries), start, out.tell() - start))


def _write_bytes(out: IO[bytes], name: bytes, content: Content) -> _Entry:
    assert isinstance(content, bytes)
    packed = bytes(deflate.deflate_compress(content, 9))
    method, body = (_DEFLATED, packed) if len(packed) < len(content) else (_STORED, content)
    entry = _Entry(name, method, deflate.crc32(content), len(body), len(content), out.tell())
    out.write(_local_header(entry))
    out.write(body)
    return entry


def _write_file(out: IO[bytes], name: bytes, content: Content) -> _Entry:
    assert isinstance(content, Path)
    size, offset, crc, copied = content.stat().st_size, out.tell(), 0, 0
    out.write(_local_header(_Entry(name, _STORED, 0, size, size, offset)))
    buffer = memoryview(bytearray(_CHUNK))
    with content.open("rb", buffering=0) as source:
        while count := source.readinto(buffer):
            crc = deflate.crc32(buffer[:count], crc)
            out.write(buffer[:count])
            copied += count
    if copied != size:
        raise OSError(f"{content} changed while it was packed")
    end = out.tell()
    entry = _Entry(name, _STORED, crc, size, size, offset)
    out.seek(offset)
    out.write(_local_header(entry))
    out.seek(end)
    return entry


def _local_header(entry: _Entry) -> bytes:
    big = max(entry.packed, entry.size) >= _LIMIT32
    extra = struct.pack("<HHQQ", 1, 16, entry.size, entry.packed) if big else b""
    packed, size = (_LIMIT32, _LIMIT32) if big else (entry.packed, entry.size)
    return (
        struct.pack(
            "<IHHHHHIIIHH",
            0x04034B50,
            45 if big else 20,
            _UTF8,
            entry.method,
            *_DATE_TIME,
            entry.crc,
            packed,
            size,
            len(entry.name),
            len(extra),
        )
        + entry.name
        + extra
    )


def _central_header(entry: _Entry) -> bytes:
    big = entry.needs_zip64
    extra = struct.pack("<HHQQQ", 1, 24, entry.size, entry.packed, entry.offset) if big else b""
    packed, size, offset = (_LIMIT32,) * 3 if big else (entry.packed, entry.size, entry.offset)
    version = 45 if big else 20
    return (
        struct.pack(
            "<IHHHHHHIIIHHHHHII",
            0x02014B50,
            _MADE_ON_UNIX | version,
            version,
            _UTF8,
            entry.method,
            *_DATE_TIME,
            entry.crc,
            packed,
            size,
            len(entry.name),
            len(extra),
            0,
            0,
            0,
            _REGULAR_FILE,
            offset,
        )
        + entry.name
        + extra
    )


def _end(count: int, start: int, size: int) -> bytes:
    record = b""
    if count >= _LIMIT16 or start + size >= _LIMIT32:
        record = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, _MADE_ON_UNIX | 45, 45, 0, 0, count, count, size, start)
        record += struct.pack("<IIQI", 0x07064B50, 0, start + size, 1)
    return record + struct.pack(
        "<IHHHHIIH",
        0x06054B50,
        0,
        0,
        min(count, _LIMIT16),
        min(count, _LIMIT16),
        min(size, _LIMIT32),
        min(start, _LIMIT32),
        0,
    )
