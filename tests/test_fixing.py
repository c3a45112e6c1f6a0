"""`check --fix`: what has exactly one safe fix is fixed, the rest is left alone, and nothing gets worse."""

from __future__ import annotations

import json
import os
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from scorm_export import TARGETS, Diagnostics, build, check_course
from scorm_export.commands.fixing import Fixed, chosen, edited, fix_all
from scorm_export.commands.main import main
from scorm_export.commands.new import STARTER
from scorm_export.diagnostics import SourceFile, replaced, unmistakable
from sources import Source
from strategies import examples

FILES = {
    "course": "course.yaml",
    "module": "first-steps/module.yaml",
    "lesson": "first-steps/a-lesson.md",
    "quiz": "first-steps/quiz.yaml",
    "further": "going-further/module.yaml",
    "media": "going-further/media.md",
    "last": "going-further/quiz.yaml",
}
BROKEN = yaml.load((Path(__file__).parent / "cases" / "broken.yaml").read_text("utf-8"), yaml.BaseLoader)
SCORM = TARGETS["scorm12"]


def check(unsaved: Mapping[str, str]) -> Diagnostics:
    found = Diagnostics()
    check_course(STARTER, [SCORM], found, unsaved=unsaved)
    return found


def spoilt(name: str, was: str, becomes: str) -> tuple[str, str, str]:
    """Return the path of a file of the starter course, its text, and the text with a mistake."""
    path = os.path.abspath(STARTER / FILES[name])
    text = Path(path).read_text("utf-8")
    assert text.count(was) == 1, f"{name} holds {was!r} {text.count(was)} times"
    return path, text, text.replace(was, becomes)


@pytest.mark.parametrize("part", range(4))
def test_of_a_hundred_broken_sources_each_is_fixed_or_left_alone(part: int, tmp_path: Path) -> None:
    assert len(BROKEN) == 100
    wrong = []
    for name, was, becomes, fixed in BROKEN[part::4]:
        path, text, broken = spoilt(name, was, becomes)
        result = fix_all(check, {path: broken})
        whole = text if fixed == "=" else broken if fixed == "-" else None
        is_right = result.texts[path] == whole if whole else fixed in result.texts[path]
        if not is_right or bool(result.rest.errors) != (fixed == "-"):
            wrong.append((name, becomes, result.texts[path] == broken, [(d.rule, d.message) for d in result.rest]))
        elif whole is None:
            assert is_built(result, tmp_path)
        assert not chosen(result.rest), "what is fixed needs no more fixing"
    assert wrong == []


def is_built(result: Fixed, folder: Path) -> bool:
    checked = check_course(STARTER, [SCORM], Diagnostics(), unsaved=result.texts)
    assert checked
    (package,) = build(checked, STARTER, [SCORM], folder)
    return "imsmanifest.xml" in zipfile.ZipFile(package.path).namelist()


@examples(120)
@given(
    name=st.sampled_from(sorted(FILES)),
    share=st.floats(0, 1, exclude_max=True),
    mistake=st.sampled_from("slip drop case".split()),
)
def test_whatever_is_misspelt_fixing_adds_no_error_and_has_an_end(name: str, share: float, mistake: str) -> None:
    path = os.path.abspath(STARTER / FILES[name])
    text = Path(path).read_text("utf-8")
    words = list(re.finditer(r"[A-Za-z_]{4,}", text))
    at = words[int(share * len(words))].start() + 1
    first, second = text[at], text[at + 1]
    wrong = {"slip": second + first, "drop": second, "case": first.upper() + second}[mistake]
    broken = text[:at] + wrong + text[at + 2 :]
    result = fix_all(check, {path: broken})
    assert result.rest.errors <= check({path: broken}).errors
    again = fix_all(check, result.texts)
    assert (again.fixed, again.texts) == ([], result.texts)


def test_a_fix_after_which_there_would_be_more_errors_is_left_out() -> None:
    path, _, broken = spoilt("course", "modules:\n  - first-steps\n  - going-further", "modules: first-steps")
    result = fix_all(check, {path: broken})
    assert (result.texts[path], result.fixed) == (broken, [])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_a_byte_order_mark_stay(end: str) -> None:
    file = SourceFile(path="a.yaml", lines=("one: 1", "tow: 2", "six: 6"))
    edits = [
        *replaced(file.line(2), "tow", "two"),
        *replaced(file.line(1), "1", "10"),
        *replaced(file.line(1), "one", "1"),
    ]
    text = f"\ufeffone: 1{end}tow: 2{end}six: 6"
    assert edited(text, edits) == f"\ufeff1: 10{end}two: 2{end}six: 6"


def test_a_line_that_has_changed_since_is_left_alone() -> None:
    file = SourceFile(path="a.yaml", lines=("tow: 2",))
    assert edited("tow: 3", replaced(file.line(1), "tow", "two")) == "tow: 3"


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("titel", ["title", "kind"], "title"),
        ("Title", ["title", "titles"], "title"),
        ("lesson_done", ["lesson-done"], "lesson-done"),
        ("unit-1.md", ["unit-2.md"], None),
        ("loops-a.svg", ["loops-b.svg"], None),
        ("tite", ["title", "tile"], None),
        ("name", ["id"], None),
    ],
)
def test_a_word_is_taken_for_another_only_where_it_can_mean_no_third(
    word: str, known: list[str], meant: str | None
) -> None:
    assert unmistakable(word, known) == meant


def test_a_secret_is_not_touched() -> None:
    file = SourceFile(path="a.yaml", lines=("tokn: abc",), shown=("tokn: •••",))
    assert replaced(file.line(1), "tokn", "token") == ()


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["check", *arguments])
    return result.exit_code, result.stdout, result.stderr


def test_the_command_shows_writes_and_reports(starter: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(starter.root)
    starter.write("course.yaml", starter.text("course.yaml").replace("pass: 8", "pas: 8").replace("\n", "\r\n"))
    starter.replace("first-steps/a-lesson.md", "kind: reading", "kind: novel")
    before = starter.text("course.yaml")
    status, shown, said = run("--diff")
    assert status == 1
    assert "-  pas: 8\n+  pass: 8\n" in shown
    assert said == "1 problem in 1 file would be fixed; left: 1 error, 0 warnings\n"
    assert starter.text("course.yaml") == before
    assert "`scorm-export check --fix` fixes 1 of them" in run()[2]
    (first, second) = json.loads(run("--format", "json")[1])
    assert first["fix"] == [{"path": "course.yaml", "line": 33, "column": 3, "length": 3, "text": "pass"}]
    assert second["fix"] == []
    (fix,) = json.loads(run("--format", "sarif")[1])["runs"][0]["results"][0]["fixes"]
    assert fix["artifactChanges"][0]["replacements"][0]["insertedContent"] == {"text": "pass"}
    status, shown, said = run("--fix")
    assert (status, said) == (1, "1 problem in 1 file fixed\n")
    assert "novel" in shown
    assert "pas`" not in shown
    assert starter.text("course.yaml") == before.replace("pas: 8", "pass: 8")
    starter.replace("first-steps/a-lesson.md", "kind: novel", "kind: reading")
    assert run("--fix") == (0, "0 errors, 0 warnings\n", "0 problems in 0 files fixed\n")
    assert run("--diff")[:2] == (0, "")
