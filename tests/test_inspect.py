"""`inspect`: what is in a package, and what a new edition changes for learners."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from scorm_export.commands.main import main
from sound import files_of, zipped


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout


def test_inspect_shows_a_package_on_a_screen(tmp_path: Path) -> None:
    status, shown = run("inspect", str(zipped(tmp_path / "p.zip", files_of("scorm2004"))))
    assert status == 0
    assert len(shown.splitlines()) <= 24
    for part in (
        "standard     SCORM 2004 3rd Edition",
        "title        Fire safety",
        "languages    en",
        "reports      cmi.completion_status",
        "launches     2",
        "Basics  [basics; basics.html]",
        "Drill  [drill; drill.html; pass mark 0.8]",
    ):
        assert part in shown


def test_inspect_says_what_a_new_edition_changes(tmp_path: Path) -> None:
    old = zipped(tmp_path / "old.zip", files_of("scorm12"))
    files = files_of("scorm12")
    files["imsmanifest.xml"] = (
        files["imsmanifest.xml"]
        .replace(b'<item identifier="basics"', b'<item identifier="basics2"')
        .replace(b"<adlcp:masteryscore>80", b"<adlcp:masteryscore>90")
    )
    new = zipped(tmp_path / "new.zip", files)
    shown = run("inspect", str(new), "--against", str(old))[1]
    assert "! launches removed, with learners' work in them: `basics`" in shown
    assert "- launches added: `basics2`" in shown
    assert "! the pass mark of `drill` changed from 80 to 90" in shown
    facts = json.loads(run("inspect", str(new), "--against", str(old), "--format", "json")[1])
    assert [change["harms"] for change in facts["changes"]] == [True, False, True]
    assert "nothing changes" in run("inspect", str(old), "--against", str(old))[1]


def test_inspect_ends_with_a_message_where_there_is_no_package(tmp_path: Path) -> None:
    assert run("inspect", str(zipped(tmp_path / "p.zip", {"a.txt": b"x"})))[0] == 1
