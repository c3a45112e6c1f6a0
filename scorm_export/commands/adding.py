"""Texts of new modules, lessons, quizzes and questions, and how they come into the lists of those that are there."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import scorm_export.questions
from scorm_export.commands.ids import LETTERS, with_ids
from scorm_export.diagnostics import Diagnostics, Edit, SourceFile, Span
from scorm_export.questions import QUESTION_TYPES
from scorm_export.reading.quiz_markdown import read_quiz_file, says_quiz
from scorm_export.source.texts import IDENTIFIER
from scorm_export.source.yaml import Mapping, Node, Scalar, Sequence, plain, read_yaml
from scorm_export.source.yaml_text import yaml_text

_LONGEST_ID = 40


def _example(name: str) -> Path:
    return Path(scorm_export.questions.__file__).parent / name.replace("-", "_") / "new.md"


QUESTIONS = tuple(kind.name for kind in QUESTION_TYPES if _example(kind.name).is_file())
"""The types of which a question can be added."""
_IMAGE = "new.svg"
"""The image of an example that has one, beside it."""


def image_of(kind: str) -> bytes | None:
    """Return the image of a type's example; None where it has none."""
    path = _example(kind).with_name(_IMAGE)
    return path.read_bytes() if path.is_file() else None


def fresh_id(title: str, taken: Iterable[str], chance: random.Random) -> str:
    """Return an id like a title, or an arbitrary one where the title has no letters of ASCII, that is not taken yet."""
    used = set(taken)
    stem = IDENTIFIER.like(title.replace("'", "").replace("’", "")) or "x-" + "".join(chance.choices(LETTERS, k=5))
    name, number = stem, 2
    while name in used:
        name = f"{stem[: _LONGEST_ID - 1 - len(str(number))]}-{number}"
        number += 1
    return name


def lesson_text(name: str, title: str) -> str:
    """Return a lesson without content to speak of."""
    fields = {"id": name, "title": title, "kind": "reading", "minutes": "5"}
    return f"---\n{yaml_text(fields)}---\n\nWrite the text of the lesson here.\n"


def module_text(name: str, title: str, activities: list[str]) -> str:
    """Return a module with some activities."""
    return yaml_text({"id": name, "title": title, "activities": activities})


def quiz_text(name: str, title: str, chance: random.Random, *, markdown: bool) -> str:
    """Return a quiz with one question, in YAML or Markdown."""
    fields: dict[str, Any] = {"id": name, "title": title, "minutes": "5"}
    if markdown:
        return with_ids(f"---\n{yaml_text({'kind': 'quiz', **fields})}---\n\n{_question('single-choice')}", chance)[0]
    return yaml_text({**fields, "questions": [_fields("single-choice", chance)]})


def with_question(file: SourceFile, kind: str, chance: random.Random, image: str = "") -> list[Edit] | None:
    """Return the edits that add a question to a quiz or bank; None where the file is neither.

    `image` is the name of the file beside the quiz for the image of the example.
    """
    is_markdown = file.path.endswith(".md")
    node = read_quiz_file(file, Diagnostics()) if says_quiz(file) or not is_markdown else None
    if not isinstance(node, Mapping):
        return None
    if not is_markdown:
        if not {"questions", "draws"} & {key.text for key, _ in node.entries}:
            return None
        return listed(file, node, "questions", yaml_text([_fields(kind, chance, image)]).rstrip("\n"))
    text, added = "\n".join(file.lines).rstrip("\n"), _question(kind, image)
    whole, _ = with_ids(f"{text}\n\n{added}", chance)
    if not whole.startswith(text):
        return None  # ids are missing above, and `ids` writes them
    last = len(text.split("\n"))
    return [_inserted(file, last, whole[len(text) :].rstrip("\n"))]


def _question(kind: str, image: str = "") -> str:
    return _example(kind).read_text("utf-8").replace(f"({_IMAGE})", f"({image})")


def _fields(kind: str, chance: random.Random, image: str = "") -> Any:
    """Return the fields of a new question, as YAML has them."""
    text, _ = with_ids(f"---\nkind: quiz\n---\n\n{_question(kind, image)}", chance)
    read = read_quiz_file(SourceFile(path="quiz.md", lines=tuple(text.split("\n"))), Diagnostics())
    assert read is not None, "an example can be read"
    fields = plain(read)["questions"][0]
    first = ("id", "type", "points", "prompt")
    return {name: fields[name] for name in first if name in fields} | fields


def listed(file: SourceFile, node: Mapping, field: str, item: str) -> list[Edit] | None:
    """Return the edits that add an item to a list in YAML; None where the list is written in a way of its own.

    `item` is a text of one line, or a list of one item as lines of YAML. Everything else stays as it is.
    """
    found = next((value for key, value in node.entries if key.text == field), None)
    lines = item.split("\n") if "\n" in item else [f"- {item}"]
    if found is None:
        end = max(n for n, line in enumerate(file.lines, 1) if line.strip())
        return [_inserted(file, end, "\n".join(["", f"{field}:", *(f"  {line}" for line in lines)]))]
    if not isinstance(found, Sequence):
        return None
    first = found.items[0] if found.items else found
    dash = re.match(r"( *)- +", file.lines[_first(first).line - 1])
    is_block = dash and found.items and not file.lines[found.span.line - 1][found.span.column - 1 :].startswith("[")
    if is_block and dash:
        return [_inserted(file, _last_line(found.items[-1]), "".join(f"\n{dash[1]}{line}" for line in lines))]
    if "\n" in item or found.items == ():
        return None
    last = found.items[-1]
    if not isinstance(last, Scalar) or last.first_line != last.last_line:
        return None
    at = Span(file=file, line=last.span.line, column=last.span.column + last.span.length, length=0)
    return [Edit(at, f", {item}")]


def _inserted(file: SourceFile, line: int, text: str) -> Edit:
    """Return the edit that adds a text at the end of a line."""
    return Edit(Span(file=file, line=line, column=len(file.lines[line - 1]) + 1, length=0), text)


def _scalars(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Mapping):
        for key, value in node.entries:
            yield key
            yield from _scalars(value)
    else:
        for item in node.items:
            yield from _scalars(item)


def _first(node: Node) -> Span:
    return next((scalar.span for scalar in _scalars(node)), node.span)


def _last_line(node: Node) -> int:
    return max((scalar.last_line for scalar in _scalars(node)), default=node.span.line)


def mapping_of(file: SourceFile) -> Mapping | None:
    """Return the fields of a YAML file; None where they cannot be read."""
    found = Diagnostics()
    node = read_yaml(file, found)
    return node if isinstance(node, Mapping) and not found.errors else None
