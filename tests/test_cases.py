"""Cases as data: each section of each document in `cases/` spoils a course and says what is then reported:
the question gallery where a fence names a folder of it, else the starter course.

A fence whose info names a file and `was` holds a text of that file; the next one, with `becomes`, what replaces it.
`whole` gives a file all of its text. With `escaped`, backslash escapes are undone first. `expect` lists every
diagnostic, or `nothing`: rule, path:line:column, and the text that the caret is under. `report` is the
report for people, whole; `{languages}` and `{question types}` in it stand for those that there are.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from scorm_export.commands import messages
from scorm_export.interface.words import languages
from scorm_export.questions import QUESTION_TYPES
from sources import Fence, Source, copy_for, fences

CASES = Path(__file__).parent / "cases"


LISTS = {
    "{languages}": languages(),
    "{question types}": tuple(kind.name for kind in QUESTION_TYPES),
}


def sections() -> dict[str, list[Fence]]:
    found: dict[str, list[Fence]] = {}
    for path in sorted(CASES.glob("*.md")):
        for fence in fences(path.read_text("utf-8")):
            found.setdefault(f"{path.stem}: {fence.heading}", []).append(fence)
    return found


SECTIONS = sections()


def content(fence: Fence) -> str:
    if "escaped" not in fence.words:
        return fence.text
    return fence.text.encode("latin-1", "backslashreplace").decode("unicode_escape")


def report(fence: Fence) -> str:
    """Return the report of a fence with its lists filled in."""
    text = fence.text
    for sign, names in LISTS.items():
        text = text.replace(sign, ", ".join(f"`{name}`" for name in names))
    return text


def spoil(course: Source, section: list[Fence]) -> None:
    was = ""
    for fence in section:
        if "whole" in fence.words:
            course.write(fence.path, content(fence))
        elif "was" in fence.words:
            was = fence.text
        elif "becomes" in fence.words:
            course.replace(fence.path, was, content(fence))


@pytest.mark.parametrize("name", SECTIONS)
def test_case(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    section = SECTIONS[name]
    course = copy_for(section, tmp_path / "course")
    spoil(course, section)
    expected = [fence for fence in section if fence.words[0] in ("expect", "report")]
    assert expected, "a case says what it expects"
    for fence in expected:
        if fence.words[0] == "expect":
            assert (course.shown() or ["nothing"]) == fence.text.splitlines()
        else:
            monkeypatch.chdir(tmp_path)
            assert messages.human(Source(Path("course")).check()) == report(fence)
