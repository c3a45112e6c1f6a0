"""A course as facilitators see it: its lessons with what they hold for groups, its words, pictures and times."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from scorm_export.course import Course, Facilitation, FacilitationKind, Lesson, Module, Notes, Quiz
from scorm_export.course.reading_time import reading_minutes
from scorm_export.interface.numbers import duration, fill
from scorm_export.interface.words import direction, words_for, words_of
from scorm_export.render import Site
from scorm_export.targets.facilitator.answers import Answers
from scorm_export.targets.facilitator.content import Block, Box, Paragraph, Room, Runs, Style, Tone, bolder, plain, runs
from scorm_export.targets.facilitator.flow import Flow
from scorm_export.targets.facilitator.fonts import Fonts, fonts_of
from scorm_export.targets.facilitator.pictures import Pictures

_DISCUSSION, _WORK = 10, 20
"""Minutes of a discussion and of work in groups whose author gave none."""
_TALK = 0.5
"""The part of the time for reading that telling the same takes, with what is most important of it."""
_SHORTEST, _LONGEST = 4, 15
"""Minutes of presenting a lesson whose author gave none."""


@dataclass(frozen=True)
class Material:
    """A site with what its documents and slides are made of."""

    site: Site

    @cached_property
    def course(self) -> Course:
        """The course."""
        return self.site.course

    @cached_property
    def words(self) -> dict[str, Any]:
        """The words of documents and slides."""
        return words_of("targets", self.course.language)["facilitator"]

    @cached_property
    def interface(self) -> dict[str, Any]:
        """The words of the course's pages."""
        return words_for(self.course.language)

    @cached_property
    def is_right_to_left(self) -> bool:
        """Whether the course is written from right to left."""
        return direction(self.course.language) == "rtl"

    @cached_property
    def fonts(self) -> Fonts:
        """The families nearest to the theme's."""
        return fonts_of(self.site.look.theme)

    @cached_property
    def pictures(self) -> Pictures:
        """The course's pictures."""
        return Pictures(self.site)

    def flow(self, lesson: Lesson | None = None, *, shift: int = 0) -> Flow:
        """Return a reader of texts, with the forms of what a lesson asks as participants fill them in."""
        blocks = self.interface["blocks"]
        own = {each.name: each.title for each in self.course.blocks}
        titles = {**blocks["callout"], "details": blocks["details"]["title"], **own}
        flow = Flow(self.pictures.of, titles, shift, is_right_to_left=self.is_right_to_left)
        flow.asked = lambda name: self.form(lesson, name) if lesson else ()
        return flow

    def answers(self) -> Answers:
        """Return a reader of questions."""
        page = self.interface["page"]
        return Answers(self.flow(), page["true"], page["false"])

    def say(self, key: str, **values: str | int) -> str:
        """Return words of documents, filled."""
        return fill(self.words[key], self.interface, **values)

    def time(self, minutes: int) -> str:
        """Return a duration in words."""
        return duration(minutes, self.interface)

    def form(self, lesson: Lesson, name: str) -> Iterator[Block]:
        """Yield a check or the notes of a lesson as participants fill them in on paper."""
        for check in lesson.checks:
            if check.id == name:
                yield Box(self._label("check"), self.answers().to_do(check), Tone.GROUP)
        for notes in lesson.notes:
            if notes.id == name:
                yield self.worksheet(notes)

    def worksheet(self, notes: Notes) -> Block:
        """Return notes as a sheet to write on."""
        flow = self.flow()
        blocks: list[Block] = list(flow.blocks(notes.text)) if notes.text else []
        for each in notes.fields:
            blocks += [Paragraph(bolder(flow.line(each.question.prompt)), Style.ASKED), Room(4)]
        return Box(flow.line(notes.title) if notes.title else self._label("worksheet"), tuple(blocks), Tone.GROUP)

    def _label(self, key: str) -> Runs:
        return runs(self.words[key])

    def title_of(self, block: Facilitation) -> str:
        """Return the title of a block for facilitators, or the name of its kind."""
        return plain(self.flow().line(block.title)) if block.title else self.words[str(block.kind)]

    def minutes_of(self, block: Facilitation) -> int:
        """Return the minutes of a discussion or of work in groups."""
        return block.minutes or (_WORK if block.kind is FacilitationKind.WORK else _DISCUSSION)

    def presented(self, lesson: Lesson) -> int:
        """Return the minutes of presenting a lesson: as its author says, or else from the length of its text."""
        given = [block.minutes for block in of_kind(lesson, FacilitationKind.NOTES) if block.minutes]
        if given:
            return sum(given)
        told = round(_TALK * reading_minutes(lesson.body.plain, self.course.language))
        return min(max(told, _SHORTEST), _LONGEST)

    def in_group(self, lesson: Lesson) -> int:
        """Return the minutes that a lesson takes with a group."""
        done = of_kind(lesson, FacilitationKind.DISCUSSION, FacilitationKind.WORK)
        return self.presented(lesson) + sum(map(self.minutes_of, done))


def of_kind(lesson: Lesson, *kinds: FacilitationKind) -> list[Facilitation]:
    """Return the blocks for facilitators of some kinds, in order."""
    return [block for block in lesson.facilitation if block.kind in kinds]


def lessons_of(module: Module) -> list[Lesson]:
    """Return the lessons of a module."""
    return [activity for activity in module.activities if isinstance(activity, Lesson)]


def quizzes_of(module: Module) -> list[Quiz]:
    """Return the quizzes of a module."""
    return [activity for activity in module.activities if isinstance(activity, Quiz)]
