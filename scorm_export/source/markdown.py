"""Markdown to a Document: tokens, and every heading, link and medium with its place.

CommonMark with tables, footnotes, definition lists, attributes, TeX maths, and the blocks that the caller declares. The
text is only read here; what its links and media lead to is for others to judge.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass, field
from functools import cache
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from markdown_it import MarkdownIt
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.attrs.parse import ParseError
from mdit_py_plugins.attrs.parse import parse as parse_attributes
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from scorm_export.diagnostics import Diagnostics, Related, SourceFile, Span, did_you_mean
from scorm_export.source import dialects
from scorm_export.source.dollars import use_maths
from scorm_export.source.foreign import find_foreign, find_repeated, foreign_in, keep_foreign
from scorm_export.source.lost import WITHOUT_END, report_lost
from scorm_export.source.maths import MathsError, loses_words, to_mathml
from scorm_export.source.places import Places
from scorm_export.source.syntax import NO_BLOCKS, Syntax
from scorm_export.trust.allowed import MATHS_TAGS, SAFE_TAGS, UNSHOWN_TAGS, attributes_of

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

VIDEO_SUFFIXES = (".mp4", ".webm")
AUDIO_SUFFIXES = (".mp3", ".m4a", ".ogg")
ATTRIBUTES = ("id", "class", "lang", "dir", "title", "width", "height", "captions", "poster")
"""What an author may set in braces."""

_NOTHING: dict[str, Any] = {}
"""Shared by the many tokens without attributes, which take much of a long course's memory."""
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_WITHOUT_CONTENT = frozenset(
    "acronym address article aside base basefont big blink body center dir fieldset font footer head header hgroup "
    "html legend link main marquee meta nav nobr noscript script search section strike style template title tt".split()
)
"""Elements that can be removed and hardly anything is missing."""
_WATCHED = (
    "put the file into the course: `![Title](file.mp4)` in a paragraph of its own; or link to it: `[Title](https://…)`"
)
_PARTS = frozenset({"source", "track", "param"})
"""Elements that are something only within others that are removed, and reported."""
_INSTEAD = {
    **dict.fromkeys(("video", "iframe", "embed", "object"), _WATCHED),
    "audio": "put the file into the course: `![Title](file.mp3)` in a paragraph of its own, then a `::: transcript`",
    "svg": "save it as a file: `![What it shows](file.svg)`",
    "picture": "write `![What it shows](file)`",
    "center": "leave it out",
    "font": "leave it out; `**words**` and `==words==` stand out",
    "quiz": "ask it in a quiz file: in a lesson, learners would see which answer is right",
}
"""What to write for elements that are removed."""
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)((?:\"[^\"]*\"|'[^']*'|[^>\"'])*)")
_REFERENCE = re.compile(r"\bsrc\s*=|\bhref\s*=\s*[\"']?(?!https?:|mailto:|tel:|#|[\"'])", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([^\s=\"'/>]+)(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?")
_TEX_COMMAND = re.compile(r"\\(?:[A-Za-z]+|.)")
_QUOTED_TEX = re.compile(r"`(.+)`", re.DOTALL)
"""A formula as GitHub has it."""
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]")
_ATTRIBUTES = re.compile(r"(?:^|\s)(\{\s*(?:[#.]|[\w:-]+\s*=)[^{}]*\}?)$")
_ANY_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_VERBATIM = re.compile(r"<(pre|code|kbd|samp|script|style)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
_MARKDOWN = re.compile(
    r"^\s*(?:#{1,6}|[-*+>:]|\d+\.|:{3,}|!!!|\?\?\?\+?) |^\s*\|.*\||\*\S[^*]*\*|\]\(|\[\^|==\S|`", re.MULTILINE
)
"""What Markdown would be read outside of HTML."""
_BARE_VALUE = re.compile(r"(?<![\w:-])([\w:-]+)=([^\s\"'{}]*[^\s\"'{}\w-][^\s\"'{}]*)")
"""A value that has to stand in quotes, and does not."""
_CURLY = re.compile("[“”„«»‘’‚]")


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

    @property
    def has_maths(self) -> bool:
        """Whether a formula is in it."""
        titles = [title for token, _ in walk(self.tokens) for title in token.meta.get("title", ())]
        return any(_is_maths(token) for token, _ in walk([*self.tokens, *titles]))

    @property
    def has_content(self) -> bool:
        """Whether there is anything to read or see."""
        shown = (_COMMENT.sub("", token.content) if token.type == "html_block" else token.type for token in self.tokens)
        return any(text.strip() and text != "hr" for text in shown)

    @property
    def plain(self) -> str:
        """The words alone, in one line: for reports and titles."""
        return " ".join(plain_text(self.tokens).split())


def read_markdown(
    file: SourceFile,
    path: str,
    text: str,
    found: Diagnostics,
    *,
    first_line: int,
    last_line: int,
    column: int = 1,
    exact: bool = True,
    inline: bool = False,
    blanks: bool = False,
    syntax: Syntax = NO_BLOCKS,
) -> Document:
    """Parse a text that stands between two lines of a file; `inline` takes it as one paragraph without blocks.

    `blanks` says that `[[a]]` is a blank, `syntax` which blocks the text may have.

    `exact` says that the lines of the text are those of the file; YAML folds some. `column` is where the first begins.
    """
    parser = markdown_parser()
    env: dict[str, Any] = {"syntax": syntax}
    tokens = parser.parseInline(text, env) if inline else parser.parse(text, env)
    places = Places(file, first_line, last_line, column, exact=exact and not inline)
    every = [*tokens, *_titles(tokens)]
    whole = report_lost(every, text.split("\n"), env, places, found, blanks=blanks)
    _report_unknown(every, env, places, found, whole=whole)
    _report_maths(every, places, found)
    for token, block in walk(every):
        if token.type == "image":
            _take_alternative(token, block, places, found)
        token.attrs = token.attrs or _NOTHING
        token.meta = token.meta or _NOTHING
        if token.type == "inline":
            token.content = ""  # its children have the same text
    return Document(
        digest=hashlib.sha256(text.strip("\n").rstrip().encode()).hexdigest()[:32],
        path=path,
        file=file,
        tokens=tuple(tokens),
        footnotes=env.get("footnotes", {}),
        headings=tuple(_headings(tokens, places)),
        links=tuple(_links(every, places)),
        media=tuple(_media(every, places)),
    )


def marks_in(text: str) -> bool:
    """Whether a line has marks of Markdown, other than an address."""
    (line,) = markdown_parser().parseInline(text)
    return any(
        token.type not in ("text", "text_special") and token.markup != "autolink" for token in line.children or ()
    )


def _take_alternative(image: Token, block: Token, places: Places, found: Diagnostics) -> None:
    """Keep the words of an alternative text, which is read out and has no marks."""
    if any(token.type == "math_inline" for token in image.children or ()):
        hint = "say in words what it is"
        found.warn("foreign-markdown", "a formula in an alternative text is TeX", places.of(block, "!["), hint)
    image.content = plain_text(image.children or ())


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


def _titles(tokens: list[Token]) -> Iterator[Token]:
    """Read the titles of containers and the captions of figures, and keep them as `meta["title"]` of their tokens."""
    for token, block in walk(tokens):
        is_container = token.type.startswith("container_") and token.nesting == 1
        title = token.info.strip().partition(" ")[2] if is_container else str(token.attrGet("title") or "")
        is_read = token.type == "image" or (is_container and not token.meta.get("unknown"))
        if is_read and title.strip():
            token.meta["title"] = markdown_parser().parseInline(title.strip())
            for read in token.meta["title"]:
                read.map = block.map
                yield read


@cache
def markdown_parser() -> MarkdownIt:
    """Return the one parser, made when it is first needed."""
    parser = (
        MarkdownIt("commonmark", {"typographer": False, "store_labels": True})
        .enable(["table", "strikethrough"])
        .use(footnote_plugin, inline=False)
        .use(deflist_plugin)
        .use(attrs_plugin, spans=True, allowed=ATTRIBUTES)
        .use(use_maths)
        .use(container_plugin, "any", validate=lambda info, _marker: bool(info.strip()))
    )
    dialects.use_dialects(parser)
    parser.inline.ruler.before("emphasis", "foreign", keep_foreign)
    parser.core.ruler.after("inline", "headings", _name_headings)
    parser.core.ruler.after("headings", "foreign", find_foreign)
    parser.core.ruler.after("block", "repeated", find_repeated)
    parser.core.ruler.push("containers", _name_containers)
    parser.core.ruler.push("maths", _convert_maths)
    return parser


def _name_containers(state: StateCore) -> None:
    """Give containers their own names: one rule of the parser reads them all, since each is asked at every line."""
    open_names: list[str] = []
    for token in state.tokens:
        if token.type == "container_any_open":
            open_names.append(token.info.strip().partition(" ")[0])
            token.type = f"container_{open_names[-1]}_open"
        elif token.type == "container_any_close":
            token.type = f"container_{open_names.pop()}_close"


def walk(tokens: Any) -> Iterator[tuple[Token, Token]]:
    """Yield every token with the block token that carries its line numbers."""
    for token in tokens:
        yield token, token
        for child in token.children or ():
            yield child, token


def _is_maths(token: Token) -> bool:
    return token.type.startswith("math_") or (token.type.startswith("html_") and "<math" in token.content.lower())


_WORDS = frozenset("text code_inline math_inline code_block fence math_block image task_box".split())


def plain_text(tokens: Any) -> str:
    """Return the words of some tokens."""
    parts = []
    for token, _ in walk(tokens):
        if token.type in _WORDS:
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak") or token.type.endswith("_close"):
            parts.append(" " if token.block or "break" in token.type else "")
    return "".join(parts)


def _headings(tokens: Any, places: Places) -> Iterator[Heading]:
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            words = plain_text([tokens[index + 1]])
            yield Heading(int(token.tag[1]), str(token.attrGet("id") or ""), words, places.of(token))


def _links(tokens: Any, places: Places) -> Iterator[Link]:
    for block in tokens:
        for token, following in pairwise(block.children or ()):
            if token.type == "link_open" and not _is_empty(token, following):
                href = str(token.attrGet("href") or "")
                yield Link(href, places.of_address(block, href))


def _is_empty(link: Token, following: Token) -> bool:
    """Whether a link has an address and no words, which is reported by itself."""
    return following.type == "link_close" and bool(link.attrGet("href"))


def _media(tokens: Any, places: Places) -> Iterator[Medium]:
    for index, token in enumerate(tokens):
        for child in token.children or ():
            if child.type == "image":
                src = str(child.attrGet("src") or "")
                captions, poster = _text(child.attrGet("captions")), _text(child.attrGet("poster"))
                before = tokens[index - 1] if index else None
                following = tokens[index + 2] if index + 2 < len(tokens) else None
                yield Medium(
                    src=unquote(src),
                    alternative=child.content.strip(),
                    decorative="decorative" in str(child.attrGet("class") or "").split(),
                    is_video=src.lower().endswith(VIDEO_SUFFIXES),
                    is_audio=src.lower().endswith(AUDIO_SUFFIXES),
                    captions=captions,
                    poster=poster,
                    alone=all(other is child or other.content.startswith("{") for other in token.children or ())
                    and before is not None
                    and before.type == "paragraph_open"
                    and not before.hidden,
                    has_transcript=following is not None and following.type == "container_transcript_open",
                    span=places.of_address(token, src),
                    captions_span=places.of(token, captions or "", ('captions="', "captions=", "")),
                    poster_span=places.of(token, poster or "", ('poster="', "poster=", "")),
                )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _name_headings(state: StateCore) -> None:
    """Give every heading the attributes at its end, and an anchor: the author's, or one made of its words."""
    headings = [(t, state.tokens[n + 1]) for n, t in enumerate(state.tokens) if t.type == "heading_open"]
    for token, inline in headings:
        inline.meta["heading"] = True
        last = inline.children[-1] if inline.children else None
        if last is not None and last.type == "text" and (match := _ATTRIBUTES.search(last.content)):
            try:
                _, attributes = parse_attributes(dialects.requoted(match.group(1)))
            except ParseError:
                continue
            last.content = last.content[: match.start()]
            token.attrs |= {name: value for name, value in attributes.items() if name in ATTRIBUTES}
            token.meta["insecure_attrs"] = {name: v for name, v in attributes.items() if name not in ATTRIBUTES}
    taken = {str(token.attrGet("id")) for token, _ in walk(state.tokens) if token.attrGet("id")}
    used: Counter[str] = Counter()
    for token, inline in headings:
        if not token.attrGet("id"):
            token.attrSet("id", _slug(plain_text([inline]), taken, used))
            taken.add(str(token.attrGet("id")))


def _slug(words: str, taken: set[str], used: Counter[str]) -> str:
    """Return an anchor made of words that is not taken; `used` counts the headings of the same words before it."""
    stem = re.sub(r"[^\w]+", "-", words.lower()).strip("-_") or "section"
    while True:
        used[stem] += 1
        slug = stem if used[stem] == 1 else f"{stem}-{used[stem]}"
        if slug not in taken:
            return slug


def _report_unknown(
    tokens: list[Token], env: dict[str, Any], places: Places, found: Diagnostics, *, whole: bool
) -> None:
    """Report what would otherwise vanish from the page or stand on it as raw text.

    Where the text is not `whole`, a note and what refers to it may stand in what was not read.
    """
    before = ""
    within: list[str] = []
    for token, block in walk(tokens):
        if token.type == "text":
            _report_attributes(token, block, before, places, found)
            if whole:
                _report_text(token, block, env, places, found)
        elif token.type in ("html_inline", "html_block") and not token.meta.get("unfinished"):
            _report_html(token, block, within, places, found)
        for name in token.meta.get("insecure_attrs", ()):
            found.error(
                "unknown-attribute",
                f"`{name}` cannot be set here",
                places.of(block, str(name), ("{", " ", "")),
                did_you_mean(str(name), ATTRIBUTES),
            )
        before = token.type
    _report_anchors(tokens, places, found)
    _report_empty_links(tokens, places, found)
    for label, number in env.get("footnotes", {}).get("refs", {}).items():
        if whole and number < 0:
            at = places.file.find(f"[^{label[1:]}]:", places.first_line, places.last_line)
            found.warn(
                "unused-footnote",
                f"no text refers to the footnote `{label[1:]}`, so it is not shown",
                at or places.file.line(places.first_line),
            )


def _report_attributes(token: Token, block: Token, before: str, places: Places, found: Diagnostics) -> None:
    in_heading = block.type == "inline" and block.meta.get("heading")
    follows = before in ("image", "link_close", "span_close", "code_inline", "em_close", "strong_close", "s_close")
    left = token.content if follows and token.content.startswith("{") else ""
    match = _ATTRIBUTES.search(token.content) if in_heading else _ATTRIBUTES.match(left[: left.find("}") + 1] or left)
    if match or (before == "image" and left):
        written = match.group(1) if match else left
        found.error(
            "attribute-syntax",
            "these attributes cannot be read",
            places.of(block, written.split("\n")[0]),
            'write straight quotes: `"`'
            if _CURLY.search(written)
            else f'put the value in quotes: `{bare[1]}="{bare[2]}"`'
            if (bare := _BARE_VALUE.search(written))
            else 'write them like `{captions="loops.vtt" .wide}`, after a heading, image, link, code or `[words]`',
        )


def _report_text(token: Token, block: Token, env: dict[str, Any], places: Places, found: Diagnostics) -> None:
    for label in _FOOTNOTE.findall(token.content):
        if f"[^{label}]" in block.content:  # it was not escaped
            found.error(
                "unknown-footnote",
                f"there is no footnote `{label}`",
                places.of(block, f"[^{label}]"),
                did_you_mean(label, (k[1:] for k in env.get("footnotes", {}).get("refs", {}))),
            )


def _report_html(token: Token, block: Token, within: list[str], places: Places, found: Diagnostics) -> None:
    """Report what is removed from some HTML; `within` is the element around it that is removed, once for each depth."""
    written = _COMMENT.sub("", token.content)
    tags = _TAG.findall(written)
    words = _ANY_TAG.sub("", _VERBATIM.sub("", written)) if token.type == "html_block" else ""
    markdown = _MARKDOWN.search(words)
    marks = markdown.group() if markdown else foreign_in(words)
    if marks and all(tag.lower() in SAFE_TAGS | MATHS_TAGS for _, tag, _ in tags):
        found.error(
            "foreign-markdown",
            "Markdown is not read within a block of HTML",
            places.of(block, marks.strip()),
            "leave an empty line before it, and before the tag that follows it",
        )
    for slash, tag, attributes in tags:
        name = tag.lower()
        is_whole = name in WITHOUT_END or attributes.endswith("/")
        if within:
            if name == within[0] and slash:
                within.pop()
            elif name == within[0] and not is_whole:
                within.append(name)
        elif slash or name in UNSHOWN_TAGS | _PARTS:
            continue
        elif name not in SAFE_TAGS | MATHS_TAGS:
            message = f"`<{tag}>` is removed from the page"
            at, hint = places.of(block, f"<{tag}"), _INSTEAD.get(name, "write it in Markdown, or leave it out")
            if name in _WITHOUT_CONTENT:
                found.warn("raw-html-removed", message, at, hint)
                continue
            found.error("raw-html-removed", message, at, hint)
            within += [] if is_whole else [name]
        elif _REFERENCE.search(attributes):
            found.error(
                "unchecked-html",
                f"the file that `<{tag}>` names would not be packed",
                places.of(block, f"<{tag}"),
                "write images as `![What it shows](file)` and links as `[words](file)`",
            )
        else:
            _report_html_attributes(name, attributes, block, places, found)


def _report_html_attributes(tag: str, written: str, block: Token, places: Places, found: Diagnostics) -> None:
    for attribute in _ATTRIBUTE.findall(written):
        if attribute.lower() not in attributes_of(tag) and not attribute.lower().startswith("xmlns"):
            found.warn(
                "raw-html-removed",
                f"`{attribute}` of `<{tag}>` is removed from the page",
                places.of(block, attribute),
                "leave it out",
            )


def _report_empty_links(tokens: list[Token], places: Places, found: Diagnostics) -> None:
    for block in tokens:
        for token, following in pairwise(block.children or ()):
            if token.type == "link_open" and _is_empty(token, following):
                href = str(token.attrGet("href"))
                message = "nobody can see this link: there are no words in its brackets"
                found.error("broken-link", message, places.of_address(block, href), "write `[words](address)`")


def _report_anchors(tokens: list[Token], places: Places, found: Diagnostics) -> None:
    seen: dict[str, Token] = {}
    for token, block in walk(tokens):
        anchor = str(token.attrGet("id") or "")
        if anchor and anchor in seen:
            first = places.of(seen[anchor], anchor, ("{#", "#", ""))
            found.error(
                "duplicate-id",
                f"the anchor `{anchor}` is here twice",
                places.of(block, anchor, ("{#", "#", "")),
                "give every heading and element an anchor of its own",
                related=Related("first used here", first),
            )
        seen.setdefault(anchor, block)


def _convert_maths(state: StateCore) -> None:
    """Keep each formula as MathML in `meta["mathml"]`, or what is wrong with it in `meta["problem"]`."""
    for token, _ in walk(state.tokens):
        if token.type.startswith("math_"):
            if quoted := _QUOTED_TEX.fullmatch(token.content):
                token.content = quoted[1]
            try:
                token.meta["mathml"] = to_mathml(token.content, is_block=token.type.startswith("math_block"))
            except MathsError as problem:
                token.meta["problem"] = problem


def _report_maths(tokens: list[Token], places: Places, found: Diagnostics) -> None:
    for token, block in walk(tokens):
        if problem := token.meta.get("problem"):
            at = _place_in(token.content, problem.offset, block, places)
            found.error("maths-syntax", problem.problem, at, problem.hint)
    for token in tokens:
        parts = token.children or [token]
        raw = "".join(each.content if each.type.startswith("html_") else escape(each.content) for each in parts)
        if "<math" in raw.lower() and loses_words(raw):
            message = "a part of this formula cannot be shown"
            hint = "words stand in `<mi>`, `<mn>`, `<mo>` or `<mtext>`, which hold nothing else; or write it as TeX"
            found.error("maths-syntax", message, places.of(token, "<math"), hint)


def _place_in(tex: str, offset: int | None, block: Token, places: Places) -> Span:
    """Return where a character of a formula stands; the formula's first line where that is not known."""
    lines = tex.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    start = places.of(block, lines[first].strip(), ("$$", "$", ""))
    if offset is None or not start.length:
        return start
    before = tex[: min(offset, len(tex.rstrip()))].split("\n")
    number, column = len(before) - 1, len(before[-1])
    line = start.line + number - first
    begin = start.column - 1 - (len(lines[first]) - len(lines[first].lstrip()))
    if number != first:
        begin = places.file.lines[line - 1].find(lines[number]) if line <= len(places.file.lines) else -1
    if begin < 0:
        return places.file.line(min(line, places.last_line))
    command = _TEX_COMMAND.match(lines[number], column)
    return places.file.span(line, begin + column + 1, len(command.group()) if command else 1)
