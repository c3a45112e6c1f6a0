"""A quiz: its questions, how they are drawn, and by which rules it is taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from scorm_export.course.question import Origin, Question
from scorm_export.source.document import Document


class Purpose(StrEnum):
    """What a quiz is for. Only graded ones count for the course's points; completion may ask for surveys too."""

    GRADED = "graded"
    PRACTICE = "practice"
    PRETEST = "pretest"
    SURVEY = "survey"
    """Nothing in it is right or wrong."""


class Counts(StrEnum):
    """Which attempt's points count."""

    BEST = "best"
    LAST = "last"
    FIRST = "first"
    AVERAGE = "average"


class FeedbackTime(StrEnum):
    """When a learner sees which answers were right, and why."""

    AFTER_HAND_IN = "after-hand-in"
    IMMEDIATELY = "immediately"
    AFTER_LAST_ATTEMPT = "after-last-attempt"
    NEVER = "never"


class AnswersTime(StrEnum):
    """When right answers that were missed are shown; never before the feedback is."""

    AFTER_LAST_ATTEMPT = "after-last-attempt"
    WITH_FEEDBACK = "with-feedback"
    NEVER = "never"


class Layout(StrEnum):
    """How many questions are on display at a time."""

    ALL = "all"
    ONE = "one"


class Retry(StrEnum):
    """What an attempt after the first asks."""

    ALL = "all"
    WRONG = "wrong"
    """The same questions; what was right is kept as long as something was not."""


class Shuffle(StrEnum):
    """What each attempt shuffles."""

    NONE = "none"
    QUESTIONS = "questions"
    OPTIONS = "options"
    ALL = "all"


@dataclass(frozen=True, kw_only=True, slots=True)
class Draw:
    """Questions that each attempt takes out of a bank."""

    count: int
    candidates: tuple[Question, ...]
    """Those of the bank that have the tags and points asked for."""
    origin: Origin = field(compare=False, repr=False)

    @property
    def points(self) -> Decimal:
        """What the drawn questions are worth together; those of a sound draw are all worth the same."""
        return self.count * self.candidates[0].points if self.candidates else Decimal(0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Quiz:
    """Questions that are handed in together."""

    id: str
    title: str
    minutes: int
    purpose: Purpose = Purpose.GRADED
    anonymous: bool = False
    """Of a survey: whether its answers are reported without the learner's name."""
    attempts: int | None
    """How often it may be handed in; None for as often as the learner likes."""
    counts: Counts = Counts.BEST
    passing: Decimal | None = None
    """The points that pass it; None for the course's share."""
    essential: bool = False
    """Whether learners must pass this quiz to pass the course."""
    wait: int | None = None
    """Minutes from a hand-in to the next attempt."""
    time: int | None = None
    """Minutes from the start of an attempt to its end."""
    feedback: FeedbackTime = FeedbackTime.AFTER_HAND_IN
    answers: AnswersTime = AnswersTime.AFTER_LAST_ATTEMPT
    retry: Retry = Retry.ALL
    layout: Layout = Layout.ALL
    shuffle: Shuffle = Shuffle.NONE
    objectives: tuple[str, ...]
    introduction: Document | None
    questions: tuple[Question, ...]
    """Those that every attempt asks, in order."""
    draws: tuple[Draw, ...] = ()
    """What is asked after them."""
    path: str
    origin: Origin = field(compare=False, repr=False)

    @property
    def points(self) -> Decimal:
        """The points of an attempt: the sum of its questions'."""
        return sum((q.points for q in self.questions), sum((d.points for d in self.draws), Decimal(0)))

    @property
    def weight(self) -> Decimal:
        """What it adds to the course's points."""
        return self.points if self.purpose is Purpose.GRADED else Decimal(0)

    @property
    def length(self) -> int:
        """How many questions an attempt asks."""
        return len(self.questions) + sum(draw.count for draw in self.draws)

    @property
    def pool(self) -> tuple[Question, ...]:
        """Every question that an attempt may ask, each once: several draws may share a bank."""
        drawn = (question for draw in self.draws for question in draw.candidates)
        places = {(q.origin.span.path, q.origin.span.line, q.origin.span.column): q for q in (*self.questions, *drawn)}
        return tuple(places.values())

    def documents(self) -> Iterator[Document]:
        """Every Markdown text of the quiz."""
        if self.introduction:
            yield self.introduction
        for question in self.pool:
            yield from question.documents()
