"""Quiz files and banks of questions: their fields, and how they are read."""

from __future__ import annotations

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
    Shuffle,
)
from scorm_export.diagnostics import all_of, did_you_mean
from scorm_export.questions import QUESTION_TYPES
from scorm_export.questions.base import TAG
from scorm_export.reading.quiz_markdown import read_quiz_file
from scorm_export.reading.shared_fields import MINUTES, OBJECTIVE_IDS, TITLE, objectives
from scorm_export.source.fields import ListOf, MarkdownText, Placed, Record, Values, defaulted, optional, required
from scorm_export.source.folder import Folder
from scorm_export.source.kinds import Kind, Reading, Schema
from scorm_export.source.scalars import (
    FILE,
    IDENTIFIER,
    Duration,
    Flag,
    OneOf,
    Points,
    Unlimited,
    WholeNumber,
)
from scorm_export.source.yaml import Mapping, Node, Scalar


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
            reading.found.error("missing-field", "a question needs a field `type`", at, all_of(self.types))
            return None
        name = chosen.text.strip() if isinstance(chosen, Scalar) else ""
        if name not in self.types:
            reading.found.error(
                "unknown-question-type",
                f"there is no question type `{name}`",
                chosen.span,
                did_you_mean(name, self.types) or all_of(self.types),
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
class _QuizFile:
    quiz: Quiz
    draws: tuple[_DrawFields, ...]


def _quiz(values: Values) -> _QuizFile:
    names, origin = objectives(values)
    quiz = Quiz(
        id=values[_QUIZ_ID],
        title=values[TITLE],
        minutes=values[MINUTES],
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
        MINUTES,
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


def with_draws(head: _QuizFile, folder: Folder, reading: Reading) -> Quiz:
    """Look the draws' questions up in their banks; what could not be read is reported, and drawn from no more."""
    if not head.quiz.questions and not head.draws and not head.quiz.origin.fields.keys() & {"questions", "draws"}:
        reading.found.error(
            "missing-field", "the quiz has neither `questions` nor `draws`", head.quiz.origin.span, "ask something"
        )
    return replace(head.quiz, draws=tuple(_draw(fields.values, folder, reading) for fields in head.draws))


def _draw(values: Values, folder: Folder, reading: Reading) -> Draw:
    name, at = values[_BANK]
    path = folder.resolve(name, values.path, at, reading.found)
    file = folder.text(path, reading.found) if path else None
    node = read_quiz_file(file, reading.found) if file else None
    bank = BANK.read(node, replace(reading, path=path or "")) if node else None
    tags, points = values[_DRAW_TAGS], values[_DRAW_POINTS]
    taken = (q for q in bank or () if set(tags) <= set(q.tags) and points in (None, q.points))
    return Draw(count=values[_COUNT], candidates=tuple(taken), origin=Origin(values.span, values.spans))
