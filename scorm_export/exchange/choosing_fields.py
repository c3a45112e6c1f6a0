"""The fields of questions in which options are chosen, from what all formats have in common."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from scorm_export.diagnostics import Span
from scorm_export.exchange.bank import ALL, Bank, Data, UnreadableError, characters, plainly

_ROUNDED = Decimal("0.05")
"""Per cent by which shares that were rounded may differ."""
_FINEST = Decimal("0.00001")


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """An answer to choose: its text, its share of the points in per cent, and its feedback."""

    text: str
    fraction: Decimal
    feedback: str | None
    at: Span


def single_choice(bank: Bank, choices: Sequence[Choice], at: Span) -> Data:
    """Return the fields of a single choice. Where several options are right together, of a multiple choice."""
    right = [choice for choice in choices if choice.fraction >= ALL]
    earning = sum((choice.fraction for choice in choices if choice.fraction > 0), Decimal(0))
    if len(right) > 1:
        bank.lost(
            f"each of its {len(right)} right options alone earns all points: "
            "imported as a multiple choice, with equal shares",
            at,
        )
        share = ALL / len(right)
        return multiple_choice(bank, [_worth(c, share if c in right else min(c.fraction, -share)) for c in choices], at)
    if not right and abs(earning - ALL) <= _ROUNDED:
        bank.lost(
            "one option is to be chosen, but only several together earn all points: imported as a multiple choice", at
        )
        return multiple_choice(bank, choices, at)
    if not right:
        raise UnreadableError("none of its options earns all points" if earning else "none of its options is right", at)
    options = _options(bank, choices, lambda choice: choice.fraction >= ALL)
    for option, choice in zip(options, choices, strict=True):
        if choice.fraction < -ALL:
            message = (
                f"{plainly(choice.fraction)} % for this option: an option deducts at most all points of its question"
            )
            bank.lost(message, choice.at)
        share = max(Decimal(-1), (choice.fraction / ALL).quantize(_FINEST, ROUND_HALF_UP))
        if share and share < 1:
            option["share"] = share.normalize() + 0
    return {"type": "single-choice", "options": options}


def _worth(choice: Choice, fraction: Decimal) -> Choice:
    return Choice(text=choice.text, fraction=fraction, feedback=choice.feedback, at=choice.at)


def multiple_choice(bank: Bank, choices: Sequence[Choice], at: Span) -> Data:
    """Return the fields of a multiple choice: right options in equal shares, wrong ones with one penalty."""
    right = [choice for choice in choices if choice.fraction > 0]
    wrong = [choice for choice in choices if choice.fraction <= 0]
    if not right:
        raise UnreadableError("none of its options is right", at)
    share = ALL / len(right)
    for choice in right:
        if abs(choice.fraction - share) > _ROUNDED:
            bank.lost(
                f"{plainly(choice.fraction)} % for this option: right options earn equal shares, {share:.2f} % each",
                choice.at,
            )
    penalties = {(-choice.fraction / share).quantize(Decimal("0.01"), ROUND_HALF_UP) for choice in wrong}
    penalty = max(penalties, default=Decimal(1))
    if wrong and not 0 < penalty <= 1:
        bank.lost(
            "wrong options deduct "
            + ("nothing, so that choosing all earns all points" if not penalty else "more than a right one earns")
            + "; here each deducts what a right one earns",
            at,
        )
        penalty = Decimal(1)
    elif len(penalties) > 1:
        bank.lost("wrong options deduct different shares: here each deducts the largest", at)
    fields: Data = {
        "type": "multiple-choice",
        "options": _options(bank, choices, lambda choice: choice.fraction > 0),
    }
    return fields | ({} if penalty == 1 else {"penalty": penalty.normalize() + 0})


_IMAGES_ALONE = re.compile(r"(?:!\[\]\([^)]*\)(?:\{\.decorative\})?\s*)+")


def _with_words(bank: Bank, choice: Choice) -> str:
    """Return an option's text; an image that is the whole option cannot be decorative."""
    if not _IMAGES_ALONE.fullmatch(choice.text) or "{.decorative}" not in choice.text:
        return choice.text
    bank.lost("the text alternative of the image of an option: write it, since the image is the option", choice.at)
    return choice.text.replace("{.decorative}", "")


def _options(bank: Bank, choices: Sequence[Choice], is_right: Callable[[Choice], bool]) -> list[Data]:
    for choice in choices:
        if not choice.text:
            raise UnreadableError("one of its options has no words", choice.at)
    return [
        {
            "id": name,
            "text": _with_words(bank, choice),
            **({"correct": True} if is_right(choice) else {}),
            "feedback": choice.feedback or None,
        }
        for name, choice in zip(characters(len(choices)), choices, strict=True)
    ]
