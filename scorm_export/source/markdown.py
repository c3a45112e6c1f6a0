"""Markdown to a Document: tokens, and every heading, link and medium with its place.

CommonMark with tables, footnotes, definition lists, attributes, callouts, details, transcripts and TeX maths. The text
is only read here; what its links and media lead to is for others to judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

from scorm_export.diagnostics import Diagnostics, SourceFile, Span, did_you_mean

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

CALLOUTS = ("note", "tip", "warning", "example", "key")
CONTAINERS = (*CALLOUTS, "details", "transcript")
VIDEO_SUFFIXES = (".mp4", ".webm")
ATTRIBUTES = ("id", "class", "lang", "dir", "title", "width", "height", "captions", "poster")
"""What an author may set in braces."""
SAFE_TAGS = frozenset(
    "a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure h2 h3 "
    "h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span strong sub summary sup table tbody td "
    "tfoot th thead time tr u ul var wbr".split())
"""The HTML elements that raw HTML may use; the rest is removed."""

_TAG = re.compile(r"</?([a-zA-Z][\w-]*)")
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]")
_HEADING_ATTRIBUTES = re.compile(r"\s+\{\s*#([A-Za-z][\w-]*)\s*\}$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the text: its level, anchor and words."""

    level: int
    anchor: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Link:
    """A link as written."""

    href: str
    span: Span


@dataclass(frozen=True, slots=True)
class Medium:
    """An image or video as written, with what makes it accessible."""

    src: str
    alternative: str
    decorative: bool
    is_video: bool
    captions: str | None
    poster: str | None
    has_transcript: bool
    span: Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A Markdown text as tokens; two Documents are equal when their texts are."""

    text: str
    path: str = field(compare=False)
    """The file it stands in, relative to the course folder: what its links are relative to."""
    file: SourceFile = field(compare=False, repr=False)
    tokens: tuple[Token, ...] = field(compare=False, repr=False)
    footnotes: MutableMapping[str, Any] = field(compare=False, repr=False)
    headings: tuple[Heading, ...] = field(compare=False, repr=False)
    links: tuple[Link, ...] = field(compare=False, repr=False)
    media: tuple[Medium, ...] = field(compare=False, repr=False)

    @property
    def plain(self) -> str:
        """The words alone, in one line: for reports and titles."""
        return " ".join(plain_text(self.tokens).split())


def read_markdown(file: SourceFile, path: str, text: str, found: Diagnostics, *, first_line: int, last_line: int,
                  inline: bool = False) -> Document:
    """Parse a text that stands between two lines of a file; `inline` takes it as one paragraph without blocks."""
    parser = markdown_parser()
    env: dict[str, Any] = {}
    tokens = parser.parseInline(text, env) if inline else parser.parse(text, env)
    places = _Places(file, first_line, last_line, exact=not inline)
    _report_unknown(tokens, env, places, found)
    _convert_maths(tokens, places, found)
    return Document(
        text=text, path=path, file=file, tokens=tuple(tokens), footnotes=env.get("footnotes", {}),
        headings=tuple(_headings(tokens, places)), links=tuple(_links(tokens, places)),
        media=tuple(_media(tokens, places)))


@cache
def markdown_parser() -> MarkdownIt:
    """Return the one parser, made when it is first needed."""
    parser = (
        MarkdownIt("commonmark", {"typographer": False})
        .enable(["table", "strikethrough"])
        .use(footnote_plugin, inline=False)
        .use(deflist_plugin)
        .use(attrs_plugin, spans=True, allowed=ATTRIBUTES)
        .use(dollarmath_plugin, allow_space=False, allow_digits=False, allow_labels=False)
    )
    for name in CONTAINERS:
        parser.use(container_plugin, name, validate=_container_named(name))
    parser.core.ruler.after("inline", "headings", _name_headings)
    return parser


def _container_named(name: str) -> Any:
    return lambda params, _marker: params.strip().split(" ", 1)[0] == name


def walk(tokens: Any) -> Iterator[tuple[Token, Token]]:
    """Yield every token with the block token that carries its line numbers."""
    for token in tokens:
        yield token, token
        for child in token.children or ():
            yield child, token


def plain_text(tokens: Any) -> str:
    """Return the words of some tokens."""
    parts = []
    for token, _ in walk(tokens):
        if token.type in ("text", "code_inline", "math_inline", "code_block", "fence", "math_block"):
            parts.append(token.content)
        elif token.type == "image":
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak") or token.type.endswith("_close"):
            parts.append(" " if token.block or "break" in token.type else "")
    return "".join(parts)


@dataclass(frozen=True, slots=True)
class _Places:
    """Where tokens stand in the file."""

    file: SourceFile
    first_line: int
    last_line: int
    exact: bool

    def of(self, block: Token, needle: str = "") -> Span:
        start, end = self.first_line, self.last_line
        if self.exact and block.map:
            start, end = start + block.map[0], start + block.map[1] - 1
        return self.file.find(needle, start, max(start, end))


def _headings(tokens: Any, places: _Places) -> Iterator[Heading]:
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            words = plain_text([tokens[index + 1]])
            yield Heading(int(token.tag[1]), str(token.attrGet("id") or ""), words, places.of(token))


def _links(tokens: Any, places: _Places) -> Iterator[Link]:
    for token, block in walk(tokens):
        if token.type == "link_open":
            href = str(token.attrGet("href") or "")
            yield Link(href, places.of(block, href))


def _media(tokens: Any, places: _Places) -> Iterator[Medium]:
    for index, token in enumerate(tokens):
        for child in token.children or ():
            if child.type == "image":
                src = str(child.attrGet("src") or "")
                following = tokens[index + 2] if index + 2 < len(tokens) else None
                yield Medium(
                    src=src, alternative=child.content.strip(),
                    decorative="decorative" in str(child.attrGet("class") or "").split(),
                    is_video=src.lower().endswith(VIDEO_SUFFIXES),
                    captions=_text(child.attrGet("captions")), poster=_text(child.attrGet("poster")),
                    has_transcript=following is not None and following.type == "container_transcript_open",
                    span=places.of(token, src))


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _name_headings(state: StateCore) -> None:
    """Give every heading an anchor: the author's `{#anchor}` at its end, or one made of its words."""
    taken: set[str] = set()
    for index, token in enumerate(state.tokens):
        if token.type != "heading_open":
            continue
        inline = state.tokens[index + 1]
        last = inline.children[-1] if inline.children else None
        if last is not None and last.type == "text" and (match := _HEADING_ATTRIBUTES.search(last.content)):
            last.content = last.content[: match.start()]
            token.attrSet("id", match.group(1))
        if not token.attrGet("id"):
            token.attrSet("id", _slug(plain_text([inline]), taken))
        taken.add(str(token.attrGet("id")))


