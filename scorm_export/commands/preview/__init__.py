"""`scorm-export preview`: courses in a browser, while authors write them."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import click

from scorm_export.commands import messages
from scorm_export.commands.arguments import (
    FOUND_ERRORS,
    complete_profile,
    known_profile,
    named_courses,
    profile_for,
    sources_argument,
    stop,
)
from scorm_export.course import Structure
from scorm_export.diagnostics import Diagnostics
from scorm_export.reading import theme as themes
from scorm_export.source.folder import Folder
from scorm_export.targets import TARGETS
from scorm_export.translation.catalogue import languages_in

LAUNCHED = [target.name for target in TARGETS.values() if target.is_launched]
"""The targets that the preview can launch."""


@click.command("preview")
@sources_argument
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any free port.")
@click.option("--open", "opens", is_flag=True, help="Open the preview in your browser.")
@click.option("--target", "-t", type=click.Choice(LAUNCHED), help="The target to begin with. Default: the LMS's own.")
@click.option(
    "--lms",
    metavar="NAME",
    callback=known_profile,
    shell_complete=complete_profile,
    help="The LMS profile to begin with. Default: the project's LMS, or any LMS.",
)
@click.option("--structure", type=click.Choice([str(s) for s in Structure]), help="How to divide the course into SCOs.")
@click.option("--theme", type=click.Choice(themes.names()), help="A theme to show instead of the course's own.")
@click.option("--language", metavar="TAG", default="", help="A language of the course to begin with, such as fr.")
@click.option(
    "--share",
    metavar="[ADDRESS]",
    is_flag=False,
    flag_value="auto",
    default="",
    help="Print a link for a phone or a reviewer in your network. ADDRESS is that of this computer, if it has several.",
)
def command(
    sources: tuple[Path, ...],
    port: int,
    opens: bool,
    target: str | None,
    lms: str | None,
    structure: str | None,
    theme: str | None,
    language: str,
    share: str,
) -> None:
    """Show the courses in the folders SOURCES in a browser, as an LMS launches them (needs scorm-export[preview]).

    Each folder holds a course, or a project file, which stands for all courses of the project. Without SOURCES, the
    current folder is used. The page follows every change of a file, and stays where it is. Beside the course are its
    problems and what an LMS would see. A port that is in use is passed over for the next one.
    """
    found = Diagnostics()
    courses = named_courses(sources, found)
    if found.errors:
        click.echo(messages.human(found), err=True, nl=False)
        sys.exit(FOUND_ERRORS)
    if language and not any(language in languages_in(Folder(root)) for root, _ in courses):
        stop(f"no course here is translated into `{language}`: `scorm-export translate update --language {language}`")
    try:
        from scorm_export.commands.preview.live import Choice, LiveCourse  # noqa: PLC0415 — may not be installed
        from scorm_export.commands.preview.server import serve  # noqa: PLC0415 — as above
    except ImportError as problem:
        stop(f"the preview needs more: `pip install scorm-export[preview]` ({problem.name} is missing)")
    gc.enable()  # it runs for days
    live: dict[str, LiveCourse] = {}
    for root, project in courses:
        profile = profile_for(lms, project)
        own = profile.target if profile.target in LAUNCHED else LAUNCHED[0]
        choice = Choice(
            target=target or own,
            lms=profile.name,
            structure=structure or "",
            theme=theme or "",
            language=language if language in languages_in(Folder(root)) else "",
        )
        name = root.resolve().name
        name = f"{name}-{len(live)}" if name in live else name
        live[name] = LiveCourse(name, root, project, choice, click.echo)
    try:
        serve(live, port, click.echo, opens=opens, share=share)
    except KeyboardInterrupt:
        click.echo("ended")
    except OSError as problem:
        stop(f"no port from {port} on can be used: {problem.strerror}; `--port 0` takes any free port")
