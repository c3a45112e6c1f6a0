"""When a lesson is done, and how the course home and the contents show it, in Chromium."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Frame, expect
from test_pages import violations

from conftest import Packages
from learner import Learner
from lms import Lms
from scorm_export.course import Course
from sources import copy_of_starter

pytestmark = pytest.mark.browser
Start = Callable[..., Lms]
LONG = "\n\nA paragraph.\n" * 60
GATED = f"{LONG}\n::: continue\n:::\n\nBehind the gate.\n"


def status(frame: Frame, activity: str) -> str:
    found = frame.locator(f"#outline li[data-activity='{activity}']").get_attribute("data-status")
    assert found
    return found


@pytest.fixture
def opened(
    tmp_path: Path, packages: Packages, context: BrowserContext, lms_for: Start
) -> Callable[..., tuple[Learner, Frame]]:
    """Open the starter course with a long lesson that has a gate."""

    def start(standard: str = "scorm12") -> tuple[Learner, Frame]:
        source = copy_of_starter(tmp_path)
        source.write("first-steps/a-lesson.md", source.text("first-steps/a-lesson.md") + GATED)
        course, package = packages(source.root, standard)
        learner = Learner(context, lms_for(package, standard), course, "strict")
        frame = learner.launch()
        learner.go_to("a-lesson")
        return learner, frame

    return start


def test_a_lesson_is_done_when_its_end_came_into_sight(opened: Callable[..., tuple[Learner, Frame]]) -> None:
    learner, frame = opened()
    item = frame.locator("#outline li[data-activity='a-lesson']")
    expect(item).to_have_attribute("data-status", "begun")
    frame.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    expect(frame.locator(".gate > button")).to_be_in_viewport()
    expect(item).to_have_attribute("data-status", "begun")
    frame.locator(".gate > button").click()
    frame.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    expect(item).to_have_attribute("data-status", "visited")
    expect(item.locator(".state")).to_have_text("done")
    learner.leave()
    frame = learner.launch()
    expect(frame.locator("#outline li[data-activity='a-lesson']")).to_have_attribute("data-status", "visited")
    assert status(frame, "media") == "none"


def test_a_lesson_is_done_when_its_end_was_reached_by_keyboard(opened: Callable[..., tuple[Learner, Frame]]) -> None:
    _, frame = opened("scorm2004-4th")
    frame.locator(".gate > button").press("Enter")
    frame.locator("#page .pager a").first.focus()
    expect(frame.locator("#outline li[data-activity='a-lesson']")).to_have_attribute("data-status", "visited")


CHECK = """
::: check Which of them learns? {#learns}
- [x] Whoever looks back {#b}
- [ ] Whoever only goes on {#a}
:::
"""


@pytest.mark.parametrize("standard", ["scorm12", "scorm2004-4th"])
def test_a_lesson_with_a_check_is_done_when_the_check_was_answered_too(
    tmp_path: Path, packages: Packages, context: BrowserContext, lms_for: Start, standard: str
) -> None:
    source = copy_of_starter(tmp_path)
    source.replace("course.yaml", "lesson_done: read", "lesson_done: done")
    source.write("going-further/media.md", source.text("going-further/media.md") + CHECK)
    course, package = packages(source.root, standard)
    learner = Learner(context, lms_for(package, standard), course, "strict")
    frame = learner.launch()
    learner.go_to("media")
    asked = frame.get_by_text("This lesson is done only when you have answered.")
    expect(asked).to_be_visible()
    frame.locator("#page .pager a").first.focus()
    frame.locator("#outline a[href='#/result']").click()
    groups = frame.locator("#missing > li > b")
    expect(groups).to_have_text([f"Module {n}: {module.title}" for n, module in enumerate(course.modules, 1)])
    left = frame.locator("#missing > li:nth-child(2) a[data-activity=media]")
    expect(left).to_contain_text("Answer the questions: ")
    left.click()
    frame.locator("form[data-check=learns] [data-option=a] label").click()
    frame.get_by_role("button", name="Check my answer").click()
    expect(frame.locator("form[data-check=learns] .question-verdict")).to_have_text("Not right")
    expect(asked).to_be_hidden()
    item = frame.locator("#outline li[data-activity='media']")
    expect(item).to_have_attribute("data-status", "visited")
    frame.get_by_role("button", name="Try again").click()
    expect(asked).to_be_hidden()
    learner.leave()
    frame = learner.launch()
    expect(frame.locator("#outline li[data-activity='media']")).to_have_attribute("data-status", "visited")
    assert learner.mistakes() == []


def test_the_signs_of_all_states_differ_in_shape(
    tmp_path: Path, packages: Packages, context: BrowserContext, lms_for: Start
) -> None:
    source = copy_of_starter(tmp_path)
    source.write("going-further/media.md", source.text("going-further/media.md") + LONG)
    course, package = packages(source.root, "scorm12")
    learner = Learner(context, lms_for(package), course, "strict")
    frame = learner.launch()
    signs = {"none": sign(frame, "first-quiz")}
    quizzes = {quiz.id: quiz for quiz in course.quizzes}
    learner.go_to("first-quiz")
    learner.hand_in(anyway=True)
    signs["not-passed"] = sign(frame, "first-quiz")
    learner.go_to("last-quiz")
    learner.fill(quizzes["last-quiz"])
    learner.hand_in()
    signs["passed"] = sign(frame, "last-quiz")
    learner.go_to("media")
    signs["begun"] = sign(frame, "media")
    frame.locator("#page .pager a").first.focus()
    expect(frame.locator("#outline li[data-activity='media']")).to_have_attribute("data-status", "visited")
    signs["visited"] = sign(frame, "media")
    for expected, (found, _) in signs.items():
        assert found == expected
    shapes = [shape for _, shape in signs.values()]
    assert len(set(shapes)) == len(shapes), signs
    assert violations(frame) == []


def sign(frame: Frame, activity: str) -> tuple[str, str]:
    """Return how an activity stands in the contents, and the shape of its sign: without colours."""
    script = """link => {
      const { content, borderRadius, backgroundImage } = getComputedStyle(link, "::before");
      return [content.replace(' / ""', ""), borderRadius, backgroundImage === "none"].join(" ");
    }"""
    return status(frame, activity), frame.locator(f"#outline li[data-activity='{activity}'] > a").evaluate(script)


def test_a_long_course_folds_the_modules_that_the_learner_is_not_in(
    reference: tuple[Course, Path], context: BrowserContext, lms_for: Start
) -> None:
    course, package = reference
    learner = Learner(context, lms_for(package), course, "strict")
    frame = learner.launch()
    last = list(course.lessons)[-1]
    link = frame.locator(f"#outline a[data-activity='{last.id}']")
    expect(link).to_be_hidden()
    learner.go_to(last.id)
    expect(link).to_be_in_viewport()
    module = frame.locator("#outline details.module-fold").last
    expect(module).to_have_attribute("open", "")
    expect(module.locator("[data-share-of]")).to_have_text(f"0 of {len(course.modules[-1].activities)} done")
    module.locator("summary").press("Enter")
    expect(link).to_be_hidden()
