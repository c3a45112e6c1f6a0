"""What goes with what: the questions whose answer gives each source a target."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from scorm_export.course import Interaction, Origin, Question, TypicalAnswer
from scorm_export.course.answer_key import AnswerKey
from scorm_export.diagnostics import Diagnostics, did_you_mean, respelt
from scorm_export.questions.credit import Credit, penalty_field
from scorm_export.questions.entries import ENTRY_ID, Entry, check_ids, check_texts, entry
from scorm_export.source.document import Document
from scorm_export.source.fields import Field, ListOf, MarkdownText, Record, Values, optional, required
from scorm_export.source.texts import OPTION_ID

_TEXT = required("text", MarkdownText(inline=True), "what the learner reads")
_FEEDBACK = optional("feedback", MarkdownText(inline=True), "shown after answering")
PENALTY = penalty_field("0")


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """What goes with one target."""

    id: str
    text: Document
    target: str
    """The id of the right one."""
    feedback: Document | None
    origin: Origin = field(compare=False, repr=False)


def sources_field(name: str, what: str, target: str) -> Field[tuple[Source, ...]]:
    """Return the field of the sources; `target` is the field of each that names its target."""
    goes_with = required(target, OPTION_ID, f"the id of the {target} that is right")

    def build(values: Values) -> Source:
        return Source(
            id=values[ENTRY_ID],
            text=values[_TEXT],
            target=values[goes_with],
            feedback=values[_FEEDBACK],
            origin=Origin(values.span, values.spans),
        )

    return required(
        name, ListOf(Record(what, (ENTRY_ID, _TEXT, goes_with, _FEEDBACK), build), least=2), "what is to be placed"
    )


def targets_field(name: str, what: str) -> Field[tuple[Entry, ...]]:
    """Return the field of the targets."""
    return required(name, ListOf(entry(what, "what the learner reads"), least=2), "where it may go")


@dataclass(frozen=True, kw_only=True)
class Pairing(Question):
    """Each source goes with one target; a target may have several sources, or none."""

    exact: ClassVar[bool] = True
    """Whether the standards have such a type; otherwise matching is the nearest."""
    source_word: ClassVar[str]
    target_word: ClassVar[str]
    sources: tuple[Source, ...]
    targets: tuple[Entry, ...]
    credit: Credit

    def documents(self) -> Iterator[Document]:
        """Every Markdown text of the question."""
        yield from super().documents()
        yield from (source.text for source in self.sources)
        yield from (target.text for target in self.targets)

    def revealed(self) -> Mapping[str, Document]:
        """Return the explanation, and the feedback of each source by its id."""
        feedback = {source.id: source.feedback for source in self.sources if source.feedback}
        return {**super().revealed(), **feedback}

    def interaction(self) -> Interaction:
        """Return a matching."""
        return Interaction(
            type="matching",
            exact=self.exact,
            source=tuple((source.id, source.text) for source in self.sources),
            target=tuple((target.id, target.text) for target in self.targets),
        )

    def typical_answers(self) -> tuple[TypicalAnswer, ...]:
        """Return the right pairs, the first source with another target, and all of them with another."""
        right = [source.target for source in self.sources]
        wrong = [next(t.id for t in self.targets if t.id != source.target) for source in self.sources]
        return tuple(self._answer(targets) for targets in (right, [*wrong[:1], *right[1:]], wrong))

    def _answer(self, targets: list[str]) -> TypicalAnswer:
        right = sum(source.target == target for source, target in zip(self.sources, targets, strict=True))
        earned = self.credit.earned(self.points, right, len(targets) - right, len(targets))
        pairs = zip((source.id for source in self.sources), targets, strict=True)
        return TypicalAnswer("[,]".join(f"{source}[.]{target}" for source, target in pairs), earned)

    def check(self, found: Diagnostics) -> None:
        """Report two of a kind with one id, and sources that go where nothing is."""
        check_ids(self.source_word, self.sources, found)
        check_texts(self.source_word, self.sources, found)
        check_ids(self.target_word, self.targets, found)
        check_texts(self.target_word, self.targets, found)
        known = [target.id for target in self.targets]
        for source in self.sources:
            if source.target and source.target not in known:
                found.error(
                    "unknown-target",
                    f"the question has no {self.target_word} `{source.target}`",
                    source.origin.of(self.target_word),
                    did_you_mean(source.target, known),
                    fix=respelt(source.origin.of(self.target_word), source.target, known),
                )

    def response_length(self) -> int:
        """Return two for each source: its id and its target's."""
        return 2 * len(self.sources)

    def player_data(self, key: AnswerKey) -> Mapping[str, object]:
        """Return the ids, the seals of the right pairs, and what partly right is worth."""
        return {
            "sources": [source.id for source in self.sources],
            "targets": [target.id for target in self.targets],
            "right": key.seals([f"{source.id}.{source.target}" for source in self.sources]),
            **self.credit.player_data(),
        }
