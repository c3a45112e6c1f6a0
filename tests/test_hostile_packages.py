"""Packages made to do harm, and packages at random: `verify` has a verdict, in time and without a traceback."""

from __future__ import annotations

import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from pace import growth

from scorm_export.verify import Verified, verify
from sound import files_of, mutated, zipped


def hostile_zip_of_zeros(path: Path) -> None:
    zipped(path, files_of("scorm12") | {"zeros.bin": bytes(64 * 1024 * 1024)})


def hostile_entries(path: Path, count: int = 100_000) -> None:
    """Write empty files by hand, which takes a tenth of the time; so many need the fields of Zip64 at the end."""
    names = [f"{number:06}.html".encode() for number in range(count)]
    local = b"PK\x03\x04" + struct.pack("<5H3I2H", 20, 0, 0, 0, 33, 0, 0, 0, len(names[0]), 0)
    size = len(local) + len(names[0])
    central = b"PK\x01\x02" + struct.pack("<6H3I5HI", 20, 20, 0, 0, 0, 33, 0, 0, 0, len(names[0]), 0, 0, 0, 0, 0)
    files = b"".join(local + name for name in names)
    table = b"".join(central + struct.pack("<I", at * size) + name for at, name in enumerate(names))
    end = struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, count, count, len(table), len(files))
    at = struct.pack("<IQI", 0, len(files) + len(table), 1)
    last = struct.pack("<4HIIH", 0, 0, 0xFFFF, 0xFFFF, len(table), len(files), 0)
    path.write_bytes(files + table + b"PK\x06\x06" + end + b"PK\x06\x07" + at + b"PK\x05\x06" + last)


def hostile_overlap(path: Path) -> None:
    files = {f"{number}.bin": b"x" * 40_000 for number in range(50)}
    data = bytearray(zipped(path, files, zipfile.ZIP_STORED).read_bytes())
    start = struct.unpack_from("<I", data, data.rindex(b"PK\x05\x06") + 16)[0]
    path.write_bytes(data[:1_000_000] + data[start:])


def in_manifest(content: bytes) -> Callable[[Path], None]:
    return lambda path: zipped(path, files_of("scorm12") | {"imsmanifest.xml": content}) and None


_LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
_ITEMS = files_of("scorm12")["imsmanifest.xml"].decode()
HOSTILE = {
    "zeros": hostile_zip_of_zeros,
    "100,000 entries": hostile_entries,
    "overlapping entries": hostile_overlap,
    "entities": in_manifest(f'<!DOCTYPE m [<!ENTITY l0 "ha">{_LAUGHS}]><manifest>&l9;</manifest>'.encode()),
    "outside entity": in_manifest(b'<!DOCTYPE m [<!ENTITY e SYSTEM "file:///etc/passwd">]><manifest>&e;</manifest>'),
    "deep": in_manifest(b"<a>" * 200_000),
    "wide": in_manifest(
        _ITEMS.replace("</organization>", '<item identifier="x"/>' * 30_000 + "</organization>").encode()
    ),
    "one long line": in_manifest(b"<manifest>" + b'<resource identifier="a" href="b"/>' * 30_000 + b"</manifest>"),
    "a long name": in_manifest(b'<manifest identifier="' + b"a" * 3_000_000 + b'"/>'),
    "nothing": lambda path: path.write_bytes(b"") and None,
    "not a zip": lambda path: path.write_bytes(b"PK\x05\x06" + bytes(18) + b"x" * 90) and None,
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused(what: str, tmp_path: Path) -> None:
    HOSTILE[what](tmp_path / "p.zip")
    verified = verify(tmp_path / "p.zip")
    assert verified.found.errors
    assert "root:" not in "".join(d.message for d in verified.found)


MEASURED = """
import re, sys
from pathlib import Path
from pace import standard_seconds
from scorm_export.verify import verify
for path in sys.argv[1:]:
    seconds = standard_seconds(lambda: verify(Path(path)), below=1)
    peak = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())
    print(f"{seconds:.2f}", int(peak[1]) // 1024, path)
"""
"""Prints the seconds and megabytes of each package. `ru_maxrss` would begin with what the tests themselves take."""


def test_hostile_files_take_less_than_a_second_and_200_mb(tmp_path: Path) -> None:
    paths = [tmp_path / f"{what}.zip" for what in HOSTILE]
    for what, path in zip(HOSTILE, paths, strict=True):
        HOSTILE[what](path)
    command = [sys.executable, "-c", MEASURED, *map(str, paths)]
    done = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True, check=True)
    for line in done.stdout.splitlines():
        seconds, megabytes, *_ = line.split()
        assert (float(seconds) < 1, int(megabytes) < 200) == (True, True), line
    assert len(done.stdout.splitlines()) == len(HOSTILE)


MANY, TIMES, MOST_TIMES = 4_000, 4, 9
"""Four times as much may take nine times as long: a square takes sixteen times."""


def with_items(count: int) -> dict[str, bytes]:
    files = files_of("scorm12")
    items = b'<item identifier="x"/>' * count + b"</organization>"
    return files | {"imsmanifest.xml": files["imsmanifest.xml"].replace(b"</organization>", items)}


GROWING: dict[str, Callable[[int], dict[str, bytes]]] = {
    "entries": lambda count: files_of("scorm12") | {f"{number}.html": b"<p>" for number in range(count)},
    "items": with_items,
    "resources on a line": lambda count: {
        "imsmanifest.xml": b"<manifest>" + b'<resource identifier="a" href="b"/>' * count + b"</manifest>"
    },
    "tags in tags": lambda count: {"imsmanifest.xml": b"<a>" * (40 * count)},
    "a name": lambda count: {"imsmanifest.xml": b'<manifest identifier="' + b"a" * (200 * count) + b'"/>'},
    "tags without an end in a page": lambda count: (
        files_of("scorm12") | {"basics.html": b"<script src=" * (20 * count)}
    ),
    "addresses in a page": lambda count: files_of("scorm12") | {"basics.html": b'<img src="//a.b/c">' * (5 * count)},
}


@pytest.mark.parametrize("what", GROWING)
def test_four_times_as_much_takes_about_four_times_as_long(what: str, tmp_path: Path) -> None:
    packages = {size: zipped(tmp_path / f"{size}.zip", GROWING[what](size)) for size in (MANY // TIMES, MANY)}
    assert growth(lambda size: verify(packages[size]), size=MANY, times=TIMES, below=MOST_TIMES) < MOST_TIMES


@pytest.mark.parametrize("seed", range(150))
def test_a_mutated_package_has_a_verdict(seed: int, tmp_path: Path) -> None:
    assert isinstance(verify(mutated(tmp_path / "p.zip", seed)), Verified)


def test_a_rule_that_is_broken_often_is_shown_20_times(tmp_path: Path) -> None:
    HOSTILE["wide"](tmp_path / "p.zip")
    twice = [d for d in verify(tmp_path / "p.zip").found.found if d.rule == "identifier-twice"]
    assert len(twice) == 20
    assert twice[-1].notes == ("29,979 more findings like this are not shown",)
