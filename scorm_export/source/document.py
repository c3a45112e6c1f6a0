"""A Markdown text that was read: its tokens, headings, links and media, each with its place in the source."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scorm_export.diagnostics import SourceFile, Span

if TYPE_CHECKING:
    from markdown_it.token import Token

VIDEO_SUFFIXES = (".mp4", ".webm")
AUDIO_SUFFIXES = (".mp3", ".m4a", ".ogg")
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile("</?[a-zA-Z][^<>]*>")
_VISIBLE = re.compile("[^\\s\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
"""A character that is seen: what Unicode has to join and to part words is not."""
_MARKS = frozenset("inline softbreak hardbreak html_inline hr".split())
_WORDS = frozenset("text code_inline math_inline code_block fence math_block image task_box blank".split())


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
    """An image, video or recording as written, with what makes it accessible."""

    src: str
    alternative: str
    decorative: bool
    is_video: bool
    is_audio: bool
    captions: str | None
    poster: str | None
    alone: bool
    """It is all of its paragraph, which makes it a figure or a player."""
    has_transcript: bool
    span: Span
    captions_span: Span
    poster_span: Span


@dataclass(frozen=True, slots=True)
class BlankPlace:
    """A blank as written: the id that its text has."""

    id: str
    span: Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A Markdown text as tokens; two Documents are equal when their texts are."""

    digest: str
    """Stands for the text, which is not kept."""
    path: str = field(compare=False)
    """The file it stands in, relative to the course folder: what its links are relative to."""
    file: SourceFile = field(compare=False, repr=False)
    tokens: tuple[Token, ...] = field(compare=False, repr=False)
    footnotes: MutableMapping[str, Any] = field(compare=False, repr=False)
    headings: tuple[Heading, ...] = field(compare=False, repr=False)
    links: tuple[Link, ...] = field(compare=False, repr=False)
    media: tuple[Medium, ...] = field(compare=False, repr=False)
    blanks: tuple[BlankPlace, ...] = field(default=(), compare=False, repr=False)
    """In the order of the page; none where the text may have no blanks."""

    @property
    def has_maths(self) -> bool:
        """Whether a formula is in it."""
        titles = [title for token, _ in walk(self.tokens) for title in token.meta.get("title", ())]
        return any(_is_maths(token) for token, _ in walk([*self.tokens, *titles]))

    @property
    def has_content(self) -> bool:
        """Whether there is anything to read or see."""
        shown = (COMMENT.sub("", token.content) if token.type == "html_block" else token.type for token in self.tokens)
        return any(text.strip() and text != "hr" for text in shown)

    @property
    def shows_nothing(self) -> bool:
        """Whether there is nothing but marks around words: comments, breaks, elements without content, blanks."""
        return not any(map(_shows, (token for token, _ in walk(self.tokens))))

    @property
    def plain(self) -> str:
        """The words alone, in one line: for reports and titles."""
        return " ".join(plain_text(self.tokens).split())


def _shows(token: Token) -> bool:
    if token.type in _MARKS or token.type.endswith(("_open", "_close")):
        return False
    words = _TAG.sub("", COMMENT.sub("", token.content)) if token.type == "html_block" else token.content
    return token.type not in ("text", "text_special", "html_block") or _VISIBLE.search(words) is not None


def image_alone(src: str, alternative: str, path: str, at: Span) -> Document:
    """Return an image named in a field of its own as the text that it would be in Markdown.

    One without an alternative was reported when the field was read.
    """
    from markdown_it.token import Token  # noqa: PLC0415 — the parser's own, and few files need it

    image = Token("image", "img", 0, attrs={"src": src}, content=alternative, children=[])
    medium = Medium(
        src=src,
        alternative=alternative,
        decorative=not alternative,
        is_video=False,
        is_audio=False,
        captions=None,
        poster=None,
        alone=True,
        has_transcript=False,
        span=at,
        captions_span=at,
        poster_span=at,
    )
    return Document(
        digest=hashlib.sha256(f"![{alternative}]({src})".encode()).hexdigest()[:32],
        path=path,
        file=at.file,
        tokens=(Token("inline", "", 0, children=[image]),),
        footnotes={},
        headings=(),
        links=(),
        media=(medium,) if src else (),
    )


def walk(tokens: Any) -> Iterator[tuple[Token, Token]]:
    """Yield every token with the block token that carries its line numbers."""
    for token in tokens:
        yield token, token
        for child in token.children or ():
            yield child, token


def _is_maths(token: Token) -> bool:
    return token.type.startswith("math_") or (token.type.startswith("html_") and "<math" in token.content.lower())


def plain_text(tokens: Any) -> str:
    """Return the words of some tokens."""
    parts = []
    for token, _ in walk(tokens):
        if token.type in _WORDS:
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak") or token.type.endswith("_close"):
            parts.append(" " if token.block or "break" in token.type else "")
    return "".join(parts)
