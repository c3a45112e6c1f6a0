"""A scale as Markdown: a list whose boxes are round, from one end to the other."""

from __future__ import annotations

from scorm_export.questions.notation import (
    Answers,
    Body,
    Fields,
    Notation,
    Written,
    bullet,
    listed,
    texts_of_list,
)


def _read(body: Body, _named: bool) -> Answers | None:
    return texts_of_list(body, "bullet_list", "()", "scale")


def _write(fields: Fields, after: str) -> Written | None:
    scale = fields.get("scale")
    if not isinstance(scale, list) or not all(isinstance(each, dict) for each in scale):
        return None
    lines = []
    for each in scale:
        lines += listed(f"{bullet(after)} ( )", str(each.get("text", "")), [("id", str(each.get("id", "")))])
    return Written(lines, {"type", "scale"})


NOTATION = Notation("a list of levels with round boxes: `- ( ) never`, `- ( ) always`", _read, _write)
