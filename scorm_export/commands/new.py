"""`scorm-export new`: a small complete course, copied from `starter/` or `templates/`."""

from __future__ import annotations

import re
from pathlib import Path

import click

from scorm_export.commands.arguments import stop
from scorm_export.commands.schema import write_schemas
from scorm_export.commands.starter_languages import FULL, SOURCE_LANGUAGE, in_language, languages

STARTER = Path(__file__).parent / "starter"
_TEMPLATES = Path(__file__).parent / "templates"
TEMPLATES = {"minimal": _TEMPLATES / "minimal", FULL: STARTER, "workshop": _TEMPLATES / "workshop"}
"""What a new course may begin with: one lesson; lessons, quizzes and a figure; the texts of a workshop and a survey."""
_PLACEHOLDER = "my-course"
_SCHEMAS = ".schemas"
"""The folder of JSON Schemas in a new course; the first line of each YAML file names its schema for editors."""


def write_starter(directory: Path, template: str = FULL, language: str = SOURCE_LANGUAGE) -> None:
    """Write a template, one of `TEMPLATES`, into a folder, whose name becomes the course's id if it is a valid one."""
    folder = TEMPLATES[template]
    name = re.sub(r"[^a-z0-9]+", "-", directory.resolve().name.lower()).strip("-")[:40].rstrip("-")
    identifier = name if re.match(r"[a-z]", name) else _PLACEHOLDER
    for source in sorted(path for path in folder.rglob("*") if path.is_file()):
        target = directory / source.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = in_language(source.relative_to(folder).as_posix(), source.read_text("utf-8"), language, template)
        text = text.replace(_PLACEHOLDER, identifier)
        if source.suffix == ".yaml":
            up = "../" * len(source.relative_to(folder).parents[1:])
            text = f"# yaml-language-server: $schema={up}{_SCHEMAS}/{source.stem}.schema.json\n{text}"
        target.write_text(text, "utf-8")
    write_schemas(directory / _SCHEMAS)


@click.command("new")
@click.argument("directory", type=click.Path(path_type=Path))
@click.option(
    "--template",
    type=click.Choice(list(TEMPLATES)),
    default=FULL,
    show_default=True,
    help="What to begin with: one lesson; lessons, quizzes and a figure; or the texts of a workshop and its survey.",
)
@click.option(
    "--language",
    type=click.Choice(languages()),
    default=SOURCE_LANGUAGE,
    show_default=True,
    help="The language of the texts to begin with.",
)
def command(directory: Path, template: str, language: str) -> None:
    """Write a small complete course into the new folder DIRECTORY."""
    try:
        if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
            stop(f"`{directory}` already exists and is not empty")
        write_starter(directory, template, language)
    except OSError as problem:
        stop(f"the course could not be written: {problem}")
    click.echo(f"{directory}: a course to start from. Next: scorm-export build {directory}")
