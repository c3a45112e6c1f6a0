"""What several commands take and do alike: the course's folder, targets, an LMS, and how a command ends."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

import click

from scorm_export.build import for_lms
from scorm_export.course import Structure
from scorm_export.diagnostics import closest
from scorm_export.lms import profile as profiles
from scorm_export.lms.profile import Profile
from scorm_export.reading.course import COURSE_FILE
from scorm_export.targets import TARGETS
from scorm_export.targets.base import Target

FOUND_ERRORS = 1
"""The exit status when something is wrong with what was given."""
MISUSED = 2
"""The exit status when the command was misused."""


def stop(message: str) -> NoReturn:
    """End the command as misused, and say why."""
    click.echo(f"scorm-export: {message}", err=True)
    sys.exit(MISUSED)


def course_folder(source: Path) -> Path:
    """Return a folder that has a course file in it, or end the command."""
    try:
        if not source.is_dir():
            stop(f"`{source}` is not a folder")
        names = {path.name for path in source.iterdir()}
    except OSError as problem:
        stop(f"`{source}` cannot be read: {problem.strerror}")
    if COURSE_FILE not in names:
        near = closest(COURSE_FILE, (name for name in names if name.endswith((".yml", ".yaml"))))
        way = (
            f"rename `{near}` to it" if near else f"`scorm-export new {source}/my-course` writes a course to start from"
        )
        stop(f"`{source}` has no {COURSE_FILE}; {way}")
    return source


def targets_for(names: Iterable[str], profile: Profile) -> list[Target]:
    """Return the targets of these names as an LMS takes them; without names, the one that suits it."""
    return [for_lms(TARGETS[name], profile) for name in dict.fromkeys(names or [profile.target])]


def cut_as(structure: str | None) -> Structure | None:
    """Return the structure of this name, None for None."""
    return Structure(structure) if structure else None


def _profile(name: str) -> Profile:
    known = profiles.names()
    if name not in known:
        close = closest(name, known)
        hint = f"did you mean `{close}`? " if close else ""
        raise click.BadParameter(f"there is no profile `{name}`. {hint}Known: {', '.join(known)}")
    return profiles.profile(name)


source_argument = click.argument("source", type=click.Path(path_type=Path))
target_option = click.option(
    "--target",
    "-t",
    "targets",
    multiple=True,
    type=click.Choice(list(TARGETS)),
    help="The standard to build for; may be given several times. Default: what suits the LMS.",
)
lms_option = click.option(
    "--lms",
    "profile",
    metavar="NAME",
    default="generic",
    callback=lambda _c, _p, name: _profile(name),
    help="The LMS to build for, such as moodle: what differs there is in its profile.",
)
structure_option = click.option(
    "--structure",
    type=click.Choice([str(s) for s in Structure]),
    help="How the course is cut into SCOs. Default: what course.yaml says.",
)
lrs_option = click.option(
    "--lrs",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A file with the fields of `lrs`: the record store that SCORM packages report to as well.",
)
strict_option = click.option("--strict", is_flag=True, help="Take warnings for errors.")
