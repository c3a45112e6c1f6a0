"""`scorm-export check`: every problem in courses, with its line."""

from __future__ import annotations

import sys
from typing import Any

import click

from scorm_export.commands import messages
from scorm_export.commands.arguments import FOUND_ERRORS, course_options, format_option, prove
from scorm_export.diagnostics import Diagnostics


@click.command("check")
@course_options
@format_option
def command(*, form: str, strict: bool, **asked: Any) -> None:
    """Report every problem in the courses in the folders SOURCES, with its line.

    Each folder holds a course, or a project file, which stands for all courses of the project. Without SOURCES, the
    current folder is used.

    Exit status 0 without errors, 1 with errors, 2 when the command was misused.
    """
    found = Diagnostics()
    prove(found, **asked)
    click.echo(messages.FORMATS[form](found), nl=False)
    sys.exit(FOUND_ERRORS if found.errors or (strict and found.problems) else 0)
