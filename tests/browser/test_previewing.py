"""A writer's hour: a new course, written, broken, mended, tried in every way that the preview offers, and built.

Each step is timed. `WRITER=1 pytest tests/browser/test_previewing.py -s` lets saving fail in every way and prints the
table; the gate takes two of the ways.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect
from test_pages import violations

from sources import Source, copy_translations

CHECK = """
::: check Which file is a lesson? {#which-file}
- [ ] course.yaml {#c}
- [x] a-lesson.md {#l}
:::
"""
LONG = "\n".join(f"\nParagraph {number} gives the lesson some length.\n" for number in range(60))
TROUBLES = ("500", "refused", "silent", "throws", "400", "401", "403", "429", "503", "dropped")
FRAME = "document.getElementById('course').contentWindow"


class Writer:
    """Somebody who writes a course with the preview beside it, and how long each step takes."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.page: Page
        self.link = ""
        """For reviewers."""
        self.times: list[tuple[str, float]] = []

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time a step."""
        start = time.perf_counter()
        yield
        self.times.append((name, time.perf_counter() - start))

    @property
    def shown(self) -> FrameLocator:
        return self.page.frame_locator("#course")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def stands(self, status: str = "saved") -> None:
        expect(self.shown.locator(f"#save-status[data-status={status}]")).to_be_visible()

    def go_to(self, activity: str) -> None:
        self.page.evaluate(f"{FRAME}.location.hash = '#/{activity}'")
        expect(self.shown.locator(f"#page article[data-activity={activity}]")).to_be_visible()

    def choose(self, name: str, value: str) -> None:
        self.page.select_option(f"#{name}", value)

    def lacks(self, kind: str) -> None:
        expect(self.shown.locator(f"[data-preview-{kind}]")).to_have_count(0)


def run(*command: str) -> None:
    done = subprocess.run([sys.executable, "-m", "scorm_export", *command], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def writer(tmp_path: Path, context: BrowserContext) -> Iterator[Writer]:
    writer = Writer(Source(tmp_path / "course"))
    with writer.step("new"):
        run("new", str(writer.source.root))
    writer.source.replace("first-steps/a-lesson.md", "\n## Saying", f"{LONG}{CHECK}\n## Saying")
    command = [sys.executable, "-u", "-m", "scorm_export", "preview", str(writer.source.root), "--port", "0"]
    with subprocess.Popen([*command, "--share", "127.0.0.2"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            writer.page = context.new_page()
            with writer.step("preview, to the saved course"):
                writer.page.goto(process.stdout.readline().split()[2])
                writer.stands()
            writer.link = process.stdout.readline().split()[-1]
            yield writer
        finally:
            process.terminate()


def test_a_writers_hour(writer: Writer, context: BrowserContext) -> None:
    edits_breaks_and_mends(writer)
    tries_scorm(writer, context)
    tries_cmi5(writer, context)
    hears_a_reviewer(writer, context)
    assert violations(writer.page) == []
    with writer.step("build"):
        run("build", str(writer.source.root), "--output", str(writer.source.root / "packages"))
    if "WRITER" in os.environ:
        print("", *(f"{name:<44}{seconds:>7.2f} s" for name, seconds in writer.times), sep="\n")


def edits_breaks_and_mends(writer: Writer) -> None:
    page, shown, source = writer.page, writer.shown, writer.source
    writer.go_to("a-lesson")
    answer = shown.locator("input[type=radio]").nth(1)
    answer.check()
    page.evaluate(f"{FRAME}.scrollTo({{ top: 700, behavior: 'instant' }})")

    with writer.step("an edit, to the screen"):
        source.replace("first-steps/a-lesson.md", "A lesson is a text file", "A lesson is an edited file")
        expect(shown.get_by_text("A lesson is an edited file")).to_have_count(1)
    expect(answer).to_be_checked()
    page.wait_for_function(f"{FRAME}.scrollY === 700")

    with writer.step("a broken link, to its block"):
        source.replace("first-steps/a-lesson.md", "Paragraph 7 gives", "Paragraph 7 [gives](nowhere.md)")
        expect(page.locator("#problems li")).to_contain_text("nowhere.md")
        broken = shown.locator("p:has-text('Paragraph 7 gives') + [data-preview-problem]")
        expect(broken).to_contain_text("nowhere.md")
    with writer.step("mended"):
        source.replace("first-steps/a-lesson.md", "[gives](nowhere.md)", "gives")
        expect(page.locator("#problems li")).to_have_count(0)
        writer.lacks("problem")

    copy_translations(source.root)
    with writer.step("another language, to the screen"):
        writer.choose("language", "ar")
        expect(shown.locator("html[lang=ar][dir=rtl]")).to_have_count(1)
    expect(shown.locator("#page article[data-activity=a-lesson]")).to_be_visible()
    expect(answer).to_be_checked()
    writer.choose("language", "")
    expect(shown.locator("html[lang=en]")).to_have_count(1)


def tries_scorm(writer: Writer, context: BrowserContext) -> None:
    page, shown = writer.page, writer.shown
    calls = page.locator("#calls .refused")
    for trouble in TROUBLES if "WRITER" in os.environ else TROUBLES[:2]:
        with writer.step(f"SCORM 1.2, saving: {trouble}"):
            writer.choose("saving", trouble)
            page.locator("#clear").click()
            writer.press("Leave and resume")
            expect(calls.first).to_be_visible()
            expect(shown.locator("#save-status")).not_to_have_attribute("data-status", "saved")
    writer.choose("saving", "")
    with writer.step("a slow line"):
        writer.choose("line", "slow")
        writer.press("Leave and resume")
        writer.stands()
    writer.choose("line", "")
    with writer.step("signed out of the platform"):
        writer.choose("saving", "signed-out")
        page.evaluate(f"{FRAME}.location.hash = '#/last-quiz'")
        writer.stands("signed-out")
        writer.choose("saving", "")
        writer.go_to("media")
        writer.stands()
    with writer.step("second window"):
        with context.expect_page() as opened:
            writer.press("Second window")
        other = opened.value
        expect(other.frame_locator("#course").locator("#save-status[data-status=elsewhere]")).to_be_visible()
        other.close()
    writer.stands()
    for name in ("Attempt reset", "Another learner", "Start over"):
        with writer.step(name):
            writer.press(name)
            writer.stands()
    expect(page.locator("#record")).to_contain_text("learner-2")
    with writer.step("jump to the end"):
        writer.press("Jump to the end")
        expect(page.locator("#tried")).to_contain_text("to its end")
        expect(page.locator("#record")).to_contain_text("passed, 10 of 10 points")
        expect(page.locator("#why")).to_contain_text("The course is passed with 8 of 10 points")
    with writer.step("review"):
        writer.choose("mode", "review")
        expect(shown.locator("#notice")).to_be_visible()
    writer.choose("mode", "normal")
    with writer.step("looks"):
        writer.choose("width", "352px")
        writer.press("200 % text")
        writer.press("Right to left")
        expect(shown.locator("html[dir=rtl]")).to_have_count(1)
        writer.press("Right to left")
        writer.press("200 % text")
        expect(shown.locator("html[dir=rtl]")).to_have_count(0)


def tries_cmi5(writer: Writer, context: BrowserContext) -> None:
    page, shown = writer.page, writer.shown
    with writer.step("another target: cmi5"):
        writer.choose("target", "cmi5")
        expect(page.locator("#record")).to_contain_text("not satisfied yet")
        writer.stands()
    statements = page.locator("#statements summary")
    expect(statements.first).to_contain_text("launched “My course”")
    writer.go_to("first-quiz")
    for name in ("All wrong", "At random", "Fill in all right"):
        writer.press(name)
        expect(page.locator("#tried")).to_have_text("2 questions answered")
    with writer.step("the LRS answers 500"):
        writer.choose("saving", "500")
        shown.locator("[data-action=hand-in]").click()
        expect(shown.locator("#save-status")).not_to_have_attribute("data-status", "saved")
        expect(page.locator("#calls .refused").last).to_contain_text("500")
    writer.choose("saving", "")
    with writer.step("offline, and online again"):
        writer.choose("line", "offline")
        shown.locator(".quiz-result").wait_for()
        expect(shown.locator("#save-status")).not_to_have_attribute("data-status", "saved")
        writer.choose("line", "")
        writer.stands()
    expect(statements.filter(has_text="passed the quiz")).to_have_count(1)
    expect(page.locator("#why")).to_contain_text("5 of 5 points")
    with writer.step("second device"):
        with context.expect_page() as opened:
            writer.press("Second device")
        other = opened.value
        assert urlsplit(other.url).hostname == "localhost"
        expect(other.frame_locator("#course").locator("#save-status[data-status=saved]")).to_be_visible()
        expect(other.locator("#why")).to_contain_text("5 of 5 points")
        other.close()


def hears_a_reviewer(writer: Writer, context: BrowserContext) -> None:
    with writer.step("a reviewer's comment, to its block"):
        reviewer = context.new_page()
        reviewer.goto(writer.link)
        expect(reviewer.locator("#target")).to_be_hidden()
        shown = reviewer.frame_locator("#course")
        expect(shown.locator("#save-status[data-status=saved]")).to_be_visible()
        reviewer.evaluate(f"{FRAME}.location.hash = '#/a-lesson'")
        shown.get_by_text("Paragraph 9 gives").click()
        reviewer.get_by_label("Your name").fill("Awa")
        reviewer.get_by_label("Comment", exact=True).fill("How long?")
        reviewer.get_by_role("button", name="Comment", exact=True).click()
        expect(shown.locator("p:has-text('Paragraph 9 gives') + [data-preview-comment]")).to_contain_text("How long?")
        reviewer.close()
    expect(writer.page.locator("#comments li")).to_contain_text("How long?")
    writer.press("Done: How long?")
    expect(writer.page.locator("#comments li")).to_have_count(0)
