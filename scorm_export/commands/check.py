"""`scorm-export check`: every problem of a course, each at its line."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from scorm_export.build import check_course
from scorm_export.commands import messages
from scorm_export.commands.arguments import (
    FOUND_ERRORS,
    course_folder,
    cut_as,
    lms_option,
    lrs_option,
    source_argument,
    strict_option,
    structure_option,
    target_option,
    targets_for,
)
from scorm_export.diagnostics import Diagnostics
from scorm_export.lms.profile import Profile


@click.command("check")
@source_argument
@target_option
@lms_option
@structure_option
@lrs_option
@strict_option
@click.option(
    "--format",
    "form",
    type=click.Choice(list(messages.FORMATS)),
    default="human",
    show_default=True,
    help="How problems are written.",
)
def command(
    source: Path,
    targets: tuple[str, ...],
    profile: Profile,
    structure: str | None,
    lrs: Path | None,
    form: str,
    *,
    strict: bool,
) -> None:
    """Report every problem of the course in the folder SOURCE, each at its line.

    Exit status 0 when there is none, 1 when there is an error, 2 when the command was misused.
    """
    found = Diagnostics()
    check_course(course_folder(source), targets_for(targets, profile), found, structure=cut_as(structure), lrs=lrs)
    click.echo(messages.FORMATS[form](found), nl=False)
    sys.exit(FOUND_ERRORS if found.errors or (strict and found.problems) else 0)
