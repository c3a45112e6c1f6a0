"""A long answer as Markdown: a line `___` to write on; below it a model answer, and criteria as a list of tasks."""

from __future__ import annotations

from scorm_export.questions.notation import (
    Answers,
    Body,
    Entry,
    Fields,
    Notation,
    Written,
    bullet,
    items_of,
    key,
    listed,
    mapping,
    tasks,
    text_entries,
)
from scorm_export.questions.notation_writing import headed
from scorm_export.source.pieces import Lines
from scorm_export.source.yaml import Sequence

_LINE = "___"


def _read(body: Body, _named: bool) -> Answers | None:
    marks = [n for n, piece in enumerate(body.pieces) if piece.kind == "hr" and piece.lines.texts[0].strip() == _LINE]
    if not marks or any(each.box == "x" for each in tasks(body)):
        return None
    start = marks[-1]
    below = list(body.pieces[start + 1 :])
    items = items_of(below[-1], "bullet_list", " ") if below else []
    model = below[:-1] if items else below
    entries: list[Entry] = []
    if model:
        first, last = model[0].lines, model[-1].lines
        text = Lines.of(first.file, first.first, last.first + len(last.texts) - 1).scalar()
        entries.append((key("model", first.span), text))
    if items:
        ids = body.ids([each.text for each in items])
        for each in items:
            body.only_lines(each, quote=False)
        nodes = [mapping(text_entries(e.text, name, e.at), e.at) for e, name in zip(items, ids, strict=True)]
        entries.append((key("criteria", items[0].at), Sequence(tuple(nodes), items[0].at)))
    return Answers(start, entries)


def _write(fields: Fields, _after: str) -> Written | None:
    criteria = fields.get("criteria", [])
    if not isinstance(criteria, list) or not all(isinstance(each, dict) for each in criteria):
        return None
    model = str(fields.get("model", ""))
    *_, after = headed(model, "")
    lines = [_LINE, *(["", *model.split("\n")] if model else []), *([""] if criteria else [])]
    for each in criteria:
        lines += listed(f"{bullet(after)} [ ]", str(each.get("text", "")), [("id", str(each.get("id", "")))])
    return Written(lines, {"type", "model", "criteria"})


NOTATION = Notation(
    "a line `___`; below it a model answer and criteria `- [ ] says why`, if there are any", _read, _write, rank=2
)
