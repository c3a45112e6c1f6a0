"""What is put into lessons: the texts of other files, the values of variables, and works that are cited.

The lesson is read with all of it in place. Each line knows where it was written: a problem is reported there, with the
place where the file was included.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from scorm_export.diagnostics import Diagnostics, Related, SourceFile, Span, did_you_mean, respelt
from scorm_export.reading.citations import CITATION, LIST, Bibliography, works
from scorm_export.reading.quiz_markdown import front_matter_end, says_quiz
from scorm_export.source.folder import TEXT_LIMIT, Folder
from scorm_export.source.kinds import Kind, Reading, Schema
from scorm_export.source.texts import Text
from scorm_export.source.yaml import Mapping as MappingNode
from scorm_export.source.yaml import Node

_NAME = r"[a-z][a-z0-9_-]*"
_VARIABLE = re.compile(rf"\{{\{{\s*({_NAME})\s*\}}\}}")
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_INCLUDE = re.compile(r"(?P<colons>:{3,}) *include +(?P<path>\S+)\s*")
_ADDRESS = re.compile(r"(?P<lead>\]\(<?)(?P<path>[^\s<>()#:]+)")
_MOST_OF_A_LINE = 16 * TEXT_LIMIT
"""Characters that the values of a line may have at most, were all as long as the longest."""
_VALUE = Text("a text in one line", most=2000, is_shown=False)
"""Learners see it in texts, which are translated with it."""


class Variables(Kind[Mapping[str, str]]):
    """Texts by name."""

    what = "a mapping of names to texts"

    @property
    def blank(self) -> Mapping[str, str]:
        """Return no variables."""
        return {}

    def read(self, node: Node, reading: Reading) -> Mapping[str, str] | None:
        """Read each text."""
        if not isinstance(node, MappingNode):
            self.wrong(node, reading, "for example `hotline: 0800 123`")
            return None
        values = {}
        for key, value in node.entries:
            if not re.fullmatch(_NAME, key.text):
                message = f"expected a name in lower-case letters, digits, `-` and `_`, found `{key.text}`"
                reading.found.error("wrong-type", message, key.span)
            text = _VALUE.read(value, reading)
            values[key.text] = text or ""
        return values

    def schema(self) -> Schema:
        """Return an object of texts."""
        names = {"pattern": f"^{_NAME}$"}
        return {"type": "object", "propertyNames": names, "additionalProperties": {"type": ["string", "number"]}}


@dataclass(frozen=True, slots=True)
class Inserts:
    """The variables of a course, and the folders of texts and banks that the courses of a project share."""

    variables: Mapping[str, str] = field(default_factory=dict)
    snippets: Folder | None = None
    banks: Folder | None = None
    works: Bibliography | None = None
    """What lessons cite."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a lesson, and the place of the line that it was made of."""

    text: str
    at: Span
    included: Span | None = None
    """Where a file that it is from was included."""


def with_inserts(file: SourceFile, path: str, folder: Folder, inserts: Inserts, found: Diagnostics) -> SourceFile:
    """Return a lesson with everything in its place; the same file where nothing is put in."""
    if not any("include" in line or "{{" in line or "[@" in line for line in file.lines):
        return file
    start = front_matter_end(file) or 0
    body = [_Line(text, file.line(number)) for number, text in enumerate(file.lines[start:], start + 1)]
    try:
        lines = list(_measured(_with_files(body, path, folder, inserts, found)))
        if inserts.variables:
            lines = list(_measured(_with_values(lines, inserts.variables, found)))
        if inserts.works:
            lines = list(_measured(_with_works(lines, inserts.works, found)))
    except _TooLongError:
        message = f"with what it includes, the text of this lesson has more than {TEXT_LIMIT:,} bytes"
        found.error("file-too-large", message, file.span(), "split it into several lessons")
        return file
    if [line.text for line in lines] == list(file.lines[start:]):
        return file
    head = [_Line(text, file.line(number)) for number, text in enumerate(file.lines[:start], 1)]
    every = (*head, *lines)
    return replace(
        file, lines=tuple(each.text for each in every), written=tuple((each.at, each.included) for each in every)
    )


