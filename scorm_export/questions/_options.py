"""Options of the two choice types."""

from __future__ import annotations

from dataclasses import dataclass, field

from scorm_export.course import Origin
from scorm_export.diagnostics import Diagnostics
from scorm_export.source.fields import OPTION_ID, Flag, ListOf, MarkdownText, Record, Values, defaulted, required
from scorm_export.source.markdown import Document

OPTION_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789"

_ID = required("id", OPTION_ID, "one character, permanent")
_TEXT = required("text", MarkdownText(inline=True), "what the learner chooses")
_CORRECT = defaulted("correct", Flag(), False, "`true` for a right option")  # noqa: FBT003 — it is the value
_FEEDBACK = required("feedback", MarkdownText(inline=True), "why it is right or wrong, shown after handing in")


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """Something a learner can choose."""

    id: str
    text: Document
    correct: bool
    feedback: Document
    origin: Origin = field(compare=False, repr=False)


def _option(values: Values) -> Option:
    return Option(
        id=values[_ID],
        text=values[_TEXT],
        correct=values[_CORRECT],
        feedback=values[_FEEDBACK],
        origin=Origin(values.span, values.spans),
    )


OPTIONS = required(
    "options",
    ListOf(Record("an option", (_ID, _TEXT, _CORRECT, _FEEDBACK), _option), least=2),
    "what can be chosen, in order",
)


def check_options(options: tuple[Option, ...], origin: Origin, found: Diagnostics) -> None:
    """Report two options with one id, and options of which none is right."""
    seen: dict[str, Option] = {}
    for option in options:
        if option.id and option.id in seen:
            found.error(
                "duplicate-id",
                f"the option id `{option.id}` is here twice",
                option.origin.of("id"),
                "give every option a character of its own",
                f"the first is on line {seen[option.id].origin.span.line}",
            )
        seen.setdefault(option.id, option)
    if options and not any(option.correct for option in options):
        found.error(
            "no-correct-option", "no option is right", origin.of("options"), "mark the right one with `correct: true`"
        )
