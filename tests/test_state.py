"""The learner's saved state: keys that never change, and the most characters a course can need."""

from __future__ import annotations

import pytest

from scorm_export.course import state
from sources import Source

QUIZ = "going-further/quiz.yaml"
QUESTION = """\
  - id: {id}
    type: true-false
    points: 0.01
    objectives: [{objective}]
    prompt: True?
    answer: true
    feedback: {{true: "Yes.", false: "No."}}
"""


@pytest.mark.parametrize(
    ("identifier", "activity", "objective", "question"),
    [
        ("a-lesson", state.Key("IUg6O", "IUg"), state.Key("IUg6O", "IU"), 8520),
        ("my-course", state.Key("0B6H9", "0B6"), state.Key("0B6H9", "0B"), 53278),
        ("write", state.Key("EP2HS", "EP2"), state.Key("EP2HS", "EP"), 4349),
        ("x", state.Key("LXEWQ", "LXE"), state.Key("LXEWQ", "LX"), 11633),
    ],
)
def test_keys_never_change(identifier: str, activity: state.Key, objective: state.Key, question: int) -> None:
    """Learners' records in LMSs are read with them."""
    assert state.activity_keys([identifier]) == {identifier: activity}
    assert state.objective_keys([identifier]) == {identifier: objective}
    assert state.question_keys([identifier]) == {identifier: question}


@pytest.mark.parametrize("count", [2, 64, 1000, 4096])
def test_every_id_has_a_key_of_its_own(count: int) -> None:
    names = [f"id-{n}" for n in range(count)]
    for keys in (state.activity_keys(names), state.objective_keys(names)):
        assert len({key.long for key in keys.values()}) == len({key.short for key in keys.values()}) == count
    assert len(set(state.question_keys(names).values())) == count


def test_keys_hang_on_no_order() -> None:
    names = [f"id-{n}" for n in range(1000)]
    assert state.activity_keys(names) == state.activity_keys(reversed(names))


def test_an_id_that_comes_later_in_the_alphabet_takes_no_key_away() -> None:
    names = [f"id-{n:04}" for n in range(1000)]
    before = state.objective_keys(names)
    assert {name: state.objective_keys([*names, "zz"])[name] for name in names} == before


def worst_case(starter: Source) -> int:
    assert all(d.rule in ("state-for-new-players", "interactions-many") for d in starter.check())
    assert starter.checked
    return state.worst_case(starter.checked.course)


def test_the_worst_case_of_the_starter_course(starter: Source) -> None:
    """7 in front; two lessons of 3; two quizzes of 10; three answers of a head of 3 and one character."""
    assert worst_case(starter) == 7 + 2 * 3 + 2 * 10 + 3 * 4


def test_an_objective_of_some_questions_takes_room(starter: Source) -> None:
    """Its points do not follow from the quiz's: key and points are 5 characters."""
    before = worst_case(starter)
    starter.replace("first-steps/quiz.yaml", "    points: 2\n    objectives: [write]\n", "    points: 2\n")
    assert worst_case(starter) == before + 5


def test_objectives_of_all_questions_take_no_room(starter: Source) -> None:
    before = worst_case(starter)
    starter.replace(QUIZ, "    points: 5\n    objectives: [ask]\n", "    points: 5\n    objectives: [ask, write]\n")
    assert worst_case(starter) == before


def test_an_option_late_in_the_alphabet_takes_room(starter: Source) -> None:
    """Six options a character: `9` is the 36th, and a response of six needs two more for its length."""
    before = worst_case(starter)
    starter.replace(QUIZ, "      - id: d\n", "      - id: 9\n")
    assert worst_case(starter) == before + 5 + 2


def test_the_order_of_modules_changes_nothing(starter: Source) -> None:
    before = worst_case(starter)
    starter.replace("course.yaml", "  - first-steps\n  - going-further\n", "  - going-further\n  - first-steps\n")
    assert worst_case(starter) == before


def many_questions(starter: Source, count: int) -> None:
    questions = "".join(QUESTION.format(id=f"q{n}", objective="ask") for n in range(count))
    text = starter.text(QUIZ)
    starter.write(QUIZ, text + questions)
    starter.replace("course.yaml", "  total: 10\n", f"  total: {10 + count / 100:.2f}\n")


def test_a_state_that_just_fits_is_taken(starter: Source) -> None:
    many_questions(starter, (4096 - 45) // 4)
    assert worst_case(starter) == 4093


def test_a_state_that_does_not_fit_is_refused(starter: Source) -> None:
    many_questions(starter, (4096 - 45) // 4 + 1)
    assert "state-too-large course.yaml:37:1 modules" in starter.shown()
    (found,) = (d for d in starter.found if d.rule == "state-too-large")
    assert "4097 characters; SCORM 1.2 keeps 4096" in found.message
    assert any("`last-quiz`" in note for note in found.notes)


def test_more_objectives_than_a_digit_can_count_are_refused(starter: Source) -> None:
    names = [f"o{n}" for n in range(64)]
    objectives = "".join(f"  - id: {name}\n    text: Do it.\n" for name in names)
    starter.replace("course.yaml", "faq:\n", f"{objectives}faq:\n")
    starter.replace(QUIZ, "    objectives: [ask]\n", f"    objectives: [{', '.join(names)}]\n")
    assert [shown.split()[0] for shown in starter.shown()] == ["too-many-objectives"]


def test_every_video_that_has_to_be_watched_takes_a_key(starter: Source) -> None:
    starter.write("going-further/a.mp4", b"\x00\x00\x00\x18ftypmp42")
    starter.write("going-further/a.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\nWords\n")
    video = '\n![A](a.mp4){captions="a.vtt"}\n\n::: transcript\nWords\n:::\n'
    starter.write("going-further/media.md", starter.text("going-further/media.md") + video)
    before = worst_case(starter)
    starter.replace("course.yaml", "lesson_done: read", "lesson_done: done")
    assert worst_case(starter) == before + 3


def test_what_a_lesson_asks_for_takes_no_key_from_an_activity() -> None:
    names = [f"id-{n}" for n in range(4096)]
    items = [f"{name}/end" for name in names]
    keys = state.item_keys(names, items)
    taken = {key.short for key in state.activity_keys(names).values()}
    assert len({key.short for key in keys.values()} | taken) == 2 * len(names)
