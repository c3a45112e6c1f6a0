"""A scale as Markdown: a list whose boxes are round, from one end to the other."""

from __future__ import annotations

from scorm_export.questions.notation import (
    Answers,
    Body,
    Fields,
    Notation,
    Written,
    bullet,
    items_of,
    key,
    listed,
    mapping,
    text_entries,
)
from scorm_export.source.yaml import Sequence


def _read(body: Body, _named: bool) -> Answers | None:
    levels = items_of(body.last, "bullet_list", "()")
    if not levels:
        return None
    ids = body.ids([each.text for each in levels])
    for each in levels:
        body.only_lines(each, quote=False)
    nodes = [mapping(text_entries(e.text, name, e.at), e.at) for e, name in zip(levels, ids, strict=True)]
    return Answers(len(body.pieces) - 1, [(key("scale", levels[0].at), Sequence(tuple(nodes), levels[0].at))])


def _write(fields: Fields, after: str) -> Written | None:
    scale = fields.get("scale")
    if not isinstance(scale, list) or not all(isinstance(each, dict) for each in scale):
        return None
    lines = []
    for each in scale:
        lines += listed(f"{bullet(after)} ( )", str(each.get("text", "")), [("id", str(each.get("id", "")))])
    return Written(lines, {"type", "scale"})


NOTATION = Notation("a list of levels with round boxes: `- ( ) never`, `- ( ) always`", _read, _write)
