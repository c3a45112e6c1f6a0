"""`inspect`: what is in a package, and what a new edition changes for learners."""

from __future__ import annotations

import json
import re
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner

from scorm_export.commands.main import main
from scorm_export.commands.new import STARTER
from sound import files_of, zipped


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout


def test_nothing_in_a_package_controls_the_terminal(tmp_path: Path) -> None:
    files = files_of("scorm2004")
    title = "Fire\u202e &#x9b;31m safety"
    manifest = files["imsmanifest.xml"].decode().replace("Fire safety", title, 1)
    path = zipped(tmp_path / "p.zip", files | {"imsmanifest.xml": manifest.encode()})
    for command in ("inspect", "verify"):
        _, shown = run(command, str(path))
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)


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


CARTRIDGE = b"""<manifest identifier="m" xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
  xmlns:lom="http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest"><metadata><schema>IMS Common Cartridge</schema>
  <schemaversion>1.1.0</schemaversion><lom:lom><lom:general><lom:title><lom:string language="en">First aid</lom:string>
  </lom:title></lom:general></lom:lom></metadata><organizations><organization identifier="o"
  structure="rooted-hierarchy">
  <item identifier="root"><item identifier="i" identifierref="r"><title>Burns</title></item></item></organization>
  </organizations><resources><resource identifier="r" type="webcontent" href="burns.html"><file href="burns.html"/>
  </resource></resources></manifest>"""


def test_inspect_finds_the_title_of_a_cartridge(tmp_path: Path) -> None:
    files = {"imsmanifest.xml": CARTRIDGE, "burns.html": b"<html lang=en><title>Burns</title><p>Cool it."}
    facts = json.loads(run("inspect", str(zipped(tmp_path / "c.imscc", files)), "--format", "json")[1])
    assert (facts["standard"], facts["title"]) == ("Common Cartridge", "First aid")


@pytest.mark.parametrize("target", ["xapi", "cmi5"])
def test_inspect_names_the_verbs_of_our_own_packages(target: str, tmp_path: Path) -> None:
    assert run("build", str(STARTER), "--target", target, "--output", str(tmp_path))[0] == 0
    facts = json.loads(run("inspect", str(next(tmp_path.glob("*.zip"))), "--format", "json")[1])
    assert "answered, attempted, completed, " in run("inspect", str(next(tmp_path.glob("*.zip"))))[1]
    verbs = {verb.rpartition("/")[2] for verb in facts["reports"]}
    assert {
        "answered",
        "attempted",
        "completed",
        "experienced",
        "failed",
        "initialized",
        "passed",
        "scored",
        "terminated",
    } <= verbs


CHECK = """

::: check Which gas do plants take in? {#gas objectives=write}
- [x] carbon dioxide {#a}
- [ ] oxygen {#b}
:::
"""
LESSON, QUIZ, COURSE = "first-steps/a-lesson.md", "first-steps/quiz.yaml", "course.yaml"
Edit = tuple[str, str, str]
"""A file, what stands there, and what stands there in the new edition."""
KEPT = "- saved work is kept: learners go on where they were"
EDITIONS: dict[str, tuple[list[Edit], list[str]]] = {
    "wordings": ([(QUIZ, "text: The title", "text: Its title"), (LESSON, "take in?", "need?")], [KEPT]),
    "an added check": (
        [(LESSON, CHECK, CHECK + CHECK.replace("#gas", "#air"))],
        ["- ids added, not done yet by learners who have begun: `a-lesson/air`", KEPT],
    ),
    "a lost check": (
        [(LESSON, "#gas", "#air")],
        [
            "! ids removed, with learners' work in them: `a-lesson/gas`",
            "- ids added, not done yet by learners who have begun: `a-lesson/air`",
        ],
    ),
    "a lost question": (
        [(QUIZ, "id: id-change", "id: change")],
        [
            "! ids removed, with learners' work in them: `first-quiz/id-change`",
            "- ids added, not done yet by learners who have begun: `first-quiz/change`",
        ],
    ),
    "moved points": (
        [
            (QUIZ, "points: 3", "points: 2"),
            (
                QUIZ,
                "points: 2\n    objectives: [write]\n    prompt: A c",
                "points: 3\n    objectives: [write]\n    prompt: A c",
            ),
        ],
        ["! `first-quiz/id-change` had 3 points and has 2", "! `first-quiz/plain-text` had 2 points and has 3"],
    ),
    "another type": (
        [(QUIZ, "single-choice", "multiple-choice")],
        ["! of another type, so saved answers no longer fit: `first-quiz/id-change`"],
    ),
    "another pass mark": (
        [(COURSE, "pass: 8", "pass: 7"), (COURSE, "8 are needed", "7 are needed")],
        ["! `my-course` was passed with 8 of 10 points and is passed with 7 of 10"],
    ),
    "another course": (
        [(COURSE, "id: my-course", "id: your-course")],
        ["! saved work is not read any more in: `my-course`"],
    ),
}


