"""The course as a tree of frozen values: what the source says, in the words of the field.

No I/O, no HTML, no XML and no standard's name here. Points are Decimals as the author wrote them; durations are whole
minutes; paths are relative to the course folder with forward slashes. `origin` says where a thing and its fields were
written and takes no part in comparison.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from scorm_export.course.about import (
    Author,
    Certificate,
    Contact,
    Effort,
    EmbedHost,
    FrequentQuestion,
    Languages,
    Lrs,
    Provider,
    Published,
    Rights,
)
from scorm_export.course.facilitation import Facilitation, SessionPlan
from scorm_export.course.own_block import OwnBlock
from scorm_export.course.question import Origin, Question
from scorm_export.course.quiz import AnswersTime, Purpose, Quiz
from scorm_export.course.reporting import Reporting
from scorm_export.course.theme import Picture, Theme
from scorm_export.source.document import Document


class LessonKind(StrEnum):
    """What a lesson mainly is."""

    READING = "reading"
    VIDEO = "video"
    CASE_STUDY = "case-study"


class Level(StrEnum):
    """The level of the course's audience."""

    INTRODUCTORY = "introductory"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"


class Extent(StrEnum):
    """How much of a kind of activity completion asks for."""

    ALL = "all"
    NONE = "none"


class LessonDone(StrEnum):
    """When a lesson is done: when it was opened, read to its end, or read with all that it asks for done."""

    OPENED = "opened"
    READ = "read"
    DONE = "done"


class Structure(StrEnum):
    """How the course is divided into parts, each launched separately."""

    COURSE = "course"
    MODULE = "module"
    LESSON = "lesson"


class Order(StrEnum):
    """When a part opens: always, once the part before it is completed, or once earlier modules' quizzes are judged."""

    FREE = "free"
    LINEAR = "linear"
    GATED = "gated"


@dataclass(frozen=True, kw_only=True, slots=True)
class Objective:
    """What a learner is able to do afterwards."""

    id: str
    text: Document
    origin: Origin = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Scoring:
    """All points of the course and the points that pass it."""

    total: Decimal
    passing: Decimal
    origin: Origin = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Completion:
    """What has to be done and handed in, and when a lesson is done."""

    lessons: Extent = Extent.ALL
    quizzes: Extent = Extent.ALL
    surveys: Extent = Extent.NONE
    lesson_done: LessonDone = LessonDone.OPENED


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteField:
    """A field in which learners write for themselves: what it asks, as a question that is never handed in."""

    question: Question
    on_device: bool
    """Kept where it was written, and not with the learner's record."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Notes:
    """Fields that belong together: one of a reflection, several of a worksheet."""

    id: str
    title: Document | None
    text: Document | None
    """What stands above the fields."""
    fields: tuple[NoteField, ...]
    origin: Origin = field(compare=False, repr=False)

    def documents(self) -> Iterator[Document]:
        """Every Markdown text of the notes."""
        yield from (text for text in (self.title, self.text) if text)
        yield from (each.question.prompt for each in self.fields)

    @property
    def kept(self) -> tuple[Question, ...]:
        """What is kept with the learner's record."""
        return tuple(each.question for each in self.fields if not each.on_device)


