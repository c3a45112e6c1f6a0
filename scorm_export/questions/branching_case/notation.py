"""A case as Markdown: a third-level heading for each step, and below it a list of what can be decided."""

from __future__ import annotations

from scorm_export.questions.notation import (
    Answers,
    Body,
    Entry,
    Fields,
    Notation,
    Written,
    braces,
    bullet,
    heading_text,
    items_of,
    key,
    listed,
    mapping,
    prompt_of,
    text_entries,
)
from scorm_export.questions.notation_writing import headed
from scorm_export.source.pieces import Attributed, Item, Piece
from scorm_export.source.yaml import Mapping, Scalar, Sequence

_LEVEL = 3


def _read(body: Body, _named: bool) -> Answers | None:
    starts = [n for n, piece in enumerate(body.pieces) if piece.level == _LEVEL]
    if not starts:
        return None
    cut = [body.pieces[start:end] for start, end in zip(starts, [*starts[1:], len(body.pieces)], strict=True)]
    heads = [heading_text(piece.lines) for piece, *_ in cut]
    ids = body.ids(heads)
    steps = [_step(body, blocks, head, name) for blocks, head, name in zip(cut, heads, ids, strict=True)]
    return Answers(starts[0], [(key("steps", steps[0].span), Sequence(tuple(steps), steps[0].span))])


def _step(body: Body, blocks: tuple[Piece, ...], head: Attributed, identifier: Scalar) -> Mapping:
    at = blocks[0].lines.span
    items = items_of(blocks[-1], "bullet_list", "")
    if not items:
        hint = "end the step with a list, each item what can be decided: `- Call for help {#a next=b points=2}`"
        body.report("nothing can be decided at this step", at, hint)
    text = prompt_of(head.text, blocks[1:-1] if items else blocks[1:])
    ids = body.ids([each.text for each in items])
    choices = [_choice(body, each, name) for each, name in zip(items, ids, strict=True)]
    entries: list[Entry] = [
        (key("id", at), identifier),
        *((a.name, a.value) for a in head.attributes if a.name.text != "id"),
    ]
    if text:
        entries.append((key("text", at), text))
    return mapping([*entries, (key("choices", at), Sequence(tuple(choices), at))], at)


def _choice(body: Body, each: Item, identifier: Scalar) -> Mapping:
    body.only_lines(each, quote=True)
    said = [(key("consequence", each.at), each.quote.scalar())] if each.quote else []
    return mapping([*text_entries(each.text, identifier, each.at), *said], each.at)


def _write(fields: Fields, _after: str) -> Written | None:
    steps = fields.get("steps")
    if not isinstance(steps, list) or not all(
        isinstance(each, dict) and isinstance(each.get("choices"), list) for each in steps
    ):
        return None
    lines: list[str] = []
    for step in steps:
        words, below, after = headed(str(step.get("text", "")), "step")
        head = f"### {words}".rstrip() + braces([("id", str(step.get("id", "")))])
        lines += [*([""] if lines else []), head, "", *([*below.split("\n"), ""] if below else [])]
        for choice in step["choices"]:
            more = [(name, str(choice[name])) for name in ("id", "next", "points") if name in choice]
            lines += listed(bullet(after), str(choice.get("text", "")), more, str(choice.get("consequence", "")))
    return Written(lines, {"type", "steps"})


NOTATION = Notation(
    "steps: each a heading `### What happens {#a}` and a list of what can be decided", _read, _write, rank=3
)
