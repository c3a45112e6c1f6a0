"""Texts and formulas: HTML that was written elsewhere, parsed as a browser does and written again from the lists."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Container, MutableMapping
from contextvars import ContextVar
from typing import Any

import nh3

from scorm_export.trust.allowed import (
    CLASSES,
    MATHS_CLASSES,
    MATHS_TAGS,
    SAFE_TAGS,
    SCHEMES,
    STYLES,
    UNSHOWN_TAGS,
    VALUES,
    attributes_of,
)

_TAGS = set(SAFE_TAGS | MATHS_TAGS) | {"p", "section", "details", "summary"}
_ATTRIBUTES = {tag: set(attributes_of(tag)) | {"data-slot", "style"} for tag in _TAGS}
_WRITTEN = re.compile(r'<[a-z][\w-]*(?: [\w:-]+="[^"]*")*>')
"""A start tag as the parser writes it: whatever a value holds, its quotation marks are escaped."""
_CONTROL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that XML does not allow (XML 1.0, 2.2) but a reference such as `&#1;` may name."""
_STYLE = re.compile(r' style="([^"]*)"')
_CLASS = re.compile(r' class="([^"]*)"')
_MOST_READINGS = 4
"""After so many, what still reads as something else is kept as words."""
_judge: ContextVar[Callable[[str, str, str], str | None]] = ContextVar("_judge")
"""What judges the attributes of the text that is being cleaned, by tag, attribute and value."""


def _cleaner(**more: Any) -> nh3.Cleaner:
    """Return a parser with the lists. Making one takes longer than cleaning many texts with it."""
    return nh3.Cleaner(
        tags=_TAGS,
        clean_content_tags={"script", "style", *UNSHOWN_TAGS},
        attributes=_ATTRIBUTES,
        link_rel=None,
        url_schemes=set(SCHEMES),
        **more,
    )


def _judged(tag: str, attribute: str, value: str) -> str | None:
    return _judge.get()(tag, attribute, value)


_JUDGING = _cleaner(attribute_filter=_judged)
_AGAIN = _cleaner()

Styles = MutableMapping[str, str]
"""Declarations of CSS by class."""


def clean(
    html: str,
    *,
    named: Callable[[str], str],
    slots: Container[str] = (),
    styles: Styles | None = None,
    classes: Container[str] = (),
) -> str:
    """Return a text from elsewhere with nothing in it but what is allowed.

    `named` makes an author's id one that no id of a page can be, or "" to leave it out. `slots` are the values of
    `data-slot` that mark places for what is ours, `classes` are allowed beside those of every text. Styles go into
    `styles` as classes, for strict content security policies; where there is no place for them they stay as they are.
    """

    def judged(tag: str, attribute: str, value: str) -> str | None:
        if attribute == "id":
            return named(value) or None
        if attribute == "href" and value.startswith("#"):
            anchor = named(value[1:])
            return f"#{anchor}" if anchor else None
        if attribute == "class":
            return _classes(tag, value, classes)
        if attribute == "style":
            return _style(tag, value, aligned=styles is None)
        if attribute == "data-slot":
            return value if value in slots else None
        pattern = VALUES.get(attribute)
        return value if pattern is None or pattern.fullmatch(value) else None

    judging = _judge.set(judged)
    try:
        cleaned = _settled(_JUDGING.clean(html))
    finally:
        _judge.reset(judging)
    cleaned = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", cleaned)
    if styles is None or ' style="' not in cleaned:
        return cleaned
    return _WRITTEN.sub(lambda tag: _restyled(tag.group(), styles), cleaned)


def _settled(html: str) -> str:
    """Return HTML that is read as it is written: without what was taken out, a paragraph may stand in another."""
    for _ in range(_MOST_READINGS):
        again = _AGAIN.clean(html)
        if again == html:
            return html
        html = again
    words: str = nh3.clean(html, tags=set())
    return words


def _classes(tag: str, value: str, more: Container[str]) -> str:
    """Return classes, with an underscore before those that are not on the lists: no class of a page's own has one."""
    is_maths = tag in MATHS_TAGS or tag == "span"

    def is_free(name: str) -> bool:
        is_listed = name in more or CLASSES.fullmatch(name) or (is_maths and MATHS_CLASSES.fullmatch(name))
        return bool(is_listed or name.startswith("_"))

    return " ".join(name if is_free(name) else f"_{name}" for name in value.split())


def _style(tag: str, value: str, *, aligned: bool) -> str | None:
    """Return the declarations that are allowed: of a formula, and how the cells of a table are aligned."""
    if tag not in MATHS_TAGS and not (aligned and tag in ("td", "th")):
        return None
    pairs = [declaration.partition(":") for declaration in value.split(";")]
    trimmed = [(name.strip().lower(), text.strip()) for name, _, text in pairs]
    allowed = [f"{name}:{text}" for name, text in trimmed if name in STYLES and STYLES[name].fullmatch(text)]
    return ";".join(allowed) or None


def _restyled(tag: str, styles: Styles) -> str:
    found = _STYLE.search(tag)
    if not found:
        return tag
    name = "m" + hashlib.sha256(found[1].encode()).hexdigest()[:8]
    styles[name] = found[1]
    bare = tag[: found.start()] + tag[found.end() :]
    if _CLASS.search(bare):
        return _CLASS.sub(lambda match: f' class="{match[1]} {name}"', bare, count=1)
    return f'{bare[:-1]} class="{name}">'
