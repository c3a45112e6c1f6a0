"""The pre-commit hooks and the GitHub Action run what there is, on a real course."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from scorm_export.commands.main import main
from sources import Source

ROOT = Path(__file__).parent.parent
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_runs_on_a_course(hook: dict[str, object], starter: Source) -> None:
    program, *arguments = str(hook["entry"]).split()
    assert program == "scorm-export"
    assert CliRunner().invoke(main, [*arguments, str(starter.root)]).exit_code == 0
    starter.replace("course.yaml", "level: introductory", "level: beginners")
    assert CliRunner().invoke(main, [*arguments, str(starter.root)]).exit_code == 1


def run_step(name: str, folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run a step as GitHub does: its script in bash, with the inputs in its environment."""
    step = STEPS[name]
    values = {key: each["default"] for key, each in ACTION["inputs"].items()} | inputs
    environment = {key: values[text.strip("${} ").removeprefix("inputs.")] for key, text in step["env"].items()}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    return subprocess.run(
        command, cwd=folder, env=os.environ | environment | {"PATH": path}, capture_output=True, text=True, check=False
    )


def test_the_action_annotates_and_builds(starter: Source) -> None:
    folder, name = starter.root.parent, starter.root.name
    assert run_step("Check", folder, courses=name, strict="true").returncode == 0
    built = run_step("Build", folder, courses=name, options="--target cmi5 --lms generic")
    assert (built.returncode, len(list((folder / "packages").glob("*-cmi5.zip")))) == (0, 1)
    starter.replace("course.yaml", "  pass: 8", "  pas: 8")
    checked = run_step("Check", folder, courses=name)
    assert checked.returncode == 1
    assert f"::error file={name}/course.yaml,line=33," in checked.stdout
