"""YAML text to nodes. Every scalar is text and every node has a span, so a field alone decides what a value means.

Built on the events of libyaml, so that nothing is implicitly typed (`no` stays "no", `1.0` stays "1.0"), duplicate
keys are seen, and neither aliases nor depth can blow up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from scorm_export.diagnostics import Diagnostics, SourceFile, Span

DEPTH_LIMIT = 20
"""Levels of nesting; the format needs five."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text. `block` is true for `|` and `>` texts, which begin on the line after the span's."""

    text: str
    span: Span
    last_line: int
    block: bool = False


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    items: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in the order they were written."""

    entries: tuple[tuple[Scalar, Node], ...]
    span: Span


Node = Scalar | Sequence | Mapping


class _Refused(Exception):
    """Ends the reading of a file after a diagnostic was added."""


def read_yaml(file: SourceFile, found: Diagnostics, first_line: int = 1, last_line: int | None = None) -> Node | None:
    """Return the one document in some lines of a file, or None after reporting why there is none."""
    text = "\n".join(file.lines[first_line - 1 : last_line])
    builder = _Builder(file, found, first_line - 1)
    try:
        events = iter(yaml.parse(text, Loader=yaml.CSafeLoader))
        return builder.document(events)
    except _Refused:
        return None
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        at = file.span(mark.line + first_line, mark.column + 1) if mark else file.span(first_line)
        tab = "\t" in at.text[: at.column]
        hint = "indent with spaces; YAML takes no tabs" if tab else _hint(problem)
        words = ", ".join(w for w in (problem.context, problem.problem) if w)
        found.error("yaml-syntax", f"this is not YAML: {words}", at, hint)
    except yaml.YAMLError as problem:
        found.error("yaml-syntax", f"this is not YAML: {problem}".splitlines()[0], file.span(first_line))
    return None


def _hint(problem: yaml.MarkedYAMLError) -> str:
    if "mapping values are not allowed" in str(problem.problem):
        return 'put the text in quotes: it has a colon followed by a space'
    if "found character" in str(problem.problem) and "cannot start" in str(problem.problem):
        return "put the text in quotes: it starts with a character that has a meaning in YAML"
    return ""


class _Builder:
    """Turns a stream of events into nodes."""

    def __init__(self, file: SourceFile, found: Diagnostics, lines_before: int) -> None:
        self.file = file
        self.found = found
        self.lines_before = lines_before

    def document(self, events: Iterator[yaml.Event]) -> Node | None:
        node: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if node is not None:
                    self.refuse("yaml-syntax", "a second document starts here", event, "keep one document a file")
            elif isinstance(event, yaml.NodeEvent):
                node = self.node(event, events, 0)
        if node is None or (isinstance(node, Scalar) and not node.text):
            self.found.error("empty-file", "there is nothing in here", self.file.span(self.lines_before + 1))
            return None
        return node

    def node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self.refuse("yaml-alias", "anchors and aliases are not used here", event, "write the value out")
        if getattr(event, "tag", None):
            self.refuse("yaml-tag", f"the tag `{event.tag}` is not used here", event, "leave the tag out")
        if depth > DEPTH_LIMIT:
            self.refuse("yaml-depth", f"nested more than {DEPTH_LIMIT} levels deep", event)
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(event.value, self.span(event), event.end_mark.line + self.lines_before + 1,
                          block=event.style in ("|", ">"))
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(tuple(self.children(events, depth)), self.span(event))
        return Mapping(tuple(self.entries(events, depth)), self.span(event))

    def children(self, events: Iterator[yaml.Event], depth: int) -> Iterator[Node]:
        for event in events:
            if isinstance(event, yaml.CollectionEndEvent):
                return
            yield self.node(event, events, depth + 1)

    def entries(self, events: Iterator[yaml.Event], depth: int) -> Iterator[tuple[Scalar, Node]]:
        children = self.children(events, depth)
        seen: dict[str, Span] = {}
        for key in children:
            value = next(children)
            if not isinstance(key, Scalar):
                self.found.error("yaml-syntax", "a key has to be a plain word", key.span)
                continue
            if key.text in seen:
                self.found.error("duplicate-key", f"`{key.text}` is here twice", key.span, "keep one of the two",
                                 f"the first is on line {seen[key.text].line}")
                continue
            seen[key.text] = key.span
            yield key, value

    def span(self, event: yaml.Event) -> Span:
        start, end = event.start_mark, event.end_mark
        on_one_line = start.line == end.line and isinstance(event, yaml.ScalarEvent)
        return self.file.span(start.line + self.lines_before + 1, start.column + 1,
                              end.column - start.column if on_one_line else 1)

    def refuse(self, rule: str, message: str, event: yaml.Event, hint: str = "") -> None:
        self.found.error(rule, message, self.span(event), hint)
        raise _Refused
