"""Tables, in a frame in which a wide table scrolls."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

from scorm_export.blocks.base import Block, Page, closing
from scorm_export.diagnostics import Diagnostics
from scorm_export.source.document import plain_text
from scorm_export.source.places import Places

_QUOTED = re.compile(r"[\s>]*")
_ALIGNMENT = re.compile(r"text-align:(left|center|right)")


def _check(tokens: Sequence[Token], lines: Sequence[str], places: Places, found: Diagnostics) -> list[int]:
    """Report rows with more cells than the header, and lines that become rows by mistake; return the lines of both."""
    return list(_wrong_rows(tokens, lines, places, found))


def _wrong_rows(tokens: Sequence[Token], lines: Sequence[str], places: Places, found: Diagnostics) -> Iterator[int]:
    for token in tokens:
        if token.type == "table_open" and token.map:
            first, end = token.map
            columns = len(_cells(lines[first]))
            for number in range(first + 2, end):
                cells = _cells(lines[number])
                if "|" in lines[first] and "|" not in lines[number]:
                    found.error(
                        "table-syntax",
                        "this becomes a row of the table",
                        places.on(number, lines[number].strip()),
                        "put an empty line before it, or write `|` between the cells of a row",
                    )
                    yield number
                if len(cells) > columns:
                    found.error(
                        "table-syntax",
                        f"this row has {len(cells)} cells and the header {columns}: the last would be lost",
                        places.on(number, cells[columns].strip() or "|"),
                        "give the header as many; write a `|` that does not separate cells as `\\|`, also in code",
                    )
                    yield number


def _cells(line: str) -> list[str]:
    cells: list[str] = escapedSplit(line[len(_QUOTED.match(line).group()) :].strip())  # type: ignore[union-attr]  # it matches anything
    if cells and not cells[0]:
        del cells[0]
    if cells and not cells[-1]:
        del cells[-1]
    return cells


def _table(page: Page, _tokens: Sequence[Token], _index: int) -> str:
    """Let a wide table scroll on its own, also by keyboard."""
    name = escapeHtml(page.words["table"]["name"])
    return f'<div class="table" tabindex="0" role="group" aria-label="{name}"><table>\n'


def _head_cell(_page: Page, tokens: Sequence[Token], index: int) -> str:
    """Mark a header cell as that of its column; an empty one is no header."""
    if not tokens[index + 1].children:
        return "<td>"
    return f"<th{_attributes(tokens[index], scope='col')}>"


def _head_cell_end(_page: Page, tokens: Sequence[Token], index: int) -> str:
    return "</th>\n" if tokens[index - 1].children else "</td>\n"


def _cell(_page: Page, tokens: Sequence[Token], index: int) -> str:
    return f"<td{_attributes(tokens[index])}>"


def _attributes(cell: Token, **more: str) -> str:
    """Return a cell's attributes, its alignment as a class: a strict content security policy has no inline styles."""
    match = _ALIGNMENT.search(str(cell.attrs.get("style", "")))
    kept = {name: value for name, value in cell.attrs.items() if name != "style"}
    aligned = {"class": f"align-{match.group(1)}"} if match else {}
    return str(RendererHTML.renderAttrs(cell.copy(attrs=kept | aligned | more)))


def _arrange(tokens: Sequence[Token]) -> Iterator[Token]:
    """Give the first cells that name their rows a type of their own."""
    naming = False
    rows = _first_cells(tokens)
    for token in tokens:
        if token.type == "td_open":
            naming = id(token) in rows
        yield token.copy(type=token.type.replace("td", "row_head")) if naming and token.tag == "td" else token


def _first_cells(tokens: Sequence[Token]) -> frozenset[int]:
    """Return the first cells of every table in which none of them is empty and no two are alike."""
    found: set[int] = set()
    cells: dict[int, str] = {}
    for index, token in enumerate(tokens):
        if token.type == "tbody_open":
            cells = {}
        elif token.type == "tr_open" and tokens[index + 1].type == "td_open" and tokens[index + 4].type == "td_open":
            cells[id(tokens[index + 1])] = plain_text([tokens[index + 2]]).strip()
        elif token.type == "tbody_close" and all(cells.values()) and len(set(cells.values())) == len(cells):
            found |= set(cells)
    return frozenset(found)


def _row_head(_page: Page, tokens: Sequence[Token], index: int) -> str:
    return f"<th{_attributes(tokens[index], scope='row')}>"


BLOCK = Block(
    name="table",
    check=_check,
    arrange=_arrange,
    classes=frozenset({"table"}),
    page={
        "table_open": _table,
        "table_close": closing("</table></div>\n"),
        "th_open": _head_cell,
        "th_close": _head_cell_end,
        "td_open": _cell,
        "row_head_open": _row_head,
        "row_head_close": closing("</th>\n"),
    },
)
