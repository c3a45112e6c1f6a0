"""Document → HTML.

The HTML of an author's text passes the trust boundary as a whole; what only the compiler may write (video players,
captions, blanks) is inserted afterwards, at slots that no author can name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markupsafe import Markup

from scorm_export.blocks import Block, arranged, blocks_of
from scorm_export.blocks.base import methods
from scorm_export.check import CheckedCourse
from scorm_export.course import EmbedHost, Lesson, Notes, Question
from scorm_export.interface.numbers import fill, written
from scorm_export.interface.words import Words
from scorm_export.render.names import anchor_name, media_name, page_name
from scorm_export.source.captions import Cue
from scorm_export.source.document import Document
from scorm_export.source.parser import markdown_parser
from scorm_export.trust.html import Styles, clean

if TYPE_CHECKING:
    from markdown_it.token import Token

_SLOT = re.compile(r'<(span|div) data-slot="([^"]+)"></\1>')
_CLASS = re.compile(r' class="([^"]*)"')


class HtmlRenderer:
    """Renders the Documents of one course."""

    def __init__(self, checked: CheckedCourse, words: Words) -> None:
        self._every = blocks_of(checked.course.blocks)
        self._classes = frozenset[str]().union(*(block.classes for block in self._every))
        self._rules = _Rules(checked, words, _parts(checked), self._every)
        self.asked: Callable[[Lesson, Question | Notes], str] = lambda _lesson, _asked: ""
        """Writes a check or notes of a lesson: templates do."""
        self.styles: Styles = {}
        """CSS declarations of the formulas written so far, by class."""
        self._seen: set[str] = set()

    @property
    def blocks_written(self) -> tuple[Block, ...]:
        """The blocks of all texts written so far."""
        return self._with_classes(self._seen)

    def resume(self, styles: Styles, seen: set[str]) -> None:
        """Go on where another renderer of the same course stopped: add what is written to its styles and classes."""
        self.styles, self._seen = styles, seen

    def blocks_in(self, html: str) -> tuple[Block, ...]:
        """Return the blocks that occur in some HTML."""
        return self._with_classes({name for names in _CLASS.findall(html) for name in names.split()})

    def _with_classes(self, classes: set[str]) -> tuple[Block, ...]:
        return tuple(block for block in self._every if block.classes & classes)

    def blocks(self, document: Document) -> Markup:
        """Return a Document as block HTML."""
        return self._render(document, inline=False)

    def inline(self, document: Document) -> Markup:
        """Return a Document of one line as inline HTML."""
        return self._render(document, inline=True)

    def with_blanks(self, document: Document, blank: Callable[[str], str]) -> Markup:
        """Return a Document as block HTML with a blank, by its id, in place of every `[[id]]`."""
        self._rules.write_blank = blank
        try:
            return self._render(document, inline=False)
        finally:
            self._rules.write_blank = None

    def as_written(self, document: Document) -> Markup:
        """Return a Document as block or inline HTML, depending on how it was read."""
        return self._render(document, inline=all(token.type == "inline" for token in document.tokens))

    def leaves(self, activity: str, path: str) -> bool:
        """Whether an activity is in another part than a text, so that a link to it opens a window of its own."""
        return self._rules.parts.get(activity) != self._rules.parts.get(path)

    def _render(self, document: Document, *, inline: bool) -> Markup:
        rules = self._rules
        forms = self._forms(document)
        rules.begin(document, forms)
        tokens = document.tokens if inline else arranged(document.tokens, self._every)
        html = rules.render(tokens, markdown_parser().options, {"footnotes": document.footnotes})
        cleaned = clean(html, named=rules.named, slots=rules.slots, styles=self.styles, classes=self._classes)
        written = _SLOT.sub(lambda match: rules.slots[match.group(2)], cleaned).strip()
        self._seen.update(name for names in _CLASS.findall(written) for name in names.split())
        return Markup(written)  # noqa: S704 — cleaned above

    def _forms(self, document: Document) -> dict[str, str]:
        """Return the form of whatever a lesson asks, by its id: written before the text around it is."""
        lesson = self._rules.bodies.get(id(document))
        asked: list[Question | Notes] = [*lesson.checks, *lesson.notes] if lesson else []
        return {each.id: self.asked(lesson, each) for each in asked if lesson}


def _parts(checked: CheckedCourse) -> dict[str, str]:
    """Return the part of every activity, by id, and of every text, by path; nothing for a course of one part."""
    if len(checked.course.parts) == 1:
        return {}
    parts = {name: part.id for part in checked.course.parts for a in part.activities for name in (a.id, a.path)}
    return parts | {part.module.path: part.id for part in checked.course.parts if part.module and part.is_module}


class _Rules(RendererHTML):
    """Writes tokens: markdown-it calls the public method named after a token's type."""

    document: Document

    def __init__(self, checked: CheckedCourse, words: Words, parts: Mapping[str, str], blocks: Sequence[Block]) -> None:
        super().__init__()
        for block in blocks:
            self.rules |= methods(block.page, self)
        self.parts = parts
        self.checked = checked
        self.language = checked.course.language
        self.words = words["blocks"]
        self._all_words = words
        self._words = words["page"]
        self.bodies = {id(lesson.body): lesson for lesson in checked.course.lessons}
        self.forms: Mapping[str, str] = {}
        self.slots: dict[str, str] = {}
        self.write_blank: Callable[[str], str] | None = None
        self.prefix = ""

    def begin(self, document: Document, forms: Mapping[str, str]) -> None:
        """Begin another Document. Anchors of a text that may share its page with others get names of their own."""
        self.document = document
        self.forms = forms
        self.slots = {}
        self.prefix = "" if id(document) in self.bodies else f"{document.digest[:6]}-"

    def named(self, anchor: str) -> str:
        """Return the id in the page of an anchor in the text, or of one made by `own`."""
        ours = anchor.removeprefix(self.own(""))
        return anchor_name(self.prefix + anchor) if ours == anchor else self.prefix + ours

    def own(self, name: str) -> str:
        """Return an anchor such as a footnote's. No text contains its own digest, so no author can name it."""
        return f"{self.document.digest}-{name}"

    def slot(self, html: str, tag: str = "div") -> str:
        """Keep HTML until after the boundary. No text contains its own digest, so no author can name a slot."""
        name = f"{self.document.digest}-{len(self.slots)}"
        self.slots[name] = html
        return f'<{tag} data-slot="{name}"></{tag}>'

    # blanks

    def blank(self, tokens: Sequence[Token], index: int, *_: Any) -> str:
        """Write a field for the learner's answer."""
        token, write = tokens[index], self.write_blank
        return self.slot(write(token.info), "span") if write else escapeHtml(token.content)

    # links and media

    def link_open(self, tokens: Sequence[Token], index: int, *_: Any) -> str:
        """Link within the package, or to the web in a new window, since LMS frames refuse foreign pages."""
        token = tokens[index]
        href = str(token.attrGet("href") or "")
        target = self.checked.target(self.document, href)
        if target is not None and target.activity is not None:
            fragment = f"#{anchor_name(target.fragment)}" if target.fragment else ""
            token = _with(token, href=page_name(target.activity) + fragment)
            if self._leaves(target.activity):
                token = _with(token, target="_blank", rel="noopener")
        elif target is not None and target.path is not None:
            token = _with(token, href=media_name(target.path), target="_blank")
        elif href.startswith(("http:", "https:")):
            token = _with(token, target="_blank", rel="noopener noreferrer")
        return f"<a{self.renderAttrs(token)}>"

    def link_close(self, tokens: Sequence[Token], index: int, *_: Any) -> str:
        """Tell users of screen readers that a new window opens."""
        opening = next(t for t in reversed(tokens[:index]) if t.type == "link_open" and t.level == tokens[index].level)
        href = str(opening.attrGet("href") or "")
        target = self.checked.target(self.document, href)
        if target is not None:
            new_window = target.path is not None or (target.activity is not None and self._leaves(target.activity))
        else:
            new_window = href.startswith(("http:", "https:"))
        return f"{self.new_window() if new_window else ''}</a>"

    def new_window(self) -> str:
        """Return the words that announce a new window to screen readers."""
        return f'<span class="visually-hidden"> {escapeHtml(self._words["new_window"])}</span>'

    def _leaves(self, activity: str) -> bool:
        """Whether an activity is in another part, which opens in a new window, since the LMS has launched this one."""
        return self.parts.get(activity) != self.parts.get(self.document.path)

    def image(self, tokens: Sequence[Token], index: int, *_: Any) -> str:
        """Write an inline image."""
        token = tokens[index]
        kept: dict[str, Any] = dict(token.attrs)
        for name in ("captions", "poster", "title"):
            kept.pop(name, None)
        kept |= {"src": self.media(str(token.attrs["src"])), "alt": token.content.strip(), "loading": "lazy"}
        kept |= self._dimensions(kept)
        return "<img" + "".join(f' {name}="{escapeHtml(str(value))}"' for name, value in kept.items()) + ">"

    def _dimensions(self, attributes: Mapping[str, Any]) -> dict[str, int]:
        """Return the width and height of an image, in the ratio of its file, so that its place is kept free."""
        path = str(attributes["src"]).removeprefix("media/")
        asset = self.checked.asset(path)
        found = asset.dimensions if asset else None
        wanted = str(attributes.get("width", "") or (found[0] if found else ""))
        if found is None or "height" in attributes or not wanted.isdigit():
            return {}
        return {"width": int(wanted), "height": round(int(wanted) * found[1] / found[0])}

    # for blocks

    def inline_image(self, token: Token) -> str:
        """Return an inline image."""
        return self.image([token], 0)

    def form(self, asked: str) -> str:
        """Return the form of a check or notes of the lesson, by its id."""
        return self.slot(self.forms.get(asked, ""))

    def title(self, opening: Token) -> str:
        """Return the title of a container or the caption of an image; empty where there is none."""
        return str(self.render(opening.meta.get("title", ()), markdown_parser().options, {}))

    def media(self, path: str) -> str:
        """Return the address of a file that the text names."""
        return media_name(path, self.document.path)

    def size(self, href: str) -> int:
        """Return the size in bytes of the file of the course that a link leads to; 0 where it leads elsewhere."""
        target = self.checked.target(self.document, href)
        asset = self.checked.asset(target.path) if target and target.path else None
        return asset.size if asset else 0

    def host(self, name: str) -> EmbedHost | None:
        """Return who runs a host whose pages the course embeds; None where the course does not list it."""
        return self.checked.course.embed_host(name)

    def number(self, number: int) -> str:
        """Return a number as the language of the interface writes it."""
        return written(number, self._all_words)

    def cues(self, path: str) -> tuple[Cue, ...]:
        """Return the captions from a file that the text names."""
        return self.checked.captions[self.media(path).removeprefix("media/")]

    def math_inline(self, tokens: Sequence[Token], index: int, *_: Any) -> str:
        """Write the MathML that the reader made."""
        token = tokens[index]
        return str(token.meta["mathml"]) + ("\n" if token.type == "math_block" else "")

    math_block = math_inline

    # footnotes

    def footnote_ref(self, tokens: Sequence[Token], index: int, *_: Any) -> str:
        """Write the link from the text to a note."""
        number, repeat = tokens[index].meta["id"] + 1, tokens[index].meta.get("subId", 0)
        name = self.own(f"fnref-{number}" + (f"-{repeat + 1}" if repeat else ""))
        label = escapeHtml(self._numbered("note", number))
        note = self.own(f"fn-{number}")
        link = f'<a href="#{note}" id="{name}" aria-label="{label}">{self.number(number)}</a>'
        return f'<sup class="footnote-ref">{link}</sup>'

    def _numbered(self, key: str, number: int) -> str:
        return fill(self._words[key], self._all_words, number=number)

    def footnote_block_open(self, *_: Any) -> str:
        """Open the list of notes."""
        return f'<section class="footnotes"><h2>{escapeHtml(self._words["notes"])}</h2><ol>\n'

    def footnote_block_close(self, *_: Any) -> str:
        """Close the list of notes."""
        return "</ol></section>\n"

    def footnote_open(self, tokens: Sequence[Token], index: int, *_: Any) -> str:
        """Open a note."""
        name = self.own(f"fn-{tokens[index].meta['id'] + 1}")
        return f'<li id="{name}">'

    def footnote_close(self, *_: Any) -> str:
        """Close a note."""
        return "</li>\n"

    def footnote_anchor(self, tokens: Sequence[Token], index: int, *_: Any) -> str:
        """Write the link from a note back to the text."""
        number, repeat = tokens[index].meta["id"] + 1, tokens[index].meta.get("subId", 0)
        name = self.own(f"fnref-{number}" + (f"-{repeat + 1}" if repeat else ""))
        label = escapeHtml(self._numbered("note_back", number))
        return f' <a href="#{name}" class="footnote-back" aria-label="{label}">↩\ufe0e</a>'


def _with(token: Token, **attributes: str) -> Token:
    return token.copy(attrs={**token.attrs, **attributes})
