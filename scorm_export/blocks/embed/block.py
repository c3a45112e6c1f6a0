"""Embedded pages: a page of a host that the course lists, which loads only once a learner asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from scorm_export.blocks.base import Block, Export, Page, closing, exported, inside
from scorm_export.diagnostics import Diagnostics
from scorm_export.source.document import Document, plain_text
from scorm_export.source.places import Places
from scorm_export.source.syntax import Container

_OPEN = "container_embed_open"
_EXAMPLE = "write `::: embed [Title](https://…)`, below it in words what the page shows, and `:::`"


def _link(opening: Token) -> tuple[str, str] | None:
    """Return the address and the words of the link that is all of a container's title."""
    (title,) = opening.meta.get("title") or [None]
    links = [token for token in (title.children if title else None) or () if token.content.strip() or token.nesting]
    is_one = len(links) > 1 and links[0].type == "link_open" and links[-1].type == "link_close"
    if not is_one or any(token.type == "link_open" for token in links[1:]):
        return None
    return str(links[0].attrGet("href") or ""), " ".join(plain_text(links).split())


def embedded(body: Document) -> Iterator[str]:
    """Yield the address of each page that a text embeds."""
    for token in body.tokens:
        if token.type == _OPEN and (link := _link(token)):
            yield link[0]


def _check(tokens: Sequence[Token], _lines: Sequence[str], places: Places, found: Diagnostics) -> tuple[int, ...]:
    """Report an embedded page without an address, a title, or a text for those who cannot load it."""
    for index, token in enumerate(tokens):
        if token.type != _OPEN:
            continue
        link = _link(token)
        if link is None:
            found.error("block-content", "this embeds no page", places.of(token, "embed"), _EXAMPLE)
        elif not link[1] or link[1] == link[0]:
            message = "this embedded page has no title"
            hint = f"write it in brackets: `::: embed [Title]({link[0]})`"
            found.error("missing-alternative-text", message, places.of(token), hint, "WCAG 2.2, 4.1.2")
        if not inside(tokens, index):
            message = "this embedded page has no text alternative"
            hint = "write below it in words what it shows, for learners who cannot or do not want to load it"
            found.error("missing-alternative-text", message, places.of(token), hint, "WCAG 2.2, 1.1.1")
    return ()


def _opening(page: Page, tokens: Sequence[Token], index: int) -> str:
    link = _link(tokens[index]) or ("", "")
    address, title = map(escapeHtml, link)
    host = page.host(urlsplit(link[0]).netloc)
    words = {name: escapeHtml(text) for name, text in page.words["embed"].items()}
    name, at = (escapeHtml(host.name), escapeHtml(host.host)) if host else ("", "")
    said = [words["data"].replace("{name}", name).replace("{host}", at)]
    if host and host.data:
        said.append(escapeHtml(host.data))
    if host and host.privacy:
        words_of = words["privacy"].replace("{name}", name)
        said.append(f"{_away(page, escapeHtml(host.privacy), words_of)}.")
    card = (
        f'<div class="embed-card" role="group" aria-label="{title}" data-embed="{address}">'
        f'<p class="embed-title">{title}</p><p class="embed-notice">{" ".join(said)}</p>'
        f'<button type="button" class="embed-load" hidden>{words["load"].replace("{name}", name)}</button>'
        f'<p class="embed-blocked" role="status"><span hidden>{words["blocked"]}</span></p>'
        f'<p class="embed-link">{_away(page, address, words["open"].replace("{host}", at))}</p>'
        f'<button type="button" class="embed-close" hidden>{words["close"]}</button></div>'
    )
    summary = f'<details class="embed-alternative"><summary>{words["alternative"]}</summary>\n'
    return f'<div class="embed">{page.slot(card)}{summary}'


def _away(page: Page, address: str, words: str) -> str:
    return f'<a href="{address}" target="_blank" rel="noopener noreferrer">{words}{page.new_window()}</a>'


def _exported(export: Export, tokens: Sequence[Token], index: int) -> str:
    export.lose("an embedded page: a link to it and its text alternative are kept")
    return exported("embed")[_OPEN](export, tokens, index)


BLOCK = Block(
    name="embed",
    containers=(Container(name="embed", alike=("iframe",)),),
    check=_check,
    classes=frozenset(
        {
            "embed",
            "embed-alternative",
            "embed-blocked",
            "embed-card",
            "embed-close",
            "embed-link",
            "embed-load",
            "embed-notice",
            "embed-title",
        }
    ),
    page={_OPEN: _opening, "container_embed_close": closing("</details></div>\n")},
    export={**exported("embed"), _OPEN: _exported},
    behaves=True,
)
