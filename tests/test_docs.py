"""The documentation says what is there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click import Context

from scorm_export.commands.main import COMMANDS, main
from scorm_export.commands.schema import schemas
from scorm_export.project import PROJECT
from scorm_export.reading.files import FILES
from scorm_export.source.fields import Record

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]
SCHEMAS = ROOT / "docs" / "schemas"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`]*`", "", page.read_text("utf-8"), flags=re.DOTALL)
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", text)
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_the_readme_names_every_command() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [name for name in COMMANDS if f"scorm-export {name}" not in readme] == []


def test_every_command_has_help() -> None:
    commands = {name: main.get_command(Context(main), name) for name in COMMANDS}
    assert [name for name, command in commands.items() if command is None or not command.help] == []


RECORDS = FILES | {"project": PROJECT}


@pytest.mark.parametrize("kind", RECORDS)
def test_the_reference_names_every_field(kind: str) -> None:
    record: Record[object] = RECORDS[kind]
    reference = (ROOT / "docs" / "source-format.md").read_text("utf-8")
    assert [field.name for field in record.fields if f"`{field.name}`" not in reference] == []


@pytest.mark.parametrize("name", schemas())
def test_the_published_schemas_are_those_of_the_reader(name: str) -> None:
    """`scorm-export schema --output docs/schemas` writes them anew."""
    assert json.loads((SCHEMAS / name).read_text("utf-8")) == schemas()[name]
