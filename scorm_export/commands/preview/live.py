"""A course that is built again, as far as it has changed, whenever its files do."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree

from scorm_export.build import check_course, for_lms
from scorm_export.check import CheckedCourse
from scorm_export.commands import messages
from scorm_export.course import Structure
from scorm_export.diagnostics import Diagnostics, Severity
from scorm_export.lms import profile as profiles
from scorm_export.project import Project, read_project
from scorm_export.reading.course import ReadBefore
from scorm_export.render import RenderedBefore, Site, render
from scorm_export.targets import TARGETS
from scorm_export.targets.base import Files

_IMSSS = "{http://www.imsglobal.org/xsd/imsss}"
_ADLCP = "{http://www.adlnet.org/xsd/adlcp_v1p3}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """What the course is shown as."""

    target: str
    lms: str
    structure: str = ""
    """Empty: the course's own, as for the theme."""
    theme: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """A build: the files of the last one without errors, and the problems of the last one."""

    revision: int = 0
    """Counts the builds."""
    changed: frozenset[str] = frozenset()
    """The names of the files that differ from those of the revision before."""
    files: Files = field(default_factory=dict, repr=False)
    launches: tuple[dict[str, Any], ...] = ()
    """Of each part that an LMS launches: its id, title and page, and what the manifest sets of the data model."""
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
        structure = Structure(self.choice.structure) if self.choice.structure else None
        checked = check_course(
            self.root,
            [target],
            found,
            structure=structure,
            project=project,
            before=self._read,
            theme=self.choice.theme or None,
        )
        before = self.state
        files, launches = before.files, before.launches
        if checked is not None:
            outline = _outline(checked)
            if outline != self._outline:
                self._rendered.clear()
                self._outline = outline
            site = render(checked, self.root, profile.settings, self._rendered)
            files = target.describe(site)
            launches = tuple(_launches(site, files))
        self.state = State(
            revision=before.revision + 1,
            changed=frozenset(_changed(before.files, files, paths)),
            files=files,
            launches=launches,
            problems=tuple(_problems(found)),
        )
        self._tell(found)

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


def _launches(site: Site, files: Files) -> Iterator[dict[str, Any]]:
    manifest = files.get("imsmanifest.xml")
    root = etree.fromstring(manifest) if isinstance(manifest, bytes) else None
    for launch in site.launches:
        given = dict(_given(root, launch.page)) if root is not None else {}
        yield {"id": launch.id, "title": launch.title, "page": launch.page, "given": given}


def _given(manifest: etree._Element, page: str) -> Iterator[tuple[str, str]]:
    """Yield what an LMS of SCORM 2004 gives the SCO with this page, as its manifest says."""
    for resource in manifest.iter("{*}resource"):
        if resource.get("href") != page:
            continue
        for item in manifest.iter("{*}item"):
            if item.get("identifierref") != resource.get("identifier"):
                continue
            path = f"{_IMSSS}sequencing/{_IMSSS}objectives/{_IMSSS}primaryObjective[@satisfiedByMeasure='true']"
            passing = item.findtext(f"{path}/{_IMSSS}minNormalizedMeasure")
            threshold = item.find(f"{_ADLCP}completionThreshold")
            if passing:
                yield "scaled_passing_score", passing
            if threshold is not None:
                yield "completion_threshold", threshold.text or threshold.get("minProgressMeasure") or ""


def _problems(found: Diagnostics) -> Iterator[dict[str, object]]:
    """Yield each problem as in JSON, with its source line, by which the page finds the block."""
    for diagnostic, data in zip(found, messages.as_data(found), strict=True):
        if diagnostic.severity is not Severity.NOTE:
            yield {**data, "source": diagnostic.span.text}
