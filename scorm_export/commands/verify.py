"""`scorm-export verify`: whether packages of any tool will work in an LMS."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path

import click

from scorm_export.commands import messages
from scorm_export.commands.arguments import FOUND_ERRORS, complete_profile, format_option, known_profile, stop
from scorm_export.commands.console import console, quiet_option, verbose_option
from scorm_export.diagnostics import Diagnostics
from scorm_export.lms import profile as profiles
from scorm_export.verify import verify
from scorm_export.verify.play.visits import NoBrowserError, browser


@click.command("verify")
@click.argument("packages", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--lms",
    metavar="NAME",
    callback=known_profile,
    shell_complete=complete_profile,
    help="An LMS, such as moodle: also report what it refuses or ignores.",
)
@format_option
@click.option("--play", is_flag=True, help="Also launch everything in Chromium (needs scorm-export[play]).")
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
@quiet_option
@verbose_option
def command(*, packages: tuple[Path, ...], lms: str | None, form: str, play: bool, strict: bool) -> None:
    """Report what will not work in an LMS in the zip files PACKAGES: SCORM, xAPI and cmi5 of any tool.

    Nothing in a package is run, except with --play. `scorm-export explain RULE` shows what a finding means and how to
    fix it in the tool that wrote the package.

    Exit status 0 without errors, 1 with errors, 2 when the command was misused.
    """
    found = Diagnostics()
    profile = profiles.profile(lms) if lms else None
    try:
        with browser() if play else nullcontext() as played_in:
            for path in packages:
                with console().working(f"Verifying {path.as_posix()}"):
                    verified = verify(path, profile, played_in=played_in)
                found.found += verified.found.found
                if form == "human" and not console().quiet:
                    made = f", made with {verified.tool}" if verified.tool else ""
                    click.echo(f"{path}: {verified.label or 'not a package'}{made}")
    except NoBrowserError as problem:
        stop(str(problem))
    except OSError as problem:
        stop(f"`{problem.filename}` cannot be read: {problem.strerror}")
    if form != "human" or found.problems or not console().quiet:
        click.echo(messages.FORMATS[form](found), nl=False)
    sys.exit(FOUND_ERRORS if found.errors or (strict and found.problems) else 0)
