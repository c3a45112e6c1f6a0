"""Attributes in braces: `{#anchor .class lang="fr"}` behind a heading, image, link, code or words in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from mdit_py_plugins.attrs.parse import ParseError
from mdit_py_plugins.attrs.parse import parse as parse_attributes

from scorm_export.diagnostics import Diagnostics, all_of, did_you_mean, replaced, respelt
from scorm_export.source.dialects import requoted
from scorm_export.source.document import walk
from scorm_export.source.places import Places

if TYPE_CHECKING:
    from markdown_it.token import Token

_INSTEAD = {
    "alt": "write it in the brackets: `![What it shows](file)`",
    "style": "leave it out: a theme sets how things look",
    **dict.fromkeys(("subtitles", "subtitle", "track", "tracks"), "name the file with them as `captions`"),
}
"""What to write for attributes of HTML."""
ATTRIBUTES = ("id", "class", "lang", "dir", "title", "width", "height", "captions", "poster")
"""What an author may set in braces."""
MOST_ATTRIBUTES = 100
"""Of an element: more than anybody writes."""
_ATTRIBUTES = re.compile(r"(?:^|\s)(\{\s*(?:[#.]|[\w:-]+\s*=)[^{}]*\}?)$")
_BARE_VALUE = re.compile(r"(?<![\w:-])([\w:-]+)=([^\s\"'{}]*[^\s\"'{}\w-][^\s\"'{}]*)")
"""A value that has to stand in quotes, and does not."""
_CURLY = re.compile("[“”„«»‘’‚]")


def take_attributes(heading: Token, inline: Token) -> None:
    """Give a heading the attributes at the end of its text, and take them out of it."""
    last = inline.children[-1] if inline.children else None
    if last is None or last.type != "text" or not (match := _ATTRIBUTES.search(last.content)):
        return
    try:
        _, attributes = parse_attributes(requoted(match.group(1)))
    except ParseError:
        return
    last.content = last.content[: match.start()]
    heading.attrs |= {name: value for name, value in attributes.items() if name in ATTRIBUTES}
    heading.meta["insecure_attrs"] = {name: v for name, v in attributes.items() if name not in ATTRIBUTES}


def report_attributes(tokens: Iterable[Token], places: Places, found: Diagnostics) -> None:
    """Report attributes that cannot be read, or that an author cannot set."""
    before = ""
    for token, block in walk(tokens):
        if token.type == "text":
            _report_unread(token, block, before, places, found)
        unknown = token.meta.get("insecure_attrs", ())
        if len(unknown) > MOST_ATTRIBUTES:
            message = f"{len(unknown):,} attributes cannot be set here"
            found.error("unknown-attribute", message, places.of(block, "{"), all_of(ATTRIBUTES))
            continue
        for name in unknown:
            at = places.of(block, str(name), ("{", " ", ""))
            message, known = f"`{name}` cannot be set here", _INSTEAD.get(str(name).lower())
            hint = known or partial(did_you_mean, str(name), ATTRIBUTES)
            fix = () if known else partial(respelt, at, str(name), ATTRIBUTES)
            found.error("unknown-attribute", message, at, hint, fix=fix)
        before = token.type


def _report_unread(token: Token, block: Token, before: str, places: Places, found: Diagnostics) -> None:
    in_heading = block.type == "inline" and block.meta.get("heading")
    follows = before in ("image", "link_close", "span_close", "code_inline", "em_close", "strong_close", "s_close")
    left = token.content if follows and token.content.startswith("{") else ""
    match = _ATTRIBUTES.search(token.content) if in_heading else _ATTRIBUTES.match(left[: left.find("}") + 1] or left)
    if match or (before == "image" and left):
        written = match.group(1) if match else left
        at = places.of(block, written.split("\n")[0])
        found.error(
            "attribute-syntax",
            "these attributes are not valid",
            at,
            'write straight quotes: `"`'
            if _CURLY.search(written)
            else f'put the value in quotes: `{bare[1]}="{bare[2]}"`'
            if (bare := _BARE_VALUE.search(written))
            else 'write them like `{captions="loops.vtt" .wide}`, after a heading, image, link, code or `[words]`',
            fix=replaced(at, written, valid) if (valid := _as_valid(written)) else (),
        )


def _as_valid(written: str) -> str:
    """Return attributes with straight quotes around each value that needs them; empty where that is not enough."""
    quoted = _BARE_VALUE.sub(r'\1="\2"', _CURLY.sub('"', written))
    try:
        parse_attributes(quoted)
    except ParseError:
        return ""
    return quoted
