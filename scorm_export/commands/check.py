"""`scorm-export check`: every problem in courses, with its line."""

from __future__ import annotations

import sys
from typing import Any

import click

from scorm_export.commands import messages
from scorm_export.commands.arguments import FOUND_ERRORS, Proven, course_options, format_option, prove
from scorm_export.diagnostics import Diagnostics
from scorm_export.targets.import_sheet import known_faults


def _tell_faults(course: Proven) -> None:
    """Say what an LMS that was named will make of a course."""
    for target in course.targets if course.names_lms else []:
        for fault in known_faults(course.checked.course, target, course.profile):
            click.echo(f"{target.label} in {course.profile.label}: {fault}")


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
    proven = prove(found, **asked)
    click.echo(messages.FORMATS[form](found), nl=False)
    if form == "human":
        for course in proven:
            _tell_faults(course)
    sys.exit(FOUND_ERRORS if found.errors or (strict and found.problems) else 0)
