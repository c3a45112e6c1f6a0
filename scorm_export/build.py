"""The whole pipeline: folder → Course → CheckedCourse → Site → Files → zip."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from scorm_export import archive, state
from scorm_export.check import CheckedCourse, check
from scorm_export.course import Structure
from scorm_export.diagnostics import Diagnostics
from scorm_export.lms import Profile, Settings
from scorm_export.reader import read_course
from scorm_export.render import render
from scorm_export.source.folder import Folder
from scorm_export.standards.base import Standard


@dataclass(frozen=True, slots=True)
class Package:
    """A package that was written: what an administrator wants to know of it."""

    standard: Standard
    path: Path
    size: int
    files: int
    state_characters: int
    """The most characters of saved state a learner of this course can need in one SCO."""
    launches: int
    """How many parts an LMS launches one by one."""


def for_lms(standard: Standard, profile: Profile) -> Standard:
    """Return a standard as an LMS takes it."""
    limits = standard.limits
    characters = min(limits.state_characters, profile.state_characters or limits.state_characters)
    return replace(
        standard, limits=replace(limits, state_characters=characters, one_part=profile.only_one_sco(standard.name))
    )


def check_course(
    root: Path, standards: Iterable[Standard], found: Diagnostics, structure: Structure | None = None
) -> CheckedCourse | None:
    """Read and prove a course folder; None, and what is wrong in `found`, when it is not sound.

    `structure` cuts it in another way than the course file says.
    """
    folder = Folder(root)
    course = read_course(folder, found)
    if course and structure:
        course = replace(course, structure=structure)
    return check(course, folder, [s.limits for s in standards], found) if course else None


def build(
    checked: CheckedCourse,
    root: Path,
    standards: Iterable[Standard],
    output: Path,
    progress: archive.Progress = lambda _name, _size: None,
    *,
    settings: Settings | None = None,
) -> Iterator[Package]:
    """Write a package for each standard, and yield it when it is whole; `settings` are those of an LMS.

    Raises OSError when the disk does, and NotBuiltError when the player is not there.
    """
    site = render(checked, root, settings)
    course = checked.course
    for standard in standards:
        files = standard.describe(site)
        target = output / f"{course.id}-{course.version}-{standard.name}.zip"
        archive.write_zip(target, files, progress)
        yield Package(standard, target, target.stat().st_size, len(files), state.worst_case(course), len(site.launches))
