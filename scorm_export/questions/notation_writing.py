"""Questions as Markdown: how every type is written; `notation.py` has the form and how it is read."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from scorm_export.diagnostics import SourceFile
from scorm_export.questions.notation import FIELDS, LISTS, Fields, Notation, braces
from scorm_export.source.pieces import Lines, pieces
from scorm_export.source.yaml_text import yaml_text


def headed(text: str, identifier: str) -> tuple[str, str, str]:
    """Return the words for a heading, the rest of a text, and the kind of its last block."""
    lines = text.split("\n")
    blocks = pieces(Lines.of(SourceFile(path="", lines=tuple(lines)), 1, len(lines)))
    fits = (
        bool(blocks)
        and blocks[0].kind == "paragraph"
        and len(blocks[0].lines.texts) == 1
        and blocks[0].lines.first == 1
    )
    kind = blocks[-1].kind if blocks else ""
    if not fits or not identifier:
        return "", text, kind
    return lines[0], "\n".join(lines[1:]).strip("\n"), kind if len(blocks) > 1 else "heading"


def written(fields: Fields, notations: Mapping[str, Notation | None], heading: str) -> list[str]:
    """Return a question as Markdown; `heading` begins its first line. What has no shape stands in a fence of fields."""
    notation = notations.get(str(fields.get("type", "")))
    words, below, after = headed(str(fields.get("prompt", "")), str(fields.get("id", "")))
    answers = notation.write(fields, after) if notation else None
    used = {"prompt", "explanation", *(answers.fields if answers else ())}
    attributes, rest = _short(fields, used, shown=answers is not None)
    said = str(fields.get("explanation", ""))
    parts = [
        [f"{heading} {words}".rstrip() + braces(attributes)],
        below.split("\n") if below else [],
        answers.lines if answers else [],
        fenced(rest) if rest else [],
        [f"> {line}".rstrip() for line in said.split("\n")] if said else [],
    ]
    return [line for part in parts if part for line in (*part, "")]


def fenced(fields: Fields) -> list[str]:
    """Return a fence with fields as YAML."""
    text = yaml_text(fields)
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    marks = "`" * max(3, longest + 1)
    return [f"{marks}{FIELDS}", *text.rstrip("\n").split("\n"), marks]


def _short(fields: Fields, used: Collection[str], *, shown: bool) -> tuple[list[tuple[str, str]], dict[str, Any]]:
    """Return the fields that are attributes of the heading, and those that are not."""
    attributes: list[tuple[str, str]] = []
    rest: dict[str, Any] = {}
    for name, value in fields.items():
        words = (
            " ".join(value)
            if name in LISTS and isinstance(value, list) and all(isinstance(v, str) for v in value)
            else value
        )
        if name in used:
            continue
        if isinstance(words, str) and words and not re.search(r"[\"\n{}]", words):
            attributes.append(({"type": "word"}.get(name, name), words))
        else:
            rest[name] = value
    attributes.sort(
        key=lambda each: ("id", "word", "points").index(each[0]) if each[0] in ("id", "word", "points") else 3
    )
    return attributes, rest if shown or rest else {}
