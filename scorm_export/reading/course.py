"""A source folder to a Course: which files there are, what their fields mean, and how they hang together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from scorm_export.course import (
    Activity,
    Author,
    Completion,
    Course,
    Effort,
    Extent,
    FrequentQuestion,
    Lesson,
    LessonKind,
    Level,
    Module,
    Objective,
    Order,
    Origin,
    Picture,
    Provider,
    Scoring,
    Structure,
    Theme,
)
from scorm_export.diagnostics import Diagnostics, Related, Severity, SourceFile, Span
from scorm_export.reading.lrs import LRS
from scorm_export.reading.metadata_fields import KEYWORDS, LAUNCH_PARAMETERS, REPORTING, RIGHTS
from scorm_export.reading.own_blocks import OWN_BLOCKS, syntax_in
from scorm_export.reading.quiz import with_draws
from scorm_export.reading.quiz_markdown import read_quiz_file, says_quiz
from scorm_export.reading.shared_fields import MINUTES, OBJECTIVE_IDS, TITLE, objectives
from scorm_export.reading.survey import record_for
from scorm_export.reading.theme import read_theme
from scorm_export.source.fields import (
    Field,
    ListOf,
    MarkdownText,
    Placed,
    Record,
    Values,
    defaulted,
    optional,
    required,
)
from scorm_export.source.folder import Folder
from scorm_export.source.kinds import Reading
from scorm_export.source.levels import Levels
from scorm_export.source.markdown import read_markdown
from scorm_export.source.scalars import (
    EMAIL,
    FILE,
    IDENTIFIER,
    IRI,
    LANGUAGE,
    VERSION,
    WEB_ADDRESS,
    Duration,
    Factor,
    Flag,
    OneOf,
    Points,
    Text,
)
from scorm_export.source.syntax import NO_BLOCKS, Syntax
from scorm_export.source.yaml import read_yaml

COURSE_FILE = "course.yaml"
MODULE_FILE = "module.yaml"
_NAME = Text("a name", most=200)


# course.yaml
_ID = required("id", IDENTIFIER, "the course's permanent id")
_IRI = required("iri", IRI, "absolute IRI under a domain of the publisher; permanent")
_VERSION = required("version", VERSION, "of this edition; part of the package's name")
_LANGUAGE = required("language", LANGUAGE, "BCP 47 tag of the text")
_DESCRIPTION = required("description", MarkdownText(), "what the course promises; Markdown")
_LEVEL = optional("level", OneOf(Level), "for whom the course is")
_LEAST = required("least", Duration(), "of a quick learner")
_MOST = required("most", Duration(), "of a thorough one")
_EFFORT = optional(
    "effort",
    Record(
        "`effort`", (_LEAST, _MOST), lambda v: Effort(least=v[_LEAST], most=v[_MOST], origin=Origin(v.span, v.spans))
    ),
    "how long the whole course takes",
)
_PACE = optional("pace", Text(), "how to take the course")
_PROVIDER_NAME = required("name", _NAME, "of the publishing institution")
_URL = optional("url", WEB_ADDRESS, "its web site")
_EMAIL = optional("email", EMAIL, "where to ask")
PROVIDER_FIELDS = (_PROVIDER_NAME, _URL, _EMAIL)
_PROVIDER_KIND = Record(
    "the provider",
    PROVIDER_FIELDS,
    lambda v: Provider(name=v[_PROVIDER_NAME], url=v[_URL], email=v[_EMAIL]),
)
_PROVIDER = required("provider", _PROVIDER_KIND, "who publishes the course")
_OWN_PROVIDER = optional("provider", _PROVIDER_KIND, "who publishes the course, if not the `brand` of the project file")
_AUTHOR_NAME = required("name", _NAME, "a person or group")
_ROLE = optional("role", _NAME, "what they did")
_AUTHORS = defaulted(
    "authors",
    ListOf(Record("an author", (_AUTHOR_NAME, _ROLE), lambda v: Author(name=v[_AUTHOR_NAME], role=v[_ROLE]))),
    (),
    "who made the course",
)
_AUDIENCES = defaulted("audiences", ListOf(Text()), (), "for whom it is")
_OBJECTIVE_ID = required("id", IDENTIFIER, "the objective's permanent id")
_OBJECTIVE_TEXT = required("text", MarkdownText(inline=True), "what a learner can do afterwards")
_OBJECTIVE = Record(
    "an objective",
    (_OBJECTIVE_ID, _OBJECTIVE_TEXT),
    lambda v: Objective(id=v[_OBJECTIVE_ID], text=v[_OBJECTIVE_TEXT], origin=Origin(v.span, v.spans)),
)
_OBJECTIVES = required("objectives", ListOf(_OBJECTIVE, least=1), "what learners learn")
_QUESTION = required("question", Text(), "as people ask it")
_REPLY = required("answer", MarkdownText(), "the answer; Markdown")
_FAQ = defaulted(
    "faq",
    ListOf(
        Record(
            "a question of the FAQ",
            (_QUESTION, _REPLY),
            lambda v: FrequentQuestion(question=v[_QUESTION], answer=v[_REPLY]),
        )
    ),
    (),
    "what people ask about the course",
)
_TOTAL = required("total", Points(), "all points of the course")
_PASS = required("pass", Points(), "the points that pass it")
_SCORING = optional(
    "scoring",
    Record(
        "`scoring`",
        (_TOTAL, _PASS),
        lambda v: Scoring(total=v[_TOTAL], passing=v[_PASS], origin=Origin(v.span, v.spans)),
    ),
    "points; left out when there is no quiz",
)
_ALL_LESSONS = defaulted("lessons", OneOf(Extent), Extent.ALL, "which lessons have to be visited")
_ALL_QUIZZES = defaulted("quizzes", OneOf(Extent), Extent.ALL, "which quizzes have to be handed in")
_ALL_SURVEYS = defaulted("surveys", OneOf(Extent), Extent.NONE, "which surveys have to be sent")
_COMPLETION = defaulted(
    "completion",
    Record(
        "`completion`",
        (_ALL_LESSONS, _ALL_QUIZZES, _ALL_SURVEYS),
        lambda v: Completion(lessons=v[_ALL_LESSONS], quizzes=v[_ALL_QUIZZES], surveys=v[_ALL_SURVEYS]),
    ),
    Completion(),
    "what completes the course",
)
_STRUCTURE = defaulted("structure", OneOf(Structure), Structure.COURSE, "how the course is cut into SCOs")
_ORDER = defaulted("order", OneOf(Order), Order.FREE, "when a part opens, where the course is cut")
_ACCOMMODATION = defaulted("accommodation", Factor(), Decimal(1), "what every time limit is multiplied by")
_SHARED_DEVICES = defaulted("shared_devices", Flag(), False, "`true`: no learner's work is kept on the device")  # noqa: FBT003 — it is the value
_KEEP_SIGNED_IN = defaulted("keep_signed_in", Flag(), True, "`false`: the LMS may sign a learner out who works")  # noqa: FBT003 — it is the value
_LRS = optional("lrs", LRS, "the record store that SCORM packages report to beside the LMS")
_THEME = optional("theme", Placed(FILE), "the look: the name of a theme, or its folder")
_RULES = defaulted("rules", Levels(), {}, "which rules are off, notes, warnings or errors in this course")
_MODULES = required("modules", ListOf(Placed(FILE), least=1), "the module folders, in order")

# module.yaml
_MODULE_ID = required("id", IDENTIFIER, "the module's permanent id")
_MODULE_DESCRIPTION = optional("description", MarkdownText(), "shown on the course home; Markdown")
_ACTIVITIES = required(
    "activities", ListOf(Placed(FILE), least=1), "lessons (.md) and quizzes (.yaml, or .md with `kind: quiz`), in order"
)

# a lesson's front matter
_LESSON_ID = required("id", IDENTIFIER, "the lesson's permanent id")
_KIND = required("kind", OneOf(LessonKind), "what the lesson mainly is")


@dataclass(frozen=True, slots=True)
class _CourseFile:
    values: Values
    modules: tuple[tuple[str, Span], ...]


@dataclass(frozen=True, slots=True)
class _ModuleFile:
    values: Values
    activities: tuple[tuple[str, Span], ...]


@dataclass(frozen=True, slots=True)
class _LessonHead:
    values: Values


def _course_record(provider: Field[Any]) -> Record[_CourseFile]:
    """Return the fields of course.yaml, with this one for who publishes the course."""
    return Record(
        "the course",
        (
            _ID,
            _IRI,
            _VERSION,
            TITLE,
            _LANGUAGE,
            _DESCRIPTION,
            _LEVEL,
            _EFFORT,
            _PACE,
            provider,
            _AUTHORS,
            _AUDIENCES,
            KEYWORDS,
            RIGHTS,
            _OBJECTIVES,
            _FAQ,
            _SCORING,
            _COMPLETION,
            _STRUCTURE,
            _ORDER,
            _ACCOMMODATION,
            _SHARED_DEVICES,
            _KEEP_SIGNED_IN,
            _LRS,
            LAUNCH_PARAMETERS,
            REPORTING,
            _THEME,
            OWN_BLOCKS,
            _RULES,
            _MODULES,
        ),
        lambda v: _CourseFile(v, v[_MODULES]),
    )


_COURSE_ALONE = _course_record(_PROVIDER)
COURSE = _course_record(_OWN_PROVIDER)
MODULE = Record(
    "the module",
    (_MODULE_ID, TITLE, _MODULE_DESCRIPTION, OBJECTIVE_IDS, _ACTIVITIES),
    lambda v: _ModuleFile(v, v[_ACTIVITIES]),
)
LESSON = Record("the lesson", (_LESSON_ID, TITLE, _KIND, MINUTES, OBJECTIVE_IDS), _LessonHead)


@dataclass(frozen=True, kw_only=True, slots=True)
class Shared:
    """What several courses share: it holds where a course does not say it itself."""

    theme: Theme | None = None
    provider: Provider | None = None
    logo: Picture | None = None
    """In the place of the theme's, unless the course has a theme of its own with a logo."""
    rules: Mapping[str, Severity] = field(default_factory=dict)


