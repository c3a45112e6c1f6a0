"""YAML text to nodes. Every scalar is text and every node has a span, so a field alone decides what a value means.

Built on the events of libyaml, so that nothing is implicitly typed (`no` stays "no", `1.0` stays "1.0"), duplicate
keys are seen, and neither aliases nor depth can blow up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import yaml

from scorm_export.diagnostics import CONTROL_CHARACTER, Diagnostics, Fix, Related, SourceFile, Span, replaced

DEPTH_LIMIT = 20
"""Levels of nesting; the format needs five."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text. Its span is the value on its first line; `literal` is true when its lines are the file's."""

    text: str
    span: Span
    first_line: int
    last_line: int
    literal: bool = False
    comment: Span | None = None
    """The comment right after it on its line, where the text is not in quotes."""


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


_QUOTE_IT = "put all of the text in quotes: it starts with a character that has a meaning in YAML"
_SIGN_FIRST = r"(?:^|:|-)\s+(?:[\[{*&!%@`]|\"[^\"]*\"\s*.|'[^']*'\s*.)"
_CURLY_QUOTE = r"(?:^|:|-)\s+[“”„«‘’‚]"
_NO_SPACE = r"could not find expected ':'[^\n]*\n\s*(?:- +)*[A-Za-z][\w-]*:[^\s/]"
_COMMENT = re.compile(r"\s+#")
_VALUE = re.compile(r"(?P<lead>\s*(?:- +)*(?:[\w-]+: +|(?<=- )))(?P<value>\S.*?)\s*")
"""A field or an item on a line of its own, with its value."""
_QUOTED = (r"[“”„«‘’‚](.*[^“”„«»‘’‚])[“”»‘’]", r"'(.*'.*)'", r'"(.*".*)"')
"""A value between curly quotes, or between quotes that are also in it."""
_TEXT_WITH_COLON = re.compile(r"(?![a-z][A-Za-z-]*: )[^\"'\[\]{}|>#&*!%@`-][^:#]*: ")
"""A text that has a colon, and is not a field after a field."""
_ESCAPED_LETTER = re.compile(r"\"[^\"]*\\[abefv0]")
"""What stands for a control character in double quotes, where a path may have been meant."""


class _Mark(Protocol):
    """A line and column as libyaml counts them, from 0."""

    line: int
    column: int


class _RefusedError(Exception):
    """Ends the reading of a file after a diagnostic was added."""


def read_yaml(file: SourceFile, found: Diagnostics, first_line: int = 1, last_line: int | None = None) -> Node | None:
    """Return the one document in some lines of a file, or None after reporting why there is none."""
    text = "\n".join(file.lines[first_line - 1 : last_line])
    builder = _Builder(file, found, first_line - 1)
    try:
        events = iter(yaml.parse(text, Loader=yaml.CSafeLoader))
        return builder.document(events)
    except _RefusedError:
        return None
    except yaml.MarkedYAMLError as problem:
        at = _place(problem, file, first_line)
        hint = _hint(problem, at)
        words = ", ".join(w for w in (problem.context, problem.problem) if w)
        found.error("yaml-syntax", f"this is not YAML: {words}", at, hint, fix=_in_quotes(at))
    except yaml.YAMLError as problem:
        found.error("yaml-syntax", f"this is not YAML: {problem}".splitlines()[0], file.span(first_line))
    return None


def _place(problem: yaml.MarkedYAMLError, file: SourceFile, first_line: int) -> Span:
    """Return where the mistake is seen, or what was begun there where only the end shows that it is not finished."""
    unfinished = any(words in str(problem.problem) for words in ("end of stream", "could not find expected ':'"))
    mark = problem.context_mark if unfinished and problem.context_mark else problem.problem_mark
    if mark is None:
        return file.span(first_line)
    line = min(mark.line + first_line, len(file.lines))
    return file.span(line, min(mark.column, len(file.lines[line - 1])) + 1)


def _hint(problem: yaml.MarkedYAMLError, at: Span) -> str:
    """Return a hint, from what is written before the place or from the parser's message."""
    before, words = at.text[: at.column], f"{problem.context} {problem.problem}"
    hints = (
        (r"\t", before, "indent with spaces: YAML does not allow tabs"),
        ("character escape code", words, "write the character itself"),
        ("escape character", words, "within double quotes, write `\\` twice; use forward slashes in paths"),
        (_CURLY_QUOTE, before, "put the text in straight quotes, `\"` or `'`: curly quotes do not work in YAML"),
        ("quoted scalar.*end of stream", words, "close the text with the quote that it begins with"),
        (r"(?:^|:|-)\s+'[^']*'\S", before, "within single quotes, write `'` twice; or put the text in double quotes"),
        (r"(?:^|:|-)\s+\"[^\"]*\"\S", before, 'in double quotes a `"` is `\\"`; or put the text in single quotes'),
        (_SIGN_FIRST, before, _QUOTE_IT),
        (_NO_SPACE, f"{words}\n{at.text}", "put a space after the colon"),
        ("block scalar", words, "put the text in quotes: `>` and `|` begin a text of several lines"),
        ("mapping values are not allowed", words, "put the text in quotes: it has a colon followed by a space"),
        ("found character.*cannot start|alias|anchor|flow", words, _QUOTE_IT),
    )
    return next((hint for pattern, text, hint in hints if re.search(pattern, text)), "")


