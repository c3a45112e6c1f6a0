"""Every type of question, answered right, partly and wrong, by mouse, keyboard and finger, in every standard.

What has to be recorded of each answer stands in the type's folder, in `recorded.yaml`: by question of the gallery and
standard, the type of the interaction, its correct response pattern where it has one, and of each answer the response
and the result, where parts of the points are a number. `UPDATE_GOLDEN=1` writes it anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from playwright.sync_api import Browser, expect
from test_pages import violations

from answering import Device, How
from conftest import Packages, in_turns, window
from launching import Reader, Site, Story, launch_cmi5
from learner import Learner
from lms import SCORM12, Lms
from real_lrs import RealLrs
from scorm_export import TARGETS, questions
from scorm_export.course import Question, Quiz
from scorm_export.questions import QUESTION_TYPES
from sources import GALLERY

pytestmark = pytest.mark.browser
WINDOWS: dict[Device, dict[str, Any]] = {
    "mouse": {"viewport": {"width": 1280, "height": 800}},
    "keyboard": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "touch": {"viewport": {"width": 352, "height": 740}, "has_touch": True},
}
"""The windows of those who answer by each device: a desktop, one in the dark, and a phone."""
SETTINGS = ("scorm12-scorm-again", "scorm2004-4th-strict", "scorm2004-4th-scorm-again", "xapi", "cmi5")
"""A standard, and for SCORM the runtime."""
BYS, HOWS = get_args(Device), get_args(How)
ONCE = [(name, BYS[(at + number) % 3], how) for at, name in enumerate(SETTINGS) for number, how in enumerate(HOWS)]
"""In each setting every answer and every device: what is reported does not depend on the device."""
QUESTIONS = Path(questions.__file__).parent
Record = dict[str, str]
"""What was recorded of an answer: the interaction's `type`, its correct `pattern`, the response, and the result."""


class InLms:
    """A learner whose LMS keeps what SCORM reports."""

    def __init__(self, learner: Learner, width: int) -> None:
        self.learner = learner
        self.width = width

    def launch(self) -> None:
        self.learner.launch(width=self.width)

    def leave(self) -> None:
        if self.learner.runtime == "strict":
            assert self.learner.mistakes() == []
        self.learner.leave()

    @property
    def told_as(self) -> str:
        """The name of what is recorded in `recorded.yaml`."""
        return "scorm12" if self.learner.lms.run_time is SCORM12 else "scorm2004"

    def records(self) -> dict[str, Record]:
        """Return what the LMS holds, by question."""
        held: dict[str, Record] = {}
        for name, value in self.learner.lms.stored.items():
            if name.startswith("cmi.interactions.") and name.count(".") > 2:
                number, field = name.removeprefix("cmi.interactions.").split(".", 1)
                held.setdefault(number, {})[field] = value
        return {
            record["id"].split("_")[1]: {
                "type": record["type"],
                "pattern": record.get("correct_responses.0.pattern", ""),
                "response": record.get("student_response", record.get("learner_response", "")),
                "result": record["result"],
            }
            for record in held.values()
        }


class InLrs:
    """A learner whose LRS keeps what xAPI or cmi5 reports."""

    told_as = "xapi"

    def __init__(self, learner: Reader, story: Story, *, is_cmi5: bool) -> None:
        self.learner = learner
        self.story = story
        self.is_cmi5 = is_cmi5
        self.launches = 0

    def launch(self) -> None:
        self.launches += 1
        self.learner.open(launch_cmi5(self.story) if self.is_cmi5 else self.story.url())

    def leave(self) -> None:
        assert self.learner.page
        if self.is_cmi5:  # a closed tab is noticed some seconds later, since it could be a reload
            self.learner.page.locator("#exit").click()
        else:
            self.learner.page.close()
        self.story.wait_for("terminated", self.launches)
        self.learner.page.close()

    def records(self) -> dict[str, Record]:
        """Return what the LRS holds, by question."""
        self.story.assert_sound()
        said = [s for s in self.story.statements() if s["verb"]["id"].endswith("/answered")]
        return {s["object"]["id"].rpartition("/")[2]: _of_statement(s) for s in said}


def _of_statement(statement: dict[str, Any]) -> Record:
    definition, result = statement["object"]["definition"], statement["result"]
    success = {True: "correct", False: "incorrect", None: "neutral"}[result.get("success")]
    return {
        "type": definition["interactionType"],
        "pattern": " | ".join(definition.get("correctResponsesPattern", [])),
        "response": result.get("response", ""),
        "result": success,
    }


