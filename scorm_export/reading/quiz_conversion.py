"""Quizzes and banks from YAML to Markdown and back, without loss."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as MappingABC
from collections.abc import Sequence as SequenceABC
from typing import Any

from scorm_export.diagnostics import Diagnostics, SourceFile
from scorm_export.questions.notation import Fields
from scorm_export.questions.notation_writing import fenced, written
from scorm_export.reading.quiz import QuestionKind
from scorm_export.reading.quiz_markdown import KIND, NOTATIONS, front_matter_end, read_quiz_file
from scorm_export.source.kinds import Reading
from scorm_export.source.yaml import Mapping, Node, Scalar, Sequence, plain, read_yaml
from scorm_export.source.yaml_text import yaml_text


def as_yaml(quiz: Mapping) -> str:
    """Return a quiz or bank as YAML."""
    return yaml_text(_settled(plain(quiz)))


def as_markdown(quiz: Mapping) -> str:
    """Return a quiz or bank as Markdown. What Markdown would not give back is written as fields."""
    fields = {"kind": KIND, **_settled(plain(quiz))}
    questions = fields.pop("questions", [])
    introduction = fields.pop("introduction", "")
    lines = _with_front_matter(fields, introduction)
    if _settled(plain(_read_back(lines))) != _settled({**fields, "introduction": introduction}, "kind"):
        lines = _with_front_matter({**fields, "introduction": introduction}, "")
    for question in questions:
        lines += _question_lines(question)
    return "\n".join(lines).rstrip("\n") + "\n"


def _with_front_matter(fields: Fields, introduction: str) -> list[str]:
    below = [*introduction.split("\n"), ""] if introduction else []
    return ["---", *yaml_text(fields).rstrip("\n").split("\n"), "---", "", *below]


def _question_lines(fields: Fields) -> list[str]:
    """Return a question under a heading; as fields alone where Markdown would be read as another question."""
    lines = written(fields, NOTATIONS, "##")
    as_fields = read_yaml(SourceFile(path="", lines=tuple(yaml_text(fields).split("\n"))), Diagnostics())
    back = plain(_read_back(["---", f"kind: {KIND}", "---", "", *lines])).get("questions", [])
    again = read_yaml(SourceFile(path="", lines=tuple(yaml_text(back).split("\n"))), Diagnostics())
    if isinstance(again, Sequence) and len(again.items) == 1 and _value(again.items[0]) == _value(as_fields):
        return lines
    rest = {name: value for name, value in fields.items() if name != "id"}
    return [f"## {{#{fields.get('id', '')}}}", "", *fenced(rest), ""]


def _value(node: Node | None) -> object:
    """Return what a question is, or its fields where it is none."""
    question = QuestionKind().read(node, Reading("", Diagnostics())) if node else None
    return question or (node and _settled(plain(node)))


def _read_back(lines: SequenceABC[str]) -> Mapping:
    node = read_quiz_file(SourceFile(path="quiz.md", lines=tuple(lines)), Diagnostics())
    return node if isinstance(node, Mapping) else Mapping((), SourceFile(path="").span())


def _settled(value: Any, *without: str) -> Any:
    """Return values without what says nothing: white space around texts, empty texts, and unwanted fields."""
    if isinstance(value, str):
        return value.strip("\n").rstrip()
    if isinstance(value, MappingABC):
        settled = {name: _settled(each) for name, each in value.items() if name not in without}
        return {name: each for name, each in settled.items() if each != ""}
    return [_settled(each) for each in value] if isinstance(value, list) else value


def comments_of(file: SourceFile, quiz: Mapping) -> list[int]:
    """Return the lines of a quiz or bank that have comments, which are not carried to another way of writing it."""
    if file.path.endswith(".md"):
        front = file.lines[: front_matter_end(file) or 0]
        hidden = [n for n, line in enumerate(file.lines, 1) if line.lstrip().startswith("<!--")]
        return [*(n for n, line in enumerate(front, 1) if line.lstrip().startswith("#")), *hidden]
    texts = [scalar for scalar in _scalars(quiz) if scalar.last_line > scalar.first_line or scalar.literal]
    within = {line for scalar in texts for line in range(scalar.first_line, scalar.last_line + 1)}
    alone = {n for n, line in enumerate(file.lines, 1) if line.lstrip().startswith("#")} - within
    return sorted(alone | {scalar.comment.line for scalar in _scalars(quiz) if scalar.comment})


def _scalars(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Mapping):
        for each in node.entries:
            for part in each:
                yield from _scalars(part)
    else:
        for item in node.items:
            yield from _scalars(item)