@pytest.mark.parametrize("target", ["scorm12", "scorm2004-3rd", "cmi5"])
@pytest.mark.parametrize("edition", EDITIONS)
def test_inspect_says_what_a_new_edition_of_ours_does_to_saved_work(edition: str, target: str, tmp_path: Path) -> None:
    source = copytree(STARTER, tmp_path / "source")
    lesson = source / LESSON
    lesson.write_text(lesson.read_text().replace("\n## Saying what matters", CHECK + "\n## Saying what matters"))
    old = built(source, target, tmp_path / "old")
    edits, expected = EDITIONS[edition]
    for name, before, after in edits:
        text = (source / name).read_text()
        assert text.count(before) == 1
        (source / name).write_text(text.replace(before, after))
    shown = run("inspect", str(built(source, target, tmp_path / "new")), "--against", str(old))[1]
    of_work = [line.strip() for line in shown.partition("Compared with")[2].splitlines()[1:]]
    manifest = ("! the identifier", "! the pass mark", "! launches removed", "- launches added")
    assert [line for line in of_work if not line.startswith(manifest)] == expected


def test_inspect_says_what_moved_to_another_launch(tmp_path: Path) -> None:
    source = copytree(STARTER, tmp_path / "source")
    old = built(source, "scorm12", tmp_path / "old", "--structure", "module")
    (source / "going-further/quiz.yaml").rename(source / "first-steps/last-quiz.yaml")
    for module, before, after in (
        ("going-further", "  - quiz.yaml\n", ""),
        ("first-steps", "quiz.yaml\n", "quiz.yaml\n  - last-quiz.yaml\n"),
    ):
        listed = source / module / "module.yaml"
        listed.write_text(listed.read_text().replace(before, after))
    new = built(source, "scorm12", tmp_path / "new", "--structure", "module")
    shown = run("inspect", str(new), "--against", str(old))[1]
    assert "! moved to another launch, where earlier work is not found: `last-quiz`, `last-quiz/good-question`" in shown
    assert "saved work is kept" not in shown


def built(source: Path, target: str, folder: Path, *more: str) -> Path:
    assert run("build", str(source), "--target", target, "--output", str(folder), *more)[0] == 0
    (package,) = folder.glob("*.zip")
    return package


@pytest.mark.parametrize(
    "data", ["[]", "{", '{"key": 1}', "[" * 5000, '{"id":"a","key":"b","scoring":[],"activities":[]}']
)
def test_data_in_another_shape_are_not_compared(data: str, tmp_path: Path) -> None:
    files = files_of("scorm12")
    files["basics.html"] += f'<script type="application/json" id="course-data">{data}</script>'.encode()
    status, shown = run("inspect", str(zipped(tmp_path / "p.zip", files)), "--format", "json")
    assert status == 0
    assert json.loads(shown)["work"] is None


def test_inspect_ends_with_a_message_where_there_is_no_package(tmp_path: Path) -> None:
    assert run("inspect", str(zipped(tmp_path / "p.zip", {"a.txt": b"x"})))[0] == 1
