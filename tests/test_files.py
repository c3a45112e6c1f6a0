"""What can be wrong with files themselves, which no fragment of text can show."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scorm_export.check import media
from scorm_export.diagnostics import Diagnostics
from scorm_export.source import folder
from scorm_export.source.folder import Folder
from sources import Source

LESSON = "going-further/media.md"
FIGURE = '![A circle of three arrows: act, look, change](cycle.svg "Act, look at what happened, change what you do")'


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"id: a\ntitle: caf\xe9\n", "2:11"),
        (b"\xff\xfei\x00d\x00", "1:1"),
        (b"\xef\xbb\xbfid: \xc3\xa9\xe9", "1:6"),
        (b"id: a\r\ntitle: \xc3\xa9 \xc3", "2:10"),
        (b"id: a\rtitle: \xe9", "2:8"),
        (b"# one\x0cpage\x1cand\xc2\x85so on\ntitle: \xe9", "2:8"),
        (b"\xed\xa0\x80", "1:1"),
    ],
)
def test_bytes_that_are_not_utf8_are_placed(content: bytes, place: str, starter: Source) -> None:
    starter.write("going-further/module.yaml", content)
    (found,) = starter.check()
    assert found.rule == "invalid-utf8"
    assert f"{found.span.line}:{found.span.column}" == place


@pytest.mark.parametrize(
    "character",
    ["\0", "\x01", "\x0b", "\x0c", "\x1c", "\x7f", "\x85", "\u2028", "\u2029", "\ufeff", "\ufffe", "\uffff"],
)
@pytest.mark.parametrize("path", [LESSON, "going-further/quiz.yaml"])
def test_control_characters_are_placed(character: str, path: str, starter: Source) -> None:
    lines = starter.text(path).split("\n")
    lines[2] += f" é{character}x"
    starter.write(path, "\n".join(lines))
    (found,) = starter.check()
    assert (found.rule, found.span.line, found.span.column) == ("control-character", 3, len(lines[2]) - 1)


def test_a_byte_order_mark_is_taken(starter: Source) -> None:
    for path in ("course.yaml", LESSON, "going-further/quiz.yaml"):
        starter.write(path, b"\xef\xbb\xbf" + starter.text(path).encode())
    assert starter.shown() == []


def test_windows_line_ends_change_nothing(starter: Source) -> None:
    for path in ("course.yaml", LESSON, "first-steps/a-lesson.md", "going-further/quiz.yaml"):
        starter.write(path, starter.text(path).replace("\n", "\r\n"))
    assert starter.shown() == []


@pytest.mark.parametrize("content", ["", "\n\n", "# nothing yet\n", "---\n", "~\n", '""\n'])
def test_an_empty_file_is_reported(content: str, starter: Source) -> None:
    starter.write("going-further/module.yaml", content)
    assert starter.rules() in (["empty-file"], ["wrong-type"])
    assert (starter.rules() == ["wrong-type"]) == (content == "~\n")


def test_an_empty_lesson_lacks_its_front_matter(starter: Source) -> None:
    starter.write("going-further/media.md", "")
    assert starter.rules() == ["missing-front-matter"]


def test_a_text_that_is_too_large_is_not_read(starter: Source) -> None:
    starter.write(LESSON, starter.text(LESSON) + "x" * folder.TEXT_LIMIT)
    assert starter.shown() == [f"file-too-large {LESSON}:1:1"]


def test_a_file_that_is_too_large_is_refused_where_it_is_named(starter: Source) -> None:
    with (starter.root / "going-further/cycle.svg").open("r+b") as file:
        file.truncate(media.MEDIA_LIMIT + 1)
    assert starter.shown() == [f"file-too-large {LESSON}:11:48 cycle.svg"]


def test_a_link_out_of_the_course_is_refused(starter: Source) -> None:
    secret = starter.root.parent / "secret.svg"
    secret.write_text("<svg/>")
    (starter.root / "going-further/cycle.svg").unlink()
    (starter.root / "going-further/cycle.svg").symlink_to(secret)
    assert starter.shown() == [f"path-outside-course {LESSON}:11:48 cycle.svg"]


def test_a_course_file_that_leads_elsewhere_is_refused(starter: Source) -> None:
    (starter.root / "course.yaml").rename(starter.root.parent / "course.yaml")
    (starter.root / "course.yaml").symlink_to(starter.root.parent / "course.yaml")
    assert starter.shown() == ["path-outside-course course.yaml:1:1"]


def test_names_outside_the_course_are_not_told(starter: Source) -> None:
    (starter.root.parent / "elsewhere").mkdir()
    (starter.root.parent / "elsewhere" / "secret.md").write_text("x")
    (starter.root / "linked").symlink_to(starter.root.parent / "elsewhere")
    starter.replace("course.yaml", "  - first-steps\n", "  - linked/secrets.md\n")
    (found,) = [d for d in starter.check() if d.span.line == 38]
    assert found.rule == "path-outside-course"
    assert "secret.md" not in found.hint


def test_a_link_within_the_course_is_followed(starter: Source) -> None:
    (starter.root / "going-further/cycle.svg").rename(starter.root / "wheel.svg")
    (starter.root / "going-further/cycle.svg").symlink_to(starter.root / "wheel.svg")
    assert starter.shown() == []


def test_links_in_a_circle_are_missing_files(starter: Source) -> None:
    (starter.root / "going-further/cycle.svg").unlink()
    (starter.root / "going-further/cycle.svg").symlink_to("cycle.svg")
    assert starter.rules() == ["missing-file"]


def test_a_link_that_leads_nowhere_is_not_compared_with_itself(starter: Source) -> None:
    (starter.root / "going-further/cycle.svg").unlink()
    (starter.root / "going-further/cycle.svg").symlink_to("gone.svg")
    (found,) = starter.check()
    assert found.hint == "it is a symbolic link that leads nowhere: put the file in its place"


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo])
def test_what_is_no_file_is_no_picture(make: Callable[[Path], None], starter: Source) -> None:
    (starter.root / "going-further/cycle.svg").unlink()
    make(starter.root / "going-further/cycle.svg")
    (found,) = starter.check()
    assert (found.rule, found.message, found.span.line) == ("missing-file", "`cycle.svg` is not a file", 11)


@pytest.mark.parametrize(("name", "severity"), [("translations", "warning"), ("look/templates", "error")])
def test_a_folder_that_cannot_be_listed_is_told(
    name: str, severity: str, starter: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    starter.write(f"{name}/file", "x")
    starter.write("look/theme.yaml", "title: Ours\n")
    starter.replace("course.yaml", "modules:\n", "theme: look\nmodules:\n")
    listed = os.scandir

    def refuse(path: str) -> Any:
        if str(path) == str(starter.root / name):
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr("os.scandir", refuse)
    told = [(d.severity.value, starter.path_of(d), d.message) for d in starter.check()]
    assert told == [(severity, name, "this folder cannot be read: Permission denied")]


def test_an_activity_that_is_a_folder_is_reported(starter: Source) -> None:
    os.unlink(starter.root / LESSON)
    (starter.root / LESSON).mkdir()
    assert starter.rules() == ["missing-file"]


def test_a_course_file_that_is_not_there_is_reported(tmp_path: Path) -> None:
    assert Source(tmp_path).shown() == ["missing-file course.yaml:1:1"]


@pytest.mark.parametrize(
    "name", ["Cycle.svg", "our cycle.svg", "zyklüs.svg", "cycle..svg.", "-cycle.svg", "con.svg", "a" * 101 + ".svg"]
)
def test_names_that_lmss_cannot_serve_are_refused(name: str, starter: Source) -> None:
    (starter.root / "going-further/cycle.svg").rename(starter.root / "going-further" / name)
    starter.replace(LESSON, "(cycle.svg ", f"(<{name}> ")
    assert starter.rules()[0] in ("file-name", "unknown-media-type")
    assert (starter.rules()[0] == "unknown-media-type") == name.endswith(".")


@pytest.mark.parametrize("name", ["run.php", "run.exe", "run.sh", "run.py"])
def test_files_that_a_server_might_run_are_refused(name: str, starter: Source) -> None:
    starter.write(f"going-further/{name}", "x")
    starter.replace(LESSON, FIGURE, f"[run]({name})")
    assert starter.shown() == [f"active-file {LESSON}:11:7 {name}"]


def test_a_file_is_read_once(starter: Source) -> None:
    found = Diagnostics()
    course = Folder(starter.root)
    assert course.text("course.yaml", found) is course.text("course.yaml", found)


def test_captions_of_another_format_are_refused(starter: Source) -> None:
    starter.write("going-further/cycle.mp4", "....ftypisom")
    starter.write("going-further/cycle.vtt", "1\n00:00:01,000 --> 00:00:02,000\nA circle\n")
    starter.replace(LESSON, FIGURE, '![A circle](cycle.mp4){captions="cycle.vtt"}\n\n::: transcript\nA circle.\n:::')
    assert starter.shown() == ["captions-syntax going-further/cycle.vtt:1:1 1"]


def test_scoring_without_a_quiz_is_reported(starter: Source) -> None:
    for module in ("first-steps", "going-further"):
        starter.replace(f"{module}/module.yaml", "  - quiz.yaml\n", "")
    assert starter.shown() == ["scoring-without-quiz course.yaml:31:1 scoring"]


@pytest.mark.parametrize(
    ("path", "written", "instead"),
    [
        ("first-steps/module.yaml", "a-lesson.md", "{}.md"),
        ("first-steps/module.yaml", "a-lesson.md", "{}.yaml"),
        ("course.yaml", "version:", "theme: {}\nversion:"),
        ("course.yaml", "version:", "theme: {}/a\nversion:"),
        (LESSON, "cycle.svg", "{}.svg"),
    ],
)
def test_a_name_that_no_file_system_takes_is_a_missing_file(
    path: str, written: str, instead: str, starter: Source
) -> None:
    starter.write(path, starter.text(path).replace(written, instead.format("x" * 300), 1))
    assert set(starter.rules()) & {"missing-file", "unknown-theme", "file-name"}
