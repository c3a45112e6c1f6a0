"""`scorm-export check`: every problem of courses, each at its line."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from scorm_export.build import check_course
from scorm_export.check.identifiers import check_together
from scorm_export.commands import messages
from scorm_export.commands.arguments import (
    FOUND_ERRORS,
    cut_as,
    lms_option,
    lrs_option,
    named_courses,
    profile_for,
    sources_argument,
    strict_option,
    structure_option,
    target_option,
    targets_for,
)
from scorm_export.diagnostics import Diagnostics


@click.command("check")
@sources_argument
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
    sources: tuple[Path, ...],
    targets: tuple[str, ...],
    lms: str | None,
    structure: str | None,
    lrs: Path | None,
    form: str,
    *,
    strict: bool,
) -> None:
    """Report every problem of the courses in the folders SOURCES, each at its line.

    A folder is a course's, or one with a project file, which stands for all its courses. Without one it is the folder
    that the command is started in.

    Exit status 0 when there is none, 1 when there is an error, 2 when the command was misused.
    """
    found = Diagnostics()
    courses = []
    for root, project in named_courses(sources, found):
        own = Diagnostics()
        chosen = targets_for(targets, profile_for(lms, project), project)
        checked = check_course(root, chosen, own, structure=cut_as(structure), lrs=lrs, project=project)
        found.found += own.found
        courses += [checked.course] if checked else []
    check_together(courses, found)
    click.echo(messages.FORMATS[form](found), nl=False)
    sys.exit(FOUND_ERRORS if found.errors or (strict and found.problems) else 0)
