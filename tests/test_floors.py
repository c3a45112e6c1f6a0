"""The floors of the house: who may import whom."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_no_module_imports_from_a_floor_above() -> None:
    found = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout


def test_the_checks_never_name_a_standard() -> None:
    text = "".join(path.read_text("utf-8") for path in (ROOT / "scorm_export" / "check").glob("*.py"))
    assert "scorm12" not in text
