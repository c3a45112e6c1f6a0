"""`scorm-export schema`: JSON Schemas of the source files, generated from the records that read them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from scorm_export.commands.arguments import stop
from scorm_export.project import PROJECT
from scorm_export.reading.files import FILES

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TITLES = {
    "course": "course.yaml",
    "module": "module.yaml",
    "quiz": "quiz.yaml",
    "survey": "a survey",
    "bank": "a bank of questions",
    "lesson": "the front matter of a lesson",
    "theme": "theme.yaml",
    "project": "scorm-export.yaml",
}


def schemas() -> dict[str, dict[str, Any]]:
    """Return a JSON Schema (draft 2020-12) for each kind of file, by file name."""
    return {
        f"{name}.schema.json": {
            "$schema": _DIALECT,
            "$id": f"urn:scorm-export:schema:{name}",
            "title": _TITLES[name],
            **record.schema(),
        }
        for name, record in (FILES | {"project": PROJECT}).items()
    }


def write_schemas(folder: Path) -> list[Path]:
    """Write the schemas into a folder and return their paths. Raises OSError where the disk does."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, content in schemas().items():
        (folder / name).write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf-8")
        written.append(folder / name)
    return written


@click.command("schema")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("schemas"),
    show_default=True,
    help="The folder for the schemas.",
)
def command(output: Path) -> None:
    """Write JSON Schemas of the source files, for completion in editors."""
    try:
        for path in write_schemas(output):
            click.echo(path)
    except OSError as problem:
        stop(f"the schemas could not be written: {problem}")
