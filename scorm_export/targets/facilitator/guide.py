"""The facilitator's guide: how to prepare, session plans, each lesson with its notes, and the answer key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from scorm_export.course import Facilitation, FacilitationKind, Lesson, Module, Question, Quiz
from scorm_export.targets.facilitator.content import (
    Block,
    Box,
    Heading,
    Listing,
    Manual,
    Paragraph,
    Run,
    Runs,
    Style,
    Table,
    Tone,
    bolder,
    plain,
    runs,
)
from scorm_export.targets.facilitator.material import Material, lessons_of, quizzes_of
from scorm_export.targets.facilitator.sessions import Item, Planned, Session, plans


def guide(material: Material) -> Manual:
    """Return the guide of a course."""
    course, words = material.course, material.words
    return Manual(
        title=course.title,
        subtitle=words["guide"],
        about=(course.provider.name, f"{material.interface['page']['edition']}: {course.version}"),
        contents=words["contents"],
        language=course.language,
        is_right_to_left=material.is_right_to_left,
        blocks=tuple(_Guide(material).blocks()),
    )


@dataclass(frozen=True, slots=True)
class _Guide:
    material: Material

    def blocks(self) -> Iterator[Block]:
        yield from self._about()
        yield Heading(1, runs(self.material.words["plans"]))
        yield Paragraph(runs(self.material.words["plans_text"]))
        for plan in plans(self.material):
            yield from self._plan(plan)
        for number, module in enumerate(self.material.course.modules, 1):
            yield from self._module(number, module)
        quizzes = [quiz for module in self.material.course.modules for quiz in quizzes_of(module)]
        if quizzes:
            yield Heading(1, runs(self.material.words["key"]))
            yield Paragraph(runs(self.material.words["key_text"]))
        for quiz in quizzes:
            yield from self._key(quiz)

    def _about(self) -> Iterator[Block]:
        material, words, course = self.material, self.material.words, self.material.course
        flow = material.flow(shift=1)
        yield Heading(1, runs(words["about"]))
        yield from flow.blocks(course.description)
        yield Heading(2, runs(material.interface["page"]["objectives"]))
        yield Listing(tuple((Paragraph(flow.line(objective.text)),) for objective in course.objectives))
        yield Heading(2, runs(words["how"]))
        yield Listing(tuple((Paragraph(runs(words[f"how_{n}"])),) for n in range(1, 5)))
        yield Heading(2, runs(words["overview"]))
        yield Table(
            header=tuple(runs(words[key]) for key in ("lesson", "time_alone", "time_group")),
            rows=tuple(self._rows()),
            widths=(60, 20, 20),
        )

    def _rows(self) -> Iterator[tuple[Runs, ...]]:
        material = self.material
        for number, module in enumerate(material.course.modules, 1):
            group = sum(map(material.in_group, lessons_of(module)))
            name = f"{number}. {module.title}"
            yield tuple(bolder(runs(t)) for t in (name, material.time(module.minutes), material.time(group)))
            for lesson in lessons_of(module):
                yield (
                    runs(lesson.title),
                    runs(material.time(lesson.minutes)),
                    runs(material.time(material.in_group(lesson))),
                )

    def _plan(self, plan: Planned) -> Iterator[Block]:
        words = self.material.words
        yield Heading(2, runs(plan.title))
        for session in plan.sessions:
            if len(plan.sessions) > 1:
                yield Heading(3, runs(self.material.say("session", number=session.number)))
            yield self._session(session)
        if plan.outside:
            yield Paragraph(bolder(runs(words["outside"])))
            yield Listing(tuple((Paragraph(line),) for line in _by_lesson(plan.outside)))

    def _session(self, session: Session) -> Block:
        words = self.material.words
        rows = []
        for start, item in session.items:
            hours, minutes = divmod(start, 60)
            said = (*runs(item.title, bold=not item.lesson), *runs(f" – {item.lesson}" if item.lesson else ""))
            rows.append((runs(f"{hours}:{minutes:02}"), runs(self.material.time(item.minutes)), said))
        header = tuple(runs(words[key]) for key in ("time", "duration", "what"))
        return Table(header=header, rows=tuple(rows), widths=(12, 18, 70))

    def _module(self, number: int, module: Module) -> Iterator[Block]:
        material = self.material
        lessons = lessons_of(module)
        yield Heading(1, runs(f"{number}. {module.title}"))
        group = material.time(sum(map(material.in_group, lessons)))
        yield Paragraph(runs(material.say("with_group", time=group)), Style.FACTS)
        flow = material.flow(shift=2)
        yield from flow.blocks(module.description) if module.description else ()
        objectives = [o for o in material.course.objectives if o.id in module.objectives]
        if objectives:
            yield Paragraph(bolder(runs(material.interface["page"]["objectives"])))
            yield Listing(tuple((Paragraph(flow.line(o.text)),) for o in objectives))
        for lesson in lessons:
            yield from self._lesson(lesson)

    def _lesson(self, lesson: Lesson) -> Iterator[Block]:
        material, words = self.material, self.material.words
        yield Heading(2, runs(lesson.title))
        facts = (
            material.interface["page"]["kinds"][lesson.kind],
            material.say("alone", time=material.time(lesson.minutes)),
            material.say("with_group", time=material.time(material.in_group(lesson))),
        )
        yield Paragraph(runs(" · ".join(facts)), Style.FACTS)
        yield from self._in_brief(lesson)
        for block in lesson.facilitation:
            if block.kind is not FacilitationKind.SLIDE:
                yield from self._facilitation(block)
        for check in lesson.checks:
            yield Box(runs(words["check"]), tuple(self._answered(check)))

    def _in_brief(self, lesson: Lesson) -> Iterator[Block]:
        """Yield what a lesson says: its key points, or else its sections."""
        blocks = self.material.flow(lesson).blocks(lesson.body)
        keys = [block for block in blocks if isinstance(block, Box) and block.tone is Tone.KEY]
        sections = [(Paragraph(block.text),) for block in blocks if isinstance(block, Heading)]
        title = runs(self.material.words["in_brief"])
        if keys:
            yield Box(title, tuple(inner for key in keys for inner in key.blocks), Tone.KEY)
        elif sections:
            yield Box(title, (Listing(tuple(sections)),), Tone.KEY)

    def _facilitation(self, block: Facilitation) -> Iterator[Block]:
        material, words = self.material, self.material.words
        flow = material.flow(shift=2)
        title = plain(flow.line(block.title)) if block.title else ""
        kind = words[str(block.kind)]
        name = f"{kind}: {title}" if title else kind
        time = f" ({material.time(material.minutes_of(block))})" if block.kind.takes_time and block.minutes else ""
        if block.kind is FacilitationKind.HANDOUT:
            yield Paragraph((Run(f"{name}. ", bold=True), *runs(words["see_handouts"])))
        elif block.kind is FacilitationKind.NOTES:
            yield Heading(3, runs(f"{name}{time}"))
            yield from flow.blocks(block.text)
        else:
            yield Box(runs(f"{name}{time}"), flow.blocks(block.text), Tone.GROUP)

    def _key(self, quiz: Quiz) -> Iterator[Block]:
        yield Heading(2, runs(quiz.title))
        for number, question in enumerate(quiz.pool, 1):
            yield Heading(3, runs(self.material.say("question", number=number)))
            yield from self._answered(question)

    def _answered(self, question: Question) -> Iterator[Block]:
        """Yield a question with its answer and what is said of it."""
        material = self.material
        answers = material.answers()
        yield from answers.prompt(question)
        right = answers.right(question)
        names = [plain(text) for text in right]
        options = answers.choices(question)
        if options and all(name in [plain(text) for _, text in options] for name in names):
            yield Listing(tuple((_marked(text, plain(text) in names),) for _, text in options))
        if right:
            yield Paragraph((Run(material.words["answer"] + ": ", bold=True), *_joined(right)))
        yield from answers.explained(question)
        said = [(text, feedback) for text, feedback in answers.said(question)]
        if said:
            header = tuple(runs(material.words[key]) for key in ("answer", "feedback"))
            yield Table(header=header, rows=tuple(said), widths=(40, 60))


def _marked(text: Runs, is_right: bool) -> Paragraph:
    return Paragraph((Run("✓ ", bold=True), *bolder(text)) if is_right else text)


def _by_lesson(items: Iterable[Item]) -> Iterator[Runs]:
    """Yield a line for each lesson, with what of it is left out, and one for each quiz."""
    for (lesson, title), of in groupby(items, lambda item: (item.lesson, "" if item.lesson else item.title)):
        yield (*runs(f"{lesson}: ", bold=True), *runs(", ".join(each.title for each in of))) if lesson else runs(title)


def _joined(texts: tuple[Runs, ...]) -> Iterator[Run]:
    for index, text in enumerate(texts):
        yield from runs("; ") if index else ()
        yield from text
