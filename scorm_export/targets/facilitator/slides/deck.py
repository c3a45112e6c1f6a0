"""Which slides a course has: those that its lessons contain, or else some made of their texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from scorm_export.course import Facilitation, FacilitationKind, Lesson, Module, Question
from scorm_export.targets.facilitator.content import (
    Block,
    Box,
    Code,
    Figure,
    Heading,
    Listing,
    Paragraph,
    Quotation,
    Runs,
    Table,
    Tone,
    language_of,
    plain,
    runs,
)
from scorm_export.targets.facilitator.material import Material, lessons_of, of_kind, quizzes_of
from scorm_export.targets.facilitator.slides.slide import Layout, Point, Slide

_MOST_SECTIONS = 7
_LONGEST_TITLE = 80
"""Characters of a caption that is a title."""
_DONE = (FacilitationKind.DISCUSSION, FacilitationKind.WORK)


def deck(material: Material) -> list[Slide]:
    """Return the slides of a course, in order; their texts may be too long for one slide."""
    return list(_Deck(material).slides())


@dataclass(frozen=True, slots=True)
class _Deck:
    material: Material

    def slides(self) -> Iterator[Slide]:
        material, course = self.material, self.material.course
        flow = material.flow()
        yield Slide(
            layout=Layout.TITLE,
            title=course.title,
            points=(Point(runs(course.provider.name)),),
            notes=tuple(_words(flow.blocks(course.description))),
        )
        objectives = tuple(Point(flow.line(objective.text)) for objective in course.objectives)
        yield Slide(layout=Layout.CONTENT, title=material.interface["page"]["objectives"], points=objectives)
        for number, module in enumerate(course.modules, 1):
            yield from self._module(number, module)
        closing = runs(material.words["closing_question"])
        yield Slide(layout=Layout.CLOSING, title=material.words["thanks"], points=(Point(closing),))

    def _module(self, number: int, module: Module) -> Iterator[Slide]:
        material = self.material
        label = material.interface["page"]["module"].replace("{number}", str(number))
        lessons = lessons_of(module)
        about = _words(material.flow().blocks(module.description)) if module.description else []
        time = material.time(sum(map(material.in_group, lessons)))
        yield Slide(
            layout=Layout.SECTION,
            title=module.title,
            points=(Point(runs(label)),),
            notes=(runs(material.say("with_group", time=time)), *about),
        )
        for lesson in lessons:
            yield from self._lesson(lesson)
        for quiz in quizzes_of(module):
            facts = (material.say("questions", count=quiz.length), material.time(quiz.minutes))
            introduction = _words(material.flow().blocks(quiz.introduction)) if quiz.introduction else []
            points = tuple(Point(runs(fact)) for fact in facts)
            yield Slide(layout=Layout.CONTENT, title=quiz.title, points=points, notes=tuple(introduction))

    def _lesson(self, lesson: Lesson) -> Iterator[Slide]:
        own = any(block.kind is FacilitationKind.SLIDE for block in lesson.facilitation)
        presented = [*self._derived(lesson)] if not own else []
        done: list[Slide] = []
        for block in lesson.facilitation:
            if block.kind is FacilitationKind.SLIDE:
                done.append(self._own(lesson, block))
            elif block.kind in _DONE:
                done.append(self._group(block))
        slides = [*presented, *done]
        first = slides[0]
        yield replace(first, notes=(*self._told(lesson), *first.notes))
        yield from slides[1:]

    def _told(self, lesson: Lesson) -> list[Runs]:
        """Return what the notes of a lesson's first slide begin with: its times, and what facilitators are told."""
        material = self.material
        told = [
            runs(lesson.title),
            runs(material.say("about_time", time=material.time(material.presented(lesson)))),
        ]
        for block in of_kind(lesson, FacilitationKind.NOTES):
            title = [material.flow().line(block.title)] if block.title else []
            told += [*title, *_words(material.flow().blocks(block.text))]
        return told

    def _own(self, lesson: Lesson, block: Facilitation) -> Slide:
        """Return a slide as its author wrote it: paragraphs beside its points, picture or quote are said."""
        flow = self.material.flow()
        blocks = flow.blocks(block.text)
        heading = flow.line(block.title) if block.title else runs(lesson.title)
        title, at = plain(heading), block.origin.span
        shown = [each for each in blocks if not isinstance(each, Paragraph)]
        said = _words(each for each in blocks if isinstance(each, Paragraph)) if shown else []
        empty = Slide(layout=Layout.CONTENT, title=title, title_language=language_of(heading), notes=tuple(said), at=at)
        quoted = next((each for each in shown if isinstance(each, Quotation)), None)
        figure = next((each for each in shown if isinstance(each, Figure)), None)
        points = tuple(_points(each for each in (shown or blocks) if each is not quoted and each is not figure))
        if quoted:
            words = tuple(Point(text, mark="") for text in _texts(quoted.blocks))
            return replace(empty, layout=Layout.QUOTE, points=words + points)
        if figure:
            notes = tuple(text for text in (figure.caption, *said) if text and plain(text) != title)
            return replace(empty, layout=Layout.PICTURE, points=points, picture=figure.picture, notes=notes)
        table = next((each for each in shown if isinstance(each, Table)), None)
        return replace(empty, points=points, table=table)

    def _group(self, block: Facilitation) -> Slide:
        """Return the slide of a discussion or of work in groups: its list is shown, the rest is said."""
        material = self.material
        blocks = material.flow().blocks(block.text)
        listed = [each for each in blocks if isinstance(each, Listing)]
        points = tuple(_points(listed or blocks))
        said = _words(each for each in blocks if each not in listed) if listed else []
        time = runs(material.say("about_time", time=material.time(material.minutes_of(block))))
        return Slide(
            layout=Layout.QUESTION,
            title=material.title_of(block),
            title_language=language_of(material.flow().line(block.title)) if block.title else "",
            points=points,
            notes=(time, *said),
            at=block.origin.span,
        )

    def _derived(self, lesson: Lesson) -> Iterator[Slide]:
        """Yield slides made of a lesson's text: its sections, figures, quotes, checks and key points."""
        flow = self.material.flow(lesson)
        flow.asked = lambda _name: ()
        blocks = flow.blocks(lesson.body)
        sections = [block.text for block in blocks if isinstance(block, Heading) and block.level == 2]  # noqa: PLR2004
        points = tuple(Point(text) for text in sections[:_MOST_SECTIONS])
        opening = next((block.text for block in blocks if isinstance(block, Paragraph)), ())
        notes = (opening,) if opening else ()
        yield Slide(layout=Layout.CONTENT, title=lesson.title, points=points or (Point(opening, mark=""),), notes=notes)
        section = lesson.title
        for block in blocks:
            if isinstance(block, Heading):
                section = plain(block.text)
            elif isinstance(block, Figure):
                caption = plain(block.caption)
                title = caption if 0 < len(caption) <= _LONGEST_TITLE else section
                said = tuple(
                    text for text in (block.caption, runs(block.picture.alternative)) if text and plain(text) != title
                )
                yield Slide(layout=Layout.PICTURE, title=title, picture=block.picture, notes=said)
            elif isinstance(block, Quotation):
                words = tuple(Point(text, mark="") for text in _texts(block.blocks))
                yield Slide(layout=Layout.QUOTE, title=section, points=words)
            elif isinstance(block, Box) and block.tone is Tone.KEY:
                title = f"{lesson.title}: {plain(block.title)}"
                yield Slide(layout=Layout.CONTENT, title=title, points=tuple(_points(block.blocks)))
        yield from (self._check(question) for question in lesson.checks)

    def _check(self, question: Question) -> Slide:
        answers = self.material.answers()
        asked = [Point(text, mark="") for text in _texts(answers.prompt(question))]
        shown = [*asked, *(Point(text, mark="A") for _, text in answers.choices(question))]
        right = [runs(self.material.say("right_answer", answer=plain(text))) for text in answers.right(question)]
        notes = (*right, *_words(answers.explained(question)))
        return Slide(layout=Layout.QUESTION, title=self.material.words["check"], points=tuple(shown), notes=notes)