def read_course(folder: Folder, found: Diagnostics, shared: Shared | None = None) -> Course | None:
    """Read a whole course folder; None when there is no course file to speak of. What is wrong is in `found`."""
    shared = shared or Shared()
    path = folder.resolve(COURSE_FILE, "", SourceFile(path=folder.shown(COURSE_FILE)).span(), found)
    file = folder.text(path, found) if path else None
    node = read_yaml(file, found) if file else None
    record = COURSE if shared.provider else _COURSE_ALONE
    syntax = syntax_in(node) if node else NO_BLOCKS
    head = record.read(node, Reading(COURSE_FILE, found, syntax)) if node else None
    if head is None:
        return None
    values: Values = head.values
    own_rules = values[_RULES]
    found.set_levels({**shared.rules, **own_rules})
    named = values[_THEME]
    theme = read_theme(*named, folder, found) if named else shared.theme
    listed: dict[str, Span] = {}
    modules = [_module(folder, name, at, listed, found, syntax) for name, at in head.modules]
    return Course(
        id=values[_ID],
        iri=values[_IRI],
        version=values[_VERSION],
        title=values[TITLE],
        language=values[_LANGUAGE],
        description=values[_DESCRIPTION],
        level=values[_LEVEL],
        effort=values[_EFFORT],
        pace=values[_PACE],
        provider=values[_OWN_PROVIDER] or shared.provider if shared.provider else values[_PROVIDER],
        authors=values[_AUTHORS],
        audiences=values[_AUDIENCES],
        objectives=values[_OBJECTIVES],
        faq=values[_FAQ],
        scoring=values[_SCORING],
        completion=values[_COMPLETION],
        structure=values[_STRUCTURE],
        order=values[_ORDER],
        accommodation=values[_ACCOMMODATION],
        shared_devices=values[_SHARED_DEVICES],
        keep_signed_in=values[_KEEP_SIGNED_IN],
        lrs=values[_LRS],
        keywords=values[KEYWORDS],
        rights=values[RIGHTS],
        launch_parameters=values[LAUNCH_PARAMETERS],
        reporting=values[REPORTING],
        blocks=values[OWN_BLOCKS],
        theme=theme,
        logo=None if named and theme and theme.logo else shared.logo,
        modules=tuple(m for m in modules if m),
        origin=Origin(values.span, values.spans),
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
    folder: Folder, name: str, at: Span, listed: dict[str, Span], found: Diagnostics, syntax: Syntax
) -> Module | None:
    directory = folder.resolve(name, COURSE_FILE, at, found)
    if directory is None or _listed_before(directory, at, listed, found):
        return None
    path = folder.resolve(f"{directory}/{MODULE_FILE}", "", at, found)
    file = folder.text(path, found) if path else None
    node = read_yaml(file, found) if file else None
    reading = Reading(path or "", found, syntax)
    head = MODULE.read(node, reading) if node else None
    if head is None:
        return None
    values: Values = head.values
    activities = [_activity(folder, name, at, reading, listed) for name, at in head.activities]
    names, origin = objectives(values)
    return Module(
        id=values[_MODULE_ID],
        title=values[TITLE],
        description=values[_MODULE_DESCRIPTION],
        objectives=names,
        activities=tuple(a for a in activities if a),
        path=path or "",
        origin=origin,
    )


