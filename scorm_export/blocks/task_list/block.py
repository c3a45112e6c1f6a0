"""Task lists: items that are done or to do. Screen readers hear which; nothing is recorded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from scorm_export.blocks.base import Block, Export, Page


def _arrange(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token.copy(attrs={**token.attrs, "class": "tasks"}) if token.meta.get("tasks") else token


def _page(page: Page, tokens: Sequence[Token], index: int) -> str:
    box = tokens[index]
    word = page.words["task_list"]["done" if box.meta["done"] else "open"]
    return f'<span role="img" aria-label="{escapeHtml(word)}">{box.content.strip()}</span> '


def _export(_export: Export, tokens: Sequence[Token], index: int) -> str:
    return tokens[index].content


BLOCK = Block(
    name="task_list",
    arrange=_arrange,
    classes=frozenset({"tasks"}),
    page={"task_box": _page},
    export={"task_box": _export},
)