def _points(blocks: Iterable[Block], level: int = 0, mark: str = "•") -> Iterator[Point]:
    """Yield the lines that blocks are on a slide."""
    for block in blocks:
        if isinstance(block, Listing):
            for number, item in enumerate(block.items, block.start):
                yield from _item(item, level, f"{number}." if block.ordered else "•")
        elif isinstance(block, Paragraph):
            yield Point(block.text, level, mark if level else "")
        elif isinstance(block, Heading):
            yield Point(block.text, level, "")
        elif isinstance(block, Code):
            yield Point(runs(block.text), level, "")
        elif isinstance(block, Box | Quotation):
            yield from _points(block.blocks, level)


def _item(item: tuple[Block, ...], level: int, mark: str) -> Iterator[Point]:
    for index, block in enumerate(item):
        if isinstance(block, Paragraph):
            yield Point(block.text, level, mark if index == 0 else "")
        else:
            yield from _points([block], level + 1)


def _texts(blocks: Iterable[Block]) -> list[Runs]:
    """Return the texts of blocks, one for each paragraph or item."""
    return [point.text for point in _points(blocks)]


def _words(blocks: Iterable[Block]) -> list[Runs]:
    """Return blocks as the paragraphs of speaker notes."""
    return [
        (*runs(f"{point.mark} " if point.mark else ""), *point.text)
        for point in _points(blocks)
        if plain(point.text).strip()
    ]
