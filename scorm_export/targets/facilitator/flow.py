"""A Markdown text of the course to the blocks of a document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from scorm_export.check.references import WEB_SCHEMES
from scorm_export.source.document import AUDIO_SUFFIXES, VIDEO_SUFFIXES, Document
from scorm_export.targets.facilitator.content import (
    Block,
    Box,
    Code,
    Figure,
    Heading,
    Listing,
    Paragraph,
    Picture,
    Quotation,
    Run,
    Runs,
    Style,
    Table,
    Tone,
    bolder,
    plain,
    runs,
)

Asked = Callable[[str], Iterable[Block]]
"""Returns what a check or notes of a lesson ask, by their id."""
Pictured = Callable[[str, str, str], Picture | None]
"""Returns the picture of a file, given the path of the text, the file as written, and the words in its place."""
_ASKING = ("container_check", "container_reflection", "container_worksheet")
_SILENT = ("container_transcript", "container_continue", "hr", "html_block")
_QUOTING = ("blockquote", "container_quote", "container_statement")
_OPEN = ("container_timeline", "container_steps", "container_glossary", "container_gallery", "container_markers")
"""Blocks that need no box around what they hold."""
_SIGNS = {"softbreak": " ", "hardbreak": "\n", "blank": "________", "task_box": "☐ "}
_RIGHT_TO_LEFT_MARK = "\u200f"
"""Keeps the number of a note apart from a number before it, of which it would be more digits (Unicode UAX 9)."""
_LOOKS = {"strong": "bold", "em": "italic", "sup": "raised"}


@dataclass(slots=True)
class Flow:
    """Reads texts; `titles` are those that blocks have without one of their own, by container."""

    pictured: Pictured
    titles: Mapping[str, str]
    shift: int = 0
    """What is added to the level of headings."""
    asked: Asked = field(default=lambda _name: ())
    is_right_to_left: bool = False
    _path: str = ""
    _language: str = ""
    """That of the block which is being read, where it is not the course's."""

    def blocks(self, document: Document) -> tuple[Block, ...]:
        """Return a text of many blocks."""
        self._path = document.path
        return tuple(self._blocks(SyntaxTreeNode(document.tokens).children))

    def line(self, document: Document) -> Runs:
        """Return a text of one paragraph."""
        self._path = document.path
        found: list[Run] = []
        for token in document.tokens:
            if token.type == "inline":
                found += [*runs(" " if found else ""), *self._inline(token.children or ())]
        return tuple(found)

    def _blocks(self, nodes: Iterable[SyntaxTreeNode]) -> Iterator[Block]:
        around = self._language
        for node in nodes:
            self._language = str(node.attrs.get("lang", around)) if node.nester_tokens else around
            yield from self._block(node)
        self._language = around

    def _block(self, node: SyntaxTreeNode) -> Iterator[Block]:  # noqa: C901 — one case for each kind
        kind = node.type
        if kind in _SILENT:
            return
        if kind == "paragraph":
            yield from self._paragraph(node)
        elif kind == "heading":
            yield Heading(min(int(node.tag[1]) + self.shift, 6), self._words(node))
        elif kind in ("bullet_list", "ordered_list"):
            items = tuple(tuple(self._blocks(item.children)) for item in node.children)
            yield Listing(items, kind == "ordered_list", int(node.attrs.get("start", 1)))
        elif kind == "table":
            yield _table(
                [[self._words(cell) for cell in row.children] for part in node.children for row in part.children]
            )
        elif kind == "dl":
            yield self._definitions(node)
        elif kind in ("fence", "code_block", "math_block"):
            yield Code(node.content.rstrip("\n"))
        elif kind == "footnote_block":
            yield from (self._note(each) for each in node.children)
        elif kind in _ASKING:
            yield from self.asked(node.info.strip().partition(" ")[2])
        elif kind in _QUOTING:
            yield Quotation(tuple(self._blocks(node.children)))
        elif kind.startswith("container_"):
            yield from self._container(node, kind.removeprefix("container_"))
        else:
            yield from self._blocks(node.children)

    def _container(self, node: SyntaxTreeNode, name: str) -> Iterator[Block]:
        title, blocks = self._title(node), tuple(self._blocks(node.children))
        if node.type in _OPEN or not (title or name in self.titles):
            yield from [Paragraph(bolder(title))] if title else []
            yield from blocks
        else:
            yield Box(title or runs(self.titles[name]), blocks, Tone.KEY if name == "key" else Tone.PLAIN)

    def _title(self, node: SyntaxTreeNode) -> Runs:
        tokens: Sequence[Token] = node.meta.get("title", ())
        return tuple(run for token in tokens for run in self._inline(token.children or ()))

    def _paragraph(self, node: SyntaxTreeNode) -> Iterator[Block]:
        (inline,) = node.children
        images = [child for child in inline.children if child.type == "image"]
        others = "".join(child.content for child in inline.children if child.type == "text")
        if not images or others.strip():
            yield Paragraph(self._words(node))
            return
        for image in images:
            yield from self._figure(image)

    def _figure(self, image: SyntaxTreeNode) -> Iterator[Block]:
        source = str(image.attrs["src"])
        caption = tuple(self._inline(image.meta["title"][0].children or ())) if image.meta.get("title") else ()
        if source.lower().endswith((*VIDEO_SUFFIXES, *AUDIO_SUFFIXES)):
            source, caption = str(image.attrs.get("poster", "")), runs(image.content)
        picture = self.pictured(self._path, source, image.content) if source else None
        if picture:
            yield Figure(picture, caption)
        elif caption or image.content:
            yield Paragraph(caption or runs(image.content))

    def _definitions(self, node: SyntaxTreeNode) -> Block:
        items: list[list[Block]] = []
        for child in node.children:
            if child.type == "dt":
                items.append([Paragraph(bolder(self._words(child)))])
            elif items:
                said = list(self._blocks(child.children))
                first = items[-1][0]
                second = said[0] if said else None
                if len(items[-1]) == 1 and isinstance(first, Paragraph) and isinstance(second, Paragraph):
                    items[-1][0] = Paragraph((*first.text, Run(": "), *second.text))
                    del said[0]
                items[-1] += said
        return Listing(tuple(map(tuple, items)))

    def _note(self, node: SyntaxTreeNode) -> Block:
        text = tuple(run for child in node.children for run in self._words(child))
        return Paragraph((Run(f"{node.meta['id'] + 1}. "), *text), Style.NOTE)

    def _words(self, node: SyntaxTreeNode) -> Runs:
        """Return what stands in a paragraph, a heading or a cell."""
        children = (child for child in node.children if child.type == "inline")
        return tuple(run for child in children for run in self._inline(_tokens(child)))

    def _inline(self, tokens: Iterable[Token]) -> Iterator[Run]:
        looks: list[tuple[str, Any]] = []
        for token in tokens:
            name, _, end = token.type.rpartition("_")
            if end == "open":
                looks.append((_LOOKS.get(name, ""), token))
            elif end == "close":
                looks.pop()
            elif text := _text_of(token):
                is_apart = token.type == "footnote_ref" and self.is_right_to_left
                yield self._run(_RIGHT_TO_LEFT_MARK + text if is_apart else text, token, looks)

    def _run(self, text: str, token: Token, looks: Sequence[tuple[str, Any]]) -> Run:
        link = next((str(t.attrs["href"]) for _, t in reversed(looks) if t.type == "link_open"), "")
        names = {look for look, _ in looks}
        languages = (str(t.attrs["lang"]) for _, t in reversed(looks) if "lang" in t.attrs)
        return Run(
            text,
            bold="bold" in names,
            italic="italic" in names,
            code=token.type in ("code_inline", "math_inline"),
            raised=token.type == "footnote_ref",
            link=link if link.lower().startswith(WEB_SCHEMES) else "",
            language=next(languages, self._language),
        )


def _tokens(inline: SyntaxTreeNode) -> Sequence[Token]:
    return (inline.token.children if inline.token else None) or ()


def _text_of(token: Token) -> str:
    if token.type in ("text", "text_special", "code_inline", "math_inline"):
        return token.content
    if token.type == "footnote_ref":
        return str(token.meta["id"] + 1)
    return token.content if token.type == "image" else _SIGNS.get(token.type, "")


def _table(rows: list[list[Runs]]) -> Table:
    header, *others = rows
    room = any(not plain(cell).strip() for row in others for cell in row)
    return Table(tuple(header), tuple(map(tuple, others)), room=room)
