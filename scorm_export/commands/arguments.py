"""What several commands share: folders of courses, targets, an LMS, and how a command ends."""

from __future__ import annotations

import os
import sys
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple, NoReturn
from urllib.parse import urlsplit

import click

from scorm_export.build import check_course, check_translation, for_lms
from scorm_export.build import together as hold_together
from scorm_export.check import CheckedCourse
from scorm_export.check.identifiers import check_together
from scorm_export.commands import messages
from scorm_export.commands.console import console, quiet_option, verbose_option
from scorm_export.course import Structure
from scorm_export.diagnostics import Diagnostics, closest
from scorm_export.lms import profile as profiles
from scorm_export.lms.profile import Profile
from scorm_export.project import PROJECT_FILE, Project, project_folder, read_project
from scorm_export.reading.course import COURSE_FILE
from scorm_export.source.folder import Folder
from scorm_export.targets import TARGETS
from scorm_export.targets.base import Target
from scorm_export.translation.catalogue import languages_in
from scorm_export.translation.collected import Collected, Key
from scorm_export.translation.course import Coverage, Translated, names_in, read_translation

FOUND_ERRORS = 1
"""The exit status when a course or package has errors."""
GENERIC = "generic"
"""The name of the profile for any LMS."""
ALL = "all"
"""Stands for every language of a course."""
MISUSED = 2
"""The exit status when the command was misused."""


def stop(message: str) -> NoReturn:
    """End the command with the status of misuse and a message."""
    click.echo(f"scorm-export: {message}", err=True)
    sys.exit(MISUSED)


class Named(NamedTuple):
    """A course that the command line names, and its project."""

    root: Path
    project: Project | None


def named_courses(sources: Iterable[Path], found: Diagnostics, unsaved: Mapping[str, str] | None = None) -> list[Named]:
    """Return the courses in these folders, each once. The folder of a project stands for all its courses.

    Without folders, the current one is used. Errors in project files go to `found`, and the courses of these projects
    are left out. Ends the command where a folder holds neither a course nor a project.
    """
    projects: dict[Path, Project | None] = {}

    def project_in(folder: Path) -> Project | None:
        place = folder.resolve()
        if place not in projects:
            projects[place] = read_project(folder, found, unsaved)
        return projects[place]

    named: dict[Path, Named] = {}
    for source in list(sources) or [Path()]:
        if COURSE_FILE in _names_in(source):
            above = project_folder(source)
            project = project_in(_as_given(above, source)) if above else None
            courses = [] if above and project is None else [Named(source, project)]
        elif (source / PROJECT_FILE).is_file():
            project = project_in(source)
            courses = [Named(root, project) for root in project.courses] if project else []
            if project and not courses:
                stop(f"the project `{source}` has no courses; `scorm-export new {source / 'my-course'}` writes one")
        else:
            _no_course(source)
        for course in courses:
            named.setdefault(course.root.resolve(), course)
    return list(named.values())


def _as_given(folder: Path, source: Path) -> Path:
    """Return a folder above a course by a path like the course's own: absolute, or relative to the current folder."""
    return folder if source.is_absolute() else Path(os.path.relpath(folder))


def _names_in(source: Path) -> set[str]:
    try:
        if not source.is_dir():
            stop(f"`{source}` is not a folder")
        return {path.name for path in source.iterdir()}
    except OSError as problem:
        stop(f"`{source}` cannot be read: {problem.strerror}")


def _no_course(source: Path) -> NoReturn:
    near = closest(COURSE_FILE, (name for name in _names_in(source) if name.endswith((".yml", ".yaml"))))
    way = (
        f"rename `{near}` to it" if near else f"`scorm-export new {source / 'my-course'}` writes a course to start from"
    )
    stop(f"`{source}` has no {COURSE_FILE}; {way}")


def targets_for(names: Iterable[str], profile: Profile, project: Project | None = None) -> list[Target]:
    """Return the targets with these names, within an LMS's limits; without names, the project's or the LMS's own."""
    chosen = list(names) or list(project.targets if project else ()) or [profile.target]
    return [for_lms(TARGETS[name], profile) for name in dict.fromkeys(chosen)]


