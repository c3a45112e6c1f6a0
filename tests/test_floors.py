"""The floors of the house: who may import whom."""

from __future__ import annotations

import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "scorm_export"


def test_no_module_imports_from_a_floor_above() -> None:
    found = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout


def test_the_checks_never_name_a_standard() -> None:
    text = "".join(path.read_text("utf-8") for path in (ROOT / "scorm_export" / "check").glob("*.py"))
    assert "scorm12" not in text


def test_no_file_of_the_player_imports_in_a_circle() -> None:
    files = [
        path for folder in ("player/src", "blocks", "questions", "targets") for path in (PACKAGE / folder).rglob("*.ts")
    ]
    imported = {
        path: [(path.parent / name).resolve() for name in re.findall(r'from "(\.[^"]+)"', path.read_text("utf-8"))]
        for path in files
    }
    assert len(files) > 100
    TopologicalSorter(imported).prepare()  # raises CycleError


PLAYER_FLOORS = ("device", "record", "learner", "on_demand", "tracking", "page", "quiz", "scripts")
"""The folders of the player's source, lowest first. Files outside of them are below all."""


def test_no_folder_of_the_player_imports_from_a_folder_above() -> None:
    source = PACKAGE / "player" / "src"
    found = []
    for folder in PLAYER_FLOORS:
        above = PLAYER_FLOORS[PLAYER_FLOORS.index(folder) + 1 :]
        for path in (source / folder).rglob("*.ts"):
            imports = re.findall(r'^import (?!type\b)[^;]*?from "(\.[^"]+)"', path.read_text("utf-8"), re.MULTILINE)
            inside = [(path.parent / name).resolve() for name in imports]
            parts = [name.relative_to(source).parts[0] for name in inside if name.is_relative_to(source)]
            found += [f"{path.relative_to(source)}: {part}" for part in parts if part in above]
    assert {path.name for path in source.iterdir() if path.is_dir()} == set(PLAYER_FLOORS)
    assert not found