def _in_quotes(at: Span) -> Fix:
    """Return the fix that puts the whole value on a line in quotes, where only that makes it YAML."""
    match = _VALUE.fullmatch(at.text)
    if match is None or at.is_secret:
        return ()
    value = match["value"]
    inner = next((inside[1] for pattern in _QUOTED if (inside := re.fullmatch(pattern, value))), "")
    is_plain = not inner and (_TEXT_WITH_COLON.match(value) or value[0] in "@`%") and '"' not in value
    text = inner or (value if is_plain and " #" not in value else "")
    quoted = f"'{text}'" if '"' in text else f'"{text}"'
    if (
        not text
        or "\\" in text
        or ("'" in text and '"' in text)
        or _is_yaml(at.text)
        or not _is_yaml(match["lead"] + quoted)
    ):
        return ()
    return replaced(at.file.span(at.line, 1, len(at.text)), match["lead"] + value, match["lead"] + quoted)


def _is_yaml(line: str) -> bool:
    try:
        return bool(list(yaml.parse(line.strip(), Loader=yaml.CSafeLoader)))
    except yaml.YAMLError:
        return False


class _Builder:
    """Turns a stream of events into nodes."""

    def __init__(self, file: SourceFile, found: Diagnostics, lines_before: int) -> None:
        self.file = file
        self.found = found
        self.lines_before = lines_before
        self.end: yaml.Event | None = None
        """Of the collection that was read last."""

    def document(self, events: Iterator[yaml.Event]) -> Node | None:
        node: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if node is not None:
                    self.refuse("yaml-syntax", "a second document starts here", event, "keep one document in each file")
            elif isinstance(event, yaml.NodeEvent):
                node = self.node(event, events, 0)
        if node is None or (isinstance(node, Scalar) and not node.text):
            self.found.error("empty-file", "this file is empty", self.file.span(self.lines_before + 1))
            return None
        return node

    def node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self.refuse(
                "yaml-alias",
                "anchors and aliases are not supported",
                event,
                "write the value out; put a text that starts with `*` or `&` in quotes",
            )
        if tag := getattr(event, "tag", None):
            shown = "such a tag" if self.span(event).is_secret else f"the tag `{tag}`"
            self.refuse("yaml-tag", f"{shown} is not supported", event, "delete the tag")
        if depth > DEPTH_LIMIT:
            hint = "put the text in quotes, if the brackets are part of one; no field needs as many"
            self.refuse("yaml-depth", f"nested more than {DEPTH_LIMIT} levels deep", event, hint)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(tuple(self.children(events, depth)), self.span(event, self.end))
        return Mapping(tuple(self.entries(events, depth)), self.span(event, self.end))

    def scalar(self, event: yaml.ScalarEvent) -> Scalar:
        block = event.style in ("|", ">")
        start, end = _marks(event)
        first = start.line + self.lines_before + (2 if block else 1)
        last = end.line + self.lines_before + (1 if end.column else 0)
        span = self.span(event)
        if block:
            written = (n for n in range(first, last + 1) if self.file.line(n).text.strip())
            span = self.file.line(next(written, first - 1), 1 if event.value.strip() else span.column)
        if match := CONTROL_CHARACTER.search(event.value):
            self.found.error(
                "control-character",
                f"character U+{ord(match.group()):04X} is not possible in a text",
                span,
                "within double quotes, write `\\` twice" if _ESCAPED_LETTER.search(span.text) else "delete it",
            )
        text = CONTROL_CHARACTER.sub(" ", event.value)
        comment = None if event.style else self.comment(end)
        return Scalar(text, span, first, max(first, last), literal=event.style == "|", comment=comment)

    def comment(self, after: _Mark) -> Span | None:
        number = after.line + self.lines_before + 1
        match = _COMMENT.match(self.file.lines[number - 1], after.column) if number <= len(self.file.lines) else None
        return self.file.line(number, match.end()) if match and after.column else None

    def children(self, events: Iterator[yaml.Event], depth: int) -> Iterator[Node]:
        for event in events:
            if isinstance(event, yaml.CollectionEndEvent):
                self.end = event
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
                self.found.error(
                    "duplicate-key",
                    f"`{key.text}` is here twice",
                    key.span,
                    "keep one of the two",
                    related=Related("first written here", seen[key.text]),
                )
                continue
            seen[key.text] = key.span
            yield key, value

    def span(self, event: yaml.Event, last: yaml.Event | None = None) -> Span:
        start, end = _marks(event)[0], _marks(last or event)[1]
        line, column = start.line + self.lines_before + 1, start.column + 1
        if start.line == end.line:
            return self.file.span(line, column, end.column - start.column)
        return self.file.span(line, column) if last else self.file.line(line, column)

    def refuse(self, rule: str, message: str, event: yaml.Event, hint: str = "") -> None:
        self.found.error(rule, message, self.span(event), hint)
        raise _RefusedError


def _marks(event: yaml.Event) -> tuple[_Mark, _Mark]:
    """Return where an event starts and ends; only events that are made by hand have no marks."""
    assert event.start_mark is not None
    assert event.end_mark is not None
    return event.start_mark, event.end_mark


def plain(node: Node) -> Any:
    """Return a node as texts, dicts and lists, without places."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node.entries}
    return [plain(item) for item in node.items]