def profile_for(name: str | None, project: Project | None) -> Profile:
    """Return the profile with this name; without a name, the project's, or the one for any LMS."""
    return profiles.profile(name or (project.lms if project else None) or GENERIC)


def known_profile(_context: click.Context, _option: click.Parameter, name: str | None) -> str | None:
    """Return a known profile's name; click reports an unknown one."""
    known = profiles.names()
    if name is not None and name not in known:
        close = closest(name, known)
        hint = f"did you mean `{close}`? " if close else ""
        raise click.BadParameter(f"there is no profile `{name}`. {hint}Known: {', '.join(known)}")
    return name


def complete_profile(_context: click.Context, _option: click.Parameter, incomplete: str) -> list[str]:
    """Return the names of profiles that begin like this, for a shell."""
    return [name for name in profiles.names() if name.startswith(incomplete)]


sources_argument = click.argument("sources", nargs=-1, type=click.Path(path_type=Path))
_target = click.option(
    "--target",
    "-t",
    "targets",
    multiple=True,
    type=click.Choice(list(TARGETS)),
    help="The target; repeat the option for several. Default: the project's, or the one that suits the LMS.",
)
_lms = click.option(
    "--lms",
    "lms",
    metavar="NAME",
    callback=known_profile,
    shell_complete=complete_profile,
    help="The LMS to build for, such as moodle; applies its profile. Default: the project's LMS, or any LMS.",
)
_structure = click.option(
    "--structure",
    type=click.Choice([str(s) for s in Structure]),
    help="How to divide the course into SCOs. Default: `structure` in course.yaml.",
)
_lrs = click.option(
    "--lrs",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A file with the fields of `lrs`: the LRS that SCORM packages report to in addition to the LMS.",
)
_strict = click.option("--strict", is_flag=True, help="Treat warnings as errors.")


format_option = click.option(
    "--format",
    "form",
    type=click.Choice(list(messages.FORMATS)),
    default="human",
    show_default=True,
    help="The output format.",
)


human_or_json = click.option(
    "--format",
    "form",
    type=click.Choice(["human", "json"]),
    default="human",
    show_default=True,
    help="The output format.",
)
"""For commands that describe what they did or saw, and do not list findings."""


