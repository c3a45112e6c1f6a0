"""A lesson of forty checks, some with ids that programs use too: cut or whole, by keyboard, from right to left."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Frame, Locator, expect
from test_pages import violations

from conftest import build_package
from learner import Learner
from lms import Lms
from sources import copy_of_starter

pytestmark = pytest.mark.browser
HOSTILE = ("end", "constructor", "media", "home", "result", "page", "length")
NAMES = (*HOSTILE, *(f"check-{number}" for number in range(33)))
CHECK = """
::: check Which of them learns? {{#{name}}}
- [x] Whoever looks back {{#b}}
  > Yes, and then goes on.
- [ ] Whoever only goes on {{#a}}
:::
"""
NOTES = """
::: reflection What surprised you? {#surprise}
:::
"""
SIDEWAYS = "Math.max(0, document.documentElement.scrollWidth - innerWidth)"


def form(frame: Frame, name: str) -> Locator:
    return frame.locator(f"form[data-check={name}]")


def answer_by_keyboard(frame: Frame, name: str) -> None:
    place = form(frame, name)
    place.locator("[data-option=a] input").focus()
    place.page.keyboard.press("Space")
    place.page.keyboard.press("Tab")
    expect(place.locator(".check-actions button").first).to_be_focused()
    place.page.keyboard.press("Enter")
    expect(place.locator(".question-verdict")).to_be_focused()


@pytest.mark.parametrize(
    ("standard", "structure"), [("scorm12", "course"), ("scorm12", "lesson"), ("scorm2004-4th", "lesson")]
)
def test_forty_checks_are_answered_by_keyboard_and_complete_their_lesson(
    tmp_path: Path, context: BrowserContext, lms_for: Callable[..., Lms], standard: str, structure: str
) -> None:
    source = copy_of_starter(tmp_path / "source")
    source.replace("course.yaml", "lesson_done: read", "lesson_done: done")
    source.replace("course.yaml", "language: en", "language: ar\nshared_devices: true")
    source.replace("course.yaml", "\nmodules:", f"\nstructure: {structure}\nmodules:")
    checks = "".join(CHECK.format(name=name) for name in NAMES)
    source.write("going-further/media.md", source.text("going-further/media.md") + checks + NOTES)
    course, package = build_package(source.root, tmp_path / "built", standard)
    lms = lms_for(package, standard)
    learner = Learner(context, lms, course, "strict")

    def open_lesson() -> Frame:
        learner.page = context.new_page()
        entry = "part-media.html" if structure == "lesson" else "index.html"
        learner.page.goto(lms.launch_url("strict", width=352, entry=entry))
        expect(learner.frame.locator("#save-status")).to_be_visible()
        if structure == "course":
            learner.go_to("media")
        expect(form(learner.frame, NAMES[0]).locator(".check-actions button:not([hidden])")).to_have_count(1)
        return learner.frame

    frame = open_lesson()
    assert frame.evaluate("getComputedStyle(document.documentElement).direction") == "rtl"
    room = frame.locator("[data-notes=surprise] .room")
    kept_nowhere = room.get_attribute("data-not-kept")
    assert kept_nowhere
    expect(room).to_have_text(kept_nowhere)
    item = frame.locator("#outline li[data-activity=media]")
    for name in NAMES:
        expect(item).not_to_have_attribute("data-status", "visited")
        answer_by_keyboard(frame, name)
    frame.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    expect(item).to_have_attribute("data-status", "visited")
    assert frame.evaluate(SIDEWAYS) == 0
    assert violations(frame) == []
    assert learner.mistakes() == []
    learner.leave()
    frame = open_lesson()
    for name in NAMES:
        expect(form(frame, name).locator("[data-option=a] input")).to_be_checked()
        expect(form(frame, name).locator(".question-verdict")).to_be_visible()
    assert frame.evaluate("[localStorage.length, sessionStorage.length].join()").startswith("0,")
    frame.page.emulate_media(media="print")
    expect(form(frame, NAMES[0]).locator(".prompt")).to_be_visible()
    expect(form(frame, NAMES[0]).locator(".check-actions")).to_be_hidden()
