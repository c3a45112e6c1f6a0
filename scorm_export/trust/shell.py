"""Pieces of the shell that a theme's templates write: parsed as a browser does, and written again from lists.

A piece may hold what lays out a page. It may not run, style, load from elsewhere, or take the names of other pieces.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterator
from html.parser import HTMLParser

import nh3

from scorm_export.trust.allowed import SAFE_TAGS, SCHEMES

_TAGS = (SAFE_TAGS - {"math"}) | frozenset(
    "address article aside button footer h1 header hgroup label nav p picture progress section source".split()
)
_ATTRIBUTES: dict[str, frozenset[str]] = {
    "*": frozenset({"id", "class", "lang", "dir", "title", "role", "tabindex", "hidden"}),
    "a": frozenset({"href", "target", "rel"}),
    "button": frozenset({"type", "disabled"}),
    "img": frozenset({"src", "alt", "width", "height", "loading"}),
    "label": frozenset({"for"}),
    "ol": frozenset({"start", "reversed"}),
    "progress": frozenset({"value", "max"}),
    "source": frozenset({"srcset", "media", "width", "height"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan", "scope"}),
    "time": frozenset({"datetime"}),
    "details": frozenset({"open"}),
}
_VALUES = {"target": ("_blank",), "tabindex": ("0", "-1")}
_PREFIXES = ("data-", "aria-")
_OWN_ID = re.compile(r"theme-[a-z0-9-]+")
_LOCAL = re.compile(r"(?!/)(?!(?i:(?:[^?#]*/)?(?:\.|%2e){2}(?:[/?#]|\Z)))(?:[a-zA-Z0-9._~!$&'()*+,;=@%/?-]*)(?:#.*)?")
"""An address within the package."""
_WEB = re.compile(rf"(?:{'|'.join(SCHEMES)}):.*", re.IGNORECASE)
SLOT = "data-slot"


class ShellCleaner:
    """Judges the pieces of one page; `ids` are those of the shell that the piece may have."""

    def __init__(self, ids: Container[str], slots: Container[str]) -> None:
        self.ids = ids
        self.slots = slots

    def clean(self, html: str) -> str:
        """Return a piece with nothing in it but what is allowed."""
        cleaned: str = nh3.clean(
            html,
            tags=set(_TAGS),
            clean_content_tags={"script", "style"},
            attributes={tag: set(self._attributes(tag)) for tag in _TAGS},
            generic_attribute_prefixes=set(_PREFIXES),
            attribute_filter=self._judged,
            link_rel=None,
            url_schemes=set(SCHEMES),
        )
        return cleaned

    def refused(self, html: str) -> Iterator[tuple[str, str]]:
        """Yield what of a piece is not allowed, each as a message names it, and as it is written."""
        for tag, attributes in start_tags(html):
            if tag not in _TAGS:
                yield f"`<{tag}>`", f"<{tag}"
                continue
            for name, value in attributes.items():
                if name not in self._attributes(tag) and not name.startswith(_PREFIXES):
                    yield f"`{name}` of `<{tag}>`", name
                elif self._judged(tag, name, value) is None:
                    yield f'`{name}="{value}"` of `<{tag}>`', value

    @staticmethod
    def _attributes(tag: str) -> Collection[str]:
        return _ATTRIBUTES["*"] | _ATTRIBUTES.get(tag, frozenset())

    def _judged(self, _tag: str, attribute: str, value: str) -> str | None:
        if attribute == "id":
            return value if value in self.ids or _OWN_ID.fullmatch(value) else None
        if attribute == SLOT:
            return value if value in self.slots else None
        if attribute in ("src", "srcset"):
            return value if _LOCAL.fullmatch(value) else None
        if attribute == "href":
            return value if _LOCAL.fullmatch(value) or _WEB.fullmatch(value) else None
        allowed = _VALUES.get(attribute)
        return value if allowed is None or value in allowed else None


def start_tags(html: str) -> list[tuple[str, dict[str, str]]]:
    """Return the start tags of HTML in their order, with their attributes."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.tags


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
