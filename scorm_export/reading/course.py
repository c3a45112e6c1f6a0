"""A source folder to a Course: which files there are, what their fields mean, and how they hang together."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from scorm_export.course.course import (
    Activity,
    AnswersTime,
    Author,
    Completion,
    Counts,
    Course,
    Draw,
    Effort,
    Extent,
    FeedbackTime,
    FrequentQuestion,
    Layout,
    Lesson,
    LessonKind,
    Level,
    Module,
    Objective,
    Order,
    Origin,
    Provider,
    Purpose,
    Question,
    Quiz,
    Scoring,
    Shuffle,
    Structure,
)
from scorm_export.diagnostics import Diagnostics, Related, SourceFile, Span, did_you_mean
from scorm_export.questions import QUESTION_TYPES
from scorm_export.questions.base import TAG
from scorm_export.reading.lrs import LRS
from scorm_export.source.fields import (
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
    Kind,
    ListOf,
    MarkdownText,
    OneOf,
    Placed,
    Points,
    Reading,
    Record,
    Schema,
    Text,
    Unlimited,
    Values,
    WholeNumber,
    defaulted,
    optional,
    required,
)
from scorm_export.source.folder import Folder
from scorm_export.source.levels import Levels
from scorm_export.source.markdown import read_markdown
from scorm_export.source.yaml import Mapping, Node, Scalar, read_yaml

COURSE_FILE = "course.yaml"
MODULE_FILE = "module.yaml"

_TITLE = Text("a title of at most 200 characters", most=200)
_NAME = Text("a name", most=200)
_MINUTES = WholeNumber(1, 600)

TITLE = required("title", _TITLE, "the title, as learners and LMS administrators see it")
OBJECTIVE_IDS = defaulted("objectives", ListOf(Placed(IDENTIFIER)), (), "ids of the course's objectives that it serves")


class QuestionKind(Kind[Question]):
    """A question: its `type` says which fields it has."""

    what = "a question"
    types = {t.name: t for t in QUESTION_TYPES}  # noqa: RUF012 — a table, never changed

    def read(self, node: Node, reading: Reading) -> Question | None:
        """Look the type up and read its record."""
        if not isinstance(node, Mapping):
            self.wrong(node, reading)
            return None
        chosen = next((value for key, value in node.entries if key.text == "type"), None)
        if chosen is None:
            at = node.entries[0][0].span if node.entries else node.span
            reading.found.error("missing-field", "a question needs a field `type`", at, did_you_mean("", self.types))
            return None
        name = chosen.text.strip() if isinstance(chosen, Scalar) else ""
        if name not in self.types:
            reading.found.error(
                "unknown-question-type",
                f"there is no question type `{name}`",
                chosen.span,
                did_you_mean(name, self.types),
            )
            return None
        return self.types[name].record.read(node, reading)

    @property
    def blank(self) -> Question:
        """Never used: lists leave out what is wrong."""
        raise AssertionError("a question has no blank")

    def schema(self) -> Schema:
        """Return one alternative for each type."""
        alternatives = []
        for name, question_type in self.types.items():
            schema = question_type.record.schema()
            schema["properties"]["type"] = {"const": name}
            alternatives.append(schema)
        return {"oneOf": alternatives}


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
_PROVIDER = required(
    "provider",
    Record(
        "the provider",
        (_PROVIDER_NAME, _URL, _EMAIL),
        lambda v: Provider(name=v[_PROVIDER_NAME], url=v[_URL], email=v[_EMAIL]),
    ),
    "who publishes the course",
)
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
_COMPLETION = defaulted(
    "completion",
    Record(
        "`completion`",
        (_ALL_LESSONS, _ALL_QUIZZES),
        lambda v: Completion(lessons=v[_ALL_LESSONS], quizzes=v[_ALL_QUIZZES]),
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
_RULES = defaulted("rules", Levels(), {}, "which rules are off, notes, warnings or errors in this course")
_MODULES = required("modules", ListOf(Placed(FILE), least=1), "the module folders, in order")

# module.yaml
_MODULE_ID = required("id", IDENTIFIER, "the module's permanent id")
_MODULE_DESCRIPTION = optional("description", MarkdownText(), "shown on the course home; Markdown")
_ACTIVITIES = required("activities", ListOf(Placed(FILE), least=1), "lessons (.md) and quizzes (.yaml), in order")

# a lesson's front matter
_LESSON_ID = required("id", IDENTIFIER, "the lesson's permanent id")
_KIND = required("kind", OneOf(LessonKind), "what the lesson mainly is")
_LESSON_MINUTES = required("minutes", _MINUTES, "whole minutes a learner needs")

# quiz.yaml
_QUIZ_ID = required("id", IDENTIFIER, "the quiz's permanent id")
_PURPOSE = defaulted("purpose", OneOf(Purpose), Purpose.GRADED, "whether it counts, is for practice, or spares lessons")
_ATTEMPTS = defaulted("attempts", Unlimited(), None, "how often it may be handed in")
_COUNTS = defaulted("counts", OneOf(Counts), Counts.BEST, "which attempt's points count")
_QUIZ_PASS = optional("pass", Points(), "the points that pass it; the course's share where it is left out")
_ESSENTIAL = defaulted("essential", Flag(), False, "`true`: the course is passed only by who passes this quiz")  # noqa: FBT003 — it is the value
_WAIT = optional("wait", Duration(), "from a hand-in to the next attempt")
_TIME = optional("time", Duration(), "how long an attempt may take")
_FEEDBACK = defaulted("feedback", OneOf(FeedbackTime), FeedbackTime.AFTER_HAND_IN, "when learners hear what was right")
_ANSWERS = defaulted("answers", OneOf(AnswersTime), AnswersTime.AFTER_LAST_ATTEMPT, "when right answers are shown")
_LAYOUT = defaulted("layout", OneOf(Layout), Layout.ALL, "all questions on one page, or one at a time")
_SHUFFLE = defaulted("shuffle", OneOf(Shuffle), Shuffle.NONE, "what each attempt puts in an order of its own")
_INTRODUCTION = optional("introduction", MarkdownText(), "before the questions; Markdown")
_QUESTIONS = defaulted(
    "questions", ListOf(QuestionKind(), least=1), (), "the questions that every attempt asks, in order"
)
_BANK = required("bank", Placed(FILE), "the file of the bank")
_COUNT = required("count", WholeNumber(1, 200), "how many questions an attempt takes")
_DRAW_TAGS = defaulted("tags", ListOf(TAG), (), "takes only questions that have all of these tags")
_DRAW_POINTS = optional("points", Points(), "takes only questions worth that much")


@dataclass(frozen=True, slots=True)
class _DrawFields:
    """A draw before its bank was read."""

    values: Values


_DRAWS = defaulted(
    "draws",
    ListOf(Record("a draw", (_BANK, _COUNT, _DRAW_TAGS, _DRAW_POINTS), _DrawFields), least=1),
    (),
    "questions that each attempt takes out of banks, asked after `questions`",
)

# a bank
_BANK_ID = required("id", IDENTIFIER, "the bank's id")
_BANK_QUESTIONS = required("questions", ListOf(QuestionKind(), least=1), "the questions")


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


COURSE = Record(
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
        _PROVIDER,
        _AUTHORS,
        _AUDIENCES,
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
        _RULES,
        _MODULES,
    ),
    lambda v: _CourseFile(v, v[_MODULES]),
)
MODULE = Record(
    "the module",
    (_MODULE_ID, TITLE, _MODULE_DESCRIPTION, OBJECTIVE_IDS, _ACTIVITIES),
    lambda v: _ModuleFile(v, v[_ACTIVITIES]),
)
LESSON = Record("the lesson", (_LESSON_ID, TITLE, _KIND, _LESSON_MINUTES, OBJECTIVE_IDS), _LessonHead)


@dataclass(frozen=True, slots=True)
class _QuizFile:
    quiz: Quiz
    draws: tuple[_DrawFields, ...]


def _quiz(values: Values) -> _QuizFile:
    names, origin = _objectives(values)
    quiz = Quiz(
        id=values[_QUIZ_ID],
        title=values[TITLE],
        minutes=values[_LESSON_MINUTES],
        purpose=values[_PURPOSE],
        attempts=values[_ATTEMPTS],
        counts=values[_COUNTS],
        passing=values[_QUIZ_PASS],
        essential=values[_ESSENTIAL],
        wait=values[_WAIT],
        time=values[_TIME],
        feedback=values[_FEEDBACK],
        answers=values[_ANSWERS],
        layout=values[_LAYOUT],
        shuffle=values[_SHUFFLE],
        objectives=names,
        introduction=values[_INTRODUCTION],
        questions=values[_QUESTIONS],
        path=values.path,
        origin=origin,
    )
    return _QuizFile(quiz, values[_DRAWS])


QUIZ = Record(
    "the quiz",
    (
        _QUIZ_ID,
        TITLE,
        _LESSON_MINUTES,
        _PURPOSE,
        _ATTEMPTS,
        _COUNTS,
        _QUIZ_PASS,
        _ESSENTIAL,
        _WAIT,
        _TIME,
        _FEEDBACK,
        _ANSWERS,
        _LAYOUT,
        _SHUFFLE,
        _INTRODUCTION,
        OBJECTIVE_IDS,
        _QUESTIONS,
        _DRAWS,
    ),
    _quiz,
)
BANK: Record[tuple[Question, ...]] = Record(
    "the bank", (_BANK_ID, TITLE, _BANK_QUESTIONS), lambda v: v[_BANK_QUESTIONS]
)

FILES: dict[str, Record[Any]] = {"course": COURSE, "module": MODULE, "lesson": LESSON, "quiz": QUIZ, "bank": BANK}
"""The records of the five kinds of file, for the published schemas."""


def _objectives(values: Values) -> tuple[tuple[str, ...], Origin]:
    named = values[OBJECTIVE_IDS]
    spans = dict(values.spans) | {f"objectives.{name}": span for name, span in named}
    return tuple(dict.fromkeys(name for name, _ in named)), Origin(values.span, spans)


def read_course(folder: Folder, found: Diagnostics) -> Course | None:
    """Read a whole course folder; None when there is no course file to speak of. What is wrong is in `found`."""
    path = folder.resolve(COURSE_FILE, "", SourceFile(path=folder.shown(COURSE_FILE)).span(), found)
    file = folder.text(path, found) if path else None
    node = read_yaml(file, found) if file else None
    head = COURSE.read(node, Reading(COURSE_FILE, found)) if node else None
    if head is None:
        return None
    values: Values = head.values
    found.set_levels(values[_RULES])
    listed: dict[str, Span] = {}
    modules = [_module(folder, name, at, listed, found) for name, at in head.modules]
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
        provider=values[_PROVIDER],
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


def _module(folder: Folder, name: str, at: Span, listed: dict[str, Span], found: Diagnostics) -> Module | None:
    directory = folder.resolve(name, COURSE_FILE, at, found)
    if directory is None or _listed_before(directory, at, listed, found):
        return None
    path = folder.resolve(f"{directory}/{MODULE_FILE}", "", at, found)
    file = folder.text(path, found) if path else None
    node = read_yaml(file, found) if file else None
    head = MODULE.read(node, Reading(path or "", found)) if node else None
    if head is None:
        return None
    values: Values = head.values
    activities = [_activity(folder, name, path or "", at, listed=listed, found=found) for name, at in head.activities]
    names, origin = _objectives(values)
    return Module(
        id=values[_MODULE_ID],
        title=values[TITLE],
        description=values[_MODULE_DESCRIPTION],
        objectives=names,
        activities=tuple(a for a in activities if a),
        path=path or "",
        origin=origin,
    )


def _activity(
    folder: Folder, name: str, named_in: str, at: Span, *, listed: dict[str, Span], found: Diagnostics
) -> Activity | None:
    if not name.endswith((".md", ".yaml")):
        stem, dot, suffix = name.rpartition(".")
        renamed = {"yml": "yaml", "markdown": "md", "txt": "md"}.get(suffix.lower(), "") if dot else "md"
        hint = (
            f"call it `{stem or suffix}.{renamed}`" if renamed else "a file that learners get is linked to in a lesson"
        )
        found.error("unknown-activity", f"`{name}` is neither a lesson (.md) nor a quiz (.yaml)", at, hint)
        return None
    path = folder.resolve(name, named_in, at, found)
    if path is None or _listed_before(path, at, listed, found):
        return None
    file = folder.text(path, found)
    if file is None:
        return None
    if path.endswith(".md"):
        return _lesson(file, path, found)
    node = read_yaml(file, found)
    head = QUIZ.read(node, Reading(path, found)) if node else None
    return _with_draws(head, folder, found) if head else None


def _with_draws(head: _QuizFile, folder: Folder, found: Diagnostics) -> Quiz:
    """Look the draws' questions up in their banks; what could not be read is reported, and drawn from no more."""
    if not head.quiz.questions and not head.draws and not head.quiz.origin.fields.keys() & {"questions", "draws"}:
        found.error(
            "missing-field", "the quiz has neither `questions` nor `draws`", head.quiz.origin.span, "ask something"
        )
    return replace(head.quiz, draws=tuple(_draw(fields.values, folder, found) for fields in head.draws))


