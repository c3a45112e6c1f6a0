"""A learner in a real Moodle."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress

from playwright.sync_api import Browser, BrowserContext, Error, Frame, Page, expect

from between import Between
from learner import Learner
from real_moodle import Activity
from scorm_export.course import Course, Part, Quiz


class Student(Learner):
    """One learner at one activity in one browser. A launch opens a tab."""

    def __init__(self, context: BrowserContext, between: Between, activity: Activity, course: Course) -> None:
        self.context = context
        self.between = between
        self.activity = activity
        self.course = course
        self.page: Page | None = None

    def sign_in(self) -> None:
        self.activity.sign_in(self.context)

    def launch(self, *, status: str | None = "saved", **_: object) -> Frame:  # type: ignore[override]
        """Open the activity in a new tab and wait until the course is ready, and its record stands so."""
        self.page = self.context.new_page()
        self.page.goto(self.activity.url)
        expect(self.frame.locator("#save-status")).to_be_visible(timeout=30_000)
        if status:
            self.stands(status)
        return self.frame

    @property
    def frame(self) -> Frame:
        """The SCO's frame, which Moodle replaces with each SCO."""
        assert self.page
        handle = self.page.wait_for_selector("#scorm_object", state="attached", timeout=30_000)
        assert handle
        frame = handle.content_frame()
        assert frame
        return frame

    @property
    def status(self) -> str:
        return self.frame.locator("#save-status").get_attribute("data-status") or ""

    def stands(self, *statuses: str, seconds: float = 20) -> None:
        """Wait until the record stands in one of these ways."""
        which = ", ".join(f"#save-status[data-status='{status}']" for status in statuses)
        expect(self.frame.locator(which)).to_be_visible(timeout=seconds * 1000)

    def open_part(self, part: Part) -> None:
        """Choose a part in Moodle's contents."""
        assert self.page
        number = next(sco["id"] for sco in self.activity.imported["scos"] if sco["identifier"] == f"sco_{part.id}")
        is_open = f"document.querySelector('#scorm_object')?.getAttribute('src')?.includes('scoid={number}&')"
        # Moodle opens by itself the part that is not complete yet, and makes its contents anew after each save.
        for _ in range(6):
            if self.page.evaluate(is_open):
                break
            self.page.locator(f"#scorm_tree a[data-scoid='{number}']").first.evaluate("link => link.click()")
            with suppress(Error):
                self.page.wait_for_function(is_open, timeout=5000)
        self.frame.wait_for_url(re.compile(rf"/part-{part.id}\.html"), timeout=30_000)
        expect(self.frame.locator("#page article, #home:visible").first).to_be_visible(timeout=30_000)

    def open_quiz(self, quiz: Quiz) -> None:
        """Open the part with a quiz, and go there."""
        part = next(part for part in self.course.parts if quiz in part.activities)
        self.open_part(part)
        if part.is_module:
            self.go_to(quiz.id)

    def take_part(self, part: Part, wrong: Mapping[str, Collection[str]]) -> None:
        """Read and answer everything of the part that is open."""
        if part.is_module:
            self.go_to(part.activities[0].id)
        for activity in part.activities:
            expect(self.frame.locator(f"#page article[data-activity='{activity.id}']")).to_be_visible()
            if isinstance(activity, Quiz):
                self.fill(activity, wrong.get(activity.id, ()))
                self.hand_in()
            else:
                self.read_to_the_end()
            if activity is not part.activities[-1]:
                self.read_on()

    def leave(self, *, heard: bool = True) -> None:
        """Close the tab, and wait until Moodle has heard of it; not where it is too much for a beacon."""
        assert self.page
        page, before = self.page, len(self.between.saves)
        self.page = None
        page.close()
        self.between.quiet(before if heard else None)

    def go_away(self) -> None:
        """Follow a link of Moodle's out of the player."""
        assert self.page
        before = len(self.between.saves)
        self.page.goto(f"{self.activity.moodle.url}/my/courses.php")
        self.between.quiet(before)


@contextmanager
def tab_of(browser: Browser, between: Between) -> Iterator[BrowserContext]:
    """Open a browser profile that forgets everything: a device that was never used before."""
    context = browser.new_context(proxy={"server": between.url}, viewport={"width": 1280, "height": 800})
    problems: list[str] = []
    context.on("weberror", lambda error: problems.append(str(error.error)))
    yield context
    context.close()
    own = [problem for problem in problems if "player.js" in problem or "quiz.js" in problem]
    assert not own, "the page threw"
