"""`scorm-export build`: a course into packages."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from scorm_export.build import Package, build, check_course
from scorm_export.commands import messages
from scorm_export.commands.arguments import (
    FOUND_ERRORS,
    course_folder,
    cut_as,
    lms_option,
    lrs_option,
    source_argument,
    stop,
    strict_option,
    structure_option,
    target_option,
    targets_for,
)
from scorm_export.diagnostics import Diagnostics
from scorm_export.lms.profile import Profile
from scorm_export.targets.base import NotBuiltError

_GRADING = "choose that the grade is the sum of the SCOs' raw scores, with 100 as its maximum"
_PROGRESS_FROM = 64 * 1024 * 1024
"""Bytes of media from which on a build is long enough to be shown as it goes."""


@click.command("build")
@source_argument
@target_option
@lms_option
@structure_option
@lrs_option
@strict_option
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("packages"),
    show_default=True,
    help="The folder the packages go into.",
)
def command(
    source: Path,
    targets: tuple[str, ...],
    profile: Profile,
    structure: str | None,
    lrs: Path | None,
    output: Path,
    *,
    strict: bool,
) -> None:
    """Compile the course in the folder SOURCE into packages. Nothing is written when the course has errors."""
    found = Diagnostics()
    root, chosen = course_folder(source), targets_for(targets, profile)
    checked = check_course(root, chosen, found, structure=cut_as(structure), lrs=lrs)
    if found.problems:
        click.echo(messages.human(found), err=True, nl=False)
    if checked is None or (strict and found.problems):
        click.echo("nothing was built", err=True)
        sys.exit(FOUND_ERRORS)
    media = sum(asset.size for asset in checked.assets)
    try:
        with click.progressbar(
            length=media * len(chosen),
            label="Packing",
            file=sys.stderr,
            hidden=media < _PROGRESS_FROM or not sys.stderr.isatty(),
        ) as bar:
            packages = list(
                build(checked, root, chosen, output, lambda _name, size: bar.update(size), settings=profile.settings)
            )
    except (NotBuiltError, OSError) as problem:
        stop(f"the package could not be written: {problem}")
    for package in packages:
        _summarise(package, profile)
        if package.losses.found:
            click.echo(messages.human(package.losses), err=True, nl=False)
        if checked.course.lrs is not None and package.target.is_launched:
            used = not package.target.sends_statements
            click.echo(
                f"  also reports to {checked.course.lrs.endpoint}"
                if used
                else "  reports to where each launch says; `lrs` is not used"
            )
    sys.exit(FOUND_ERRORS if strict and any(package.losses.found for package in packages) else 0)


def _summarise(package: Package, profile: Profile) -> None:
    limit = package.target.limits.state_characters
    state = f", state at most {package.state_characters:,} of {limit:,} characters"
    click.echo(
        f"{package.path}: {package.target.label}, {_bytes(package.size)}, {package.files} files"
        f"{state if package.target.is_launched else ''}"
    )
    for path in package.beside:
        click.echo(f"  {path}: written beside it")
    if not package.target.is_launched:
        return
    if package.launches > 1 and not package.target.rolls_up:
        click.echo(
            f"  {package.launches} SCOs, each with its share of a score of 100. {package.target.label} does "
            f"not add scores up; in {profile.label}, {profile.grading or _GRADING}"
        )
    largest = profile.upload_limit
    if largest and package.size > largest:
        click.echo(f"warning: {profile.label} may refuse uploads of more than {_bytes(largest)}", err=True)


def _bytes(size: int) -> str:
    return f"{size / 1024:,.0f} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:,.1f} MB"
