"""What people have written is replaced whole, or stays as it was."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from scorm_export.commands.main import main
from scorm_export.whole_files import write_whole
from sources import Source


def test_a_file_keeps_its_rights_and_a_new_one_can_be_read(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_text("a")
    old.chmod(0o640)
    for path in (old, new):
        write_whole(path, b"b")
    assert [path.read_bytes() for path in (old, new)] == [b"b", b"b"]
    assert [path.stat().st_mode & 0o777 for path in (old, new)] == [0o640, 0o644]


def test_what_cannot_be_written_is_named_and_not_what_was_to_take_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_only(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system", str(tmp_path / ".course.yaml.x8k2"))

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", read_only)
    with pytest.raises(OSError, match="Read-only file system") as told:
        write_whole(tmp_path / "course.yaml", b"b")
    assert told.value.filename == (tmp_path / "course.yaml").as_posix()


def test_translations_survive_a_disk_that_is_full(starter: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    update = ["translate", "update", str(starter.root), "--language", "fr"]
    assert CliRunner().invoke(main, update).exit_code == 0
    before = starter.text("translations/fr.po")
    starter.replace("course.yaml", "title: My course", "title: Another")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    result = CliRunner().invoke(main, update)
    assert result.exit_code == 2
    assert "could not be written: No space left on device" in result.output
    assert starter.text("translations/fr.po") == before
    assert [path.name for path in (starter.root / "translations").iterdir() if path.name.startswith(".")] == []
