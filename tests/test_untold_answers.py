"""The pages of hotspots and cases tell nothing of which answer is right: whatever is right, they read the same."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from scorm_export.course import Question, Quiz
from scorm_export.course.answer_key import AnswerKey
from scorm_export.questions.branching_case.question import BranchingCase
from scorm_export.questions.hotspot.question import Hotspot, Shape, ShapeText
from scorm_export.render import render
from sources import GALLERY, Source

HOTSPOT, CASE = "choosing/hotspot.yaml", "deciding/branching-case.yaml"


@pytest.fixture
def gallery(tmp_path: Path) -> Source:
    shutil.copytree(GALLERY, tmp_path / "course")
    return Source(tmp_path / "course")


def pages(gallery: Source, quiz: str) -> tuple[str, str]:
    """Return a quiz's page and its script."""
    assert gallery.shown() == []
    assert gallery.checked
    files: Mapping[str, bytes | Path] = render(gallery.checked, gallery.root).files
    page, script = files[f"page-{quiz}.html"], files[f"page-{quiz}.js"]
    assert isinstance(page, bytes)
    assert isinstance(script, bytes)
    return page.decode(), script.decode()


def questions(gallery: Source, quiz: str) -> tuple[Question, ...]:
    gallery.check()
    assert gallery.checked
    (found,) = (a for a in gallery.checked.course.activities if isinstance(a, Quiz) and a.id == quiz)
    return found.questions


def without(script: str, name: str) -> str:
    hidden, count = re.subn(rf'"{name}":(\[[^\]]*\]|"[^"]*")', f'"{name}":…', script)
    assert count
    return hidden


def test_which_area_is_right_is_only_in_the_seals(gallery: Source) -> None:
    before = pages(gallery, "hotspot")
    right = "        correct: true\n        feedback: Yes. Double-loop learning goes back to what actions rest on.\n"
    gallery.replace(HOTSPOT, right, right.partition("\n")[2])
    wrong = "        feedback: No. This arrow is single-loop learning.\n"
    gallery.replace(HOTSPOT, wrong, f"        correct: true\n{wrong}")
    after = pages(gallery, "hotspot")
    assert before[0] == after[0]
    assert before[1] != after[1]
    assert without(before[1], "right") == without(after[1], "right")


def test_what_decisions_earn_is_only_in_the_veil(gallery: Source) -> None:
    before = pages(gallery, "branching-case")
    gallery.replace(
        CASE,
        "            text: Ask both clinics for their registers.\n            points: 2\n",
        ("            text: Ask both clinics for their registers.\n            points: 1\n"),
    )
    district = "            text: Order a vaccination campaign in the whole district.\n            points: "
    gallery.replace(CASE, f"{district}1\n", f"{district}2\n")
    after = pages(gallery, "branching-case")
    assert before[0] == after[0]
    assert before[1] != after[1]
    assert without(before[1], "earned") == without(after[1], "earned")


@pytest.mark.parametrize("quiz", ["hotspot", "branching-case"])
def test_what_is_told_afterwards_cannot_be_read_before(gallery: Source, quiz: str) -> None:
    texts = [text.plain for question in questions(gallery, quiz) for text in question.revealed().values()]
    page, script = pages(gallery, quiz)
    assert len(texts) > 3
    assert not [text for text in texts if text in page or text in script]


def test_the_points_come_out_of_the_veil(gallery: Source) -> None:
    (case,) = questions(gallery, "branching-case")
    key = AnswerKey("salt")
    earned = {"a.a": 200, "a.b": 100, "a.c": 0, "b.a": 200, "b.b": 100, "c.a": 200, "c.b": 0}
    told = case.player_data(key)["earned"]
    assert told == key.veil(json.dumps(earned, separators=(",", ":")))


def test_a_case_has_room_for_its_longest_path(gallery: Source) -> None:
    (case,) = questions(gallery, "branching-case")
    assert isinstance(case, BranchingCase)
    assert case.response_length() == 2 * 2
    extra_staff = "            text: The regional office, for extra staff.\n"
    gallery.replace(CASE, f"{extra_staff}            points: 1\n", f"{extra_staff}            next: c\n")
    (longer,) = questions(gallery, "branching-case")
    assert longer.response_length() == 2 * 3


def test_the_image_is_packed_once(gallery: Source) -> None:
    page, _ = pages(gallery, "hotspot")
    assert page.count('src="media/choosing/loops.svg"') == 2
    assert gallery.checked
    assert [asset.path for asset in gallery.checked.assets] == ["choosing/loops.svg"]


def test_one_right_area_makes_radio_buttons(gallery: Source) -> None:
    one, several = questions(gallery, "hotspot")
    assert isinstance(one, Hotspot)
    assert isinstance(several, Hotspot)
    assert (one.has_several, several.has_several) == (False, True)


@pytest.mark.parametrize(
    ("text", "top"),
    [("rectangle 10 20 30 15", 25), ("circle 60 50 12", 60), ("polygon 10 30, 40 10, 25 60", 40)],
)
def test_the_highest_point_of_a_shape(text: str, top: int) -> None:
    shape = ShapeText().parse(text)
    assert isinstance(shape, Shape)
    assert shape.top == top


@pytest.mark.parametrize(
    "text",
    [
        "",
        "rectangle",
        "rectangle 10 20 30",
        "rectangle 10 20 30 15 5",
        "rectangle 80 20 30 15",
        "rectangle 10 20 0 15",
        "rectangle -1 20 30 15",
        "circle 5 50 12",
        "circle 50 50 0",
        "circle 50 101 10",
        "polygon 10 10, 40 10",
        "polygon 10 10 40 10 25 60",
        "polygon 10 10, 40 10, 25 101",
        "square 10 10 10 10",
    ],
)
def test_what_is_no_shape(text: str) -> None:
    assert ShapeText().parse(text) is None
