"""Written answers: compared alike in Python and in the player, and told to nobody before."""

from __future__ import annotations

import json
import re
import shutil
from functools import partial
from pathlib import Path

import pytest
from pace import standard_seconds

from scorm_export.course import Question, Quiz
from scorm_export.course.answer_key import AnswerKey
from scorm_export.questions.fill_in.question import FillIn
from scorm_export.questions.long_answer.question import LongAnswer
from scorm_export.questions.numeric.question import Numeric
from scorm_export.questions.patterns import PatternError, portable
from scorm_export.questions.writing import bytes_per_character, encoded_length, normalise
from scorm_export.render import render
from sources import GALLERY, Source, under

CASES = json.loads((Path(__file__).parent / "cases" / "texts.json").read_text("utf-8"))
"""What `writing_questions.test.ts` tries in the player too."""
KEY = AnswerKey("salt")
LONGEST = 60


@pytest.fixture
def gallery(tmp_path: Path) -> Source:
    shutil.copytree(GALLERY, tmp_path / "course")
    return Source(tmp_path / "course")


def quiz(gallery: Source, name: str) -> tuple[Question, ...]:
    gallery.check()
    assert gallery.checked
    (found,) = (a for a in gallery.checked.course.activities if isinstance(a, Quiz) and a.id == name)
    return found.questions


def page(gallery: Source, name: str) -> tuple[str, str]:
    """Return a quiz's page and its script."""
    gallery.check()
    assert gallery.checked
    files = render(gallery.checked, gallery.root).files
    html, script = files[f"page-{name}.html"], files[f"page-{name}.js"]
    assert isinstance(html, bytes)
    assert isinstance(script, bytes)
    return html.decode(), script.decode()


@pytest.mark.parametrize(("text", "match_case", "exact_spacing", "normalised"), CASES["normalised"])
def test_normalised(text: str, match_case: bool, exact_spacing: bool, normalised: str) -> None:
    assert normalise(text, match_case=match_case, exact_spacing=exact_spacing) == normalised
    assert normalise(normalised, match_case=match_case, exact_spacing=exact_spacing) == normalised


@pytest.mark.parametrize(("pattern", "spelt", "matching", "others"), CASES["patterns"])
def test_a_pattern_is_spelt_for_both_languages(
    pattern: str, spelt: str, matching: list[str], others: list[str]
) -> None:
    assert portable(pattern, LONGEST) == spelt
    assert portable(spelt.replace("[0-9]", "\\d"), LONGEST) == spelt
    assert [text for text in matching if not re.fullmatch(spelt, text)] == []
    assert [text for text in others if re.fullmatch(spelt, text)] == []


@pytest.mark.parametrize(
    "pattern",
    [
        *("(a+)+", "(a|a)*", "(a*){2}", "(?:a|b)+", "a**", "a+?", "a++", "a{2}{3}"),
        *("a?" * 30, ".*" * 4, "(a|b)" * 30, "a{0,99}" * 4),
        *("(?=a)", "(?!a)", "(?<=a)b", "(?<n>a)", "(?P<n>a)", "(?i)a", "(a", "a)", "[a", "[]", "[^]", "[[a]]"),
        *("\\w", "\\s", "\\D", "\\b", "\\1", "\\x41", "\\", "[\\w]", "^a", "a$", "*a", "?", "+", "{2}", "a|*"),
        *("[z-a]", "[\\d-z]", "[a-\\d]", "a{3,2}"),
    ],
)
def test_a_pattern_that_is_not_alike_or_takes_long_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        portable(pattern, LONGEST)


def test_the_slowest_patterns_that_are_taken_take_no_time() -> None:
    for pattern in (".*" * 3 + "x", "a?" * 19 + "a{19}", "(a|b)" * 19 + "c"):
        spelt = re.compile(portable(pattern, LONGEST))
        assert standard_seconds(partial(spelt.fullmatch, "a" * LONGEST), below=1) < 1


def test_room_in_the_saved_state() -> None:
    assert [encoded_length(size) for size in range(5)] == [0, 2, 3, 4, 6]
    assert [str(bytes_per_character(text)) for text in ("", "abc", "a é", "aaaaaaaaa’", "تعلم", "学习", "🎈")] == [
        *("1", "1", "1.4", "1.2", "2", "3", "4")
    ]


def test_a_blank_has_room_for_half_as_much_again_as_its_longest_answer(gallery: Source) -> None:
    gallery.replace("writing/fill-in.yaml", "[data, information]", f"[data, {'é' * 33}]")
    question = quiz(gallery, "fill-in")[0]
    assert isinstance(question, FillIn)
    assert [blank.limit for blank in question.blanks] == [99, 60, 30]
    assert question.response_length() == (3 + 132) + (3 + 80) + (3 + 40)


def test_a_long_answer_has_room_for_the_characters_of_its_prompt(gallery: Source) -> None:
    first, second = quiz(gallery, "long-answer")
    assert isinstance(first, LongAnswer)
    assert isinstance(second, LongAnswer)
    assert (first.limit, first.response_length(), first.points) == (600, 1 + 1 + 800, 4)
    assert (second.limit, second.response_length(), second.points) == (300, 1 + 400, 0)
    gallery.replace(
        "writing/long-answer.yaml", "What could your own team learn from figures that it has already?", "ماذا؟"
    )
    assert getattr(quiz(gallery, "long-answer")[1], "limit", 0) == 600


