"""Groups as Markdown: a definition list, each group with the items that belong in it."""

from __future__ import annotations

from scorm_export.questions.notation import Answers, Body, Fields, Notation, Written
from scorm_export.questions.pairing import (
    all_mappings,
    lines_of,
    listed_as,
    pairs_of,
    sources_with_targets,
    targets_of,
    words,
)


def _read(body: Body, _named: bool) -> Answers | None:
    pairs = pairs_of(body.last)
    if not pairs:
        return None
    groups, by_words = targets_of(body, [term for term, _ in pairs])
    items = [(each, words(term)) for term, found in pairs for each in found]
    if not items:
        return None
    sources = sources_with_targets(body, [each for each, _ in items], [name for _, name in items], by_words, "group")
    return Answers(len(body.pieces) - 1, [listed_as("groups", groups), listed_as("items", sources)])


def _write(fields: Fields, _after: str) -> Written | None:
    groups, items = fields.get("groups"), fields.get("items")
    if groups is None or items is None or not all_mappings(groups, items):
        return None
    pairs = [(group, [each for each in items if each.get("group") == group.get("id")]) for group in groups]
    inferred = any(len(found) > 1 for _, found in pairs)
    return Written(lines_of(pairs), {"groups", "items", *(("type",) if inferred else ())})


NOTATION = Notation("groups: a line for each, and below it `: an item` for every item in it", _read, _write, rank=0)