def _draw(values: Values, folder: Folder, found: Diagnostics) -> Draw:
    name, at = values[_BANK]
    path = folder.resolve(name, values.path, at, found)
    file = folder.text(path, found) if path else None
    node = read_yaml(file, found) if file else None
    bank = BANK.read(node, Reading(path or "", found)) if node else None
    tags, points = values[_DRAW_TAGS], values[_DRAW_POINTS]
    taken = (q for q in bank or () if set(tags) <= set(q.tags) and points in (None, q.points))
    return Draw(count=values[_COUNT], candidates=tuple(taken), origin=Origin(values.span, values.spans))


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


def _lesson(file: SourceFile, path: str, found: Diagnostics) -> Lesson | None:
    end = next((n for n, line in enumerate(file.lines[1:], 2) if line.rstrip() == "---"), None)
    if file.lines[0].rstrip() != "---" or end is None:
        _report_front_matter(file, found)
        return None
    node = read_yaml(file, found, 2, end - 1)
    head = LESSON.read(node, Reading(path, found)) if node else None
    if head is None:
        return None
    before = found.errors
    body = read_markdown(file, path, "\n".join(file.lines[end:]), found, first_line=end + 1, last_line=len(file.lines))
    if not body.has_content and found.errors == before:
        found.error(
            "empty-lesson",
            "there is nothing in this lesson",
            file.line(end),
            "write its text below the second `---`, or take it out of its module's `activities`",
        )
    values: Values = head.values
    names, origin = _objectives(values)
    return Lesson(
        id=values[_LESSON_ID],
        title=values[TITLE],
        kind=values[_KIND],
        minutes=values[_LESSON_MINUTES],
        objectives=names,
        path=path,
        body=body,
        origin=origin,
    )