@dataclass(frozen=True, kw_only=True, slots=True)
class Lesson:
    """A page to read, watch and think about."""

    id: str
    title: str
    kind: LessonKind
    minutes: int
    objectives: tuple[str, ...]
    path: str
    body: Document
    checks: tuple[Question, ...] = ()
    """What learners can try out while they read; it earns nothing."""
    notes: tuple[Notes, ...] = ()
    """What learners write for themselves."""
    facilitation: tuple[Facilitation, ...] = ()
    """What facilitators alone read."""
    origin: Origin = field(compare=False, repr=False)

    @property
    def practice(self) -> tuple[Quiz, ...]:
        """Each check, and then the notes, as what they are to learners' records: quizzes that do not count."""
        checks = [(question.id, (question,), question.origin) for question in self.checks]
        notes = [(each.id, each.kept, each.origin) for each in self.notes]
        return tuple(
            Quiz(
                id=f"{self.id}/{name}",
                title=self.title,
                minutes=0,
                purpose=Purpose.PRACTICE,
                attempts=None,
                answers=AnswersTime.WITH_FEEDBACK,
                objectives=(),
                introduction=None,
                questions=questions,
                path=self.path,
                origin=origin,
            )
            for name, questions, origin in [*checks, *notes]
        )

    def documents(self) -> Iterator[Document]:
        """Every Markdown text of the lesson that learners read."""
        yield self.body
        for question in self.checks:
            yield from question.documents()
        for notes in self.notes:
            yield from notes.documents()

    def facilitator_documents(self) -> Iterator[Document]:
        """Every Markdown text that facilitators alone read."""
        for each in self.facilitation:
            yield from (text for text in (each.title, each.text) if text)


Activity = Lesson | Quiz


@dataclass(frozen=True, kw_only=True, slots=True)
class Module:
    """A part of the course: lessons and quizzes in order."""

    id: str
    title: str
    description: Document | None
    objectives: tuple[str, ...]
    activities: tuple[Activity, ...]
    path: str
    origin: Origin = field(compare=False, repr=False)

    @property
    def minutes(self) -> int:
        """The time its activities take together."""
        return sum(a.minutes for a in self.activities)


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """What is launched at a time: the whole course, a module, or a single lesson or quiz."""

    id: str
    title: str
    module: Module | None
    """The module it is, or is in; None for the whole course."""
    activities: tuple[Activity, ...]

    @property
    def points(self) -> Decimal:
        """The sum of what its quizzes add to the course's points."""
        return sum((a.weight for a in self.activities if isinstance(a, Quiz)), Decimal(0))

    @property
    def by_points(self) -> bool:
        """Whether points alone decide who passes, so that an LMS may judge by a pass mark."""
        return self.points > 0 and not any(isinstance(a, Quiz) and a.essential for a in self.activities)

    @property
    def is_module(self) -> bool:
        """Whether it is a module as a whole."""
        return self.module is not None and self.id == self.module.id


