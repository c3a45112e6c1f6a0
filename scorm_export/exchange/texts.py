"""The texts of a course as self-contained HTML for other tools: without the pages, scripts and styles of the course."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from scorm_export.blocks import Block, arranged
from scorm_export.blocks.base import is_audio, is_video, methods
from scorm_export.course import Question
from scorm_export.diagnostics import Span
from scorm_export.exchange.literal import FORMULA_CLOSE, FORMULA_OPEN, literal
from scorm_export.exchange.losses import Losses
from scorm_export.questions.pairs import Pairing
from scorm_export.render.names import media_name
from scorm_export.source.document import Document
from scorm_export.source.parser import markdown_parser
from scorm_export.trust.html import clean

_NAME_LENGTH = 60

Address = Callable[[str], str]
"""Turns the path of a file in the site into its address in a text."""
Tex = Callable[[str, bool, str], str]
"""Writes a formula: its TeX, whether it is a block, and its MathML."""


@dataclass(slots=True)
class Texts:
    """The texts of one course for one format."""

    files: Mapping[str, bytes | Path]
    """Of the site, by name."""
    losses: Losses
    blocks: Sequence[Block]
    """Those of the course."""
    address: Address
    tex: Tex
    images: bool = True
    """Whether texts of the format may show images."""
    used: list[str] = field(default_factory=list)
    """The files that texts have named since the list was last emptied."""

    def html(self, document: Document | None, at: Span) -> str:
        """Return a text as HTML, in which only formulas are read as formulas; `at` is the place of what has it.

        Its blanks are for `with_blanks` to write.
        """
        return literal(self._html(document, at)) if document else ""

    def _html(self, document: Document, at: Span) -> str:
        rules = _Rules(self, document, at)
        is_inline = all(token.type == "inline" for token in document.tokens)
        tokens = document.tokens if is_inline else arranged(document.tokens, self.blocks)
        html = rules.render(tokens, markdown_parser().options, {"footnotes": document.footnotes})
        classes = frozenset[str]().union(*(block.classes for block in self.blocks))
        return clean(html, named=lambda _anchor: "", classes=classes).strip()

    def plain(self, document: Document, at: Span, what: str) -> str:
        """Return the words of a text where the format takes no more, and report formatting that is lost."""
        if re.search(r"<(?!/?p>)", self._html(document, at)):
            words = textwrap.shorten(document.plain, 40, placeholder="…")
            self.losses.report(f"the formatting of {what} `{words}`: only the words are kept", at)
        return document.plain

    def named(self, path: str, document: Document) -> str | None:
        """Return the site's name of a file that a text names, and note that it is used; None for a missing file."""
        name = media_name(path, document.path)
        if name not in self.files:
            return None
        self.used.append(name)
        return name

    def target_texts(self, question: Pairing) -> dict[str, str] | None:
        """Return the targets' words by id, by which formats without ids distinguish them; None if all are the same."""
        names = {target.id: self.plain(target.text, target.origin.span, "the answer") for target in question.targets}
        alike = {text for text in names.values() if list(names.values()).count(text) > 1}
        if len(set(names.values())) == 1:
            self.losses.report(f"`{question.id}`: answers that all read the same", question.origin.span)
            return None
        for text in sorted(alike):
            self.losses.report(
                f"`{question.id}`: the difference between two answers that read `{text}`", question.origin.span
            )
        return names

    def content(self, name: str) -> bytes:
        """Return the bytes of a file of the site."""
        content = self.files[name]
        return content.read_bytes() if isinstance(content, Path) else content


def with_blanks(html: str, text: Document, write: Callable[[str], str]) -> str:
    """Return the HTML of a text with what is written for each blank, by its id."""
    return re.sub(_mark(text, "(.)"), lambda match: write(match[1]), html)


def _mark(text: Document, blank: str) -> str:
    """Return what stands for a blank in HTML. No text holds its own digest, so no author can write it."""
    return f"{text.digest}-{blank}"


