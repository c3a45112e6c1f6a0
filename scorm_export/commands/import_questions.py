"""`scorm-export import`: questions from another tool, as a bank."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from scorm_export.commands import messages
from scorm_export.commands.arguments import FOUND_ERRORS, stop
from scorm_export.diagnostics import Diagnostics
from scorm_export.exchange.formats import FORMATS
from scorm_export.exchange.reading import check_bank, read_questions
from scorm_export.source.texts import IDENTIFIER


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("banks"),
    show_default=True,
    help="The folder for the bank.",
)
@click.option(
    "--from", "form", type=click.Choice(list(FORMATS)), help="The format. Default: detected from the content."
)
@click.option("--id", "identifier", metavar="ID", help="The bank's id. Default: derived from the file name.")
@click.option("--encoding", metavar="NAME", help="The encoding of the file, if it is not UTF-8.")
@click.option("--language", metavar="TAG", default="", help="The language to keep of multilingual texts.")
@click.option("--force", is_flag=True, help="Overwrite an existing bank.")
def command(
    file: Path,
    output: Path,
    form: str | None,
    identifier: str | None,
    encoding: str | None,
    language: str,
    *,
    force: bool,
) -> None:
    """Convert the questions in FILE, from another tool, into a bank file and its images.

    Whatever cannot be imported is listed line by line, and so is whatever needs correction in the bank. Exit status 0
    when a course can use the bank, 1 when nothing could be read or the bank needs correction first, 2 when the command
    was misused.
    """
    if identifier is not None and IDENTIFIER.parse(identifier) is None:
        stop(f"`{identifier}` is not an id: {IDENTIFIER.what.removeprefix('an id: ')}")
    found = Diagnostics()
    bank = read_questions(file, found, form=form, identifier=identifier, encoding=encoding, language=language)
    if bank is None:
        click.echo(messages.human(found), err=True, nl=False)
        sys.exit(FOUND_ERRORS)
    check_bank(bank, (output / f"{bank.id}.yaml").as_posix(), found)
    try:
        written, *images = bank.write(output, force=force)
    except FileExistsError as problem:
        stop(f"already exists: {problem}; `--force` overwrites it, `--id` chooses another name")
    except OSError as problem:
        stop(f"the bank could not be written: {problem}")
    if found.found:
        click.echo(messages.human(found), err=True, nl=False)
    left = f", {bank.left_out} left out" if bank.left_out else ""
    click.echo(
        f"{written}: {messages.count(len(bank.questions), 'question')}{left}, "
        f"{messages.count(len(images), 'file')} beside it"
    )
    if found.errors:
        click.echo("Fix these problems before a course can use the bank.", err=True)
        sys.exit(FOUND_ERRORS)
