"""`scorm-export new`: a small complete course, copied from `starter/`."""

from __future__ import annotations

import re
from pathlib import Path

import click

from scorm_export.commands.arguments import stop
from scorm_export.commands.schema import write_schemas

STARTER = Path(__file__).parent / "starter"
_PLACEHOLDER = "my-course"
_SCHEMAS = ".schemas"
"""The folder of JSON Schemas in a new course; the first line of each YAML file names its schema for editors."""


def write_starter(directory: Path) -> None:
    """Write the starter course into a folder, whose name becomes the course's id if it is a valid one."""
    name = re.sub(r"[^a-z0-9]+", "-", directory.resolve().name.lower()).strip("-")[:40].rstrip("-")
    identifier = name if re.match(r"[a-z]", name) else _PLACEHOLDER
    for source in sorted(path for path in STARTER.rglob("*") if path.is_file()):
        target = directory / source.relative_to(STARTER)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = source.read_text("utf-8").replace(_PLACEHOLDER, identifier)
        if source.suffix == ".yaml":
            up = "../" * len(source.relative_to(STARTER).parents[1:])
            text = f"# yaml-language-server: $schema={up}{_SCHEMAS}/{source.stem}.schema.json\n{text}"
        target.write_text(text, "utf-8")
    write_schemas(directory / _SCHEMAS)


@click.command("new")
@click.argument("directory", type=click.Path(path_type=Path))
def command(directory: Path) -> None:
    """Write a small complete course into the new folder DIRECTORY."""
    try:
        if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
            stop(f"`{directory}` already exists and is not empty")
        write_starter(directory)
    except OSError as problem:
        stop(f"the course could not be written: {problem}")
    click.echo(f"{directory}: a course to start from. Next: scorm-export build {directory}")
