"""The fields of questions in which things are matched or put in order, from what all formats have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scorm_export.diagnostics import Span
from scorm_export.exchange.bank import Bank, Data, UnreadableError, characters
from scorm_export.questions.categorise.question import MOST_GROUPS
from scorm_export.questions.order import is_telling

_FEWEST_PAIRS = 2
_FEWEST_ITEMS = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """A source, the key of its target, and its feedback."""

    source: str
    target: str
    feedback: str | None = None


def targets_by_text(bank: Bank, pairs: Sequence[Pair], others: Sequence[str]) -> dict[str, str]:
    """Return the targets of pairs, and those of none, each text once: some formats identify targets by their text."""
    every = [*(pair.target for pair in pairs), *others]
    targets = dict(zip(every, every, strict=True))
    bank.account(answers=len(every) - len(targets))
    return targets


def pairing(pairs: Sequence[Pair], targets: Mapping[str, str], at: Span) -> Data:
    """Return the fields of a matching; of a categorise where sources share targets and every target is used.

    `targets` are texts by their keys.
    """
    used = {pair.target for pair in pairs}
    if not all(targets.values()) or not all(pair.source for pair in pairs):
        raise UnreadableError("one of the things to match has no words", at)
    if min(len(pairs), len(targets)) < _FEWEST_PAIRS:
        raise UnreadableError("there are not two things to match with two others", at)
    is_sorting = len(used) == len(targets) <= MOST_GROUPS and len(used) < len(pairs)
    one, many, target = ("groups", "items", "group") if is_sorting else ("targets", "sources", "target")
    order = sorted(targets, key=lambda key: (targets[key], key))
    ids = dict(zip(order, characters(len(order)), strict=True))
    if is_telling([ids[pair.target] for pair in pairs]):
        ids = dict(zip(reversed(order), characters(len(order)), strict=True))
    fields: Data = {"type": "categorise" if is_sorting else "matching"}
    placed = [{"id": ids[key], "text": text} for key, text in targets.items()]
    named = [
        {"id": name, "text": pair.source, target: ids[pair.target], "feedback": pair.feedback or None}
        for name, pair in zip(characters(len(pairs)), pairs, strict=True)
    ]
    return fields | ({one: placed, many: named} if is_sorting else {many: named, one: placed})


def sequencing(texts: Sequence[str], at: Span) -> Data:
    """Return the fields of a sequencing, its items in the right order and with ids that do not reveal it."""
    if len(texts) < _FEWEST_ITEMS:
        raise UnreadableError(f"{len(texts)} items to put in order are too few: there are at least {_FEWEST_ITEMS}", at)
    if not all(texts):
        raise UnreadableError("one of its items has no words", at)
    order = sorted(range(len(texts)), key=lambda n: (texts[n], n))
    order = order[::-1] if is_telling([characters(len(texts))[order.index(n)] for n in range(len(texts))]) else order
    ids = {n: name for name, n in zip(characters(len(texts)), order, strict=True)}
    return {"type": "sequencing", "items": [{"id": ids[n], "text": text} for n, text in enumerate(texts)]}
