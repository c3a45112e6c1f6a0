"""Words of the interface in another language than the course: marked for screen readers (WCAG 2.2, 3.1.2).

`marked` puts signs around the words. Wherever they end up in a page, `in_elements` turns the signs into elements with
`lang` and `dir`; `player/src/scripts/foreign_words.ts` does the same to what the player writes. A sign is an isolate
(Unicode UAX 9) with a word joiner, which keeps it apart from the isolates of authors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from scorm_export.interface.words import FALLBACK, Words

OPEN, INNER, CLOSE = "\u2066\u2060", "\u2068\u2060", "\u2060\u2069"
"""The beginning of words, that of a text of the course within them, and the end of either."""
TEXTS = frozenset({"course", "host", "item", "name", "page", "text", "title"})
"""Placeholders for texts of the course."""
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_SIGN = re.compile(f"{OPEN}|{INNER}|{CLOSE}")
_TOKEN = re.compile(
    r"""<!--.*?-->|<(?:script|style)\b.*?</(?:script|style)>"""
    r"""|<(?P<closes>/?)(?P<tag>[a-zA-Z][\w-]*)(?P<rest>(?:"[^"]*"|'[^']*'|[^"'>])*)>""",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r'(\s)(?!data-)([\w-]+)="([^"]*)"')
_VOID = frozenset("area br col embed hr img input link meta source track wbr".split())
_ONLY_TEXT = frozenset({"option", "textarea", "title"})


def marked(words: Words) -> Words:
    """Return words with signs around each text that has letters of its own."""
    return {key: value if key == "numbers" else _marked(value) for key, value in words.items()}


def _marked(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _marked(value) for key, value in node.items()}
    if not re.search(r"[^\W\d_]", _PLACEHOLDER.sub("", node)):
        return node
    return OPEN + _PLACEHOLDER.sub(lambda m: INNER + m[0] + CLOSE if m[1] in TEXTS else m[0], node) + CLOSE


def in_elements(html: str, language: str, direction: str) -> str:
    """Return HTML with the language of marked words in elements.

    An element that is named by marked words in an attribute has their language, and its children that of the course.
    """
    return "".join(_written(html, language, direction))


def _written(html: str, language: str, direction: str) -> Iterator[str]:
    elements = {
        OPEN: f'<span lang="{FALLBACK}" dir="ltr">',
        INNER: f'<span lang="{language}" dir="{direction}">',
        CLOSE: "</span>",
    }
    around: list[tuple[str, bool]] = []
    """The tags of the elements around, and whether each has the language of the words."""
    end = 0
    for token in _TOKEN.finditer(html):
        is_text_only = bool(around) and around[-1][0] in _ONLY_TEXT
        yield _SIGN.sub(lambda sign: "" if is_text_only else elements[sign[0]], html[end : token.start()])  # noqa: B023
        end = token.end()
        tag = token["tag"]
        if not tag:
            yield token[0]
        elif token["closes"]:
            yield token[0]
            while around and tag in (name for name, _ in around) and around.pop()[0] != tag:
                pass
        else:
            rest, names = _ATTRIBUTE.subn(lambda m: f'{m[1]}{m[2]}="{_SIGN.sub("", m[3])}"', token["rest"])
            says = bool(names) and rest != token["rest"]
            says |= tag == "option" and OPEN in html[end : html.find("<", end)]
            inherits = bool(around) and around[-1][1] and ' lang="' not in rest
            spoken = FALLBACK if says else language if inherits else ""
            yield f"<{tag}" + (f' lang="{spoken}"' if spoken else "") + rest + ">"
            if tag not in _VOID and not rest.endswith("/"):
                around.append((tag, says))
    yield _SIGN.sub(lambda sign: elements[sign[0]], html[end:])
