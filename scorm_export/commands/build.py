"""`scorm-export build`: courses into packages."""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from scorm_export.build import SEVERAL, Approval, Package, Sheet, build
from scorm_export.commands import messages
from scorm_export.commands.arguments import FOUND_ERRORS, Proven, course_options, grouped, human_or_json, prove, stop
from scorm_export.commands.console import console
from scorm_export.course import Course
from scorm_export.diagnostics import Diagnostics
from scorm_export.lms.profile import Profile
from scorm_export.source.folder import Folder
from scorm_export.source.texts import IDENTIFIER
from scorm_export.targets.base import NotBuiltError, Target
from scorm_export.targets.import_sheet import Written, import_sheet, known_faults
from scorm_export.translation.catalogue import languages_in
from scorm_export.verify import verify

_GRADING = "choose that the grade is the sum of the SCOs' raw scores, with 100 as its maximum"
_PROGRESS_FROM = 64 * 1024 * 1024
"""Bytes of media above which a build takes long enough to show its progress."""


def _run_name(_context: click.Context, _option: click.Parameter, name: str | None) -> str | None:
    """Return a name that is possible in IRIs and file names; click reports another."""
    if name is not None and IDENTIFIER.parse(name) is None:
        raise click.BadParameter("a run is named by lower-case letters, digits and hyphens, such as `autumn-2026`")
    return name


@click.command("build")
@course_options
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder for the packages. Default: the project's, or `packages`.",
)
@click.option(
    "--run",
    metavar="NAME",
    callback=_run_name,
    help="The run of the course, such as autumn-2026: part of packages' names, and named in every xAPI statement.",
)
@click.option(
    "--language",
    "languages",
    metavar="TAG",
    multiple=True,
    help="The language of the packages: the source's, one that the course is translated into, or all of them. "
    "Repeat the option for several. Default: the source's.",
)
@click.option(
    "--together",
    is_flag=True,
    help="One package with all languages, or those named by --language, between which learners switch. "
    "Default: `languages` in course.yaml.",
)
@click.option("--verify", "is_verified", is_flag=True, help="Verify each package, and write none that has errors.")
@click.option(
    "--sheet-language",
    metavar="TAG",
    help="The language of the import sheets that are written beside packages for an LMS. Default: the course's.",
)
@human_or_json
def command(
    *,
    output: Path | None,
    run: str | None,
    strict: bool,
    is_verified: bool,
    sheet_language: str | None,
    form: str,
    **asked: Any,
) -> None:
    """Compile the courses in the folders SOURCES into packages.

    Each folder holds a course, or a project file, which stands for all courses of the project. Without SOURCES, the
    current folder is used. Nothing is written when a course has errors.

    With `--format json`, one object is printed: the `packages`, and the `diagnostics` of the courses as `check` has
    them.
    """
    found = Diagnostics()
    proven = prove(found, **asked)
    as_json = form == "json"
    if found.problems and not as_json:
        click.echo(messages.for_console(found), err=True, nl=False)
    if found.errors or (strict and found.problems):
        if as_json:
            _print_json([], found)
        else:
            click.echo("nothing was built", err=True)
        sys.exit(FOUND_ERRORS)
    if run:
        for course in proven:
            _check_run(run, course)
        proven = [replace(each, checked=each.checked.in_run(run)) for each in proven]
    written = []
    for course in grouped(proven):
        packages = _build(course, output, is_verified=is_verified, strict=strict, sheet_language=sheet_language)
        written.append((course, packages))
        for package in packages if not as_json else ():
            _describe(course, package)
    if as_json:
        _print_json(written, found)
    has_losses = any(package.losses.found for _, packages in written for package in packages)
    sys.exit(FOUND_ERRORS if strict and has_losses else 0)


def _check_run(run: str, course: Proven) -> None:
    """Stop where a run's name ends as packages of a language do: two packages would have the same name."""
    for tag in (*languages_in(Folder(course.root)), SEVERAL):
        if f"-{run}".endswith(f"-{tag.lower()}"):
            what = "of several languages" if tag == SEVERAL else f"in the language `{tag}`"
            stop(f"a run of this course cannot be named `{run}`: packages {what} have names that end in `-{tag}`")


def _print_json(written: list[tuple[Proven, list[Package]]], found: Diagnostics) -> None:
    packages = [_data(course, package) for course, packages in written for package in packages]
    click.echo(json.dumps({"packages": packages, "diagnostics": messages.as_data(found)}, indent=2))


def _data(course: Proven, package: Package) -> dict[str, object]:
    """Return a package as JSON has it: sizes in bytes, the state in characters."""
    about = course.checked.course
    return {
        "path": package.path.as_posix(),
        "course": about.id,
        "version": about.version,
        "run": about.run,
        "language": about.language,
        "languages": [each.checked.course.language for each in (course, *course.others)],
        "untranslated": sum(each.coverage.untranslated for each in (course, *course.others) if each.coverage),
        "translatedByMachine": any(each.coverage.by_machine for each in (course, *course.others) if each.coverage),
        "target": package.target.name,
        "lms": course.profile.name,
        "size": package.size,
        "files": package.files,
        "launches": package.launches,
        "stateCharacters": package.state_characters,
        "stateLimit": package.target.limits.state_characters,
        "beside": [path.as_posix() for path in package.beside],
        "losses": messages.as_data(package.losses),
    }


