"""Fill-in: a text with blanks that the learner fills, by writing or from a list of choices."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import ClassVar

from scorm_export.course import Interaction, Origin, Question, TypicalAnswer
from scorm_export.course.answer_key import AnswerKey
from scorm_export.diagnostics import Diagnostics, Span, did_you_mean, respelt
from scorm_export.questions.base import common, question_type
from scorm_export.questions.credit import CREDIT, Credit, penalty_field, read_credit
from scorm_export.questions.entries import ENTRY_ID, check_ids
from scorm_export.questions.fill_in.notation import NOTATION
from scorm_export.questions.patterns import PatternError, portable
from scorm_export.questions.writing import encoded_length, normalise
from scorm_export.source.document import Document
from scorm_export.source.fields import ListOf, MarkdownText, Record, Values, defaulted, optional, required
from scorm_export.source.kinds import Kind, Reading, Schema
from scorm_export.source.scalars import Flag, OneOf
from scorm_export.source.texts import Text
from scorm_export.source.yaml import Node, Scalar

_MOST_BLANKS = 10
"""SCORM 2004 RTE 4.2.9.1, fill-in: the texts of a response."""
_LEAST_ROOM = 30
_LEAST_ROOM_WITH_PATTERN = 60
_BLANK_HEAD_LENGTH = 3
"""A blank's id and the length of its text, in the saved state."""


class Spacing(StrEnum):
    """Whether white space counts."""

    FOLDED = "folded"
    EXACT = "exact"


@dataclass(frozen=True)
class Answer(Kind[str]):
    """A text on one line, white space and all."""

    what: str = "a text on one line, of at most 200 characters"
    most: int = 200
    blank: str = ""

    def read(self, node: Node, reading: Reading) -> str | None:
        """Read a scalar as it is; learners write or choose it in their language."""
        if isinstance(node, Scalar):
            node = reading.exchanged(node)
        text = node.text if isinstance(node, Scalar) else ""
        if text.strip() and len(text) <= self.most and "\n" not in text:
            return text
        self.wrong(node, reading)
        return None

    def schema(self) -> Schema:
        """Return the length; editors take a text such as `7` for a number."""
        return {"type": ["string", "number"], "minLength": 1, "maxLength": self.most}


_ANSWERS = required("answers", ListOf(Answer(), least=1), "right answers; the first is shown as the right one")
_CHOICES = defaulted("choices", ListOf(Answer(), least=2), (), "what the blank is filled from, in order")
_PATTERN = optional("pattern", Text("a regular expression", most=200), "what is right too: matched by a whole answer")
_MATCH_CASE = defaulted("matchCase", Flag(), False, "`true` where capitals count")  # noqa: FBT003 — it is the value
_SPACING = defaulted("spacing", OneOf(Spacing), Spacing.FOLDED, "`exact` where all white space counts")
_FEEDBACK = optional("feedback", MarkdownText(inline=True), "what there is to say of it, shown after handing in")