class _Rules(RendererHTML):
    """How each kind of token is written: markdown-it calls the public method named after the token's type."""

    def __init__(self, texts: Texts, document: Document, at: Span) -> None:
        super().__init__()
        for block in texts.blocks:
            self.rules |= methods(block.export, self)
        self.texts = texts
        self.document = document
        self.at = at
        self.links: list[bool] = []

    def lose(self, what: str) -> None:
        """Report what the other tool will not show."""
        self.texts.losses.report(what, self.at)

    def _file(self, path: str) -> str | None:
        name = self.texts.named(path, self.document)
        return None if name is None else self.texts.address(name)

    def title(self, opening: Token) -> str:
        """Return the title of a container or the caption of an image; empty where there is none."""
        return str(self.render(opening.meta.get("title", ()), markdown_parser().options, {}))

    def inline_image(self, token: Token) -> str:
        """Return an image within a line."""
        return self.image([token], 0)

    def link_open(self, tokens: Sequence[Token], index: int, *_: Any) -> str:
        """Write a link to the web or to a file; one into the course has nowhere to lead."""
        href = str(tokens[index].attrGet("href") or "")
        target: str | None = href
        if not re.match(r"(?:https?|mailto|tel):", href):
            target = self._file(href) if self.texts.images else None
            if target is None:
                self.lose(f"the target of the link `{href}`, which leads into the course")
        self.links.append(target is not None)
        return f'<a href="{escapeHtml(target)}">' if target is not None else ""

    def link_close(self, *_: Any) -> str:
        """Close a link that was opened."""
        return "</a>" if self.links.pop() else ""

    def image(self, tokens: Sequence[Token], index: int, *_: Any) -> str:
        """Write an image, or what it shows in words."""
        token = tokens[index]
        source, alternative = str(token.attrs["src"]), token.content.strip()
        what = "video" if is_video(token) else "recording" if is_audio(token) else "image"
        if what != "image" or not self.texts.images:
            self.lose(f"the {what} `{source}`; its text alternative is kept")
            return escapeHtml(alternative)
        sizes = "".join(f' {name}="{token.attrs[name]}"' for name in ("width", "height") if name in token.attrs)
        return f'<img src="{escapeHtml(self._file(source) or "")}" alt="{escapeHtml(alternative)}"{sizes}>'

    def math_inline(self, tokens: Sequence[Token], index: int, *_: Any) -> str:
        """Write a formula."""
        token = tokens[index]
        formula = self.texts.tex(token.content.strip(), token.type == "math_block", str(token.meta["mathml"]))
        return f"{FORMULA_OPEN}{formula}{FORMULA_CLOSE}"

    def math_block(self, tokens: Sequence[Token], index: int, *rest: Any) -> str:
        """Write a formula in a paragraph of its own."""
        return f"<p>{self.math_inline(tokens, index, *rest)}</p>\n"

    def blank(self, tokens: Sequence[Token], index: int, *_: Any) -> str:
        """Write what `with_blanks` replaces."""
        return _mark(self.document, tokens[index].info)

    def footnote_ref(self, tokens: Sequence[Token], index: int, *_: Any) -> str:
        """Write the number of a note."""
        return f"<sup>{tokens[index].meta['id'] + 1}</sup>"

    def footnote_block_open(self, *_: Any) -> str:
        """Open the notes at the end."""
        return "<ol>\n"

    def footnote_block_close(self, *_: Any) -> str:
        """Close the notes."""
        return "</ol>\n"

    def footnote_open(self, *_: Any) -> str:
        """Open a note."""
        return "<li>"

    def footnote_close(self, *_: Any) -> str:
        """Close a note."""
        return "</li>\n"

    def footnote_anchor(self, *_: Any) -> str:
        """Write nothing: exported notes have no links back."""
        return ""


def name_of(question: Question) -> str:
    """Return what a question is called in lists: the beginning of its prompt."""
    return textwrap.shorten(question.prompt.plain, _NAME_LENGTH, placeholder="…") or question.id


def plainly(number: Decimal) -> str:
    """Return a number without an exponent and without zeros at its end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


_WILD = re.compile(r"(?:\\[\\^$.*+?()\[\]{}|/-]|\.\*|[^\\^$.*+?()\[\]{}|])+")
_WILD_PART = re.compile(r"\\(.)|(\.\*)|(.)")


def wild(pattern: str) -> list[str] | None:
    """Return texts with `*` for any text that are equivalent to a pattern; None where there are none."""
    alternatives = re.split(r"(?<!\\)\|", pattern)
    if not all(map(_WILD.fullmatch, alternatives)):
        return None
    return [_WILD_PART.sub(_as_wild, alternative) for alternative in alternatives]


def _as_wild(part: re.Match[str]) -> str:
    literal = part[1] or part[3] or ""
    return "*" if part[2] else "\\*" if literal == "*" else literal
