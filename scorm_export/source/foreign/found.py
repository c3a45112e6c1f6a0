"""What is reported of other dialects, and what to write instead of several of their marks."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from scorm_export.source.syntax import Syntax

IN_A_QUIZ = "ask it in a quiz: a .yaml file in its module's `activities`"
AS_OWN = "or name a block of this kind in course.yaml: `blocks: {discussion: {title: Discussion}}`"
AS_IMAGE = "put it in as an image: `![What it shows](file.svg)`; to show its source, write ```` ```text ````"
AS_TABLE = "write a line `| a | b |`, below it `| --- | --- |`, and a line for each row"
AS_LIST = "begin each line with `1.`, or `-`; for letters as they are, end each but the last with a backslash"
NOT_DRAWN = "tables are not drawn like this"
PUT_IN = ("other files are not put in", "write here what it would put in")
AS_TABS = "write `:::: tabs`, then for each tab `::: tab Title`, its text and `:::`, and `::::` at the end"
AS_HEADINGS = "give each part a heading of its own, such as `### Label`"


@dataclass(frozen=True, slots=True)
class Foreign:
    """Something that would stand on the page as signs: how it is written, which rule it breaks, and the way out."""

    written: str
    rule: str
    message: str
    hint: str
    in_code: int = 0
    """How often the same stands before it in code, counted from the last."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark: how it is written, which rule it breaks, and the way out."""

    pattern: re.Pattern[str]
    message: str
    hint: str | Callable[[Syntax], str]
    rule: str = "foreign-markdown"
    in_paragraphs: bool = False
    """Whether only paragraphs have it, not cells, headings or items."""


def mark(
    pattern: str,
    message: str,
    hint: str | Callable[[Syntax], str],
    rule: str = "foreign-markdown",
    *,
    in_paragraphs: bool = False,
) -> Mark:
    """Return a mark whose pattern is looked for in every line."""
    return Mark(re.compile(pattern, re.MULTILINE), message, hint, rule, in_paragraphs)


def as_callout(syntax: Syntax) -> str:
    """Return how a callout is written, and which kinds there are."""
    kinds = ", ".join(f"`{name}`" for name in syntax.callouts)
    return "write `::: note Title`, the text, and `:::`" + (f"; the kinds are {kinds}" if kinds else "")
