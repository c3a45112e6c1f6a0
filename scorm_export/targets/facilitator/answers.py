"""What a question asks, and what is right, whatever its type: from what reports say of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scorm_export.course import Question
from scorm_export.source.document import Document
from scorm_export.targets.facilitator.content import Block, Listing, Paragraph, Room, Run, Runs, runs
from scorm_export.targets.facilitator.flow import Flow

_ITEM, _PAIR, _RANGE = "[,]", "[.]", "[:]"
"""What separates the parts of a response (SCORM 2004 RTE 4.1.1.6; xAPI 1.0.3 spells responses in the same way)."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Reads questions; `words` are those for true and false."""

    flow: Flow
    true: str
    false: str

    def prompt(self, question: Question) -> tuple[Block, ...]:
        """Return the question itself."""
        return self.flow.blocks(question.prompt)

    def choices(self, question: Question) -> list[tuple[str, Runs]]:
        """Return what can be chosen or put in order, by id, as participants see it."""
        asked = question.interaction()
        if asked.type == "true-false":
            return [("true", runs(self.true)), ("false", runs(self.false))]
        return [(name, self.flow.line(text)) for name, text in (*asked.choices, *asked.scale)]

    def to_do(self, question: Question) -> tuple[Block, ...]:
        """Return a question as participants answer it on paper."""
        asked = question.interaction()
        boxes = tuple(Paragraph((Run("☐ "), *text)) for _, text in self.choices(question))
        sources = (self.flow.line(text) for _, text in (*asked.source, *asked.steps))
        pairs = tuple((Paragraph((*text, Run(": ________"))),) for text in sources)
        targets = tuple((Paragraph(self.flow.line(text)),) for _, text in asked.target)
        lists = tuple(Listing(items) for items in (pairs, targets) if items)
        room = () if boxes or lists else (Room(2),)
        return (*self.prompt(question), *boxes, *lists, *room)

    def right(self, question: Question) -> tuple[Runs, ...]:
        """Return the right answer, a line for each of its parts; none where the question has no right one."""
        typical = question.typical_answers()
        if not typical or (not typical[0].earned and question.points):
            return ()
        asked, response = question.interaction(), typical[0].response
        names = dict(self.choices(question))
        pairs = self._texts((*asked.source, *asked.target, *asked.steps)) | names
        return tuple(_spelt(part, pairs) for part in response.split(_ITEM) if part)

    def _texts(self, parts: tuple[tuple[str, Document], ...]) -> dict[str, Runs]:
        return {name: self.flow.line(text) for name, text in parts}

    def said(self, question: Question) -> Iterator[tuple[Runs, Runs]]:
        """Yield each option with what is said to those who choose it."""
        revealed: Mapping[str, Document] = question.revealed()
        for name, text in self.choices(question):
            if name in revealed:
                yield text, self.flow.line(revealed[name])

    def explained(self, question: Question) -> tuple[Block, ...]:
        """Return what is said of the question whatever the answer."""
        return self.flow.blocks(question.explanation) if question.explanation else ()


def _spelt(part: str, texts: Mapping[str, Runs]) -> Runs:
    source, pair, target = part.partition(_PAIR)
    if pair:
        return (*texts.get(source, runs(source)), Run(" → "), *texts.get(target, runs(target)))
    return texts.get(part, runs(part.replace(_RANGE, "–")))