@dataclass(frozen=True, kw_only=True, slots=True)
class Blank:
    """Something to fill in."""

    id: str
    answers: tuple[str, ...]
    choices: tuple[str, ...]
    """What is chosen from; empty where a text is written."""
    pattern: str | None
    match_case: bool
    spacing: Spacing
    feedback: Document | None
    origin: Origin = field(compare=False, repr=False)
    elsewhere: tuple[str, ...] = ()
    """Right answers in other languages of the package."""
    recorded: tuple[str, ...] = ()
    """What stands for each choice in records, where it is not its text: the choice in the package's first language."""
    room: int = 0
    """The most UTF-8 bytes of an answer in any language of the package."""

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        """What stands for each choice in records, and its text."""
        return tuple(zip(self.recorded or self.choices, self.choices, strict=True))

    @property
    def right(self) -> set[str]:
        """What right answers are compared by."""
        of_choices = [value for value, text in self.options if text in self.answers]
        return {self.compared(answer) for answer in of_choices or (*self.answers, *self.elsewhere)}

    @property
    def limit(self) -> int:
        """The most UTF-8 bytes of an answer: the longest choice, or half as much again as the longest right text."""
        if self.choices:
            return max(len(value.encode()) for value, _ in self.options)
        longest = max((len(answer.encode()) for answer in self.answers), default=0)
        least = _LEAST_ROOM_WITH_PATTERN if self.pattern else _LEAST_ROOM
        return max(least, -(-3 * longest // 2), self.room)

    def compared(self, text: str) -> str:
        """Return what a text is compared by; of choices every sign counts."""
        return normalise(
            text,
            match_case=self.match_case or bool(self.choices),
            exact_spacing=self.spacing is Spacing.EXACT or bool(self.choices),
        )

    def portable_pattern(self) -> str:
        """Return the pattern for the player, or "", or raise why it is refused."""
        if self.pattern is None:
            return ""
        if match := re.search(r"(?<!\\)(?:\\\\)*\\([A-Z])", self.pattern):
            raise PatternError(f"has `\\{match.group(1)}`", "only `\\d` and signs may follow a `\\`")
        compared = normalise(self.pattern, match_case=self.match_case, exact_spacing=True)
        return portable(compared, self.limit)

    def player_data(self, key: AnswerKey) -> Mapping[str, object]:
        """Return how its text is compared, the seals of right ones, and veiled what is shown or matched."""
        pattern = self.portable_pattern()
        return {
            "id": self.id,
            "limit": self.limit,
            "matchCase": self.match_case or bool(self.choices),
            "exactSpacing": self.spacing is Spacing.EXACT or bool(self.choices),
            "right": key.seals(list(self.right)),
            "answer": key.veil(self.answers[0]),
            **({"choices": [value for value, _ in self.options]} if self.choices else {}),
            **({"pattern": key.veil(pattern)} if pattern else {}),
        }


def _blank(values: Values) -> Blank:
    return Blank(
        id=values[ENTRY_ID],
        answers=values[_ANSWERS],
        choices=values[_CHOICES],
        pattern=values[_PATTERN],
        match_case=values[_MATCH_CASE],
        spacing=values[_SPACING],
        feedback=values[_FEEDBACK],
        origin=Origin(values.span, values.spans),
    )


_TEXT = optional("text", MarkdownText(blanks=True), "with `[[a]]` where the blank `a` is; Markdown")
_BLANK_FIELDS = (ENTRY_ID, _ANSWERS, _CHOICES, _PATTERN, _MATCH_CASE, _SPACING, _FEEDBACK)
_BLANKS = required("blanks", ListOf(Record("a blank", _BLANK_FIELDS, _blank), least=1), "what is to be filled in")
PENALTY = penalty_field("0")


@dataclass(frozen=True, kw_only=True)
class FillIn(Question):
    """A text with blanks, or one blank below the prompt."""

    type: ClassVar[str] = "fill-in"
    text: Document | None
    blanks: tuple[Blank, ...]
    credit: Credit

    def documents(self) -> Iterator[Document]:
        """Every Markdown text of the question."""
        yield from super().documents()
        if self.text:
            yield self.text

    def revealed(self) -> Mapping[str, Document]:
        """Return the explanation, and what there is to say of each blank by its id."""
        return {**super().revealed(), **{blank.id: blank.feedback for blank in self.blanks if blank.feedback}}

    @property
    def placed(self) -> tuple[Blank, ...]:
        """The blanks in the order of the text."""
        order = [place.id for place in self.text.blanks] if self.text else []
        return tuple(sorted(self.blanks, key=lambda blank: order.index(blank.id) if blank.id in order else 0))

    def interaction(self) -> Interaction:
        """Return texts to fill in."""
        return Interaction(type="fill-in")

    def typical_answers(self) -> tuple[TypicalAnswer, ...]:
        """Return right texts, a wrong one in the first blank, and wrong ones in all."""
        right = [blank.answers[0] for blank in self.placed]
        wrong = [next((c for c in blank.choices if c not in blank.answers), "?") for blank in self.placed]
        return tuple(self._answer(texts) for texts in (right, [*wrong[:1], *right[1:]], wrong))

    def _answer(self, texts: list[str]) -> TypicalAnswer:
        right = sum(text == blank.answers[0] for text, blank in zip(texts, self.placed, strict=True))
        earned = self.credit.earned(self.points, right, len(texts) - right, len(texts))
        return TypicalAnswer("[,]".join(texts), earned)

    def held_with(self, versions: Sequence[Question]) -> FillIn:
        """Return the question with what is right in other languages; choices are recorded as in the first one."""
        others = [each for each in versions if isinstance(each, FillIn) and len(each.blanks) == len(self.blanks)]
        return replace(
            self, blanks=tuple(_held(blank, [each.blanks[n] for each in others]) for n, blank in enumerate(self.blanks))
        )

    def check(self, found: Diagnostics) -> None:
        """Report blanks that are too many or without a place, and answers that cannot be given."""
        check_ids("blank", self.blanks, found)
        if len(self.blanks) > _MOST_BLANKS:
            found.error(
                "too-many-blanks",
                f"{len(self.blanks)} blanks are too many, at most {_MOST_BLANKS} are possible",
                self.blanks[_MOST_BLANKS].origin.span,
                "make two questions of it",
            )
        for blank in self.blanks:
            _check_choices(blank, found)
            try:
                blank.portable_pattern()
            except PatternError as refused:
                found.error("pattern-syntax", f"this pattern {refused}", blank.origin.of("pattern"), refused.hint)
        self._check_places(found)

    def _check_places(self, found: Diagnostics) -> None:
        if self.text is None:
            for blank in self.blanks[1:2]:
                hint = "write a `text` with `[[a]]` where the blank `a` is"
                found.error("blank-placement", "several blanks need a `text` around them", blank.origin.of("id"), hint)
            return
        names = [blank.id for blank in self.blanks]
        placed: dict[str, list[Span]] = {}
        for place in self.text.blanks:
            placed.setdefault(place.id, []).append(place.span)
        for name, spans in placed.items():
            if name not in names:
                hint = "give it its answers in `blanks`, or take it out"
                found.error("blank-placement", f"there is no blank `{name}`", spans[0], hint)
            elif len(spans) > 1:
                hint = "every blank has one place; give the other one an id of its own"
                found.error("blank-placement", f"the blank `{name}` is used twice", spans[1], hint)
        for blank in self.blanks:
            if blank.id and blank.id not in placed:
                hint = f"write `[[{blank.id}]]` where it is; not in code, a formula or an image"
                message = f"the blank `{blank.id}` stands nowhere in the text"
                found.error("blank-placement", message, blank.origin.of("id"), hint)

    def response_length(self) -> int:
        """Return the most of every blank: its head and its text's bytes."""
        return sum(_BLANK_HEAD_LENGTH + encoded_length(blank.limit) for blank in self.blanks)

    def player_data(self, key: AnswerKey) -> Mapping[str, object]:
        """Return the blanks, and what partly right is worth."""
        return {"blanks": [blank.player_data(key) for blank in self.blanks], **self.credit.player_data()}


def _held(blank: Blank, versions: Sequence[Blank]) -> Blank:
    first = versions[0]
    if len(first.choices) == len(blank.choices) > 0:
        return replace(blank, recorded=first.choices)
    elsewhere = dict.fromkeys(answer for each in versions for answer in each.answers if answer not in blank.answers)
    return replace(blank, elsewhere=tuple(elsewhere), room=max(each.limit for each in versions))


def _check_choices(blank: Blank, found: Diagnostics) -> None:
    """Report choices that read the same, right answers that are none of them, and rules for what is written."""
    if not blank.choices:
        return
    choices = list(map(blank.compared, blank.choices))
    at = blank.origin.of
    for choice, times in Counter(choices).items():
        if times > 1:
            found.error("blank-choices", f"the choice `{choice}` is used twice", at("choices"), "take one of them out")
    for answer in blank.answers:
        if blank.compared(answer) not in choices:
            hint = did_you_mean(answer, blank.choices)
            listed = at("answers")
            place = listed.file.find(answer, listed.line, listed.line + len(blank.answers), listed.column) or listed
            fix = respelt(place, answer, blank.choices)
            found.error("blank-choices", f"the answer `{answer}` is not one of the choices", place, hint, fix=fix)
    for name, is_set in (
        ("pattern", blank.pattern is not None),
        ("matchCase", blank.match_case),
        ("spacing", blank.spacing is Spacing.EXACT),
    ):
        if is_set:
            found.error(
                "blank-choices", f"`{name}` is for what learners write, and here they choose", at(name), "take it out"
            )


def _build(values: Values) -> Question:
    return FillIn(**common(values), text=values[_TEXT], blanks=values[_BLANKS], credit=read_credit(values, PENALTY))


TYPE = question_type(FillIn.type, (_TEXT, _BLANKS, CREDIT, PENALTY), _build, notation=NOTATION)
