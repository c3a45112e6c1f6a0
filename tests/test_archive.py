"""Zip files: the same bytes everywhere, whole or not at all, and readable by others."""

from __future__ import annotations

import hashlib
import shutil
import stat
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from scorm_export.targets import archive
from scorm_export.targets.archive import Content, write_zip

FILES: dict[str, Content] = {
    "imsmanifest.xml": b"<manifest/>" * 50,
    "index.html": "<p>é 学习</p>\n".encode() * 20,
    "media/empty.txt": b"",
    "media/short.txt": b"a",
    "media/zyklüs.svg": b"<svg/>",
}
DIGEST = "7ef2fe37862016828083f4b3fb70aef697f1bc1662ccd1207e8bd23c28c79c09"
"""Of FILES and a streamed file. It may change only when the layout is meant to."""


@pytest.fixture
def video(tmp_path: Path) -> Path:
    path = tmp_path / "video.mp4"
    path.write_bytes(bytes(range(256)) * 8192)
    return path


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "packages" / "course.zip"


def left_in(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def test_the_bytes_are_pinned(target: Path, video: Path) -> None:
    write_zip(target, {**FILES, "media/video.mp4": video})
    assert hashlib.sha256(target.read_bytes()).hexdigest() == DIGEST


def test_two_runs_give_the_same_bytes(tmp_path: Path, video: Path) -> None:
    files = {**FILES, "media/video.mp4": video}
    write_zip(tmp_path / "a.zip", files)
    video.touch()
    write_zip(tmp_path / "b.zip", files)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_others_read_every_byte(target: Path, video: Path) -> None:
    write_zip(target, {**FILES, "media/video.mp4": video})
    with zipfile.ZipFile(target) as package:
        assert package.testzip() is None
        assert {name: package.read(name) for name in package.namelist()} == {
            **FILES,
            "media/video.mp4": video.read_bytes(),
        }


@pytest.mark.skipif(shutil.which("unzip") is None, reason="Info-ZIP is not installed")
def test_info_zip_finds_no_mistake(target: Path, video: Path) -> None:
    write_zip(target, {**FILES, "media/video.mp4": video})
    assert subprocess.run(["unzip", "-tqq", target], check=False, capture_output=True).returncode == 0


def test_files_are_in_the_order_given(target: Path) -> None:
    names = ["z", "a", "m/b", "m/a"]
    write_zip(target, dict.fromkeys(names, b"x"))
    assert zipfile.ZipFile(target).namelist() == names


def test_texts_are_packed_and_media_stored(target: Path, video: Path) -> None:
    write_zip(target, {"text": b"a" * 1000, "short": b"a", "video.mp4": video})
    methods = {entry.filename: entry.compress_type for entry in zipfile.ZipFile(target).infolist()}
    assert methods == {"text": zipfile.ZIP_DEFLATED, "short": zipfile.ZIP_STORED, "video.mp4": zipfile.ZIP_STORED}


def test_no_clock_and_no_user_get_in(target: Path) -> None:
    write_zip(target, FILES)
    for entry in zipfile.ZipFile(target).infolist():
        assert entry.date_time == (1980, 1, 1, 0, 0, 0)
        assert entry.external_attr >> 16 == 0o100644
        assert entry.extra == b""


def test_anybody_may_read_the_package(target: Path) -> None:
    write_zip(target, FILES)
    assert stat.S_IMODE(target.stat().st_mode) == 0o644


def test_an_archive_of_nothing_is_one(target: Path) -> None:
    write_zip(target, {})
    assert zipfile.ZipFile(target).namelist() == []


def test_each_file_is_told_as_it_is_written(target: Path, video: Path) -> None:
    told: list[tuple[str, int]] = []
    write_zip(target, {"a": b"abc", "video.mp4": video}, lambda name, size: told.append((name, size)))
    assert told == [("a", 3), ("video.mp4", video.stat().st_size)]


def test_more_entries_than_a_zip_can_count_need_zip64(target: Path) -> None:
    count = 65_536
    write_zip(target, {f"{n:x}": b"" for n in range(count)})
    with zipfile.ZipFile(target) as package:
        assert len(package.namelist()) == count
        assert package.read(f"{count - 1:x}") == b""
    assert b"PK\x06\x06" in target.read_bytes()[-200:]


def test_sizes_and_places_that_a_zip_cannot_hold_are_in_zip64_records() -> None:
    """PKWARE APPNOTE 4.5.3: the fields are all ones, and the extra field holds size, packed size and offset."""
    entry = archive._Entry(b"v", 0, 0, 5 << 30, 5 << 30, 6 << 30)
    local, central = archive._local_header(entry), archive._central_header(entry)
    assert local[18:26] == b"\xff" * 8
    assert local[30 + 1 :] == b"\x01\0\x10\0" + (5 << 30).to_bytes(8, "little") * 2
    assert central[46 + 1 :] == b"\x01\0\x18\0" + (5 << 30).to_bytes(8, "little") * 2 + (6 << 30).to_bytes(8, "little")


class Unreadable(Mapping[str, Content]):
    """Files of which the second cannot be had."""

    def __getitem__(self, _name: str) -> Content:
        raise KeyError

    def __iter__(self) -> Iterator[str]:
        return iter(("a", "b"))

    def __len__(self) -> int:
        return 2


def failing(tmp_path: Path) -> list[Mapping[str, Content]]:
    return [{"a": b"x", "b": tmp_path / "nowhere.mp4"}, {"a": b"x", "b": tmp_path}, Unreadable()]


@pytest.mark.parametrize("case", range(3))
def test_a_failure_leaves_nothing(case: int, target: Path, tmp_path: Path) -> None:
    with pytest.raises((OSError, KeyError)):
        write_zip(target, failing(tmp_path)[case])
    assert left_in(target.parent) == []


@pytest.mark.parametrize("case", range(3))
def test_a_package_that_is_there_survives_a_failure(case: int, target: Path, tmp_path: Path) -> None:
    write_zip(target, FILES)
    before = target.read_bytes()
    with pytest.raises((OSError, KeyError)):
        write_zip(target, failing(tmp_path)[case])
    assert target.read_bytes() == before
    assert left_in(target.parent) == ["course.zip"]


def test_an_interruption_leaves_nothing(target: Path) -> None:
    def interrupt(_name: str, _size: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_zip(target, FILES, interrupt)
    assert left_in(target.parent) == []


def test_a_file_that_grows_while_it_is_packed_is_a_failure(
    target: Path, video: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def grow(entry: archive._Entry) -> bytes:
        with video.open("ab") as file:
            file.write(b"x")
        return local_header(entry)

    local_header = archive._local_header
    monkeypatch.setattr(archive, "_local_header", grow)
    with pytest.raises(OSError, match="changed while it was packed"):
        write_zip(target, {"video.mp4": video})
    assert left_in(target.parent) == []


def test_a_package_is_replaced(target: Path) -> None:
    write_zip(target, FILES)
    write_zip(target, {"a": b"x"})
    assert zipfile.ZipFile(target).namelist() == ["a"]
