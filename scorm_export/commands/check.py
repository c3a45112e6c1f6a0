"""`scorm-export check`: every problem in courses, with its line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import click

from scorm_export.commands import messages
from scorm_export.commands.arguments import ALL, FOUND_ERRORS, Proven, course_options, format_option, prove, stop
from scorm_export.commands.console import console
from scorm_export.commands.fixing import Fixed, fix_all
from scorm_export.diagnostics import Diagnostics
from scorm_export.targets.import_sheet import known_faults


def _tell_faults(course: Proven) -> None:
    """Say what an LMS that was named will make of a course."""
    for target in course.targets if course.names_lms and not course.language else []:
        for fault in known_faults(course.checked.course, target, course.profile):
            click.echo(f"{target.label} in {course.profile.label}: {fault}")


def _all_fixed(check: Callable[[Mapping[str, str]], Diagnostics]) -> Fixed:
    try:
        return fix_all(check)
    except OSError as problem:
        stop(f"`{problem.filename}` cannot be read: {problem.strerror}")


def _show_changes(result: Fixed, *, strict: bool) -> NoReturn:
    click.echo(result.diff(), nl=False)
    click.echo(f"{_counted(result)} would be fixed; left: {messages.summary(result.rest)}", err=True)
    has_failed = result.names or result.rest.errors or (strict and result.rest.problems)
    sys.exit(FOUND_ERRORS if has_failed else 0)


def _written(result: Fixed) -> Diagnostics:
    try:
        result.write()
    except OSError as problem:
        stop(f"`{problem.filename}` could not be written: {problem.strerror}")
    click.echo(f"{_counted(result)} fixed", err=True)
    return result.rest


def _counted(result: Fixed) -> str:
    problems, files = len(result.fixed), len(result.names)
    return f"{messages.count(problems, 'problem')} in {messages.count(files, 'file')}"


@click.command("check")
@course_options
@format_option
@click.option("--fix", is_flag=True, help="Fix what can be fixed in exactly one safe way, then report the rest.")
@click.option("--diff", is_flag=True, help="Show what `--fix` would change, and change nothing.")
def command(*, form: str, strict: bool, fix: bool, diff: bool, **asked: Any) -> None:
    """Report every problem in the courses in the folders SOURCES, with its line.

    Each folder holds a course, or a project file, which stands for all courses of the project. Without SOURCES, the
    current folder is used.

    Exit status 0 without errors, 1 with errors, 2 when the command was misused. With `--diff`, 1 also where `--fix`
    would change something.
    """
    proven: list[Proven] = []

    def check(unsaved: Mapping[str, str]) -> Diagnostics:
        found = Diagnostics()
        proven[:] = prove(found, unsaved=unsaved, languages=(ALL,), **asked)
        return found

    if diff:
        _show_changes(_all_fixed(check), strict=strict)
    found = _written(_all_fixed(check)) if fix else check({})
    if form != "human" or found.problems or not console().quiet:
        click.echo(messages.FORMATS[form](found), nl=False)
    if form == "human" and not console().quiet:
        fixable = sum(bool(d.fix) for d in found)
        if fixable:
            click.echo(f"`scorm-export check --fix` fixes {fixable} of them; `--diff` shows how.", err=True)
        for course in proven:
            _tell_faults(course)
    sys.exit(FOUND_ERRORS if found.errors or (strict and found.problems) else 0)
