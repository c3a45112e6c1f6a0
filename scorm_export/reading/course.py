"""A source folder to a Course: which files there are, what their fields mean, and how they hang together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from scorm_export.course import Activity, Course, Module, Picture, Provider, Theme
from scorm_export.diagnostics import Diagnostic, Diagnostics, Related, Severity, SourceFile, Span
from scorm_export.reading.citations import read_bibliography
from scorm_export.reading.course_fields import COURSE, COURSE_ALONE, MODULE, course_of, module_of
from scorm_export.reading.inserts import Inserts, with_inserts
from scorm_export.reading.lesson import read_lesson
from scorm_export.reading.own_blocks import syntax_in
from scorm_export.reading.published import read_published
from scorm_export.reading.quiz import QuizFile, texts_of_banks, with_draws
from scorm_export.reading.quiz_markdown import read_quiz_file, says_quiz
from scorm_export.reading.survey import record_for
from scorm_export.reading.theme import read_theme
from scorm_export.source.folder import Folder
from scorm_export.source.kinds import Reading, Texts
from scorm_export.source.syntax import NO_BLOCKS
from scorm_export.source.yaml import read_yaml

COURSE_FILE = "course.yaml"
MODULE_FILE = "module.yaml"


@dataclass(frozen=True, kw_only=True, slots=True)
class Shared:
    """What several courses share: it holds where a course does not say it itself."""

    theme: Theme | None = None
    provider: Provider | None = None
    logo: Picture | None = None
    """In the place of the theme's, unless the course has a theme of its own with a logo."""
    rules: Mapping[str, Severity] = field(default_factory=dict)
    inserts: Inserts = field(default_factory=Inserts)


@dataclass(frozen=True, slots=True)
class _Read:
    """An activity, what was found in it, and what it was read from."""

    activity: Activity | None
    said: list[Diagnostic]
    file: SourceFile
    draws: QuizFile | None = None
    """Of a quiz that draws from banks: what says from which."""
    banks: tuple[SourceFile | None, ...] = ()

    def is_current(self, file: SourceFile, folder: Folder, shared: Folder | None) -> bool:
        """Whether its own text and those of its banks are still the same."""
        banks = texts_of_banks(self.draws, folder, shared) if self.draws else []
        now, then = [file, *banks], [self.file, *self.banks]
        return all(_same(one, other) for one, other in zip(now, then, strict=True))


@dataclass(slots=True)
class ReadBefore:
    """Lessons and quizzes by path, with the texts they were read from and what was found in them.

    A server hands it to each reading of a course, and an activity is read again only when its text or a bank of it has
    changed. What else an activity is read from is the course file: `clear` it when that changes.
    """

    activities: dict[str, _Read] = field(default_factory=dict)

    def clear(self) -> None:
        """Read everything again."""
        self.activities.clear()


def read_course(
    folder: Folder,
    found: Diagnostics,
    shared: Shared | None = None,
    texts: Texts | None = None,
    before: ReadBefore | None = None,
) -> Course | None:
    """Read a whole course folder; None when there is no course file to speak of. What is wrong is in `found`.

    `texts` sees every text that learners read, and may exchange it for its translation.
    """
    shared = shared or Shared()
    path = folder.resolve(COURSE_FILE, "", SourceFile(path=folder.shown(COURSE_FILE)).span(), found)
    file = folder.text(path, found) if path else None
    node = read_yaml(file, found) if file else None
    record = COURSE if shared.provider else COURSE_ALONE
    syntax = syntax_in(node) if node else NO_BLOCKS
    head = record.read(node, Reading(COURSE_FILE, found, syntax, texts, (COURSE_FILE,))) if node else None
    if head is None:
        return None
    found.set_levels({**shared.rules, **head.rules})
    theme = read_theme(*head.theme, folder, found, texts) if head.theme else shared.theme
    logo = None if head.theme and theme and theme.logo else shared.logo
    published = read_published(*head.published, head.iri, folder, found) if head.published else None
    listed: dict[str, Span] = {}
    works = read_bibliography(head.bibliography, folder, found) if head.bibliography else shared.inserts.works
    inserts = replace(shared.inserts, variables={**shared.inserts.variables, **head.variables}, works=works)
    reading = Reading("", found, syntax, texts)
    before = before or ReadBefore()
    modules = [_module(folder, name, at, listed, inserts, reading, before) for name, at in head.modules]
    return course_of(
        head, [m for m in modules if m], theme=theme, logo=logo, provider=shared.provider, published=published
    )