def _activity(folder: Folder, name: str, at: Span, module: Reading, listed: dict[str, Span]) -> Activity | None:
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
    reading = replace(module, path=path)
    if path.endswith(".md") and not says_quiz(file):
        return _lesson(file, reading)
    node = read_quiz_file(file, found)
    head = record_for(node).read(node, reading) if node else None
    return with_draws(head, folder, reading) if head else None


def _report_front_matter(file: SourceFile, found: Diagnostics) -> None:
    written = next((n for n, line in enumerate(file.lines, 1) if line.strip()), 1)
    if file.lines[0].rstrip() == "---":
        text = (n for n, line in enumerate(file.lines[1:], 2) if not re.match(r"\s*(?:[\w-]+:|- |$)", line))
        after = next(text, len(file.lines))
        found.error(
            "missing-front-matter",
            "the front matter is never closed",
            file.line(1),
            f"put a line `---` after its last field, before line {after}",
        )
    elif file.lines[written - 1].strip() == "---":
        found.error(
            "missing-front-matter",
            "the front matter starts with the first line of the file",
            file.line(written),
            "delete what is above it",
        )
    else:
        found.error(
            "missing-front-matter",
            "a lesson starts with its fields between two lines of `---`",
            file.line(written),
            "see `scorm-export explain missing-front-matter`",
        )


def _lesson(file: SourceFile, reading: Reading) -> Lesson | None:
    path, found = reading.path, reading.found
    end = next((n for n, line in enumerate(file.lines[1:], 2) if line.rstrip() == "---"), None)
    if file.lines[0].rstrip() != "---" or end is None:
        _report_front_matter(file, found)
        return None
    node = read_yaml(file, found, 2, end - 1)
    head = LESSON.read(node, reading) if node else None
    if head is None:
        return None
    before = found.errors
    body = read_markdown(
        file,
        path,
        "\n".join(file.lines[end:]),
        found,
        first_line=end + 1,
        last_line=len(file.lines),
        syntax=reading.syntax,
    )
    if not body.has_content and found.errors == before:
        found.error(
            "empty-lesson",
            "there is nothing in this lesson",
            file.line(end),
            "write its text below the second `---`, or take it out of its module's `activities`",
        )
    values: Values = head.values
    names, origin = objectives(values)
    return Lesson(
        id=values[_LESSON_ID],
        title=values[TITLE],
        kind=values[_KIND],
        minutes=values[MINUTES],
        objectives=names,
        path=path,
        body=body,
        origin=origin,
    )
