"""Notes on what gives right answers away, and on figures that cannot be read on a phone."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from scorm_export.check.lettering import smallest_on_a_phone
from sources import Source

QUIZ = "first-steps/quiz.yaml"
CLUES = {"longest-right-option", "place-of-right-option", "absolute-words"}


def quiz(questions: Sequence[tuple[int, Sequence[str]]], shuffle: str = "none") -> str:
    """Return a practice quiz of single choices, each with the place of its right option and its options' texts."""
    return json.dumps(
        {
            "id": "clues",
            "title": "Clues",
            "minutes": 5,
            "purpose": "practice",
            "shuffle": shuffle,
            "questions": [
                {
                    "id": f"q{number}",
                    "type": "single-choice",
                    "points": 1,
                    "prompt": f"Question {number}?",
                    "options": [
                        {"id": "abcd"[place], "text": text, **({"correct": True} if place == right else {})}
                        for place, text in enumerate(texts)
                    ],
                }
                for number, (right, texts) in enumerate(questions)
            ],
        }
    )


EVEN = ["one way", "two way", "six way", "ten way"]


@pytest.mark.parametrize(
    ("questions", "shuffle", "expected"),
    [
        ([(n % 4, EVEN) for n in range(8)], "none", set()),
        (
            [(n % 4, [*EVEN[: n % 4], "a much longer way", *EVEN[n % 4 + 1 :]]) for n in range(8)],
            "none",
            {"longest-right-option"},
        ),
        ([(n % 4, [*EVEN[: n % 4], "a much longer way", *EVEN[n % 4 + 1 :]]) for n in range(4)], "none", set()),
        ([(2, EVEN)] * 8, "none", {"place-of-right-option"}),
        ([(2, EVEN)] * 8, "options", set()),
        (
            [(n % 4, [text if place == n % 4 else f"all {text}" for place, text in enumerate(EVEN)]) for n in range(8)],
            "none",
            {"absolute-words"},
        ),
        ([(n % 4, [f"all {text}" for text in EVEN]) for n in range(8)], "none", set()),
    ],
    ids=["even", "longest", "too few", "place", "shuffled", "absolute", "absolute everywhere"],
)
def test_clues_are_noted_beyond_chance(
    starter: Source, questions: Sequence[tuple[int, Sequence[str]]], shuffle: str, expected: set[str]
) -> None:
    starter.write("first-steps/clues.yaml", quiz(questions, shuffle))
    starter.replace("first-steps/module.yaml", "  - quiz.yaml", "  - quiz.yaml\n  - clues.yaml")
    assert CLUES & set(starter.rules()) == expected


@pytest.mark.parametrize(
    ("drawn", "size"),
    [
        ('<text font-size="24">a</text>', 24 * 352 / 720),
        ('<g font-size="30"><text>a<tspan style="font-size: 12px">b</tspan></text></g>', 12 * 352 / 720),
        ('<g font-size="10"><text font-size="30">a</text><text> </text></g>', 30 * 352 / 720),
        ("<text>a</text>", 16 * 352 / 720),
        ("<path d='M0 0'/>", None),
        ("<style>text { font-size: 9px }</style><text>a</text>", None),
    ],
)
def test_the_smallest_text_of_a_figure_is_measured(drawn: str, size: float | None) -> None:
    figure = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 400">{drawn}</svg>'
    assert smallest_on_a_phone(figure.encode()) == (size and pytest.approx(size))


def test_a_figure_with_small_text_is_noted_where_it_is_shown(starter: Source) -> None:
    figure = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} 99"><text y="30" font-size="18">a</text></svg>'
    starter.write("going-further/cycle.svg", figure.format(720))
    noted = [d for d in starter.check() if d.rule == "small-figure-text"]
    assert [starter.path_of(d) for d in noted] == ["going-further/media.md"]
    starter.write("going-further/cycle.svg", figure.format(500))
    assert "small-figure-text" not in starter.rules()
