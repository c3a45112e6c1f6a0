"""Attachments: a file of the course to open or download, with its type and size."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from scorm_export.blocks.base import Block, Export, Page, Writing
from scorm_export.diagnostics import Diagnostics
from scorm_export.source.document import walk
from scorm_export.source.places import Places

_KB = 1000
_EXAMPLE = "write `[Title](file.pdf){.attachment}` in a paragraph of its own, with a file of the course"


def _check(tokens: Sequence[Token], _lines: Sequence[str], places: Places, found: Diagnostics) -> tuple[int, ...]:
    """Report attachments that share a paragraph with other text, or do not link to a file of the course."""
    alone = {id(link) for index, _ in enumerate(tokens) if (link := _link(tokens, index))}
    for token, block in walk(tokens):
        if _is_attachment(token):
            href = str(token.attrGet("href") or "")
            if id(token) not in alone:
                message = "an attachment needs a paragraph of its own"
                found.error("block-content", message, places.of_address(block, href), _EXAMPLE)
            elif ":" in href or posixpath.splitext(href)[1].lower() in ("", ".md", ".yaml"):
                found.error("block-content", "this link leads to no file", places.of_address(block, href), _EXAMPLE)
    return ()


def _is_attachment(token: Token) -> bool:
    return token.type == "link_open" and "attachment" in str(token.attrGet("class") or "").split()


def _link(tokens: Sequence[Token], index: int) -> Token | None:
    """Return the link of a paragraph that is an attachment and nothing else."""
    if tokens[index].type != "paragraph_open" or tokens[index].hidden:
        return None
    children = tokens[index + 1].children or []
    ends = [child.type for child in children if child.level == 0 and child.type != "text"]
    is_all = ends == ["link_open", "link_close"] and children[-1].type == "link_close"
    return children[0] if is_all and _is_attachment(children[0]) else None


def _arrange(tokens: Sequence[Token]) -> Iterator[Token]:
    remaining = iter(enumerate(tokens))
    for index, token in remaining:
        if _link(tokens, index):
            yield Token("attachment", "", 0, children=tokens[index + 1].children)
            next(remaining), next(remaining)
        else:
            yield token


def _written(writing: Writing, attachment: Token) -> str:
    words = Token("inline", "", 0, children=_plain(attachment))
    return writing.title(Token("", "", 0, meta={"title": [words]}))


def _plain(attachment: Token) -> list[Token]:
    """Return the content of an attachment's link, without the class that marks it."""
    link, *others = attachment.children or []
    return [link.copy(attrs={name: value for name, value in link.attrs.items() if name != "class"}), *others]


def _page(page: Page, tokens: Sequence[Token], index: int) -> str:
    href = str((tokens[index].children or [])[0].attrs["href"])
    kind = posixpath.splitext(href)[1].removeprefix(".").upper()
    size = -(-page.size(href) // _KB)
    unit, number = ("mb", round(size / _KB)) if size >= _KB else ("kb", size)
    facts = f"{kind} · {page.words['attachment'][unit].replace('{number}', page.number(number))}"
    shown = f'<span class="attachment-facts">{escapeHtml(facts)}</span>'
    return f'<p class="attachment">{_written(page, tokens[index])} {shown}</p>\n'


def _exported(export: Export, tokens: Sequence[Token], index: int) -> str:
    return f"<p>{_written(export, tokens[index])}</p>\n"


BLOCK = Block(
    name="attachment",
    check=_check,
    arrange=_arrange,
    classes=frozenset({"attachment", "attachment-facts"}),
    page={"attachment": _page},
    export={"attachment": _exported},
)
