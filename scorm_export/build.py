"""The whole pipeline: folder → Course → CheckedCourse → Site → Files → zip."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from scorm_export.check import CheckedCourse, check, limits
from scorm_export.course import Course, Languages, Origin, Structure, state
from scorm_export.course.together import held_together
from scorm_export.diagnostics import Diagnostics
from scorm_export.lms.profile import Profile, Settings
from scorm_export.project import Project
from scorm_export.reading.course import ReadBefore, read_course
from scorm_export.reading.lrs import read_lrs
from scorm_export.reading.theme import shipped
from scorm_export.render import check_templates, render
from scorm_export.source.folder import Folder
from scorm_export.source.kinds import Texts
from scorm_export.targets import archive
from scorm_export.targets.base import Target
from scorm_export.targets.import_sheet import END, Written
from scorm_export.targets.xapi.activities import add_activities
from scorm_export.translation.catalogue import languages_in
from scorm_export.translation.course import Translated
from scorm_export.translation.exchanged import Exchanged

SEVERAL = "mul"
"""In the name of a package with several languages (ISO 639-2)."""
Sheet = Callable[[Course, Target, Written], bytes]
"""Given a course, a target and what is known of the package, the import sheet as HTML."""
Approval = Callable[[Target, Path, Path], None]
"""Called with a target, the path of its package and the zip, before the zip is renamed; raises to refuse it."""


@dataclass(frozen=True, slots=True)
class Package:
    """A written package, with the facts that an administrator asks for."""

    target: Target
    path: Path
    size: int
    files: int
    state_characters: int
    """The most characters of saved state that a learner can need in one SCO."""
    launches: int
    """The number of parts that an LMS launches."""
    beside: tuple[Path, ...] = ()
    """Files written beside it."""
    losses: Diagnostics = field(default_factory=Diagnostics)
    """What it cannot carry of the course."""


def for_lms(target: Target, profile: Profile) -> Target:
    """Return a target within the limits of an LMS."""
    own = target.limits
    characters = min(own.state_characters, profile.state_characters or own.state_characters)
    one_part = own.one_part or profile.only_one_sco(target.name)
    interactions = own.most_interactions if profile.settings.interactions else None
    taken = replace(own, state_characters=characters, one_part=one_part, most_interactions=interactions)
    return replace(target, limits=taken)


def check_course(
    root: Path,
    targets: Iterable[Target],
    found: Diagnostics,
    *,
    structure: Structure | None = None,
    lrs: Path | None = None,
    project: Project | None = None,
    unsaved: Mapping[str, str] | None = None,
    texts: Texts | None = None,
    before: ReadBefore | None = None,
    theme: str | None = None,
    together: bool = False,
) -> CheckedCourse | None:
    """Read and check a course folder. Returns None if it has errors, which `found` then holds.

    `structure` overrides the course file's. `lrs` is a file that names the LRS to report to in addition to
    the LMS, instead of the course's own. `project` fills in what the course leaves out. `unsaved` are texts by absolute
    path, which stand for those on disk. `texts` sees the texts that learners read; where they are `Exchanged`, the
    course is in their language. `before` holds what was read before, for a server; texts that were read before are not
    seen. `theme` is that of a shipped theme to show the course in, instead of its own. `together`: a package is to hold
    all languages, even where the course does not say so.
    """
    folder = Folder(root, unsaved=unsaved or {})
    course = read_course(folder, found, project.shared if project else None, texts, before)
    if course and isinstance(texts, Exchanged):
        origin = Origin(course.origin.span, {**course.origin.fields, "language": texts.place})
        course = replace(course, language=texts.language, origin=origin)
    if course and (together or course.languages is Languages.TOGETHER) and (others := languages_in(folder)):
        own = texts.source_language if isinstance(texts, Exchanged) else course.language
        course = replace(course, together=tuple(filter(None, (own, *others))))
    if course and structure:
        course = replace(course, structure=structure)
    if course and theme:
        course = replace(course, theme=shipped(theme))
    if course and lrs:
        course = replace(course, lrs=read_lrs(lrs, found))
    checked = check(course, folder, [target.limits for target in targets], found) if course else None
    if checked and checked.theme.templates:
        check_templates(checked, found)
    return checked if not found.errors else None


def check_translation(
    root: Path,
    translated: Translated,
    targets: Iterable[Target],
    found: Diagnostics,
    *,
    structure: Structure | None = None,
    lrs: Path | None = None,
    project: Project | None = None,
    unsaved: Mapping[str, str] | None = None,
    theme: str | None = None,
    together: bool = False,
) -> CheckedCourse | None:
    """Check a course in another language, after that of its source. Returns None if it has errors.

    `found` gets what is wrong with the translation alone.
    """
    own = Diagnostics()
    checked = check_course(
        root,
        targets,
        own,
        structure=structure,
        lrs=lrs,
        project=project,
        unsaved={**(unsaved or {}), **translated.texts.files()},
        texts=translated.texts,
        theme=theme,
        together=together,
    )
    known = set(found.found)
    found.found += [each for each in own.found if each not in known and each.rule != "unlisted-file"]
    return checked


def together(
    versions: Sequence[CheckedCourse], targets: Iterable[Target], found: Diagnostics
) -> tuple[CheckedCourse, ...]:
    """Return a course in several languages for one package, and report what a learner's state could not hold of it."""
    courses = held_together([each.course for each in versions])
    own = Diagnostics()
    for course in courses:
        limits.check(course, [target.limits for target in targets], own)
    known = {(each.rule, each.message) for each in found.found}
    found.found += [each for each in own.found if (each.rule, each.message) not in known]
    return tuple(replace(each, course=course) for each, course in zip(versions, courses, strict=True))


def build(
    checked: CheckedCourse,
    root: Path,
    targets: Iterable[Target],
    output: Path,
    progress: archive.Progress = lambda _name, _size: None,
    *,
    settings: Settings | None = None,
    approve: Approval | None = None,
    sheet: Sheet | None = None,
    language: str | None = None,
    others: Sequence[CheckedCourse] = (),
) -> Iterator[Package]:
    """Write a package for each target, and yield each when it is complete; `settings` are those of an LMS.

    `language` is that of a translation, which is part of its packages' names. `others` are the same course in other
    languages, which the packages hold as well: `together` returns them.
    `approve` sees each zip before it is renamed. `sheet` makes an import sheet, which is written beside it.
    Raises OSError when writing fails, and NotBuiltError when the player is missing.
    """
    language = SEVERAL if others else language
    site = render(checked, root, settings, others=others)
    course = checked.course
    for target in targets:
        files = target.describe(site)
        if course.lrs is not None and target.is_launched and not target.sends_statements:
            files = add_activities(files, course, course.lrs)
        name = "-".join(part for part in (course.id, course.version, course.run, language) if part)
        path = output / f"{name}-{target.name}.zip"
        archive.write_zip(path, files, progress, partial(approve, target, path) if approve else None)
        beside = {output / f"{name}-{end}": content for end, content in target.beside(site).items()}
        size, launches = path.stat().st_size, len(site.launches)
        characters = state.worst_case(course)
        if sheet is not None and target.is_launched:
            written = Written(
                name=path.name, size=size, files=len(files), launches=launches, state_characters=characters
            )
            beside[output / f"{name}-{target.name}-{END}"] = sheet(course, target, written)
        for other, content in beside.items():
            other.write_bytes(content)
        yield Package(target, path, size, len(files), characters, launches, tuple(beside), target.losses(site))