def course_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the arguments and options of `prove` to a command."""
    for option in (verbose_option, quiet_option, _strict, _lrs, _structure, _lms, _target, sources_argument):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True)
class Proven:
    """A course without errors, with the targets and the LMS that it was checked for."""

    checked: CheckedCourse
    root: Path
    project: Project | None
    targets: list[Target]
    profile: Profile
    names_lms: bool
    """Whether the profile was named, on the command line or in the project."""
    coverage: Coverage | None = None
    """How much of it is translated; None for a course in the language of its source."""
    is_together: bool = False
    """Whether it shares its packages with the course in other languages."""
    others: tuple[Proven, ...] = ()
    """The course in the other languages of its packages."""

    @property
    def language(self) -> str | None:
        """The language that it is translated into, if it is."""
        return self.coverage.language if self.coverage else None


def prove(
    found: Diagnostics,
    *,
    sources: tuple[Path, ...],
    targets: tuple[str, ...],
    lms: str | None,
    structure: str | None,
    lrs: Path | None,
    unsaved: Mapping[str, str] | None = None,
    languages: tuple[str, ...] = (),
    together: bool = False,
) -> list[Proven]:
    """Check the courses in these folders, one by one and against each other; return those without errors.

    `unsaved` are texts by absolute path, which stand for those on disk. `languages` are those to check and return each
    course in: that of its source, those of its translations, or `all`; without any, that of the source alone, or all
    where the course keeps them together. `together`: all languages that are wanted share a package.
    """
    proven: list[Proven] = []
    for root, project in named_courses(sources, found, unsaved):
        own, profile = Diagnostics(), profile_for(lms, project)
        chosen = targets_for(targets, profile, project)
        cut = Structure(structure) if structure else None
        more: dict[str, Any] = {"structure": cut, "lrs": lrs, "project": project, "unsaved": unsaved}
        more["together"] = together
        is_translated = any(each != ALL for each in languages) or languages_in(Folder(root))
        if together and not is_translated:
            stop(f"`{root}` is not translated: `scorm-export translate update --language fr` begins a translation")
        collected = Collected(Folder(root)) if is_translated else None
        with console().working(f"Checking {root.as_posix()}"):
            checked = check_course(root, chosen, own, texts=collected, **more)
        names_lms = bool(lms or (project and project.lms))
        course = Proven(checked, root, project, chosen, profile, names_lms) if checked else None
        is_together = together or bool(course and not languages and course.checked.course.together)
        wanted = languages or ((ALL,) if is_together else ())
        if course and collected and wanted:
            course = replace(course, is_together=is_together)
            versions = list(_in_languages(course, collected, wanted, own, **more))
            if is_together:
                held = hold_together([each.checked for each in versions], chosen, own)
                versions = [replace(each, checked=checked) for each, checked in zip(versions, held, strict=True)]
            proven += versions
        elif course:
            proven.append(course)
        found.found += own.found
    courses = {course.root: course.checked.course for course in proven}
    check_together(list(courses.values()), found)
    return proven


def grouped(proven: Iterable[Proven]) -> Iterator[Proven]:
    """Yield each course once for each of its packages: with the others whose languages the package holds."""
    first: dict[Path, list[Proven]] = {}
    for course in proven:
        if course.is_together and any(target.is_launched for target in course.targets):
            first.setdefault(course.root, []).append(course)
        alone = [target for target in course.targets if not (course.is_together and target.is_launched)]
        if alone:
            yield replace(course, targets=alone, is_together=False)
    for main, *others in first.values():
        yield replace(main, targets=[target for target in main.targets if target.is_launched], others=tuple(others))


def _in_languages(
    course: Proven, collected: Collected, wanted: tuple[str, ...], found: Diagnostics, **more: Any
) -> Iterator[Proven]:
    """Yield a course in each language that is wanted and has no errors."""
    own, translated = course.checked.course.language, languages_in(Folder(course.root))
    known = [own, *translated]
    chosen = list(dict.fromkeys(each for name in wanted for each in (known if name == ALL else [name])))
    for language in chosen:
        if language not in known:
            stop(
                f"`{course.root}` is not translated into `{language}`: "
                f"`scorm-export translate update --language {language}` begins a translation"
            )
    own_texts = {key: key[1] for key in collected.messages}
    texts: dict[str, Mapping[Key, str]] = {own: own_texts}
    read: dict[str, Translated] = {}
    for language in translated:
        apart = Diagnostics()
        done = read_translation(Folder(course.root), language, own, collected, apart)
        found.found += apart.found if language in chosen else []
        if done and not apart.errors:
            read[language] = done
            texts[language] = {key: each.text for key, each in done.texts.translations.items()}
    for language in chosen:
        checked: CheckedCourse | None = course.checked
        coverage: Coverage | None = None
        if language != own:
            done = read.get(language)
            checked = check_translation(course.root, done, course.targets, found, **more) if done else None
            coverage = done.coverage if done else None
        if checked:
            checked = checked.known_in(names_in(language, {language: own_texts, **texts}))
            yield replace(course, checked=checked, coverage=coverage)


def check_endpoint(endpoint: str) -> None:
    """End the command where an address cannot be an xAPI endpoint."""
    address = urlsplit(endpoint)
    if address.scheme not in ("http", "https") or not address.hostname or "@" in address.netloc or address.query:
        stop("the endpoint is an address such as https://lrs.example.org/xapi/, without a password or a question mark")


def authorization() -> str:
    """Return the Authorization header for an LRS, from the environment or by asking."""
    key = os.environ.get("SCORM_EXPORT_LRS_KEY", "").strip()
    try:
        key = key or f"{click.prompt('Key name', err=True)}:{click.prompt('Secret', hide_input=True, err=True)}"
    except click.Abort:
        stop("a key is needed: set SCORM_EXPORT_LRS_KEY to `name:secret`")
    is_header = key.startswith(("Basic ", "Bearer "))
    if not key.isascii() or not key.isprintable() or not (is_header or ":" in key):
        stop("a key is written `name:secret`")
    return key if is_header else "Basic " + b64encode(key.encode()).decode()