class _RefusedError(Exception):
    """A package failed verification."""


def _verified(profile: Profile, *, strict: bool) -> Approval:
    """Return an approval that verifies packages and reports the findings."""

    def approve(target: Target, path: Path, written: Path) -> None:
        if not target.is_launched:
            return
        found = verify(written, profile, path).found
        if found.problems:
            click.echo(messages.for_console(found), err=True, nl=False)
        if found.errors or (strict and found.problems):
            raise _RefusedError(f"`{path}` failed verification and was not written")

    return approve


def _sheet(profile: Profile, language: str | None) -> Sheet:
    """Return what makes the import sheets of an LMS, in a language or in that of each course."""

    def make(course: Course, target: Target, written: Written) -> bytes:
        return import_sheet(course, target, profile, written, language or course.language)

    return make


def _build(
    course: Proven, output: Path | None, *, is_verified: bool, strict: bool, sheet_language: str | None
) -> list[Package]:
    """Write the packages of a course."""
    checked, profile = course.checked, course.profile
    into = output or (course.project.output if course.project else None) or Path("packages")
    sizes = {asset.path: asset.size for each in (course, *course.others) for asset in each.checked.assets}
    media = sum(sizes.values())
    try:
        is_large = media >= _PROGRESS_FROM and sys.stderr.isatty() and not console().quiet
        with (
            click.progressbar(
                length=media * len(course.targets), label="Packing", file=sys.stderr, hidden=not is_large
            ) as bar,
            nullcontext() if is_large else console().working(f"Building {course.root.as_posix()}"),
        ):
            return list(
                build(
                    checked,
                    course.root,
                    course.targets,
                    into,
                    lambda _name, size: bar.update(size),
                    settings=profile.settings,
                    approve=_verified(profile, strict=strict) if is_verified else None,
                    sheet=_sheet(profile, sheet_language) if course.names_lms else None,
                    language=course.language,
                    others=[each.checked for each in course.others],
                )
            )
    except _RefusedError as problem:
        click.echo(f"scorm-export: {problem}", err=True)
        sys.exit(FOUND_ERRORS)
    except (NotBuiltError, OSError) as problem:
        stop(f"the package could not be written: {problem}")


def _describe(course: Proven, package: Package) -> None:
    """Say what was written, what it cannot carry, and what the LMS makes of it."""
    say, profile, about = console().say, course.profile, course.checked.course
    _summarise(package, profile)
    for coverage in (each.coverage for each in (course, *course.others) if each.coverage):
        rest = f", {messages.count(coverage.untranslated, 'text')} not" if coverage.untranslated else ""
        if coverage.untranslated_for_facilitators:
            rest += f" ({coverage.untranslated_for_facilitators:,} of them for facilitators only)"
        made = " by machine, which nobody has reviewed" if coverage.by_machine else ""
        say(f"  in {coverage.language}: {messages.count(coverage.translated, 'text')} translated{made}{rest}")
    if course.names_lms and package.target.is_launched:
        for fault in known_faults(about, package.target, profile):
            say(f"  in {profile.label}: {fault}")
    if package.losses.found:
        click.echo(messages.for_console(package.losses), err=True, nl=False)
    if about.lrs is not None and package.target.is_launched:
        used = not package.target.sends_statements
        say(
            f"  also reports to {about.lrs.endpoint}"
            if used
            else "  reports to the LRS that each launch names; `lrs` is not used"
        )


def _summarise(package: Package, profile: Profile) -> None:
    say = console().say
    limit = package.target.limits.state_characters
    state = f", state at most {package.state_characters:,} of {limit:,} characters"
    say(
        f"{package.path}: {package.target.label}, {_bytes(package.size)}, {package.files} files"
        f"{state if package.target.is_launched else ''}"
    )
    for path in package.beside:
        say(f"  {path}: written beside the package")
    if not package.target.is_launched:
        return
    if package.launches > 1 and not package.target.rolls_up:
        say(
            f"  {package.launches} SCOs, each with its share of a score of 100. {package.target.label} does "
            f"not add scores up; in {profile.label}, {profile.grading or _GRADING}"
        )
    if why := profile.refuses(package.target.name):
        click.echo(f"warning: {profile.label} does not take {package.target.label}: {why}", err=True)
    largest = profile.upload_limit
    if largest and package.size > largest:
        click.echo(f"warning: {profile.label} may refuse uploads of more than {_bytes(largest)}", err=True)


def _bytes(size: int) -> str:
    return f"{size / 1024:,.0f} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:,.1f} MB"