class _TooLongError(Exception):
    """A lesson becomes longer than a text may be."""


def _measured(lines: Iterable[_Line]) -> Iterator[_Line]:
    """Yield lines as long as all together are no longer than a text may be. Raises _TooLongError."""
    size = 0
    for line in lines:
        size += len(line.text.encode()) + 1
        if size > TEXT_LIMIT:
            raise _TooLongError
        yield line


def _outside_code(lines: Iterable[_Line]) -> Iterator[tuple[_Line, bool]]:
    """Yield each line, and whether it is outside of fenced code."""
    fence = ""
    for line in lines:
        mark = _FENCE.match(line.text)
        if fence:
            if mark and mark[1].startswith(fence) and not line.text.strip().strip(fence[0]):
                fence = ""
            yield line, False
        else:
            fence = mark[1] if mark else ""
            yield line, not fence


def _with_files(lines: list[_Line], path: str, folder: Folder, inserts: Inserts, found: Diagnostics) -> Iterator[_Line]:
    opened: _Line | None = None
    for line, is_text in _outside_code(lines):
        if opened and not line.text.strip():
            continue
        if opened and _is_end(line, opened):
            opened = None
            continue
        if opened:
            _report_open(opened, found)
            opened = None
        match = _INCLUDE.fullmatch(line.text) if is_text else None
        if match is None:
            yield line
            continue
        opened = line
        yield from _included(match["path"], line, path, folder, inserts, found)
    if opened:
        _report_open(opened, found)


def _is_end(line: _Line, opened: _Line) -> bool:
    return line.text.strip() == re.sub(r"[^:].*", "", opened.text.strip())


def _report_open(line: _Line, found: Diagnostics) -> None:
    found.error("container-syntax", "this `include` is not closed", line.at, "put a line `:::` right after it")


def _included(
    name: str, line: _Line, path: str, folder: Folder, inserts: Inserts, found: Diagnostics
) -> Iterator[_Line]:
    """Yield the lines of a file: one beside the lesson, or one of the project's snippets."""
    at = line.at.file.find(name, line.at.line, line.at.line) or line.at
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
    shared = inserts.snippets
    if shared and not folder.is_file(beside) and shared.is_file(name) and not name.startswith(("/", "..")):
        file, moved = shared.text(name, found), None
    else:
        resolved = folder.resolve(name, path, at, found)
        if resolved and (problem := _not_included(resolved, name, path, folder)):
            found.error("container-syntax", problem, at, "include a text in Markdown, `::: include file.md`")
            return
        file, moved = folder.text(resolved, found) if resolved else None, resolved
    if file is None:
        return
    if says_quiz(file):
        hint = "list it in the `activities` of its module, or ask a question here: `::: check Question`"
        found.error("container-syntax", "a quiz is not included in a lesson", at, hint)
        return
    first = (front_matter_end(file) or 0) + 1
    yield _Line("", line.at)
    nested: _Line | None = None
    for number, text in enumerate(file.lines[first - 1 :], first):
        if nested and _is_end(_Line(text, at), nested):
            nested = None
            continue
        if _INCLUDE.fullmatch(text):
            nested = _Line(text, at)
            found.error(
                "nested-include",
                "a file that is included cannot include another",
                file.line(number),
                "include both in the lesson, one after the other",
                related=Related("included here", at),
            )
            continue
        written = _led_from(text, moved, path, folder) if moved else text
        yield _Line(written, file.line(number), at)
    yield _Line("", line.at)


def _not_included(resolved: str, name: str, lesson: str, folder: Folder) -> str:
    """Return why a file is not for including; empty where it is."""
    if not folder.is_file(resolved):
        return f"`{name}` is not a file"
    if resolved == lesson:
        return "a lesson cannot include itself"
    return "" if resolved.lower().endswith((".md", ".markdown", ".txt")) else f"`{name}` is no text in Markdown"


