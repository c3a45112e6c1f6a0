"""Options that a learner chooses from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypedDict

from scorm_export.course import Origin
from scorm_export.diagnostics import Diagnostics
from scorm_export.questions.credit import Credit, Rule
from scorm_export.questions.entries import ENTRY_ID, check_ids, check_texts
from scorm_export.source.document import Document
from scorm_export.source.fields import ListOf, MarkdownText, Record, Values, defaulted, optional, required
from scorm_export.source.scalars import Flag

OPTION_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789"

_TEXT = required("text", MarkdownText(inline=True), "what the learner chooses")
_CORRECT = defaulted("correct", Flag(), False, "`true` for a right option")  # noqa: FBT003 — it is the value
_FEEDBACK = optional("feedback", MarkdownText(inline=True), "why it is right or wrong, shown after handing in")


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """Something a learner can choose."""

    id: str
    text: Document
    correct: bool
    feedback: Document | None
    origin: Origin = field(compare=False, repr=False)


OPTION_FIELDS = (ENTRY_ID, _TEXT, _CORRECT, _FEEDBACK)


class OptionParts(TypedDict):
    """The arguments that every option takes."""

    id: str
    text: Document
    correct: bool
    feedback: Document | None
    origin: Origin


def option_parts(values: Values) -> OptionParts:
    """Read what every option has."""
    return OptionParts(
        id=values[ENTRY_ID],
        text=values[_TEXT],
        correct=values[_CORRECT],
        feedback=values[_FEEDBACK],
        origin=Origin(values.span, values.spans),
    )


OPTIONS = required(
    "options",
    ListOf(Record("an option", OPTION_FIELDS, lambda values: Option(**option_parts(values))), least=2),
    "what can be chosen, in order",
)


def _plain_option(values: Values) -> Option:
    return Option(
        id=values[ENTRY_ID],
        text=values[_TEXT],
        correct=False,
        feedback=None,
        origin=Origin(values.span, values.spans),
    )


SURVEY_OPTIONS = required(
    "options",
    ListOf(Record("an option of a survey", (ENTRY_ID, _TEXT), _plain_option), least=2),
    "what can be chosen, in order",
)

KEEP_ORDER = defaulted("keepOrder", Flag(), False, "`true`: its options stay in this order when the quiz shuffles")  # noqa: FBT003 — it is the value


def check_options(options: Sequence[Option], origin: Origin, found: Diagnostics, *, listed: str = "options") -> None:
    """Report two options with one id, and options of which none is right; `listed` is the field they stand in."""
    check_ids("option", options, found)
    check_texts("option", options, found)
    if options and not any(option.correct for option in options):
        found.error(
            "no-correct-option",
            "no option is right",
            origin.of(listed),
            "mark the right one: `- [x]` in Markdown, `correct: true` in YAML",
        )


def check_penalty(options: Sequence[Option], credit: Credit, origin: Origin, found: Diagnostics) -> None:
    """Report a penalty of 0 where choosing all options would earn all points."""
    if credit.rule is Rule.PARTIAL and not credit.penalty and not all(option.correct for option in options):
        found.error(
            "free-points",
            "choosing every option earns all points",
            origin.of("penalty"),
            "give a `penalty` above 0, or `credit: all-or-nothing`",
        )


def mask_length(ids: list[str]) -> int:
    """Return the digits of a set of ids in the saved state: one for every six of the characters up to the last."""
    return max((OPTION_CHARACTERS.find(name) for name in ids), default=0) // 6 + 1


def option_ids(options: Sequence[Option]) -> list[str]:
    """Return the ids in the author's order."""
    return [option.id for option in options]


def right_ids(options: Sequence[Option]) -> list[str]:
    """Return the ids of the right ones."""
    return [option.id for option in options if option.correct]


def feedback_texts(options: Sequence[Option]) -> dict[str, Document]:
    """Return the feedback of options by their ids."""
    return {option.id: option.feedback for option in options if option.feedback}
