"""Questions whose parts are put where they belong: whatever is right, a package is the same but for its seals."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorm_export.questions.entries import Entry
from scorm_export.questions.order import in_no_order
from scorm_export.questions.sequencing.question import Sequencing
from scorm_export.render import render
from sources import GALLERY, Source

OTHER_ANSWERS = {
    "matching": [("target: r\n", "target: @\n"), ("target: b\n", "target: r\n"), ("target: @\n", "target: b\n")],
    "categorise": [("group: d\n", "group: @\n"), ("group: r\n", "group: d\n"), ("group: @\n", "group: r\n")],
}


def page(root: Path, activity: str) -> str:
    source = Source(root)
    assert source.shown() == []
    assert source.checked
    content = render(source.checked, root).files[f"page-{activity}.js"]
    assert isinstance(content, bytes)
    return content.decode()


def with_other_answer(root: Path, activity: str) -> None:
    path = root / "arranging" / f"{activity}.yaml"
    text = path.read_text("utf-8")
    if activity == "sequencing":
        items = re.findall(r"      - id: .\n        text: .*\n", text)
        path.write_text(text.replace("".join(items), "".join(reversed(items))), "utf-8")
        return
    for old, new in OTHER_ANSWERS[activity]:
        text = text.replace(old, new)
    path.write_text(text, "utf-8")


@pytest.mark.parametrize("activity", ["matching", "sequencing", "categorise"])
def test_another_right_answer_changes_nothing_but_seals(activity: str, tmp_path: Path) -> None:
    shutil.copytree(GALLERY, tmp_path / "course")
    before = page(tmp_path / "course", activity)
    with_other_answer(tmp_path / "course", activity)
    after = page(tmp_path / "course", activity)
    assert before != after
    seals = re.compile(r'"right":\[("[\w-]{8}",?)+\]')
    assert len(seals.findall(before)) == 1
    assert seals.sub("", before) == seals.sub("", after)


def test_items_are_never_presented_in_the_right_order(tmp_path: Path) -> None:
    shutil.copytree(GALLERY, tmp_path / "course")
    source = Source(tmp_path / "course")
    source.check()
    assert source.checked
    question = next(q for quiz in source.checked.course.quizzes for q in quiz.questions if isinstance(q, Sequencing))
    by_seals = in_no_order(question.id, question.items)
    for items in (question.items, by_seals):
        presented = Sequencing(**vars(question) | {"items": items}).presented
        assert presented != items
        assert sorted(item.id for item in presented) == sorted(item.id for item in items)


@given(st.from_regex(r"[a-z][a-z0-9-]{0,39}", fullmatch=True), st.permutations("abcdefgh0123"))
def test_an_order_that_tells_nothing_is_the_same_however_the_author_wrote(question: str, ids: list[str]) -> None:
    def parts(names: list[str]) -> tuple[Entry, ...]:
        return tuple(Entry(id=name, text=None, origin=None) for name in names)  # type: ignore[arg-type]

    assert in_no_order(question, parts(ids)) == in_no_order(question, parts(sorted(ids)))