def _led_from(text: str, snippet: str, lesson: str, folder: Folder) -> str:
    """Return a line whose links and images start at the lesson, where they started at the file that is included."""
    here, there = posixpath.dirname(snippet), posixpath.dirname(lesson)

    def lead(match: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(here, match["path"]))
        if here == there or target.startswith("..") or not os.path.exists(folder.root / target):
            return match.group()
        return match["lead"] + posixpath.relpath(target, there or ".")

    return _ADDRESS.sub(lead, text)


def _with_values(lines: Iterable[_Line], variables: Mapping[str, str], found: Diagnostics) -> Iterator[_Line]:
    longest = max(map(len, variables.values()), default=0)
    for line, is_text in _outside_code(lines):
        if not is_text or "{{" not in line.text:
            yield line
            continue
        if line.text.count("{{") * longest > _MOST_OF_A_LINE:
            raise _TooLongError
        code = [match.span() for match in _CODE.finditer(line.text)]

        def value(match: re.Match[str], line: _Line = line, code: list[tuple[int, int]] = code) -> str:
            if any(start <= match.start() < end for start, end in code):
                return match.group()
            name = match[1]
            if name not in variables:
                at = line.at.file.find(match.group(), line.at.line, line.at.line) or line.at
                related = Related("included here", line.included) if line.included else None
                found.error(
                    "unknown-variable",
                    f"there is no variable `{name}`",
                    at,
                    partial(did_you_mean, name, variables),
                    related=related,
                    fix=partial(respelt, at, name, variables),
                )
            return variables.get(name, name)

        yield replace(line, text=_VARIABLE.sub(value, line.text))


def _with_works(lines: list[_Line], bibliography: Bibliography, found: Diagnostics) -> Iterator[_Line]:
    """Put citations and the list of works into their places; works that are not known are reported."""
    cited = [one for line, is_text in _outside_code(lines) if is_text for one in _cited(line, bibliography, found)]
    texts, listed = bibliography.cite(cited)
    is_listed = False
    opened: _Line | None = None
    for line, is_text in _outside_code(lines):
        if opened and _is_end(line, opened):
            opened = None
        elif is_text and LIST.fullmatch(line.text):
            is_listed, opened = True, line
            yield from (_Line(text, line.at) for work in listed for text in (f"- {work}", ""))
        elif is_text:
            yield replace(line, text=_cite(line.text, texts))
        else:
            yield line
    first = next((line for line in lines if cited and f"[{cited[0]}]" in line.text), None)
    if first and not is_listed:
        hint = "write `::: references` and below it `:::` where the list goes"
        found.error("unlisted-works", "this lesson cites works and does not list them", first.at, hint)


def _citations(text: str) -> list[re.Match[str]]:
    """Return the citations in a line, but not those in code."""
    code = [match.span() for match in _CODE.finditer(text)]
    return [
        match
        for match in CITATION.finditer(text)
        if works(match["cited"]) and not any(start <= match.start() < end for start, end in code)
    ]


def _cite(text: str, texts: Mapping[str, str]) -> str:
    """Return a line with what stands for its citations; one that is wrong stands as its keys."""
    for match in reversed(_citations(text)):
        keys = "; ".join(key for key, _ in works(match["cited"]))
        text = text[: match.start()] + texts.get(match["cited"], f"({keys})") + text[match.end() :]
    return text


def _cited(line: _Line, bibliography: Bibliography, found: Diagnostics) -> Iterator[str]:
    """Yield the citations of a line whose works are all known."""
    for match in _citations(line.text):
        named = works(match["cited"])
        unknown = [key for key, _ in named if key not in bibliography.keys]
        for key in unknown:
            at = line.at.file.find(match.group(), line.at.line, line.at.line) or line.at
            hint = partial(did_you_mean, key, bibliography.keys)
            found.error("unknown-work", f"the bibliography has no work `{key}`", at, hint)
        if not unknown:
            yield match["cited"]
