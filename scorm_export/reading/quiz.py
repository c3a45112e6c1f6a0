"""Quiz files and banks of questions: their fields, and how they are read."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, replace

from scorm_export.course import (
    AnswersTime,
    Counts,
    Draw,
    FeedbackTime,
    Layout,
    Origin,
    Purpose,
    Question,
    Quiz,
    Retry,
    Shuffle,
)
from scorm_export.diagnostics import Diagnostics, SourceFile, all_of, did_you_mean, respelt
from scorm_export.questions import QUESTION_TYPES
from scorm_export.questions.base import TAG
from scorm_export.reading.quiz_markdown import read_quiz_file
from scorm_export.reading.shared_fields import MINUTES, OBJECTIVE_IDS, TITLE, objectives
from scorm_export.source.fields import ListOf, MarkdownText, Placed, Record, Values, defaulted, optional, required
from scorm_export.source.folder import Folder
from scorm_export.source.kinds import Kind, Reading, Schema
from scorm_export.source.scalars import Duration, Flag, OneOf, Points, Unlimited, WholeNumber
from scorm_export.source.texts import FILE, IDENTIFIER
from scorm_export.source.yaml import Mapping, Node, Scalar


class QuestionKind(Kind[Question]):
    """A question: its `type` says which fields it has."""

    what = "a question"
    records = {t.name: t.record for t in QUESTION_TYPES}  # noqa: RUF012 — a table, never changed

    def read(self, node: Node, reading: Reading) -> Question | None:
        """Look the type up and read its record."""
        if not isinstance(node, Mapping):
            self.wrong(node, reading)
            return None
        chosen = next((value for key, value in node.entries if key.text == "type"), None)
        if chosen is None:
            at = node.entries[0][0].span if node.entries else node.span
            reading.found.error("missing-field", "a question needs a field `type`", at, all_of(self.records))
            return None
        name = chosen.text.strip() if isinstance(chosen, Scalar) else ""
        if name not in self.records:
            reading.found.error(
                "unknown-question-type",
                f"there is no question type `{name}`",
                chosen.span,
                did_you_mean(name, self.records) or all_of(self.records),
                fix=respelt(chosen.span, name, self.records),
            )
            return None
        return self.records[name].read(node, reading)

    @property
    def blank(self) -> Question:
        """Never used: lists leave out what is wrong."""
        raise AssertionError("a question has no blank")

    def schema(self) -> Schema:
        """Return one alternative for each type."""
        alternatives = []
        for name, record in self.records.items():
            schema = record.schema()
            schema["properties"]["type"] = {"const": name}
            alternatives.append(schema)
        return {"oneOf": alternatives}


# quiz.yaml
QUIZ_ID = required("id", IDENTIFIER, "the quiz's permanent id")
PURPOSE = defaulted(
    "purpose", OneOf(Purpose), Purpose.GRADED, "whether it counts, is for practice, spares lessons, or is a survey"
)
_ATTEMPTS = defaulted("attempts", Unlimited(), None, "how often it may be handed in")
_COUNTS = defaulted("counts", OneOf(Counts), Counts.BEST, "which attempt's points count")
_QUIZ_PASS = optional("pass", Points(), "the points that pass it; the course's share where it is left out")
_ESSENTIAL = defaulted("essential", Flag(), False, "`true`: the course is passed only by who passes this quiz")  # noqa: FBT003 — it is the value
_WAIT = optional("wait", Duration(), "from a hand-in to the next attempt")
_TIME = optional("time", Duration(), "how long an attempt may take")
_FEEDBACK = defaulted("feedback", OneOf(FeedbackTime), FeedbackTime.AFTER_HAND_IN, "when learners hear what was right")
_ANSWERS = defaulted("answers", OneOf(AnswersTime), AnswersTime.AFTER_LAST_ATTEMPT, "when right answers are shown")
_RETRY = defaulted("retry", OneOf(Retry), Retry.ALL, "what a further attempt asks: everything, or what was not right")
LAYOUT = defaulted("layout", OneOf(Layout), Layout.ALL, "all questions on one page, or one at a time")
_SHUFFLE = defaulted("shuffle", OneOf(Shuffle), Shuffle.NONE, "what each attempt puts in an order of its own")
INTRODUCTION = optional("introduction", MarkdownText(), "before the questions; Markdown")
_QUESTIONS = defaulted(
    "questions", ListOf(QuestionKind(), least=1), (), "the questions that every attempt asks, in order"
)
_BANK = required("bank", Placed(FILE), "the file of the bank")
_COUNT = required("count", WholeNumber(1, 200), "how many questions an attempt takes")
_DRAW_TAGS = defaulted("tags", ListOf(TAG), (), "takes only questions that have all of these tags")
_DRAW_POINTS = optional("points", Points(), "takes only questions worth that much")


@dataclass(frozen=True, slots=True)
class DrawFields:
    """A draw before its bank was read."""

    values: Values


_DRAWS = defaulted(
    "draws",
    ListOf(Record("a draw", (_BANK, _COUNT, _DRAW_TAGS, _DRAW_POINTS), DrawFields), least=1),
    (),
    "questions that each attempt takes out of banks, asked after `questions`",
)

# a bank
_BANK_ID = required("id", IDENTIFIER, "the bank's id")
_BANK_QUESTIONS = required("questions", ListOf(QuestionKind(), least=1), "the questions")


@dataclass(frozen=True, slots=True)
class QuizFile:
    """A quiz whose draws have not been looked up."""

    quiz: Quiz
    draws: tuple[DrawFields, ...]


def _quiz(values: Values) -> QuizFile:
    names, origin = objectives(values)
    quiz = Quiz(
        id=values[QUIZ_ID],
        title=values[TITLE],
        minutes=values[MINUTES],
        purpose=values[PURPOSE],
        attempts=values[_ATTEMPTS],
        counts=values[_COUNTS],
        passing=values[_QUIZ_PASS],
        essential=values[_ESSENTIAL],
        wait=values[_WAIT],
        time=values[_TIME],
        feedback=values[_FEEDBACK],
        answers=values[_ANSWERS],
        retry=values[_RETRY],
        layout=values[LAYOUT],
        shuffle=values[_SHUFFLE],
        objectives=names,
        introduction=values[INTRODUCTION],
        questions=values[_QUESTIONS],
        path=values.path,
        origin=origin,
    )
    return QuizFile(quiz, values[_DRAWS])


QUIZ = Record(
    "the quiz",
    (
        QUIZ_ID,
        TITLE,
        MINUTES,
        PURPOSE,
        _ATTEMPTS,
        _COUNTS,
        _QUIZ_PASS,
        _ESSENTIAL,
        _WAIT,
        _TIME,
        _FEEDBACK,
        _ANSWERS,
        _RETRY,
        LAYOUT,
        _SHUFFLE,
        INTRODUCTION,
        OBJECTIVE_IDS,
        _QUESTIONS,
        _DRAWS,
    ),
    _quiz,
)
BANK: Record[tuple[Question, ...]] = Record(
    "the bank", (_BANK_ID, TITLE, _BANK_QUESTIONS), lambda v: v[_BANK_QUESTIONS]
)


def with_draws(head: QuizFile, folder: Folder, reading: Reading, shared: Folder | None = None) -> Quiz:
    """Look the draws' questions up in their banks; what could not be read is reported, and drawn from no more.

    `shared` is the folder of the banks of a project.
    """
    if not head.quiz.questions and not head.draws and not head.quiz.origin.fields.keys() & {"questions", "draws"}:
        reading.found.error(
            "missing-field", "the quiz has neither `questions` nor `draws`", head.quiz.origin.span, "ask something"
        )
    return replace(head.quiz, draws=tuple(_draw(fields.values, folder, reading, shared) for fields in head.draws))


def texts_of_banks(head: QuizFile, folder: Folder, shared: Folder | None) -> list[SourceFile | None]:
    """Return the texts of the banks that a quiz draws from, as far as they can be read."""
    nowhere = Diagnostics()
    homes = (_home(fields.values, folder, shared) for fields in head.draws)
    return [home.text(path, nowhere) if home.is_file(path) else None for home, path in homes]


def _home(values: Values, folder: Folder, shared: Folder | None) -> tuple[Folder, str]:
    """Return the folder that a draw's bank is in, and its path there."""
    name, _ = values[_BANK]
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(values.path), name))
    if shared is None or folder.is_file(beside) or not shared.is_file(name) or ".." in name.split("/"):
        return folder, beside
    return shared, posixpath.normpath(name)


def _draw(values: Values, folder: Folder, reading: Reading, shared: Folder | None) -> Draw:
    name, at = values[_BANK]
    home, _ = _home(values, folder, shared)
    path = home.resolve(name, values.path if home is folder else "", at, reading.found)
    file = home.text(path, reading.found) if path else None
    node = read_quiz_file(file, reading.found) if file else None
    bank = BANK.read(node, replace(reading, path=path or "")) if node else None
    tags, points = values[_DRAW_TAGS], values[_DRAW_POINTS]
    taken = (q for q in bank or () if set(tags) <= set(q.tags) and points in (None, q.points))
    return Draw(count=values[_COUNT], candidates=tuple(taken), origin=Origin(values.span, values.spans))
