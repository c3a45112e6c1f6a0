"""Matching as Markdown: a definition list, each term with what goes with it; then a list of what goes with nothing."""

from __future__ import annotations

from scorm_export.questions.notation import Answers, Body, Fields, Notation, Written, items_of, listed
from scorm_export.questions.pairing import (
    all_mappings,
    lines_of,
    listed_as,
    pairs_of,
    sources_with_targets,
    targets_of,
    words,
)


def _read(body: Body, named: bool) -> Answers | None:
    more = items_of(body.last, "bullet_list", "")
    pairs = pairs_of(body.pieces[-2] if more and len(body.pieces) > 1 else body.last)
    if not pairs or (not named and any(len(found) > 1 for _, found in pairs)):
        return None
    for term, found in pairs:
        if len(found) != 1:
            hint = "write one line `: partner` right below it"
            body.report(f"this goes with {len(found) or 'nothing'}, and one is possible", term.text.span, hint)
    for each in more:
        body.only_lines(each, quote=False)
    targets, by_words = targets_of(body, [*(e for _, found in pairs for e in found), *(each.text for each in more)])
    goes_with = [words(found[0]) if found else "" for _, found in pairs]
    sources = sources_with_targets(body, [term for term, _ in pairs], goes_with, by_words, "target")
    return Answers(len(body.pieces) - 1 - bool(more), [listed_as("sources", sources), listed_as("targets", targets)])


def _write(fields: Fields, _after: str) -> Written | None:
    sources, targets = fields.get("sources"), fields.get("targets")
    if sources is None or targets is None or not all_mappings(sources, targets):
        return None
    by_id = {each.get("id"): each for each in targets}
    pairs = [(each, [by_id[each["target"]]]) for each in sources if each.get("target") in by_id]
    paired = {each.get("target") for each in sources}
    more = [each for each in targets if each.get("id") not in paired]
    lines = [*lines_of(pairs), *([""] if more else [])]
    for each in more:
        lines += listed("-", str(each.get("text", "")), [("id", str(each.get("id", "")))])
    return Written(lines, {"sources", "targets", *(("type",) if pairs else ())})


NOTATION = Notation("pairs: a line for each source, and below it `: its target`", _read, _write)
