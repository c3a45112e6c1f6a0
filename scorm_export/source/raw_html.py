"""Reports what of raw HTML would not come to the page: elements and attributes that are removed, tags without end."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from scorm_export.diagnostics import Diagnostics
from scorm_export.source.attributes import MOST_ATTRIBUTES
from scorm_export.source.document import COMMENT
from scorm_export.source.elements import without_elements
from scorm_export.source.foreign.blocks import included_by
from scorm_export.source.foreign.search import foreign_in
from scorm_export.source.places import Places
from scorm_export.trust.allowed import MATHS_TAGS, SAFE_TAGS, UNSHOWN_TAGS, attributes_of

if TYPE_CHECKING:
    from markdown_it.token import Token

_OPEN_COMMENT = re.compile(r"<!--(?:(?!-->).)*?(?:<!--|\Z)", re.DOTALL)
"""One that is not closed before the next, or at all."""
_UNSHOWN = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)|<![A-Za-z].*?(?:>|\Z)", re.DOTALL)
"""What HTML does not show: literal text, instructions and declarations."""
_UNFINISHED = re.compile(r"</?[A-Za-z][\w-]*(?:\s(?:\"[^\"]*\"|'[^']*'|[^<>\"']++)*+)?(?=<|\Z)")
"""A tag without its end, which takes along what follows."""
_TAGS = re.compile(r"<(/?)([a-zA-Z][\w-]*+)((?:\"[^\"]*\"|'[^']*'|[^<>\"']++)*+>?)")
"""Tags, also those without an end: one that could begin within another would be looked for again and again."""
WITHOUT_END = frozenset("area base br col embed hr img input link meta param source track wbr".split())
"""HTML elements that have no end."""
_NEVER_CLOSED = WITHOUT_END | frozenset("p li dt dd td th tr thead tbody tfoot colgroup rt rp option".split())
"""Those, and the ones that may leave it out."""
_WITHOUT_CONTENT = frozenset(
    "acronym address article aside base basefont big blink body center dir fieldset font footer head header hgroup "
    "html legend link main marquee meta nav nobr noscript search section strike template title tt".split()
)
"""Elements that can be removed and hardly anything is missing."""
_WATCHED = (
    "add the file to the course: `![Title](file.mp4)` in a paragraph of its own; or link to it: `[Title](https://…)`"
)
_EMBEDDED = "embed it: `::: embed [Title](https://…)`, below it in words what it shows, and `:::`; or link to it"
_PARTS = frozenset({"source", "track", "param"})
"""Elements that are something only within others that are removed, and reported."""
_INSTEAD = {
    "video": _WATCHED,
    **dict.fromkeys(("iframe", "embed", "object"), _EMBEDDED),
    "audio": "add the file to the course: `![Title](file.mp3)` in a paragraph of its own, then a `::: transcript`",
    "svg": "save it as a file: `![What it shows](file.svg)`",
    "picture": "write `![What it shows](file)`",
    "script": "delete it: pages run no scripts of a text; `::: embed` shows a page that runs its own",
    "style": "delete it: a theme sets how pages look",
    "center": "delete it",
    "font": "delete it; `**words**` and `==words==` stand out",
    "quiz": "write it as a check: `::: check Question`, its options `- [x] right` and `- [ ] wrong`, and `:::`",
}
"""What to write for elements that are removed."""
_AS_MARKDOWN = "write it in Markdown, or delete it; for a less-than sign, write `\\<`"
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)((?:\"[^\"]*\"|'[^']*'|[^>\"']++)*+)")
_REFERENCE = re.compile(r"\bsrc\s*=|\bhref\s*=\s*[\"']?(?!https?://[^\s/\"']|mailto:|tel:|#|[\"'])", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([^\s=\"'/>]+)(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?")
_ANY_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_VERBATIM = re.compile("pre|code|kbd|samp|script|style")
_MARKDOWN = re.compile(
    r"^[^\S\n]*(?:#{1,6}|[-*+>:]|\d+\.|:{3,}|!!!|\?\?\?\+?) |^[^\S\n]*\|.*\||\*\S[^*]*\*|\]\(|\[\^|==\S|`", re.MULTILINE
)
"""What Markdown would be read outside of HTML."""


def report_unfinished(tokens: Iterable[Token], places: Places, found: Diagnostics) -> None:
    """Report elements, comments and tags that do not end, and what a page does not show at all."""
    opened: defaultdict[str, list[Token]] = defaultdict(list)
    for token, block in _html(tokens):
        _report_comments(token, block, places, found)
        written = COMMENT.sub("", token.content)
        if _report_unshown(token, written, block, places, found):
            continue
        for closing, name, rest in _TAGS.findall(_UNSHOWN.sub("", written)):
            tag = name.lower()
            if tag in _NEVER_CLOSED or _is_error(tag) or not rest.endswith(">") or rest.endswith("/>"):
                continue
            if not closing:
                opened[tag].append(block)
            elif opened[tag]:
                opened[tag].pop()
    for tag, blocks in opened.items():
        for block in blocks[:1]:
            found.error(
                "unclosed-mark",
                f"`<{tag}>` is never closed",
                places.of(block, f"<{tag}"),
                f"put `</{tag}>` where it ends",
            )


def _is_error(tag: str) -> bool:
    """Whether an element is reported as one that is removed, which is error enough."""
    return tag not in SAFE_TAGS | MATHS_TAGS | UNSHOWN_TAGS | _WITHOUT_CONTENT


def _report_comments(token: Token, block: Token, places: Places, found: Diagnostics) -> None:
    if _OPEN_COMMENT.search(token.content):
        found.error(
            "unclosed-mark", "this comment is never closed", places.of(block, "<!--"), "put `-->` where it ends"
        )
    for comment in COMMENT.findall(token.content):
        if included := included_by(comment):
            found.error(included.rule, included.message, places.of(block, included.written), included.hint)


def _report_unshown(token: Token, written: str, block: Token, places: Places, found: Diagnostics) -> bool:
    """Report what of some HTML no page shows; return whether a tag without its end makes the rest unreadable."""
    for unshown in _UNSHOWN.findall(written):
        found.error(
            "raw-html-removed",
            "a page does not show this",
            places.of(block, unshown.split("\n")[0]),
            "write it in Markdown, or delete it; for a less-than sign, write `\\<`",
        )
    unfinished = _UNFINISHED.search(_UNSHOWN.sub("", written)) if token.type == "html_block" else None
    if unfinished:
        token.meta["unfinished"] = True
        found.error(
            "unclosed-mark",
            "this tag has no `>`, and swallows what follows",
            places.of(block, unfinished.group().split("\n")[0].rstrip()),
            "put `>` after its name; for a less-than sign, write `\\<`",
        )
    return unfinished is not None


def _html(tokens: Iterable[Token]) -> Iterator[tuple[Token, Token]]:
    for block in tokens:
        for token in (block, *(block.children or ())):
            if token.type in ("html_inline", "html_block"):
                yield token, block


def report_removed(tokens: Iterable[Token], places: Places, found: Diagnostics) -> None:
    """Report elements and attributes that are removed from the page, and Markdown that is not read within HTML."""
    within: list[str] = []
    for token, block in _html(tokens):
        if not token.meta.get("unfinished"):
            _report_elements(token, block, within, places, found)


def _report_elements(token: Token, block: Token, within: list[str], places: Places, found: Diagnostics) -> None:
    """Report what is removed from some HTML; `within` is the element around it that is removed, once for each depth."""
    written = COMMENT.sub("", token.content)
    tags = _TAG.findall(written)
    words = _ANY_TAG.sub("", without_elements(written, _VERBATIM)) if token.type == "html_block" else ""
    markdown = _MARKDOWN.search(words)
    marks = markdown.group() if markdown else foreign_in(words) if words else None
    if marks and all(tag.lower() in SAFE_TAGS | MATHS_TAGS for _, tag, _ in tags):
        found.error(
            "foreign-markdown",
            "Markdown has no effect within a block of HTML",
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
            at, hint = places.of(block, f"<{tag}"), _INSTEAD.get(name, _AS_MARKDOWN)
            if name in _WITHOUT_CONTENT:
                found.warn("raw-html-removed", message, at, hint)
                continue
            found.error("raw-html-removed", message, at, hint)
            within += [] if is_whole else [name]
        elif _REFERENCE.search(attributes):
            found.error(
                "unchecked-html",
                f"the file that `<{tag}>` refers to would not be in the package",
                places.of(block, f"<{tag}"),
                "write images as `![What it shows](file)` and links as `[words](file)`",
            )
        else:
            _report_attributes(name, attributes, block, places, found)


def _report_attributes(tag: str, written: str, block: Token, places: Places, found: Diagnostics) -> None:
    attributes = _ATTRIBUTE.findall(written)
    if len(attributes) > MOST_ATTRIBUTES:
        message = f"`<{tag}>` has {len(attributes):,} attributes; an element may have {MOST_ATTRIBUTES}"
        found.error("raw-html-removed", message, places.of(block, f"<{tag}"), _AS_MARKDOWN)
        return
    for attribute in attributes:
        if attribute.lower() not in attributes_of(tag) and not attribute.lower().startswith("xmlns"):
            found.warn(
                "raw-html-removed",
                f"`{attribute}` of `<{tag}>` is removed from the page",
                places.of(block, attribute),
                "delete it",
            )
