"""A learner at a browser: opens the course in the LMS, reads, answers, leaves, comes back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from decimal import Decimal
from itertools import combinations
from typing import Any

from playwright.sync_api import BrowserContext, Frame, Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from answering import By, How, NoSuchAnswer, answer, press
from lms import Lms
from scorm_export.course import Course, Question, Quiz

Answers = dict[str, list[str]]
WHAT_STANDS_THERE = """fieldset => {
  const fields = [...fieldset.querySelectorAll("input, select, textarea")];
  const isChoice = ({ type }) => type === "radio" || type === "checkbox";
  return [
    ...fields.filter((field) => isChoice(field) && field.checked).map(({ id }) => id),
    ...fields.filter((field) => !isChoice(field) && field.value).map(({ id, value }) => `${id}: ${value}`),
    ...[...fieldset.querySelectorAll("ol [data-option]")].map(({ dataset }) => dataset.option),
  ];
}"""
ANSWERS = f"forms => forms.map((form) => [form.dataset.question, ({WHAT_STANDS_THERE})(form)])"


def questions_worth(quiz: Quiz, points: Decimal) -> set[str]:
    """Return ids of questions that make these points together, or the least above them that can be made."""
    best: tuple[Decimal, set[str]] | None = None
    for size in range(1, len(quiz.questions) + 1):
        for chosen in combinations(quiz.questions, size):
            total = sum((q.points for q in chosen), Decimal(0))
            if total == points:
                return {q.id for q in chosen}
            if total > points and (best is None or total < best[0]):
                best = total, {q.id for q in chosen}
    assert best is not None
    return best[1]


class Learner:
    """One learner in one LMS. Everything is done through the page, as a person would."""

    def __init__(self, context: BrowserContext, lms: Lms, course: Course, runtime: str) -> None:
        self.context = context
        self.lms = lms
        self.course = course
        self.runtime = runtime
        self.page: Page | None = None

    def launch(self, *, width: int | None = None, mode: str = "normal") -> Frame:
        """Open the course in a new tab of the LMS and wait until it is ready."""
        self.page = self.context.new_page()
        self.page.goto(self.lms.launch_url(self.runtime, width=width, mode=mode))
        expect(self.frame.locator("#save-status")).to_be_visible()
        return self.frame

    @property
    def frame(self) -> Frame:
        assert self.page
        frame = self.page.frame("sco")
        assert frame
        return frame

    def calls(self, name: str | None = None) -> list[list[str]]:
        """Return the calls that the LMS got in this launch."""
        assert self.page
        calls: list[list[str]] = self.page.evaluate("window.calls")
        return [call for call in calls if name is None or call[0] == name]

    def go_to(self, activity: str) -> None:
        """Choose an activity in the contents."""
        link = self.frame.locator(f"#home a[data-activity='{activity}']").first
        article = self.frame.locator(f"#page article[data-activity='{activity}']")
        self.frame.locator(".course-title").click()
        # The place where the learner was may still be on its way.
        with suppress(PlaywrightTimeoutError, AssertionError):
            expect(self.frame.locator("#home")).to_be_visible(timeout=2000)
            self._unfold(link)
            link.click(timeout=2000)
            expect(article).to_be_visible(timeout=2000)
        if not article.is_visible():
            self.frame.locator(".course-title").click()
            self._unfold(link)
            link.click()
        expect(article).to_be_visible()

    def _unfold(self, link: Locator) -> None:
        """Show the contents of the module that a link is in."""
        summary = self.frame.locator("details:not([open]) > summary").and_(
            link.locator("xpath=ancestor::details[1]/summary")
        )
        if summary.is_visible():
            summary.click()

    def read_to_the_end(self) -> None:
        """Scroll to the end of the lesson on display."""
        lesson = self.frame.locator("#page article").get_attribute("data-activity")
        self.frame.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        item = self.frame.locator(f"#outline li[data-activity='{lesson}']")
        expect(item).to_have_attribute("data-status", "visited")

    def read_on(self) -> None:
        """Go to the next page by the link at its end."""
        self.frame.locator("#page nav.pager a[rel=next]").click()

    def fill(self, quiz: Quiz, wrong: Collection[str] = (), only: Iterable[str] | None = None) -> Answers:
        """Answer questions of the quiz on display that were not answered yet, and return the answers in the form.

        A script clicks; `test_questions.py` answers every type of question by each device.
        """
        chosen = set(only) if only is not None else {q.id for q in quiz.questions} | self.drawn(quiz)
        for question in quiz.pool:
            if question.id in chosen:
                answer(self.form(question.id), question, "wrong" if question.id in wrong else "right", "script")
        return self.answers(quiz)

    def answer(self, quiz: Quiz, how: How, by: By) -> list[Question]:
        """Answer the questions of the quiz on display that have such an answer, and return them."""
        answered = []
        for question in quiz.questions:
            with suppress(NoSuchAnswer):
                answer(self.form(question.id), question, how, by)
                answered.append(question)
        return answered

    def drawn(self, quiz: Quiz) -> set[str]:
        """Return the ids of the questions that the attempt on display has drawn and asks."""
        if not quiz.draws:
            return set()
        expect(self.frame.locator("#page form [data-action=hand-in]")).to_be_enabled()
        asked = self.frame.locator("#page fieldset[data-question]:not([hidden])")
        ids = asked.evaluate_all("all => all.map(each => each.dataset.question)")
        return set(ids) - {question.id for question in quiz.questions}

    def form(self, question: str) -> Locator:
        """Return the form of a question on display."""
        return self.frame.locator(f"#page fieldset[data-question='{question}']")

    def answers(self, quiz: Quiz) -> Answers:
        """Return the answers in the form of a quiz, by question: the same answer always reads the same."""
        expect(self.frame.locator(f"#page article[data-activity='{quiz.id}']")).to_be_visible()
        forms = self.frame.locator("#page fieldset[data-question]")
        found = dict(forms.evaluate_all(ANSWERS))
        return {question.id: found[question.id] for question in quiz.questions}

    def hand_in(self, *, anyway: bool = False, by: By = "mouse") -> None:
        """Hand the quiz in and see its result; `anyway` means once more where questions are not answered."""
        button = self.frame.locator("#page form [data-action=hand-in]")
        message = self.frame.locator("#page .form-message")
        for _ in range(2):
            if by == "keyboard":
                button.press("Enter")
            else:
                press(button, by)
            if not anyway or not message.is_visible():
                break
        expect(self.frame.locator("#page .quiz-result")).to_be_visible()

    def try_again(self) -> None:
        """Start a new attempt."""
        self.frame.locator("[data-action=retry]").click()
        expect(self.frame.locator("#page .quiz-result")).to_be_hidden()

    def take_course(self, wrong: dict[str, Collection[str]]) -> None:
        """Read and answer everything from the first page to the last; `wrong` names questions by quiz."""
        activities = list(self.course.activities)
        self.go_to(activities[0].id)
        for activity in activities:
            expect(self.frame.locator(f"#page article[data-activity='{activity.id}']")).to_be_visible()
            if isinstance(activity, Quiz):
                self.fill(activity, wrong.get(activity.id, ()))
                self.hand_in()
            self.read_on()
        expect(self.frame.locator("#result")).to_be_visible()

    def leave(self) -> None:
        """Close the tab."""
        assert self.page
        self._until_heard(self.page.close)
        self.page = None

    def refresh(self) -> None:
        """Load the LMS's page anew."""
        page = self.page
        assert page
        self._until_heard(lambda: page.goto("about:blank"))
        page.goto(self.lms.launch_url(self.runtime))
        expect(self.frame.locator("#save-status")).to_be_visible()

    def _until_heard(self, go: Callable[[], object]) -> None:
        """Wait for the last words of the runtime, which travel while the page goes away."""
        while self.lms.heard.acquire(blocking=False):
            pass
        go()
        assert self.lms.heard.acquire(timeout=10), "the LMS heard nothing when the learner left"

    def mistakes(self) -> Any:
        """Return the calls that the strict runtime refused."""
        assert self.page
        return self.page.evaluate("window.lms.mistakes()")
