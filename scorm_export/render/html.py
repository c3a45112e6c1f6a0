"""Document → HTML.

What is made of an author's text passes the trust boundary as a whole; what only the compiler may write (video players,
the inlined captions, blanks) is set in afterwards, at slots that no author can name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup

from scorm_export.check import CheckedCourse
from scorm_export.interface.words import Words
from scorm_export.render.names import anchor_name, media_name, page_name, video_id
from scorm_export.source.blanks import BLANK
from scorm_export.source.markdown import VIDEO_SUFFIXES, Document, markdown_parser
from scorm_export.trust.html import Styles, clean

if TYPE_CHECKING:
    from markdown_it.utils import OptionsDict

_SLOT = re.compile(r'<(span|div) data-slot="([^"]+)"></\1>')
_ALIGNMENT = re.compile(r"text-align:(left|center|right)")


class HtmlRenderer:
    """Renders the Documents of one course."""

    def __init__(self, checked: CheckedCourse, words: Words) -> None:
        self._rules = _Rules(checked, words["page"], _parts(checked))
        self.styles: Styles = {}
        """What the formulas written so far are drawn with: declarations of CSS by class."""

    def blocks(self, document: Document) -> Markup:
        """Return a Document as block HTML."""
        return self._render(document, inline=False)

    def inline(self, document: Document) -> Markup:
        """Return a Document of one line as inline HTML."""
        return self._render(document, inline=True)

    def with_blanks(self, document: Document, blank: Callable[[str], str]) -> Markup:
        """Return a Document as block HTML with a blank, by its id, in place of every `[[id]]`."""
        self._rules.blank = blank
        try:
            return self._render(document, inline=False)
        finally:
            self._rules.blank = None

    def as_written(self, document: Document) -> Markup:
        """Return a Document as block or inline HTML, whichever it was read as."""
        return self._render(document, inline=all(token.type == "inline" for token in document.tokens))

    def _render(self, document: Document, *, inline: bool) -> Markup:
        rules = self._rules
        rules.begin(document)
        tokens = document.tokens if inline else tuple(with_figures(document.tokens))
        html = rules.render(tokens, markdown_parser().options, {"footnotes": document.footnotes})
        cleaned = clean(html, named=rules.named, slots=rules.slots, styles=self.styles)
        return Markup(_SLOT.sub(lambda match: rules.slots[match.group(2)], cleaned).strip())  # noqa: S704 — cleaned just now


def _parts(checked: CheckedCourse) -> dict[str, str]:
    """Return the part of every activity's id and every text's path; nothing where all is one part."""
    if len(checked.course.parts) == 1:
        return {}
    parts = {name: part.id for part in checked.course.parts for a in part.activities for name in (a.id, a.path)}
    return parts | {part.module.path: part.id for part in checked.course.parts if part.module and part.is_module}


def with_figures(tokens: Sequence[Token]) -> Iterator[Token]:
    """Turn a paragraph that holds one image alone into a figure."""
    remaining = iter(enumerate(tokens))
    for index, token in remaining:
        children = tokens[index + 1].children or [] if token.type == "paragraph_open" and not token.hidden else []
        if len(children) == 1 and children[0].type == "image":
            yield Token("figure", "", 0, children=[children[0]])
            next(remaining), next(remaining)
        else:
            yield token


class _Rules(RendererHTML):
    """How each kind of token is written: markdown-it calls the public method named after the token's type."""

    document: Document

    def __init__(self, checked: CheckedCourse, words: Words, parts: Mapping[str, str]) -> None:
        super().__init__()
        self.parts = parts
        self.checked = checked
        self.words = words
        self.bodies = {id(lesson.body) for lesson in checked.course.lessons}
        self.slots: dict[str, str] = {}
        self.blank: Callable[[str], str] | None = None
        self.prefix = ""

    def begin(self, document: Document) -> None:
        """Turn to another Document. Anchors of a text that may share its page with others get names of their own."""
        self.document = document
        self.slots = {}
        self.prefix = "" if id(document) in self.bodies else f"{document.digest[:6]}-"

    def named(self, anchor: str) -> str:
        """Return the id in the page of an anchor in the text, or of one of ours."""
        ours = anchor.removeprefix(self.own(""))
        return anchor_name(self.prefix + anchor) if ours == anchor else self.prefix + ours

    def own(self, name: str) -> str:
        """Return an anchor of ours, such as a footnote's: no text holds the digest of itself, so none can name it."""
        return f"{self.document.digest}-{name}"

    def slot(self, html: str, tag: str = "div") -> str:
        """Keep HTML of ours for after the boundary. No text can hold the digest of itself, so none can name a slot."""
        name = f"{self.document.digest}-{len(self.slots)}"
        self.slots[name] = html
        return f'<{tag} data-slot="{name}"></{tag}>'

    # blanks

    def text(self, tokens: Sequence[Token], index: int, *_: Any) -> str:
        """Write words, with blanks where they stand."""
        return self._with_blanks(escapeHtml(tokens[index].content))

    def code_inline(self, tokens: Sequence[Token], index: int, *rest: Any) -> str:
        """Write code within a line, with blanks where they stand."""
        return self._with_blanks(super().code_inline(tokens, index, *rest))

    def _with_blanks(self, html: str) -> str:
        blank = self.blank
        return BLANK.sub(lambda match: self.slot(blank(match[1]), "span"), html) if blank else html

    # links and media

    def link_open(self, tokens: Sequence[Token], index: int, *_: Any) -> str:
        """Lead inside the package, or to the web in a window of its own: LMS frames refuse foreign pages."""
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
        """Say that a new window opens, to who cannot see it."""
        opening = next(t for t in reversed(tokens[:index]) if t.type == "link_open" and t.level == tokens[index].level)
        href = str(opening.attrGet("href") or "")
        target = self.checked.target(self.document, href)
        if target is not None:
            new_window = target.path is not None or (target.activity is not None and self._leaves(target.activity))
        else:
            new_window = href.startswith(("http:", "https:"))
        return f"{self._new_window() if new_window else ''}</a>"

    def _new_window(self) -> str:
        return f'<span class="visually-hidden"> {escapeHtml(self.words["new_window"])}</span>'

    def _leaves(self, activity: str) -> bool:
        """Whether an activity is in another part: read in a window of its own, for the LMS launched this one."""
        return self.parts.get(activity) != self.parts.get(self.document.path)

    def image(self, tokens: Sequence[Token], index: int, *_: Any) -> str:
        """Write an image within a line."""
        token = tokens[index]
        kept = {name: value for name, value in token.attrs.items() if name not in ("captions", "poster", "title")}
        kept |= {"src": self._media(str(token.attrs["src"])), "alt": token.content.strip()}
        kept |= {"loading": "lazy"}
        return "<img" + "".join(f' {name}="{escapeHtml(str(value))}"' for name, value in kept.items()) + ">"

    def figure(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Any) -> str:
        """Write an image or video that stands alone, with its caption."""
        medium = (tokens[index].children or [])[0]
        if str(medium.attrs["src"]).lower().endswith(VIDEO_SUFFIXES):
            return self._video(medium) + "\n"
        caption = self.render(medium.meta.get("title", ()), options, env)
        shown = f"<figcaption>{caption}</figcaption>" if caption else ""
        return f"<figure>{self._enlargeable(medium)}{shown}</figure>\n"

    def _enlargeable(self, medium: Token) -> str:
        """Let a figure be opened by itself: what is drawn for a page is small on a phone."""
        image = self.image([medium], 0)
        if not medium.content.strip():
            return image
        source = escapeHtml(self._media(str(medium.attrs["src"])))
        return f'<a class="enlarge" href="{source}" target="_blank">{image}{self._new_window()}</a>'

    def _video(self, medium: Token) -> str:
        src, title = str(medium.attrs["src"]), medium.content.strip()
        captions, poster = medium.attrGet("captions"), medium.attrGet("poster")
        given = str(medium.attrGet("id") or "")
        identifier = escapeHtml(video_id(src, given))
        language = self.checked.course.language
        name = escapeHtml(self.named(given or self.own(video_id(src))))
        opening = (
            f'<figure class="video"><video id="{name}" data-video="{identifier}" controls playsinline preload="none"'
        )
        parts = [f'{opening} aria-label="{escapeHtml(title)}"']
        if poster:
            parts.append(f' poster="{escapeHtml(self._media(str(poster)))}"')
        parts.append(f'><source src="{escapeHtml(self._media(src))}">')
        if captions:
            label = escapeHtml(self.words["captions"])
            parts.append(
                f'<track kind="captions" src="{escapeHtml(self._media(str(captions)))}" '
                f'srclang="{language}" label="{label}" default>'
            )
        parts.append(f"</video><figcaption>{escapeHtml(title)}</figcaption></figure>")
        if captions:
            cues = [[c.start, c.end, c.text] for c in self.checked.captions[self._path(str(captions))]]
            copy = json.dumps(cues, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
            parts.append(f'<script type="application/json" class="cues" data-for="{identifier}">{copy}</script>')
        return self.slot("".join(parts))

    def _path(self, name: str) -> str:
        return media_name(name, self.document.path).removeprefix("media/")

    def _media(self, name: str) -> str:
        return media_name(name, self.document.path)

    # blocks

    def table_open(self, *_: Any) -> str:
        """Let a wide table scroll by itself, also by keyboard."""
        return f'<div class="table" tabindex="0" role="group" aria-label="{escapeHtml(self.words["table"])}"><table>\n'

    def table_close(self, *_: Any) -> str:
        """Close the table and its frame."""
        return "</table></div>\n"

    def th_open(self, tokens: Sequence[Token], index: int, *_: Any) -> str:
        """Name the column a head cell is for; an empty one heads nothing."""
        if not tokens[index + 1].children:
            return "<td>"
        return f"<th{self.renderAttrs(_with(_aligned(tokens[index]), scope='col'))}>"

    def th_close(self, tokens: Sequence[Token], index: int, *_: Any) -> str:
        """Close a head cell."""
        return "</th>\n" if tokens[index - 1].children else "</td>\n"

    def td_open(self, tokens: Sequence[Token], index: int, *_: Any) -> str:
        """Write the alignment as a class: inline styles do not pass a strict content security policy."""
        return f"<td{self.renderAttrs(_aligned(tokens[index]))}>"

    def container_note_open(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Any) -> str:
        """Write a callout with its title, or the usual word for its kind."""
        name = tokens[index].info.split()[0]
        title = self.render(tokens[index].meta.get("title", ()), options, env)
        shown = title or escapeHtml(self.words["callouts"][name])
        return f'<div class="callout {name}" role="note"><p class="callout-title">{shown}</p>\n'

    def container_note_close(self, *_: Any) -> str:
        """Close a callout."""
        return "</div>\n"

    container_tip_open = container_warning_open = container_example_open = container_key_open = container_note_open
    container_tip_close = container_warning_close = container_example_close = container_key_close = container_note_close

    def container_details_open(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Any) -> str:
        """Write what is opened at will."""
        title = self.render(tokens[index].meta.get("title", ()), options, env)
        return f"<details><summary>{title or escapeHtml(self.words['details'])}</summary>\n"

    def container_transcript_open(self, *_: Any) -> str:
        """Write a transcript, opened at will."""
        return f'<details class="transcript"><summary>{escapeHtml(self.words["transcript"])}</summary>\n'

    def container_details_close(self, *_: Any) -> str:
        """Close details or a transcript."""
        return "</details>\n"

    container_transcript_close = container_details_close

    def math_inline(self, tokens: Sequence[Token], index: int, *_: Any) -> str:
        """Write the MathML that was made when the source was read."""
        token = tokens[index]
        return str(token.meta["mathml"]) + ("\n" if token.type == "math_block" else "")

    math_block = math_inline

    # footnotes

    def footnote_ref(self, tokens: Sequence[Token], index: int, *_: Any) -> str:
        """Lead from the text to a note."""
        number, repeat = tokens[index].meta["id"] + 1, tokens[index].meta.get("subId", 0)
        name = self.own(f"fnref-{number}" + (f"-{repeat + 1}" if repeat else ""))
        label = escapeHtml(self.words["note"].replace("{number}", str(number)))
        note = self.own(f"fn-{number}")
        link = f'<a href="#{note}" id="{name}" aria-label="{label}">{number}</a>'
        return f'<sup class="footnote-ref">{link}</sup>'

    def footnote_block_open(self, *_: Any) -> str:
        """Open the notes at the end."""
        return f'<section class="footnotes"><h2>{escapeHtml(self.words["notes"])}</h2><ol>\n'

    def footnote_block_close(self, *_: Any) -> str:
        """Close the notes."""
        return "</ol></section>\n"

    def footnote_open(self, tokens: Sequence[Token], index: int, *_: Any) -> str:
        """Open a note."""
        name = self.own(f"fn-{tokens[index].meta['id'] + 1}")
        return f'<li id="{name}">'

    def footnote_close(self, *_: Any) -> str:
        """Close a note."""
        return "</li>\n"

    def footnote_anchor(self, tokens: Sequence[Token], index: int, *_: Any) -> str:
        """Lead from a note back to the text."""
        number, repeat = tokens[index].meta["id"] + 1, tokens[index].meta.get("subId", 0)
        name = self.own(f"fnref-{number}" + (f"-{repeat + 1}" if repeat else ""))
        label = escapeHtml(self.words["note_back"].replace("{number}", str(number)))
        return f' <a href="#{name}" class="footnote-back" aria-label="{label}">↩\ufe0e</a>'


def _with(token: Token, **attributes: str) -> Token:
    return token.copy(attrs={**token.attrs, **attributes})


def _aligned(token: Token) -> Token:
    match = _ALIGNMENT.search(str(token.attrs.get("style", "")))
    kept = {name: value for name, value in token.attrs.items() if name != "style"}
    return token.copy(attrs=kept | ({"class": f"align-{match.group(1)}"} if match else {}))
