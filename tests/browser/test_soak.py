"""A sample of what `make soak-browser` plays: random schedules against every promise of saving, in a browser.

The seeds are `SOAK_FROM` and as many as `SOAK_NUMBER` says; a seed plays the same schedule as in Node.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from conftest import build_package, in_turns
from lms import RUN_TIMES
from real_lrs import RealLrs
from scorm_export.course import Course
from soak_course import EDITIONS, write_edition
from soak_records import Judge, LrsRecord, Record, ScormRecord, WatchedLms
from soaking import Player

pytestmark = pytest.mark.browser

FIRST = int(os.environ.get("SOAK_FROM", "0"))
SEEDS = range(FIRST, FIRST + int(os.environ.get("SOAK_NUMBER", "4")))
SCHEDULES = [(standard, seed) for seed in SEEDS for standard in (*RUN_TIMES, "xapi", "cmi5")]
PLAYED = SCHEDULES if "SOAK_NUMBER" in os.environ else in_turns(SCHEDULES)
"""The gate plays each seed in some standards, and in each standard some seeds."""


@pytest.fixture(scope="module")
def standard(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def package(standard: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, Path]:
    """Both editions, each in a folder named by its number."""
    root = tmp_path_factory.mktemp(standard)
    for edition in range(len(EDITIONS)):
        built = root / f"built-{edition}"
        course, unpacked = build_package(write_edition(root / f"source-{edition}", edition), built, standard)
        shutil.copytree(unpacked, root / "package" / str(edition))
    return course, root / "package"


@pytest.fixture(scope="module")
def judge(browser: Browser, package: tuple[Course, Path], strict_script: Callable[..., str]) -> Iterator[Judge]:
    page = browser.new_page()
    html = (package[1] / "1" / "index.html").read_text("utf-8")
    found = re.search(r'id="course-data">(.*?)</script>', html, re.DOTALL)
    assert found
    yield Judge(page, strict_script("../soak/judge.ts", "soak"), found[1])
    page.close()


@pytest.fixture
def enrol(
    standard: str, package: tuple[Course, Path], judge: Judge, strict_script: Callable[..., str], request: Any
) -> tuple[Record, str]:
    """Return a record in which nothing happened yet, and where its windows are."""
    course, unpacked = package
    if standard in RUN_TIMES:
        run_time = RUN_TIMES[standard]
        lms = WatchedLms(unpacked, run_time, strict_script(run_time.strict)).__enter__()
        return ScormRecord(lms), lms.url
    lrs: RealLrs = request.getfixturevalue("lrs")
    record = LrsRecord(lrs, course, unpacked, judge, is_cmi5=standard == "cmi5")
    return record, record.site.url


@pytest.mark.parametrize(("standard", "seed"), PLAYED, indirect=["standard"], scope="module")
def test_a_random_schedule_breaks_no_promise(
    seed: int, enrol: tuple[Record, str], browser: Browser, judge: Judge, strict_script: Callable[..., str]
) -> None:
    record, origin = enrol
    hands = strict_script("../soak/hands.ts", "soak") + "window.soak = soak;"
    Player(browser, hands, judge, record, origin, seed).play(judge.schedule(seed))
