"""Items to put in order as Markdown: a numbered list, in the right order."""

from __future__ import annotations

from scorm_export.questions.notation import (
    Answers,
    Body,
    Fields,
    Notation,
    Written,
    listed,
    texts_of_list,
)


def _read(body: Body, _named: bool) -> Answers | None:
    return texts_of_list(body, "ordered_list", "", "items")


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
