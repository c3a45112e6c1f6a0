"""`scorm-export convert`: a quiz or bank from YAML to Markdown, or back."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from scorm_export.commands import messages
from scorm_export.commands.arguments import FOUND_ERRORS, stop
from scorm_export.diagnostics import Diagnostics
from scorm_export.reading.quiz_conversion import as_markdown, as_yaml, comments_of
from scorm_export.reading.quiz_markdown import read_quiz_file
from scorm_export.source.folder import Folder
from scorm_export.source.yaml import Mapping

_OTHER = {".yaml": ".md", ".md": ".yaml"}


@click.command("convert")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--output", "-o", type=click.Path(path_type=Path, dir_okay=False), help="Default: beside FILE.")
@click.option("--force", is_flag=True, help="Overwrite an existing file.")
def command(file: Path, output: Path | None, *, force: bool) -> None:
    """Write the quiz or bank in FILE the other way: YAML as Markdown (.md), Markdown as YAML (.yaml).

    Both are the same quiz, with the same ids, and FILE stays as it is: list the new file in module.yaml,
    or as the `bank` of a draw, then delete the old one. Comments are not carried over; their lines are listed. Exit
    status 0, 1 when FILE cannot be read or ids are missing, 2 when the command was misused.
    """
    if file.suffix not in _OTHER:
        stop(f"`{file}` is neither YAML (.yaml) nor Markdown (.md)")
    target = output or file.with_suffix(_OTHER[file.suffix])
    if target.exists() and not force:
        stop(f"`{target}` exists; `--force` overwrites it, `--output` gives another name")
    found = Diagnostics()
    source = Folder(file.parent).text(file.name, found)
    quiz = read_quiz_file(source, found) if source else None
    if source is None or not isinstance(quiz, Mapping) or found.errors:
        click.echo(messages.human(found), err=True, nl=False)
        sys.exit(FOUND_ERRORS)
    try:
        target.write_text(as_markdown(quiz) if file.suffix == ".yaml" else as_yaml(quiz), "utf-8")
    except OSError as problem:
        stop(f"`{target}` could not be written: {problem.strerror}")
    click.echo(f"{target.as_posix()}: written")
    for line in comments_of(source, quiz):
        click.echo(f"{file.as_posix()}:{line}: this comment is not carried over", err=True)
