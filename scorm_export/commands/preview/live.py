"""A course that is built again, as far as it has changed, whenever its files do."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from scorm_export.build import check_course, check_translation, for_lms
from scorm_export.check import CheckedCourse
from scorm_export.commands import messages
from scorm_export.commands.preview.platform import HOME_PAGE, KEY
from scorm_export.course import Course, Lrs, Structure
from scorm_export.diagnostics import Diagnostics, Severity
from scorm_export.lms import profile as profiles
from scorm_export.project import Project, read_project
from scorm_export.reading.course import ReadBefore
from scorm_export.render import RenderedBefore, Site, render
from scorm_export.source.folder import Folder
from scorm_export.targets import TARGETS
from scorm_export.targets.base import Files, Target
from scorm_export.targets.xapi.activities import add_activities, launch_iri
from scorm_export.translation.catalogue import languages_in
from scorm_export.translation.collected import Collected
from scorm_export.translation.course import read_translation


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """What the course is shown as."""

    target: str
    lms: str
    structure: str = ""
    """Empty: the course's own, as for the theme."""
    theme: str = ""
    beside: str = ""
    """`lrs`: an LRS beside the SCORM LMS, even where the course names none."""
    language: str = ""
    """One of those that the course is translated into. Empty: the source's, which stands in for one that has gone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """A build: the files of the last one without errors, and the problems of the last one."""

    revision: int = 0
    """Counts the builds."""
    changed: frozenset[str] = frozenset()
    """The names of the files that differ from those of the revision before."""
    files: Files = field(default_factory=dict, repr=False)
    launches: tuple[dict[str, Any], ...] = ()
    """Of each part that an LMS launches: id, title, page, xAPI activity, and what the package tells its launch."""
    problems: tuple[dict[str, object], ...] = ()


class LiveCourse:
    """A course, what it is shown as, and its last build. One thread at a time builds; any may read `state`."""

    def __init__(
        self, name: str, root: Path, project: Project | None, choice: Choice, say: Callable[[str], None]
    ) -> None:
        self.name = name
        self.root = root
        self.project = project
        self.choice = choice
        self.state = State()
        self._say = say
        self._said = ""
        self._read = ReadBefore()
        self._rendered = RenderedBefore()
        self._outline: object = None
        self._lock = threading.Lock()

    @property
    def watched(self) -> Path:
        """The folder whose files the course is made of."""
        return self.project.folder.root if self.project else self.root

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that the course is translated into."""
        return languages_in(Folder(self.root))

    def choose(self, choice: Choice) -> None:
        """Show the course as something else."""
        with self._lock:
            self.choice = choice
            self._rendered.clear()
            self._build(set())

    def follow(self, paths: set[Path]) -> bool:
        """Build what has to be built since these files have changed. Returns whether anything had to."""
        paths = {path.resolve() for path in paths}
        theirs = {path for path in paths if path.is_relative_to(self.watched.resolve())}
        if not theirs:
            return False
        with self._lock:
            if not all(self._is_activity(path) for path in theirs):
                self._read.clear()
                self._rendered.clear()
            self._build(theirs)
        return True

    def _is_activity(self, path: Path) -> bool:
        root = self.root.resolve()
        return path.is_relative_to(root) and path.relative_to(root).as_posix() in self._read.activities

    def _build(self, paths: set[Path]) -> None:
        found = Diagnostics()
        project = read_project(self.project.folder.root, found) if self.project else None
        profile = profiles.profile(self.choice.lms)
        target = for_lms(TARGETS[self.choice.target], profile)
        checked = self._checked(target, project, found)
        before = self.state
        files, launches = before.files, before.launches
        if checked is not None:
            outline = _outline(checked)
            if outline != self._outline:
                self._rendered.clear()
                self._outline = outline
            lrs = _lrs(checked.course) if self._is_beside(checked.course, target) else None
            if lrs:
                checked = replace(checked, course=replace(checked.course, lrs=lrs))
            site = render(checked, self.root, profile.settings, self._rendered)
            files = target.describe(site)
            files = add_activities(files, checked.course, lrs) if lrs else files
            launches = tuple(_launches(target, site))
        self.state = State(
            revision=before.revision + 1,
            changed=frozenset(_changed(before.files, files, paths)),
            files=files,
            launches=launches,
            problems=tuple(_problems(found)),
        )
        self._tell(found)

    def _checked(self, target: Target, project: Project | None, found: Diagnostics) -> CheckedCourse | None:
        """Return the course in the language that was chosen; None where it has errors."""
        choice = self.choice
        how: dict[str, Any] = {"project": project, "theme": choice.theme or None}
        how["structure"] = Structure(choice.structure) if choice.structure else None
        if choice.language not in self.languages:
            return check_course(self.root, [target], found, before=self._read, **how)
        self._rendered.clear()
        folder = Folder(self.root)
        collected = Collected(folder)
        source = check_course(self.root, [target], found, texts=collected, **how)
        if source is None:
            return None
        translated = read_translation(folder, choice.language, source.course.language, collected, found)
        if translated is None or found.errors:
            return None
        return check_translation(self.root, translated, [target], found, **how)

    def _is_beside(self, course: Course, target: Target) -> bool:
        return not target.sends_statements and (course.lrs is not None or self.choice.beside == "lrs")

    def _tell(self, found: Diagnostics) -> None:
        text = messages.for_console(found).rstrip() if found.problems else ""
        if text != self._said:
            self._say(text or f"{self.root.as_posix()}: no problems any more")
            self._said = text


def _outline(checked: CheckedCourse) -> object:
    """Return what pages show of other activities than their own."""
    return [
        (activity.id, type(activity), str(activity.title), activity.path, headings)
        for activity in checked.course.activities
        for headings in [[(h.anchor, h.text) for text in activity.documents() for h in text.headings]]
    ]


def _changed(before: Files, after: Files, paths: set[Path]) -> Iterator[str]:
    for name, content in after.items():
        was = before.get(name)
        if was != content or (isinstance(content, Path) and content.resolve() in paths):
            yield name
    yield from before.keys() - after.keys()


def _launches(target: Target, site: Site) -> Iterator[dict[str, Any]]:
    course = site.course
    for launch in site.launches:
        # A cmi5 LMS launches AUs by ids of its own making; the publisher's serve as well.
        activity = launch_iri(course, launch.id) if target.name == "cmi5" else course.iri
        given = dict(target.given(site, launch))
        yield {"id": launch.id, "title": launch.title, "page": launch.page, "activity": activity, "given": given}


def _lrs(course: Course) -> Lrs:
    """Return the preview's LRS in the place of the institution's, which never hears of a preview."""
    run, origin = (course.lrs.run, course.lrs.origin) if course.lrs else (None, course.origin)
    return Lrs(endpoint="../lrs/", home_page=HOME_PAGE, token=None, key=KEY, run=run, origin=origin)


def _problems(found: Diagnostics) -> Iterator[dict[str, object]]:
    """Yield each problem as in JSON, with its source line, by which the page finds the block."""
    for diagnostic, data in zip(found, messages.as_data(found), strict=True):
        if diagnostic.severity is not Severity.NOTE:
            yield {**data, "source": diagnostic.span.text}
