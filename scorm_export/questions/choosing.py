"""Options as Markdown: a list of tasks, of which the right ones are ticked, with what is said of each as a quote."""

from __future__ import annotations

from collections.abc import Callable

from scorm_export.questions.notation import (
    Answers,
    Body,
    Entry,
    Fields,
    Notation,
    Written,
    bullet,
    key,
    listed,
    mapping,
    tasks,
    text_entries,
)
from scorm_export.source.pieces import Item
from scorm_export.source.yaml import Sequence

SHAPE = "a list of two options or more: `- [x] right`, `- [ ] wrong`"


def read_options(body: Body, items: list[Item], field: str = "options") -> Entry:
    """Return the options in a list of tasks."""
    ids = body.ids([each.text for each in items])
    options = []
    for each, identifier in zip(items, ids, strict=True):
        body.only_lines(each, quote=True)
        entries = text_entries(each.text, identifier, each.at)
        if each.box == "x":
            entries.append((key("correct", each.at), key("true", each.at)))
        if each.quote:
            entries.append((key("feedback", each.at), each.quote.scalar()))
        options.append(mapping(entries, each.at))
    return key(field, items[0].at), Sequence(tuple(options), items[0].at)


def write_options(fields: Fields, after: str, *, field: str = "options") -> list[str] | None:
    """Return the lines of a list of tasks; None where these are not options."""
    options = fields.get(field)
    if not isinstance(options, list) or not all(isinstance(each, dict) for each in options):
        return None
    lines: list[str] = []
    for option in options:
        set_apart = ("id", "text", "correct", "feedback")
        attributes = [
            ("id", str(option.get("id", ""))),
            *((n, str(v)) for n, v in option.items() if n not in set_apart),
        ]
        box = "x" if option.get("correct") == "true" else " "
        marker = f"{bullet(after)} [{box}]"
        lines += listed(marker, str(option.get("text", "")), attributes, str(option.get("feedback", "")))
    return lines


def choosing(fits: Callable[[int], bool]) -> Notation:
    """Return the notation of a type whose options are right as often as `fits` says, unless the type is named."""

    def read(body: Body, named: bool) -> Answers | None:
        items = tasks(body)
        right = sum(each.box == "x" for each in items)
        if not items or (not named and not fits(right)):
            return None
        return Answers(len(body.pieces) - 1, [read_options(body, items)])

    def write(fields: Fields, after: str) -> Written | None:
        lines = write_options(fields, after)
        if lines is None:
            return None
        right = sum(each.get("correct") == "true" for each in fields["options"])
        return Written(lines, {"options", *(("type",) if fits(right) else ())})

    return Notation(SHAPE, read, write)
