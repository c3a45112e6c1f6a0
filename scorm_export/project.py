"""The project file: what several courses share, in a folder above them. A course's own fields override it."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from scorm_export.course import Picture, Provider
from scorm_export.diagnostics import Diagnostics, Severity, Span, did_you_mean, respelt, unmistakable
from scorm_export.lms import profile as profiles
from scorm_export.reading.citations import read_bibliography
from scorm_export.reading.course import COURSE_FILE, Shared
from scorm_export.reading.course_fields import BIBLIOGRAPHY, PROVIDER_FIELDS
from scorm_export.reading.inserts import Inserts, Variables
from scorm_export.reading.theme import read_theme
from scorm_export.reading.theme_fields import LOGO
from scorm_export.source.fields import ListOf, Placed, Record, Values, defaulted, optional
from scorm_export.source.folder import Folder
from scorm_export.source.kinds import Reading, Schema
from scorm_export.source.levels import Levels
from scorm_export.source.scalars import ScalarKind
from scorm_export.source.texts import FILE
from scorm_export.source.yaml import read_yaml
from scorm_export.targets import TARGETS

PROJECT_FILE = "scorm-export.yaml"


@dataclass(frozen=True, kw_only=True, slots=True)
class Project:
    """The content of a project file."""

    folder: Folder
    shared: Shared = field(default_factory=Shared)
    targets: tuple[str, ...] = ()
    """The targets when the command line names none."""
    lms: str | None = None
    output: Path | None = None
    """The folder for packages."""
    courses: tuple[Path, ...] = ()
    """The course folders, in order."""


@dataclass(frozen=True)
class _Name(ScalarKind[str]):
    """A field whose value is one of several names."""

    thing: str
    names: tuple[str, ...]
    blank: str = ""

    @property
    def what(self) -> str:  # type: ignore[override]  # a field of the base class
        """Return what the value names."""
        return f"the name of {self.thing}"

    def parse(self, text: str) -> str | None:
        """Return the value if it is a known name."""
        return text if text in self.names else None

    def hint(self, text: str) -> str:
        """Return a hint with a similar name."""
        return did_you_mean(text, self.names)

    def meant(self, text: str) -> str:
        """Return the name that is misspelt."""
        return unmistakable(text, self.names) or ""

    def schema(self) -> Schema:
        """Return the JSON Schema of the names."""
        return {"enum": list(self.names)}


@dataclass(frozen=True, slots=True)
class _Brand:
    provider: Provider
    logo: Picture | None


_NO_RULES: Mapping[str, Severity] = {}
_NAME, _URL, _EMAIL = PROVIDER_FIELDS
_BRAND = optional(
    "brand",
    Record(
        "the brand",
        (_NAME, _URL, _EMAIL, LOGO),
        lambda v: _Brand(Provider(name=v[_NAME], url=v[_URL], email=v[_EMAIL]), v[LOGO]),
    ),
    "the institution: the `provider` of courses without one, and its logo",
)
_THEME = optional("theme", Placed(FILE), "the theme of courses without one: its name, or its folder")
_RULES = defaulted("rules", Levels(), _NO_RULES, "the levels of rules: off, note, warning or error")
_TARGETS = defaulted(
    "targets", ListOf(_Name("a target", tuple(TARGETS))), (), "the targets when the command line names none"
)
_LMS = optional("lms", _Name("an LMS profile", tuple(profiles.names())), "the LMS to build packages for")
_OUTPUT = optional("output", FILE, "the folder for packages")
_VARIABLES = defaulted("variables", Variables(), {}, "texts by name, for the lessons of all courses")
_SNIPPETS = optional("snippets", Placed(FILE), "the folder of texts that lessons of all courses include")
_BANKS = optional("banks", Placed(FILE), "the folder of banks that quizzes of all courses draw from")
_COURSES = defaulted(
    "courses", ListOf(Placed(FILE)), (), "the course folders, in order; if left out, all beneath the project folder"
)
PROJECT = Record(
    "the project",
    (_THEME, _BRAND, _RULES, _VARIABLES, BIBLIOGRAPHY, _SNIPPETS, _BANKS, _TARGETS, _LMS, _OUTPUT, _COURSES),
    lambda v: v,
)


def project_folder(course: Path) -> Path | None:
    """Return the nearest folder with a project file: the course's own, or one above it.

    The search ends at the git repository that contains the course; without a repository, at the
    course's parent folder.
    """
    place = course.resolve()
    above = [place, *place.parents]
    repository = next((folder for folder in above if os.path.exists(folder / ".git")), None)
    last = above.index(repository) if repository else 1
    return next((folder for folder in above[: last + 1] if os.path.isfile(folder / PROJECT_FILE)), None)


def read_project(root: Path, found: Diagnostics, unsaved: Mapping[str, str] | None = None) -> Project | None:
    """Read the project file in a folder. Returns None if it has errors, which `found` then holds.

    `unsaved` are texts by absolute path, which stand for those on disk.
    """
    before = found.errors
    folder = Folder(root, what="project", unsaved=unsaved or {})
    file = folder.text(PROJECT_FILE, found)
    node = read_yaml(file, found) if file else None
    values = PROJECT.read(node, Reading(PROJECT_FILE, found)) if node else None
    if values is None:
        return None
    named, brand, targets = values[_THEME], values[_BRAND], values[_TARGETS]
    logo = replace(brand.logo, folder=folder) if brand and brand.logo else None
    works = values[BIBLIOGRAPHY]
    shared = Shared(
        theme=read_theme(*named, folder, found) if named else None,
        provider=brand.provider if brand else None,
        logo=logo,
        rules=values[_RULES],
        inserts=Inserts(
            values[_VARIABLES],
            _shared(values[_SNIPPETS], folder, found),
            _shared(values[_BANKS], folder, found),
            read_bibliography(works, folder, found) if works else None,
        ),
    )
    project = Project(
        folder=folder,
        shared=shared,
        targets=tuple(dict.fromkeys(targets)),
        lms=values[_LMS],
        output=_output(values, folder, found),
        courses=tuple(_courses(values, folder, found)),
    )
    return None if found.errors > before else project


def _shared(named: tuple[str, Span] | None, folder: Folder, found: Diagnostics) -> Folder | None:
    path = folder.resolve(named[0], "", named[1], found) if named else None
    return folder.within(path, "project") if path is not None else None


def _output(values: Values, folder: Folder, found: Diagnostics) -> Path | None:
    written = values[_OUTPUT]
    if not written:
        return None
    path = posixpath.normpath(written)
    if path.startswith(("/", "../")) or path == "..":
        found.error(
            "path-outside-course",
            f"`{written}` leads out of the project folder",
            values.spans["output"],
            "name a folder of the project, or give `--output` on the command line",
        )
    return folder.root / path


def _courses(values: Values, folder: Folder, found: Diagnostics) -> Iterable[Path]:
    listed = values[_COURSES]
    if "courses" not in values.spans:
        return [folder.root / path for path in _beneath(folder)]
    return [folder.root / path for name, at in listed if (path := _course(name, at, folder, found)) is not None]


def _course(name: str, at: Span, folder: Folder, found: Diagnostics) -> str | None:
    path = folder.resolve(name, "", at, found)
    if path is not None and not folder.is_file(posixpath.join(path, COURSE_FILE)):
        found.error(
            "missing-file",
            f"`{name}` has no {COURSE_FILE}",
            at,
            did_you_mean(name, _beneath(folder)),
            fix=respelt(at, name, _beneath(folder)),
        )
        return None
    return path


def _beneath(folder: Folder) -> list[str]:
    """Return the folders of all courses beneath a project folder."""
    return [posixpath.dirname(path) for path in folder.files() if posixpath.basename(path) == COURSE_FILE]
