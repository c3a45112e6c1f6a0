"""Walking through a course: every page is shown, and done in it what there is to do, whichever browser shows it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Protocol

from playwright.sync_api import Browser

from lms import Lms
from scorm_export.course import Lesson

PATIENCE = 20
SHOWN = """name => !!document.querySelector(`#page article[data-activity="${name}"]`)
  && !document.querySelector("#page").hidden"""
USE = """() => {
  const seen = (element) => element.checkVisibility();
  const every = (selector) => [...document.querySelectorAll(`#page ${selector}`)];
  while (every(".gate > button").some(seen)) every(".gate > button").find(seen).click();
  for (const tab of every("[role=tab]")) {
    tab.click();
    if (tab.getAttribute("aria-selected") !== "true") throw new Error(`${tab.textContent}: not chosen`);
  }
  for (const folded of every("details")) {
    folded.querySelector("summary").click();
    if (!folded.open) throw new Error("a part that does not open");
  }
}"""
ANSWER = """() => {
  const seen = (element) => element.checkVisibility() && !element.disabled;
  const events = () => ["input", "change"].map((name) => new Event(name, { bubbles: true }));
  const tell = (field) => events().forEach((event) => field.dispatchEvent(event));
  for (const form of [...document.querySelectorAll("#page fieldset[data-question]")].filter(seen)) {
    const fields = () => [...form.querySelectorAll("input, select, textarea")].filter(seen);
    const chosen = new Set();
    for (const field of fields()) {
      if (field.type === "radio" || field.type === "checkbox") {
        if (!chosen.has(field.name) && !field.checked) field.click();
        chosen.add(field.name);
      } else if (field.matches("select")) {
        field.selectedIndex = 1;
        tell(field);
      } else {
        field.value = form.dataset.type === "numeric" ? "1" : "Words";
        tell(field);
      }
    }
    form.querySelector("[data-step='1']:enabled")?.click();
    for (let steps = 0; steps < 9; steps += 1) {
      const decide = [...form.querySelectorAll(".decide")].find(seen);
      if (!decide) break;
      [...decide.closest(".step").querySelectorAll("input")].find(seen)?.click();
      decide.click();
    }
  }
}"""
HAND_IN = """() => {
  const seen = (element) => element && element.checkVisibility() && !element.disabled;
  if (seen(document.querySelector("#page .quiz-result"))) return true;
  const buttons = ["next", "hand-in"].map((name) => document.querySelector(`#page [data-action=${name}]`));
  buttons.find(seen)?.click();
  return false;
}"""
READY = "() => !!document.querySelector('#page fieldset[data-question]:enabled')"
WIDE = "() => document.documentElement.scrollWidth - innerWidth"


class Window(Protocol):
    """A browser's window: a page is opened, and scripts run in the frame of the course."""

    def open(self, url: str) -> None: ...

    def run(self, script: str, argument: object = None) -> Any: ...

    def press(self, selector: str) -> None: ...


class Played:
    """A window of Chromium, which Playwright drives."""

    def __init__(self, browser: Browser, size: tuple[int, int]) -> None:
        self.page = browser.new_page(viewport={"width": size[0], "height": size[1]})

    def open(self, url: str) -> None:
        self.page.goto(url)

    def run(self, script: str, argument: object = None) -> Any:
        frame = self.page.frame("sco")
        assert frame
        return frame.evaluate(script, argument)

    def press(self, selector: str) -> None:
        frame = self.page.frame("sco")
        assert frame
        frame.locator(selector).click()


def wait(until: Callable[[], object], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < end, f"not within {PATIENCE} s: {what}"
        time.sleep(0.05)


def launch(window: Window, lms: Lms) -> None:
    window.open(lms.launch_url("strict"))
    shown = "() => !!document.querySelector('#save-status:not([hidden])')"
    wait(lambda: window.run(shown), "the course has started")


def walk(window: Window, activity: Any) -> None:
    """Open an activity, and do in it what there is to do."""
    window.run("name => { location.hash = `#/${name}`; }", activity.id)
    wait(lambda: window.run(SHOWN, activity.id), f"{activity.id} is shown")
    assert window.run(WIDE) <= 0, f"{activity.id} scrolls sideways"
    if isinstance(activity, Lesson):
        window.run(USE)
        window.run("() => scrollTo(0, document.documentElement.scrollHeight)")
        return
    wait(lambda: window.run(READY), f"{activity.id} can be answered")
    for _ in activity.pool:
        window.run(ANSWER)
        if window.run(HAND_IN):
            break
    wait(lambda: window.run(HAND_IN), f"{activity.id} is handed in")