def test_an_answer_that_takes_more_than_can_be_saved_is_refused(gallery: Source) -> None:
    gallery.replace(
        "writing/long-answer.yaml", "What could your own team learn from figures that it has already?", "学习"
    )
    gallery.replace("writing/long-answer.yaml", "    length: 300\n", "    length: 1023\n")
    assert "answer-too-long" not in gallery.rules()
    gallery.replace("writing/long-answer.yaml", "    length: 1023\n", "    length: 1024\n")
    (refused,) = (d for d in gallery.check() if d.rule == "answer-too-long")
    assert (gallery.path_of(refused), under(refused)) == ("writing/long-answer.yaml", "1024")
    assert "4095" in refused.message


def test_numbers_stay_exact(gallery: Source) -> None:
    gallery.replace(
        "writing/numeric.yaml", "    answer: 5\n    tolerance: 0.5\n", "    answer: 0.3\n    tolerance: 0.1\n"
    )
    coverage, fridge, dose = quiz(gallery, "numeric")
    for question, texts in ((coverage, "80 80 80"), (fridge, "2 8"), (dose, "0.2 0.4 0.3")):
        assert isinstance(question, Numeric)
        assert question.player_data(KEY)["right"] == KEY.veil(texts)


def test_each_blank_has_a_place_and_a_name(gallery: Source) -> None:
    html, _ = page(gallery, "fill-in")
    inputs = re.findall(r"<input [^>]*>", html)
    assert len(inputs) == 4
    assert "[[" not in html
    assert [re.findall(r'aria-label="([^"]*)"', one) for one in inputs] == [
        *(["Blank 1 of 3"], ["Blank 2 of 3"], ["Blank 3 of 3"], [])
    ]
    assert "<label for" in html


def test_a_blank_with_choices_is_a_list_of_them(gallery: Source) -> None:
    html, _ = page(gallery, "fill-in")
    lists = re.findall(r"<select [^>]*aria-label=\"([^\"]*)\"[^>]*>(.*?)</select>", html, re.DOTALL)
    assert [name for name, _ in lists] == ["Blank 1 of 2", "Blank 2 of 2"]
    values = ["", "input", "output", "outcome"]
    assert [re.findall(r'<option value="([^"]*)">', options) for _, options in lists] == [values, values]
    on_paper = re.findall(r'<span class="choices-in-print">(.*?)</span>', html)
    assert on_paper == ["(input / output / outcome)"] * 2


def test_blanks_are_numbered_in_the_order_of_the_text(gallery: Source) -> None:
    text = gallery.text("writing/fill-in.yaml")
    swapped = text.replace("[[a]]", "[[x]]").replace("[[c]]", "_[[a]]_").replace("[[x]]", "**[[c]]**")
    gallery.write("writing/fill-in.yaml", swapped)
    html, _ = page(gallery, "fill-in")
    assert re.findall(r'data-blank="(\w)"', html) == ["c", "b", "a", "a", "m", "n"]
    assert re.findall(r"Blank (\d) of 3", html) == ["1", "2", "3"]
    assert re.search(r"<strong><input [^>]*></strong>", html)
    assert re.search(r"<em><input [^>]*></em>", html)


def test_what_an_author_writes_as_html_makes_no_blank(gallery: Source) -> None:
    gallery.replace("writing/fill-in.yaml", "its [[a]]", 'its <span data-slot="0" title="[[b]]">[[a]]</span>')
    html, _ = page(gallery, "fill-in")
    assert re.findall(r'data-blank="(\w)"', html) == ["a", "b", "c", "a", "m", "n"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (
            "fill-in",
            ["information", "knowledge", "insight", "loop", "Level III", "Records, registers", "Figures alone"],
        ),
        ("numeric", ["200 divided", "0.5", "least"]),
        ("long-answer", ["short summary", "takes a meeting", "never look at", "You assessed"]),
    ],
)
def test_nothing_readable_tells_the_answer(gallery: Source, name: str, told: list[str]) -> None:
    source = gallery.text(f"writing/{name}.yaml")
    for text in page(gallery, name):
        assert [words for words in told if words in text] == []
    assert [words for words in told if words not in source] == []


def test_the_page_reads_the_same_whatever_is_right(gallery: Source) -> None:
    before = page(gallery, "fill-in"), page(gallery, "numeric")
    gallery.replace("writing/fill-in.yaml", "[data, information]", "[figures, information]")
    gallery.replace("writing/numeric.yaml", "    answer: 80\n", "    answer: 79\n")
    for (html, script), (html_after, script_after) in zip(
        before, (page(gallery, "fill-in"), page(gallery, "numeric")), strict=True
    ):
        assert html == html_after
        assert script != script_after
        hidden = [re.sub(r'"(right|answer)":(\[[^\]]*\]|"[^"]*")', "…", text) for text in (script, script_after)]
        assert hidden[0] == hidden[1]