def _listed_before(path: str, at: Span, listed: dict[str, Span], found: Diagnostics) -> bool:
    first = listed.setdefault(path, at)
    if first is not at:
        found.error(
            "listed-twice",
            f"`{path}` is listed twice",
            at,
            "leave one of the two out",
            related=Related("first listed here", first),
        )
    return first is not at


def _module(
    folder: Folder,
    name: str,
    at: Span,
    listed: dict[str, Span],
    inserts: Inserts,
    course: Reading,
    before: ReadBefore,
) -> Module | None:
    found = course.found
    directory = folder.resolve(name, COURSE_FILE, at, found)
    if directory is None or _listed_before(directory, at, listed, found):
        return None
    path = folder.resolve(f"{directory}/{MODULE_FILE}", "", at, found)
    file = folder.text(path, found) if path else None
    node = read_yaml(file, found) if file else None
    reading = replace(course, path=path or "")
    head = MODULE.read(node, reading) if node else None
    if head is None:
        return None
    activities = [_activity(folder, name, at, reading, listed, inserts, before) for name, at in head.activities]
    return module_of(head, path or "", [a for a in activities if a])


def _activity(
    folder: Folder,
    name: str,
    at: Span,
    module: Reading,
    listed: dict[str, Span],
    inserts: Inserts,
    before: ReadBefore,
) -> Activity | None:
    found = module.found
    if not name.endswith((".md", ".yaml")):
        stem, dot, suffix = name.rpartition(".")
        renamed = {"yml": "yaml", "markdown": "md", "txt": "md"}.get(suffix.lower(), "") if dot else "md"
        hint = (
            f"call it `{stem or suffix}.{renamed}`" if renamed else "a file that learners get is linked to in a lesson"
        )
        found.error("unknown-activity", f"`{name}` is neither a lesson (.md) nor a quiz (.yaml or .md)", at, hint)
        return None
    path = folder.resolve(name, module.path, at, found)
    if path is None or _listed_before(path, at, listed, found):
        return None
    file = folder.text(path, found)
    if file is None:
        return None
    is_lesson = path.endswith(".md") and not says_quiz(file)
    if is_lesson:
        file = with_inserts(file, path, folder, inserts, found)
    read = before.activities.get(path)
    if read is None or not read.is_current(file, folder, inserts.banks):
        reading = replace(module, path=path, found=Diagnostics(levels=found.levels))
        if is_lesson:
            read = _Read(read_lesson(file, reading), reading.found.found, file)
        else:
            read = _read_quiz(file, folder, reading, inserts.banks)
        before.activities[path] = read
    found.found += read.said
    return read.activity


def _read_quiz(file: SourceFile, folder: Folder, reading: Reading, banks: Folder | None) -> _Read:
    node = read_quiz_file(file, reading.found)
    head = record_for(node).read(node, reading) if node else None
    if head is None:
        return _Read(None, reading.found.found, file)
    quiz = with_draws(head, folder, reading, banks)
    drawn = tuple(texts_of_banks(head, folder, banks))
    return _Read(quiz, reading.found.found, file, head if head.draws else None, drawn)


def _same(one: SourceFile | None, other: SourceFile | None) -> bool:
    if one is None or other is None:
        return one is other
    return (one.lines, one.written) == (other.lines, other.written)
