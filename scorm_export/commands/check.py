"""`scorm-export check`: every problem of courses, each at its line."""

from __future__ import annotations

import sys
from typing import Any

import click

from scorm_export.commands import messages
from scorm_export.commands.arguments import FOUND_ERRORS, course_options, prove
from scorm_export.diagnostics import Diagnostics


@click.command("check")
@course_options
@click.option(
    "--format",
    "form",
    type=click.Choice(list(messages.FORMATS)),
    default="human",
    show_default=True,
    help="How problems are written.",
)
def command(*, form: str, strict: bool, **asked: Any) -> None:
    """Report every problem of the courses in the folders SOURCES, each at its line.

    A folder is a course's, or one with a project file, which stands for all its courses. Without one it is the folder
    that the command is started in.

    Exit status 0 when there is none, 1 when there is an error, 2 when the command was misused.
    """
    found = Diagnostics()
    prove(found, **asked)
    click.echo(messages.FORMATS[form](found), nl=False)
    sys.exit(FOUND_ERRORS if found.errors or (strict and found.problems) else 0)
