"""Items to put in order as Markdown: a numbered list, in the right order."""

from __future__ import annotations

from scorm_export.questions.notation import (
    Answers,
    Body,
    Fields,
    Notation,
    Written,
    items_of,
    key,
    listed,
    mapping,
    text_entries,
)
from scorm_export.source.yaml import Sequence


def _read(body: Body, _named: bool) -> Answers | None:
    items = items_of(body.last, "ordered_list", "")
    if not items:
        return None
    ids = body.ids([each.text for each in items])
    for each in items:
        body.only_lines(each, quote=False)
    nodes = [mapping(text_entries(e.text, name, e.at), e.at) for e, name in zip(items, ids, strict=True)]
    return Answers(len(body.pieces) - 1, [(key("items", items[0].at), Sequence(tuple(nodes), items[0].at))])


def _write(fields: Fields, after: str) -> Written | None:
    items = fields.get("items")
    if not isinstance(items, list) or not all(isinstance(each, dict) for each in items):
        return None
    sign = ")" if after == "ordered_list" else "."
    lines = []
    for number, each in enumerate(items, 1):
        lines += listed(f"{number}{sign}", str(each.get("text", "")), [("id", str(each.get("id", "")))])
    return Written(lines, {"type", "items"})


NOTATION = Notation("a numbered list of three items or more, in the right order", _read, _write)