def _slug(words: str, taken: set[str]) -> str:
    stem = re.sub(r"[^\w]+", "-", words.lower()).strip("-_") or "section"
    slug, number = stem, 2
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug


def _report_unknown(tokens: Any, env: dict[str, Any], places: _Places, found: Diagnostics) -> None:
    """Report what would otherwise vanish from the page or stand on it as raw text."""
    after_image = False
    for token, block in walk(tokens):
        if after_image and token.type == "text" and token.content.startswith("{"):
            found.error("attribute-syntax", "these attributes cannot be read", places.of(block, token.content.split(" ")[0]),
                        'write them like `{captions="loops.vtt" .wide}`: values in quotes')
        after_image = token.type == "image"
        if token.type in ("html_inline", "html_block"):
            for tag in _TAG.findall(token.content):
                if tag.lower() not in SAFE_TAGS:
                    found.warn("raw-html-removed", f"`<{tag}>` is removed from the page", places.of(block, f"<{tag}"),
                               "write it in Markdown, or leave it out")
        elif token.type == "text":
            for label in _FOOTNOTE.findall(token.content):
                found.error("unknown-footnote", f"there is no footnote `{label}`", places.of(block, f"[^{label}]"),
                            did_you_mean(label, (k[1:] for k in env.get("footnotes", {}).get("refs", {}))))
        if insecure := token.meta.get("insecure_attrs"):
            for name in insecure:
                found.error("unknown-attribute", f"`{name}` cannot be set here", places.of(block, str(name)),
                            did_you_mean(str(name), ATTRIBUTES))
        if token.type == "inline" and token.content.startswith(":::") and token.content.strip(": \n"):
            name = token.content.strip(":").split()[0]
            found.error("unknown-container", f"there is no container `{name}`", places.of(token, name),
                        did_you_mean(name, CONTAINERS))
    for label, number in env.get("footnotes", {}).get("refs", {}).items():
        if number < 0:
            found.warn("unused-footnote", f"no text refers to the footnote `{label[1:]}`, so it is not shown",
                       places.file.find(f"[^{label[1:]}]:", places.first_line, places.last_line))


def _convert_maths(tokens: Any, places: _Places, found: Diagnostics) -> None:
    for token, block in walk(tokens):
        if not token.type.startswith("math_"):
            continue
        from latex2mathml import converter  # noqa: PLC0415 — costs a tenth of a second, and few courses have maths

        display = "block" if token.type.startswith("math_block") else "inline"
        try:
            token.meta["mathml"] = converter.convert(token.content, display=display)
        except Exception as problem:  # noqa: BLE001 — the converter raises many kinds, some of them builtin
            found.error("maths-syntax", f"this is not TeX that can be shown: {type(problem).__name__}",
                        places.of(block, token.content.strip().split("\n")[0]), "check braces and command names")
