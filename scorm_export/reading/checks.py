"""What learners answer and write in a lesson: checks, reflections and worksheets, read apart from its text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from scorm_export.course import NoteField, Notes, Origin, Question
from scorm_export.diagnostics import SourceFile
from scorm_export.questions.notation import Body, Missing, Reader, items_of, key, mapping, prompt_of, stand_in_for
from scorm_export.reading.quiz import QuestionKind
from scorm_export.reading.quiz_markdown import reader
from scorm_export.source.fields import MarkdownText
from scorm_export.source.kinds import Reading, id_of
from scorm_export.source.pieces import Attributed, Lines, Piece, attributed, containers, pieces
from scorm_export.source.yaml import Scalar

CHECK, REFLECTION, WORKSHEET = "check", "reflection", "worksheet"
_OPENING = re.compile(rf"\s*(?P<colons>:{{3,}})\s*(?P<name>{CHECK}|{REFLECTION}|{WORKSHEET})\b\s*")
_LONGEST = "2000"
"""Characters of a field that is kept on the device."""


@dataclass(slots=True)
class Asked:
    """What a lesson asks, in order of its kind."""

    checks: list[Question] = field(default_factory=list)
    notes: list[Notes] = field(default_factory=list)


def read_checks(
    file: SourceFile, first: int, reading: Reading, missing: Missing | None = None
) -> tuple[Sequence[str], Asked]:
    """Return the lines of a lesson from one on, with only its id in each block that asks, and what they ask."""
    lines = list(file.lines[first - 1 :])
    asked = Asked()
    if not any(_OPENING.match(line) for line in lines):
        return lines, asked
    read = reader(reading.found, missing, practice=True)
    for start, end in containers(Lines.of(file, first, len(file.lines)), (CHECK, REFLECTION, WORKSHEET)):
        opening = Lines.of(file, first + start, first + start)
        match = _OPENING.match(lines[start])
        if match is None:
            continue
        heading = attributed(opening.cut([match.end()]))
        content = Lines.of(file, first + start + 1, first + end - 1)
        if match["name"] == CHECK:
            node = read.question(heading, content, opening.span)
            question = QuestionKind().read(node, reading.of(id_of(node))) if node else None
            asked.checks += [question] if question else []
            name = question.id if question else ""
        else:
            notes = _notes(heading, content, read, reading, several=match["name"] == WORKSHEET)
            asked.notes.append(notes)
            name = notes.id
        lines[start] = f"{match['colons']} {match['name']} {name}".rstrip()
        lines[start + 1 : end] = [""] * (end - start - 1)
    return lines, asked


def _notes(heading: Attributed, content: Lines, read: Reader, reading: Reading, *, several: bool) -> Notes:
    """Return a reflection, whose words are its prompt, or a worksheet, which has a list of fields."""
    at = heading.text.span
    blocks = pieces(content)
    body = Body(at, blocks, reading.found, read.missing)
    named = heading.value("id")
    if named is None:
        body.unnamed += 1
        named = stand_in_for(heading, frozenset(), "q", read.missing, 0)
    reading = reading.of(named.text)
    if several:
        fields = _fields(body, reading)
        title, text = (heading.text.scalar() if "".join(heading.text.texts).strip() else None), _above(blocks[:-1])
    else:
        prompt = prompt_of(heading.text, blocks)
        if prompt is None:
            body.report("this asks nothing", at, "write what to think about: `::: reflection What surprised you?`")
        length = heading.value("length")
        question = _field(
            Scalar("a", at, at.line, at.line), prompt or Scalar("?", at, at.line, at.line), length, reading
        )
        fields, title, text = question, None, None
    body.report_unnamed()
    return Notes(
        id=named.text,
        title=MarkdownText(inline=True).read(title, reading.of("title")) if title else None,
        text=MarkdownText().read(text, reading.of("text")) if text else None,
        fields=tuple(fields),
        origin=Origin(at, {"id": named.span}),
    )


def _above(blocks: Sequence[Piece]) -> Scalar | None:
    if not blocks:
        return None
    first, last = blocks[0].lines, blocks[-1].lines
    return Lines.of(first.file, first.first, last.first + len(last.texts) - 1).scalar()


def _fields(body: Body, reading: Reading) -> list[NoteField]:
    items = items_of(body.last, "bullet_list", "")
    if not items:
        body.report(
            "this worksheet has no fields", body.at, "end it with a list, each item what is to be written there"
        )
    ids = body.ids([each.text for each in items])
    found: list[NoteField] = []
    for each, name in zip(items, ids, strict=True):
        body.only_lines(each, quote=False)
        found += _field(name, each.text.text.scalar(), each.text.value("length"), reading)
    return found


def _field(name: Scalar, prompt: Scalar, length: Scalar | None, reading: Reading) -> list[NoteField]:
    """Return a field; without a length it is kept on the device."""
    at = prompt.span
    entries = [
        (key("type", at), key("long-answer", at)),
        (key("id", name.span), Scalar(f"f-{name.text}", name.span, name.first_line, name.last_line)),
        (key("prompt", at), prompt),
        (key("length", at), length or key(_LONGEST, at)),
    ]
    question = QuestionKind().read(mapping(entries, at), reading.of(f"f-{name.text}"))
    return [NoteField(question=question, on_device=length is None)] if question else []
