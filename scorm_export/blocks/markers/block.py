"""Labelled images: numbers on an image, and below it a list that says what each number marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from scorm_export.blocks.base import Block, Export, Page, closing, inside, is_audio, is_video, titled
from scorm_export.blocks.figure.block import exported_alone
from scorm_export.diagnostics import Diagnostics
from scorm_export.source.places import Places
from scorm_export.source.syntax import Container

_OPEN, _CLOSE = "container_markers_open", "container_markers_close"
_PLACE = re.compile(r"(100|\d{1,2}) (100|\d{1,2}): *")
_EXAMPLE = (
    "write the image, an empty line, and a numbered list: `1. 20 30: Text` marks the point at 20 % of its width and "
    "30 % of its height, from the top left"
)


def _check(tokens: Sequence[Token], _lines: Sequence[str], places: Places, found: Diagnostics) -> tuple[int, ...]:
    """Report anything but one image and one numbered list whose items have positions."""
    for index, token in enumerate(tokens):
        if token.type != _OPEN:
            continue
        image, items, *others = [*inside(tokens, index), None, None]
        if image is None or items is None:
            found.error("block-content", "an image or its list is missing", places.of(token, "markers"), _EXAMPLE)
        elif not _is_image(tokens[_after(tokens, image)]):
            found.error("block-content", "this is not an image on its own", places.of(image), _EXAMPLE)
        elif items.type != "ordered_list_open":
            found.error("block-content", "this is not a numbered list", places.of(items), _EXAMPLE)
        elif other := next(filter(None, others), None):
            found.error("block-content", "this is neither the image nor its list", places.of(other), _EXAMPLE)
        else:
            for at in _items(tokens, _after(tokens, items) - 1):
                if not _placed(tokens[at + 2]):
                    found.error("block-content", "this item has no position", places.of(tokens[at]), _EXAMPLE)
    return ()


def _after(tokens: Sequence[Token], token: Token) -> int:
    return next(index for index, each in enumerate(tokens) if each is token) + 1


def _is_image(text: Token) -> bool:
    children = text.children or []
    return len(children) == 1 and children[0].type == "image" and not (is_video(children[0]) or is_audio(children[0]))


def _items(tokens: Sequence[Token], index: int) -> Iterator[int]:
    """Yield the indices at which the items of a list begin."""
    level = tokens[index].level
    for at in range(index + 1, len(tokens)):
        if tokens[at].level <= level:
            return
        if tokens[at].level == level + 1 and tokens[at].type == "list_item_open":
            yield at


def _placed(text: Token) -> re.Match[str] | None:
    return _PLACE.match(text.children[0].content) if text.type == "inline" and text.children else None


def _arrange(tokens: Sequence[Token]) -> Iterator[Token]:
    """Move the positions from the list to the image."""
    points: dict[int, list[tuple[str, str]]] = {}
    texts: dict[int, int] = {}
    for index, token in enumerate(tokens):
        if token.type == _OPEN and index + 2 < len(tokens):
            places = [(at + 2, _placed(tokens[at + 2])) for at in _items(tokens, index + 2)]
            points[index + 1] = [(match[1], match[2]) for _, match in places if match]
            texts |= {at: match.end() for at, match in places if match}
    for index, token in enumerate(tokens):
        if index in points and token.type == "figure":
            yield token.copy(type="markers_image", meta={"points": points[index]})
        elif index in texts:
            first, *rest = token.children or []
            yield token.copy(children=[first.copy(content=first.content[texts[index] :]), *rest])
        else:
            yield token


def _page(page: Page, tokens: Sequence[Token], index: int) -> str:
    (image,) = tokens[index].children or []
    caption = page.title(image)
    shown = f"<figcaption>{caption}</figcaption>" if caption else ""
    marks = "".join(
        f'<circle cx="{x}%" cy="{y}%" r="14"/><text x="{x}%" y="{y}%">{number}</text>'
        for number, (x, y) in enumerate(tokens[index].meta["points"], 1)
    )
    drawn = page.slot(f'<svg class="markers-points" aria-hidden="true">{marks}</svg>')
    return f'<figure><div class="markers-image">{page.inline_image(image)}{drawn}</div>{shown}</figure>\n'


def _exported_title(export: Export, tokens: Sequence[Token], index: int) -> str:
    title = export.title(tokens[index])
    return f"<p><strong>{title}</strong></p>\n" if title else ""


def _exported(export: Export, tokens: Sequence[Token], index: int) -> str:
    export.lose("the numbers on an image: the image and the list of what they mark are kept")
    return exported_alone(export, tokens, index)


BLOCK = Block(
    name="markers",
    containers=(Container(name="markers", alike=("hotspots", "labelled-image", "labeled-image")),),
    check=_check,
    arrange=_arrange,
    classes=frozenset({"markers", "markers-title", "markers-image", "markers-points"}),
    page={
        _OPEN: lambda page, tokens, index: titled(page, tokens[index], "markers"),
        _CLOSE: closing("</div>\n"),
        "markers_image": _page,
    },
    export={_OPEN: _exported_title, _CLOSE: closing(""), "markers_image": _exported},
)
