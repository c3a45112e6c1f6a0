"""The learner's saved state: keys that never change, and the most characters a course can need."""

from __future__ import annotations

import pytest

from scorm_export import state
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
        ("a-lesson", "IUg", "IU", 8520),
        ("my-course", "0B6", "0B", 53278),
        ("write", "EP2", "EP", 4349),
        ("x", "LXE", "LX", 11633),
        ("why-learning-matters", "TKf", "TK", 19623),
    ],
)
def test_keys_never_change(identifier: str, activity: str, objective: str, question: int) -> None:
    """Learners' records in LMSs are read with them."""
    assert state.activity_key(identifier) == activity
    assert state.objective_key(identifier) == objective
    assert state.question_key(identifier) == question


def worst_case(starter: Source) -> int:
    assert all(d.rule == "state-for-new-players" for d in starter.check())
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
    ids = {state.question_key(f"q{n}"): f"q{n}" for n in range(2 * count)}  # one for each key
    questions = "".join(QUESTION.format(id=identifier, objective="ask") for identifier in list(ids.values())[:count])
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
    ids = {state.objective_key(f"o{n}"): f"o{n}" for n in range(200)}
    names = list(ids.values())[:64]
    objectives = "".join(f"  - id: {name}\n    text: Do it.\n" for name in names)
    starter.replace("course.yaml", "faq:\n", f"{objectives}faq:\n")
    starter.replace(QUIZ, "    objectives: [ask]\n", f"    objectives: [{', '.join(names)}]\n")
    assert [shown.split()[0] for shown in starter.shown()] == ["too-many-objectives"]
