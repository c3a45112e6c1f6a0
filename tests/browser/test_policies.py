"""Learners under a reporting policy, in an LMS that keeps to the standard: what its record says in the end."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from conftest import build_package
from learner import Learner
from lms import SCORM12, Lms
from sources import copy_of_starter

pytestmark = pytest.mark.browser
Start = Callable[..., Lms]
STANDARDS = ("scorm12", "scorm2004-3rd", "scorm2004-4th")
Enrol = Callable[[str, str], Learner]


@pytest.fixture
def under(context: BrowserContext, lms_for: Start, tmp_path: Path) -> Enrol:
    """Give a learner the starter course with a policy."""

    def start(policy: str, standard: str) -> Learner:
        source = copy_of_starter(tmp_path / "source")
        source.replace("course.yaml", "\nmodules:", f"\nreporting: {{{policy}}}\nmodules:")
        source.replace("first-steps/quiz.yaml", "attempts: 3", "attempts: 2")
        source.replace("going-further/quiz.yaml", "minutes: ", "attempts: 2\nminutes: ")
        course, package = build_package(source.root, tmp_path / "built", standard)
        return Learner(context, lms_for(package, standard), course, "strict")

    return start


def names(learner: Learner) -> list[str]:
    """Return the ids of the interactions that the LMS holds, by index."""
    stored = learner.lms.stored
    found = {int(m[1]): value for e, value in stored.items() if (m := re.fullmatch(r"cmi\.interactions\.(\d+)\.id", e))}
    return [found[n] for n in range(len(found))]


def take(learner: Learner, at: int, *, wrong: bool = False) -> None:
    """Take a quiz of the course, all right or all wrong."""
    quiz = list(learner.course.quizzes)[at]
    learner.go_to(quiz.id)
    learner.fill(quiz, wrong={question.id for question in quiz.questions} if wrong else ())
    learner.hand_in()


@pytest.mark.parametrize("standard", STANDARDS)
def test_each_question_keeps_its_place(standard: str, under: Enrol) -> None:
    learner = under("interaction_slots: question", standard)
    learner.launch()
    take(learner, 1)
    take(learner, 0, wrong=True)
    learner.try_again()
    quiz = next(iter(learner.course.quizzes))
    learner.fill(quiz)
    learner.hand_in()
    assert learner.mistakes() == []
    learner.leave()
    assert names(learner) == [f"{q.id}_{each.id}" for q in learner.course.quizzes for each in q.questions]
    results = {value for e, value in learner.lms.stored.items() if re.fullmatch(r"cmi\.interactions\.\d+\.result", e)}
    assert results == {"correct"}


@pytest.mark.parametrize("standard", STANDARDS)
@pytest.mark.parametrize(("policy", "status"), [("failed: final", "failed"), ("failed: never", "incomplete")])
def test_failed_is_final_or_never_reported(policy: str, status: str, standard: str, under: Enrol) -> None:
    learner = under(policy, standard)
    learner.launch()
    learner.take_course({quiz.id: [q.id for q in quiz.questions] for quiz in learner.course.quizzes})
    for at, quiz in enumerate(learner.course.quizzes):
        learner.go_to(quiz.id)
        learner.try_again()
        take(learner, at, wrong=True)
    learner.leave()
    assert learner.lms.status == status


@pytest.mark.parametrize("standard", STANDARDS[1:])
@pytest.mark.parametrize(("policy", "scaled"), [("scaled_score: verdict", None), ("scaled_score: running", "0.5")])
def test_the_scaled_score_comes_with_the_verdict_or_at_once(
    policy: str, scaled: str | None, standard: str, under: Enrol
) -> None:
    learner = under(policy, standard)
    learner.launch()
    take(learner, 0)
    learner.leave()
    assert learner.lms.status == "incomplete"
    assert learner.lms.stored.get("cmi.score.scaled") == scaled


@pytest.mark.parametrize("standard", STANDARDS)
@pytest.mark.parametrize(("policy", "score"), [("after_passing: improve", 100), ("after_passing: keep", 80)])
def test_who_has_passed_improves_or_keeps_it(policy: str, score: int, standard: str, under: Enrol) -> None:
    learner = under(policy, standard)
    learner.launch()
    first = next(iter(learner.course.quizzes))
    worth_two = next(q.id for q in first.questions if q.points == 2)
    learner.take_course({first.id: [worth_two]})
    assert learner.lms.status == "passed"
    assert learner.lms.score() == 80
    told = len(names(learner))
    learner.go_to(first.id)
    learner.try_again()
    take(learner, 0)
    learner.leave()
    assert learner.lms.score() == score
    assert (len(names(learner)) > told) == (score > 80)


@pytest.mark.parametrize("standard", STANDARDS)
def test_the_text_of_a_question_stays_at_home(standard: str, under: Enrol) -> None:
    learner = under("question_texts: false, most_interactions: 1", standard)
    learner.launch()
    take(learner, 0)
    learner.leave()
    assert len(names(learner)) == 1
    assert not [e for e in learner.lms.stored if e.endswith(".description")]
    assert learner.lms.run_time is SCORM12 or learner.lms.score() == 50
