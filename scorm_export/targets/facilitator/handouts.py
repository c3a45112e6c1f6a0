"""The participants' handouts: for each module what to keep, cases to read, and sheets to write on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scorm_export.course import Facilitation, FacilitationKind, Lesson, LessonKind, Module
from scorm_export.targets.facilitator.content import (
    Block,
    Box,
    Figure,
    Heading,
    Listing,
    Manual,
    Paragraph,
    Room,
    Style,
    Tone,
    runs,
)
from scorm_export.targets.facilitator.material import Material, lessons_of

_GROUP = (FacilitationKind.DISCUSSION, FacilitationKind.WORK)
_LINES = {FacilitationKind.DISCUSSION: 4, FacilitationKind.WORK: 8}
_LINES_OF_NOTES = 8


def handouts(material: Material) -> Manual:
    """Return the handouts of a course; none of them says which answers are right."""
    course, words = material.course, material.words
    return Manual(
        title=course.title,
        subtitle=words["handouts"],
        about=(course.provider.name, f"{words['name']}: ______________________________"),
        contents=words["contents"],
        language=course.language,
        is_right_to_left=material.is_right_to_left,
        blocks=tuple(
            block
            for number, module in enumerate(course.modules, 1)
            for block in _Handout(material).module(number, module)
        ),
    )


@dataclass(frozen=True, slots=True)
class _Handout:
    material: Material

    def module(self, number: int, module: Module) -> Iterator[Block]:
        material, words = self.material, self.material.words
        flow = material.flow(shift=2)
        yield Heading(1, runs(f"{number}. {module.title}"))
        yield from flow.blocks(module.description) if module.description else ()
        lessons = lessons_of(module)
        for lesson in lessons:
            if lesson.kind is not LessonKind.CASE_STUDY:
                yield from self._lesson(lesson)
        for lesson in lessons:
            if lesson.kind is LessonKind.CASE_STUDY:
                yield from self._case(lesson)
        yield Heading(2, runs(words["my_notes"]))
        yield Room(_LINES_OF_NOTES)

    def _lesson(self, lesson: Lesson) -> Iterator[Block]:
        """Yield what participants keep of a lesson: key points, figures, and what they do and write."""
        yield Heading(2, runs(lesson.title))
        blocks = self.material.flow(lesson, shift=1).blocks(lesson.body)
        kept = [b for b in blocks if isinstance(b, Box) and b.tone is Tone.KEY]
        if not kept:
            sections = tuple((Paragraph(b.text),) for b in blocks if isinstance(b, Heading))
            yield from [Listing(sections)] if sections else []
        yield from kept
        yield from (b for b in blocks if isinstance(b, Figure))
        yield from (b for b in blocks if isinstance(b, Box) and b.tone is Tone.GROUP)
        yield from self._sheets(lesson)

    def _case(self, lesson: Lesson) -> Iterator[Block]:
        """Yield a case as it is, to be read."""
        yield Heading(2, runs(lesson.title))
        reading = self.material.time(lesson.minutes)
        yield Paragraph(runs(self.material.say("about_time", time=reading)), Style.FACTS)
        yield from self.material.flow(lesson, shift=1).blocks(lesson.body)
        yield from self._sheets(lesson)

    def _sheets(self, lesson: Lesson) -> Iterator[Block]:
        for block in lesson.facilitation:
            if block.kind in _GROUP:
                yield self._task(block)
            elif block.kind is FacilitationKind.HANDOUT:
                flow = self.material.flow(shift=2)
                words = self.material.words["handout"]
                yield Box(flow.line(block.title) if block.title else runs(words), flow.blocks(block.text), Tone.GROUP)

    def _task(self, block: Facilitation) -> Block:
        """Return what a group does, as participants see it: the list alone, where there is one."""
        blocks = self.material.flow().blocks(block.text)
        listed = tuple(each for each in blocks if isinstance(each, Listing))
        room = Room(_LINES[block.kind])
        title = f"{self.material.words[str(block.kind)]}: {self.material.title_of(block)}"
        if not block.title:
            title = self.material.title_of(block)
        return Box(runs(title), (*(listed or blocks), room), Tone.GROUP)