@pytest.fixture
def somebody(
    setting: str, by: Device, packages: Packages, browser: Browser, lms_for: Callable[..., Lms], lrs: RealLrs
) -> Iterator[InLms | InLrs]:
    standard = next(name for name in sorted(TARGETS, key=len, reverse=True) if setting.startswith(name))
    course, package = packages(GALLERY, standard)
    with window(browser, **WINDOWS[by]) as context:
        if runtime := setting.removeprefix(standard).removeprefix("-"):
            learner = Learner(context, lms_for(package, standard), course, runtime)
            yield InLms(learner, WINDOWS[by]["viewport"]["width"])
            return
        site = Site(package, lrs.authorization.removeprefix("Basic "))
        yield InLrs(Reader(context, course), Story(site, lrs, course), is_cmi5=standard == "cmi5")
        site.close()


@pytest.fixture
def quizzes(somebody: InLms | InLrs) -> list[Quiz]:
    """Return the quizzes of the gallery that show a type of question each."""
    names = {kind.name for kind in QUESTION_TYPES}
    found = [quiz for quiz in somebody.learner.course.quizzes if quiz.id in names]
    assert len(found) == len(names)
    return found


def names_of(case: tuple[str, ...]) -> str:
    return "-".join(case)


@pytest.mark.parametrize(("setting", "by", "how"), ONCE, ids=map(names_of, ONCE))
def test_every_answer_is_recorded(somebody: InLms | InLrs, quizzes: list[Quiz], by: Device, how: How) -> None:
    learner = somebody.learner
    somebody.launch()
    answered = []
    for quiz in quizzes:
        learner.go_to(quiz.id)
        if questions := learner.answer(quiz, how, by):
            learner.hand_in(anyway=True, by=by)
            assert_judged(learner, questions, how)
            answered += questions
    somebody.leave()
    assert_recorded(somebody, answered, how)


@pytest.mark.parametrize("setting", ["scorm12-strict"])
@pytest.mark.parametrize(("by", "how"), in_turns(list(product(BYS, HOWS)), every=4))
def test_every_answer_is_kept_and_judged_and_keeps_nobody_out(
    somebody: InLms | InLrs, quizzes: list[Quiz], by: Device, how: How
) -> None:
    learner = somebody.learner
    somebody.launch()
    answered = {}
    for quiz in quizzes:
        learner.go_to(quiz.id)
        answered[quiz.id] = learner.answer(quiz, how, by), learner.answers(quiz)
        assert violations(learner.frame) == []
    somebody.leave()
    somebody.launch()
    for quiz in quizzes:
        learner.go_to(quiz.id)
        questions, stood = answered[quiz.id]
        assert learner.answers(quiz) == stood
        if questions:
            learner.hand_in(anyway=True, by=by)
        assert_judged(learner, questions, how)
        assert violations(learner.frame, "#page") == []
    somebody.leave()
    assert_recorded(somebody, [question for questions, _ in answered.values() for question in questions], how)


def assert_judged(learner: Learner, questions: Iterable[Question], how: How) -> None:
    """Compare what the learner is told of each answer with what it was."""
    for question in questions:
        verdict = learner.form(question.id).locator(".question-verdict")
        expect(verdict).to_have_class(f"question-verdict {how if question.points else 'neutral'}")
        expect(verdict).not_to_contain_text("Not answered")


def assert_recorded(somebody: InLms | InLrs, answered: Iterable[Question], how: How) -> None:
    """Compare what is held of each answer with what has to be."""
    held = somebody.records()
    for question in answered:
        if os.environ.get("UPDATE_GOLDEN"):
            write_recorded(question, somebody.told_as, how, held[question.id])
        told = recorded(question)[question.id][somebody.told_as]
        response, result = told[how]
        record = {"type": told["type"], "pattern": told.get("pattern", ""), "response": response, "result": result}
        assert held[question.id] == record, question.id


def file_of(question: Question) -> Path:
    return QUESTIONS / question.type.replace("-", "_") / "recorded.yaml"


def recorded(question: Question) -> dict[str, Any]:
    """Return what has to be recorded of the gallery's questions of a type."""
    path = file_of(question)
    held: dict[str, Any] = yaml.safe_load(path.read_text("utf-8")) if path.exists() else {}
    return held


def write_recorded(question: Question, standard: str, how: How, record: Record) -> None:
    """Put what was recorded of an answer into the type's file."""
    every = recorded(question)
    told = every.setdefault(question.id, {}).setdefault(standard, {})
    told |= {"type": record["type"], **({"pattern": record["pattern"]} if record["pattern"] else {})}
    told[how] = [record["response"], record["result"]]
    lines = []
    for name, standards in every.items():
        lines.append(f"{name}:")
        for by, values in standards.items():
            shown = (f"    {key}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items())
            lines += [f"  {by}:", *shown]
    file_of(question).write_text("\n".join([*lines, ""]), "utf-8")
