"""The documentation says what is there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click import Command, Context, Group, Option

from scorm_export.blocks import BLOCK_SYNTAX
from scorm_export.commands.main import COMMANDS, main
from scorm_export.commands.schema import schemas
from scorm_export.project import PROJECT
from scorm_export.questions import QUESTION_TYPES
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


def every_command(group: Group = main, path: str = "") -> Iterator[tuple[str, Command]]:
    context = Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command
        yield f"{path}{name}", command
        if isinstance(command, Group):
            yield from every_command(command, f"{path}{name} ")


@pytest.mark.parametrize(
    ("name", "command"), list(every_command()), ids=lambda each: each if isinstance(each, str) else ""
)
def test_every_command_and_option_says_what_it_does(name: str, command: Command) -> None:
    assert command.help, name
    options = [each for each in command.params if isinstance(each, Option)]
    assert [each.name for each in options if not each.help] == []


def test_the_reference_or_a_gallery_shows_every_block_and_question_type() -> None:
    galleries = (
        path for name in ("block", "question") for path in (ROOT / "course_source" / f"{name}-gallery").rglob("*")
    )
    pages = [ROOT / "docs" / "source-format.md", *(path for path in galleries if path.suffix in (".md", ".yaml"))]
    shown = "\n".join(page.read_text("utf-8") for page in pages)
    names = (*BLOCK_SYNTAX.names, *(kind.name for kind in QUESTION_TYPES))
    assert [name for name in names if name not in shown] == []


def test_every_page_is_in_the_navigation_of_the_site() -> None:
    site = (ROOT / "mkdocs.yml").read_text("utf-8")
    assert [path.name for path in (ROOT / "docs").glob("*.md") if path.name not in site] == []


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
