"""The courses that an editor has open: which file belongs to which, what is wrong in each, and what is in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scorm_export.build import check_course
from scorm_export.commands.arguments import profile_for, targets_for
from scorm_export.course import Course
from scorm_export.diagnostics import Diagnostic, Diagnostics
from scorm_export.project import PROJECT_FILE, project_folder, read_project
from scorm_export.reading.course import COURSE_FILE, ReadBefore, read_course
from scorm_export.source.folder import Folder


@dataclass(slots=True)
class Courses:
    """Courses on disk, with the texts that an editor has not saved, by absolute path."""

    unsaved: dict[str, str] = field(default_factory=dict)
    found: dict[Path, list[Diagnostic]] = field(default_factory=dict)
    """What the last check of each course found."""
    _read: dict[Path, Course | None] = field(default_factory=dict)
    _before: dict[tuple[str, Path], tuple[object, ReadBefore]] = field(default_factory=dict)
    """Of each course, what was read for the last check or reading, and the texts that all of it depends on."""

    def change(self, path: Path, text: str | None) -> None:
        """Take the text of a file that an editor has open; None when it is closed."""
        if text is None:
            self.unsaved.pop(str(path), None)
        else:
            self.unsaved[str(path)] = text

    def root_of(self, path: Path) -> Path | None:
        """Return the folder of the course that a file belongs to."""
        return next((folder for folder in path.parents if (folder / COURSE_FILE).is_file()), None)

    def roots_of(self, path: Path) -> list[Path]:
        """Return the courses that a file concerns: its own, or all that are open beneath a project file."""
        if path.name == PROJECT_FILE:
            return [root for root in self.found if root.is_relative_to(path.parent)]
        root = self.root_of(path)
        return [root] if root else []

    def check(self, root: Path, unsaved: Mapping[str, str] | None = None) -> Diagnostics:
        """Check a course as its project and its LMS want it."""
        texts, found = self.unsaved if unsaved is None else unsaved, Diagnostics()
        above = project_folder(root)
        project = read_project(above, found, texts) if above else None
        targets = targets_for((), profile_for(None, project), project)
        heads = self.text(root / COURSE_FILE, texts), self.text(above / PROJECT_FILE, texts) if above else ""
        before = self._before_of("checked", root, heads)
        check_course(root, targets, found, project=project, unsaved=texts, before=before)
        return found

    def _before_of(self, reader: str, root: Path, heads: object) -> ReadBefore:
        """Return what was read before for a purpose; nothing where a text that all of it depends on has changed."""
        known, before = self._before.get((reader, root), (None, ReadBefore()))
        if known != heads:
            before = ReadBefore()
            self._before[reader, root] = heads, before
        return before

    def of(self, path: Path) -> Course | None:
        """Return the course of a file, as far as it could be read when it was read last."""
        root = self.root_of(path)
        if root is not None and root not in self._read:
            self.read(root, self.unsaved)
        return self._read[root] if root else None

    def read(self, root: Path, unsaved: Mapping[str, str]) -> None:
        """Read a course again: what is completed, and where definitions are, is taken from it."""
        before = self._before_of("read", root, self.text(root / COURSE_FILE, unsaved))
        self._read[root] = read_course(Folder(root, unsaved=unsaved), Diagnostics(), before=before)

    def text(self, path: Path, texts: Mapping[str, str] | None = None) -> str:
        """Return the text of a file as the editor has it, or had it in `texts`; empty where it cannot be read."""
        unsaved = (self.unsaved if texts is None else texts).get(str(path))
        if unsaved is not None:
            return unsaved
        try:
            return path.read_bytes().decode()
        except (OSError, UnicodeDecodeError):
            return ""
