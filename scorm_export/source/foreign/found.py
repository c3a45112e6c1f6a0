"""What is reported of other dialects, and what to write instead of several of their marks."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from scorm_export.source.syntax import Syntax

IN_A_QUIZ = "write it as a check: `::: check Question`, its options `- [x] right` and `- [ ] wrong`, and `:::`"
AS_OWN = "or define a block of your own in course.yaml: `blocks: {discussion: {title: Discussion}}`"
AS_IMAGE = "add it as an image: `![What it shows](file.svg)`; to show its source, write ```` ```text ````"
AS_TABLE = "write a line `| a | b |`, below it `| --- | --- |`, and a line for each row"
AS_LIST = "start each line with `1.` or `-`; to keep the letters, end each line but the last with a backslash"
NOT_DRAWN = "tables are not written like this"
PUT_IN = ("other files are not included", "write `::: include file.md`, and `:::` on the next line")
AS_TABS = "write `:::: tabs`, then for each tab `::: tab Title`, its text and `:::`, and `::::` at the end"
AS_HEADINGS = "give each part a heading of its own, such as `### Label`"


@dataclass(frozen=True, slots=True)
class Foreign:
    """A mark that the page would show as written: its text, the rule it breaks, the message and the hint."""

    written: str
    rule: str
    message: str
    hint: str
    in_code: int = 0
    """How often the same stands before it in code, counted from the last."""
    fix: str | None = None
    """What is written instead, where only that can be meant."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark of another dialect: the pattern that finds it, the message, the hint and the rule."""

    pattern: re.Pattern[str]
    message: str
    hint: str | Callable[[Syntax], str]
    rule: str = "foreign-markdown"
    in_paragraphs: bool = False
    """Whether only paragraphs have it, not cells, headings or items."""
    in_items: bool = False
    """Whether only items of lists have it."""
    fix: tuple[str, str] | None = None
    """A pattern for the whole of it, and what is written instead, where only that can be meant."""
    in_words: bool = False
    """Whether a text without any of `SIGNS` may have it."""

    def fixed(self, written: str) -> str | None:
        """Return what is written instead of a mark; None where several things can be meant."""
        if self.fix is None or not re.fullmatch(self.fix[0], written):
            return None
        return re.sub(*self.fix, written)


def mark(
    pattern: str,
    message: str,
    hint: str | Callable[[Syntax], str],
    rule: str = "foreign-markdown",
    *,
    in_paragraphs: bool = False,
    in_items: bool = False,
    fix: tuple[str, str] | None = None,
    in_words: bool = False,
) -> Mark:
    """Return a mark whose pattern is looked for in every line."""
    return Mark(re.compile(pattern, re.MULTILINE), message, hint, rule, in_paragraphs, in_items, fix, in_words)


def as_callout(syntax: Syntax) -> str:
    """Return how a callout is written, and which kinds there are."""
    kinds = ", ".join(f"`{name}`" for name in syntax.callouts)
    return "write `::: note Title`, the text, and `:::`" + (f"; the kinds are {kinds}" if kinds else "")