@dataclass(frozen=True, kw_only=True, slots=True)
class Course:
    """The whole course."""

    id: str
    iri: str
    version: str
    title: str
    language: str
    description: Document
    level: Level | None
    effort: Effort | None
    pace: str | None
    provider: Provider
    authors: tuple[Author, ...]
    audiences: tuple[str, ...]
    objectives: tuple[Objective, ...]
    faq: tuple[FrequentQuestion, ...]
    scoring: Scoring | None
    completion: Completion
    structure: Structure = Structure.COURSE
    order: Order = Order.FREE
    lrs: Lrs | None = None
    keywords: tuple[str, ...] = ()
    rights: Rights | None = None
    released: date | None = None
    """The day on which this edition is released."""
    run: str | None = None
    """The run of the course that a build is for, such as a term."""
    published: Published | None = None
    """What the xAPI Profile of this edition is a revision of."""
    reporting: Reporting = field(default_factory=Reporting)
    launch_parameters: str = ""
    """What the LMS hands to the content at launch, unless it is told otherwise there."""
    accommodation: Decimal = Decimal(1)
    """What every time limit is multiplied by."""
    shared_devices: bool = False
    """Whether learners share devices, so that nothing of their work may be kept there."""
    keep_signed_in: bool = True
    """Whether the LMS's session is kept alive while a learner works."""
    report_checks: bool = True
    """Whether answers to checks in lessons are reported, as practice."""
    blocks: tuple[OwnBlock, ...] = ()
    """Those that the course defines for itself."""
    embeds: tuple[EmbedHost, ...] = ()
    """The hosts whose pages its texts may embed."""
    theme: Theme | None = None
    """How it looks; None for the default theme."""
    logo: Picture | None = None
    """The institution's logo in the place of the theme's."""
    contact: Contact | None = None
    certificate: Certificate | None = None
    languages: Languages = Languages.APART
    """Whether its translations share a package."""
    together: tuple[str, ...] = ()
    """The tags of the languages in its package, its own first, where it holds several."""
    other_languages: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By the tag of each other language that it is translated into, its texts by those of this course."""
    session_plans: tuple[SessionPlan, ...] = ()
    """How facilitators take groups through it; none where the usual ones serve."""
    modules: tuple[Module, ...]
    origin: Origin = field(compare=False, repr=False)

    @property
    def activities(self) -> Iterator[Activity]:
        """Every lesson and quiz in the order of the course."""
        return (a for m in self.modules for a in m.activities)

    @property
    def lessons(self) -> Iterator[Lesson]:
        """Every lesson in the order of the course."""
        return (a for a in self.activities if isinstance(a, Lesson))

    @property
    def quizzes(self) -> Iterator[Quiz]:
        """Every quiz in the order of the course."""
        return (a for a in self.activities if isinstance(a, Quiz))

    @property
    def questions(self) -> Iterator[Question]:
        """Every question that a quiz may ask, and every check of a lesson."""
        for activity in self.activities:
            if isinstance(activity, Lesson):
                yield from (question for quiz in activity.practice for question in quiz.questions)
            else:
                yield from activity.pool

    @property
    def parts(self) -> tuple[Part, ...]:
        """What is launched at a time, in order."""
        if self.structure is Structure.MODULE:
            return tuple(Part(id=m.id, title=m.title, module=m, activities=m.activities) for m in self.modules)
        if self.structure is Structure.LESSON:
            return tuple(
                Part(id=a.id, title=a.title, module=m, activities=(a,)) for m in self.modules for a in m.activities
            )
        return (Part(id=self.id, title=self.title, module=None, activities=tuple(self.activities)),)

    @property
    def gives_certificate(self) -> bool:
        """Whether learners can get its certificate: parts do not know of each other."""
        return self.certificate is not None and self.structure is Structure.COURSE

    def in_languages(self, text: str) -> Mapping[str, str]:
        """Return a text by the tags of the languages that it is known in, that of the course first."""
        others = {tag: texts[text] for tag, texts in self.other_languages.items() if text in texts}
        return {self.language: text, **others}

    def embed_host(self, name: str) -> EmbedHost | None:
        """Return the listed host of a name such as `phet.colorado.edu`."""
        return next((embed for embed in self.embeds if embed.host == name.lower()), None)

    def opens_after(self, part: Part) -> tuple[Part, ...]:
        """Return the parts that have to be completed (linear) or judged (gated) before a part opens."""
        parts = self.parts
        if self.order is Order.LINEAR:
            return tuple(before for before, after in pairwise(parts) if after == part)
        if self.order is Order.GATED and part.module:
            earlier = self.modules[: self.modules.index(part.module)]
            graded = ([p for p in parts if p.module == module and p.points] for module in reversed(earlier))
            return tuple(next((found for found in graded if found), ()))
        return ()

    def counts(self, activity: Activity) -> bool:
        """Whether completion asks for an activity."""
        if isinstance(activity, Lesson):
            return self.completion.lessons is Extent.ALL
        if activity.purpose is Purpose.SURVEY:
            return self.completion.surveys is Extent.ALL
        return activity.purpose is Purpose.GRADED and self.completion.quizzes is Extent.ALL

    def facilitator_documents(self) -> Iterator[Document]:
        """Every Markdown text that facilitators alone read."""
        return (document for lesson in self.lessons for document in lesson.facilitator_documents())

    def documents(self) -> Iterator[Document]:
        """Every Markdown text that learners read."""
        yield self.description
        yield from (o.text for o in self.objectives)
        yield from (q.answer for q in self.faq)
        if self.certificate:
            yield from (s.signature for s in self.certificate.signatories if s.signature)
        for module in self.modules:
            if module.description:
                yield module.description
        for lesson in self.lessons:
            yield from lesson.documents()
        for quiz in self.quizzes:
            yield from quiz.documents()
