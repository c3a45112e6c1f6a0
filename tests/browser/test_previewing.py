"""A writer with the preview: each edit is seen at once, in its place, beside what an LMS would see."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect
from test_pages import violations

from sources import Source, copy_of_starter

CHECK = """
::: check Which file is a lesson? {#which-file}
- [ ] course.yaml {#c}
- [x] a-lesson.md {#l}
:::
"""
LONG = "\n".join(f"\nParagraph {number} gives the lesson some length.\n" for number in range(60))


@pytest.fixture
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    source = copy_of_starter(tmp_path_factory.mktemp("preview") / "course")
    source.replace("first-steps/a-lesson.md", "\n## Saying", f"{LONG}{CHECK}\n## Saying")
    return source


@pytest.fixture
def page(source: Source, context: BrowserContext) -> Iterator[Page]:
    command = [sys.executable, "-u", "-m", "scorm_export", "preview", str(source.root), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        page = context.new_page()
        page.goto(process.stdout.readline().split()[2])
        yield page
        process.terminate()


def course(page: Page) -> FrameLocator:
    return page.frame_locator("#course")


def scrolled(page: Page) -> int:
    return int(page.evaluate("document.getElementById('course').contentWindow.scrollY"))


def test_a_writer_edits_breaks_and_fixes_a_lesson_and_tries_it(source: Source, page: Page) -> None:
    shown = course(page)
    expect(shown.locator("#save-status[data-status=saved]")).to_be_visible()
    page.evaluate("document.getElementById('course').contentWindow.location.hash = '#/a-lesson'")
    answer = shown.locator("input[type=radio]").nth(1)
    answer.check()
    page.evaluate("document.getElementById('course').contentWindow.scrollTo({ top: 700, behavior: 'instant' })")

    source.replace("first-steps/a-lesson.md", "A lesson is a text file", "A lesson is an edited file")
    expect(shown.get_by_text("A lesson is an edited file")).to_have_count(1)
    expect(answer).to_be_checked()
    page.wait_for_function("document.getElementById('course').contentWindow.scrollY === 700")

    source.replace("first-steps/a-lesson.md", "Paragraph 7 gives", "Paragraph 7 [gives](nowhere.md)")
    expect(page.locator("#problems li")).to_contain_text("nowhere.md")
    expect(shown.locator("p:has-text('Paragraph 7 gives') + [data-preview-problem]")).to_contain_text("nowhere.md")
    source.replace("first-steps/a-lesson.md", "[gives](nowhere.md)", "gives")
    expect(page.locator("#problems li")).to_have_count(0)
    expect(shown.locator("[data-preview-problem]")).to_have_count(0)

    page.select_option("#trouble", "refused")
    page.get_by_role("button", name="Leave and resume").click()
    expect(page.locator("#calls .refused").first).to_contain_text("Commit")
    expect(shown.locator("#save-status")).not_to_have_attribute("data-status", "saved")
    page.select_option("#trouble", "")

    page.select_option("#target", "scorm2004-4th")
    expect(page.locator("#record")).to_contain_text("unknown")
    expect(shown.locator("#save-status[data-status=saved]")).to_be_visible()
    assert violations(page) == []
