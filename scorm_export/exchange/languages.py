"""Texts in several languages, of which Moodle's filters show one: one language is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

_OTHER = ("other", "")


@dataclass(frozen=True, slots=True)
class _Notation:
    """How a text in a language is marked: what it begins with, whose last group is the language, and ends with."""

    opening: re.Pattern[str]
    closing: re.Pattern[str]

    def found(self, html: str) -> list[_Part]:
        """Return the texts in a language. One that is never closed is none, as are all that begin after it."""
        parts: list[_Part] = []
        end = 0
        for match in self.opening.finditer(html):
            if match.start() < end:
                continue
            closing = self.closing.search(html, match.end())
            if closing is None:
                break
            names = tuple(name.strip().lower() for name in match[1].split(","))
            parts.append(_Part(match.start(), closing.end(), names, html[match.end() : closing.start()]))
            end = closing.end()
        return parts


@dataclass(frozen=True, slots=True)
class _Part:
    """A text in some languages, and where it stands with its marks."""

    start: int
    end: int
    names: tuple[str, ...]
    text: str

    @property
    def words(self) -> str:
        """What of it is shown."""
        return " ".join(re.sub(r"<[^<>]*>", " ", self.text).split())


_SPAN = _Notation(
    re.compile(
        r"""<span\b(?=[^<>]*\sclass=["']?multilang\b)(?=[^<>]*\slang=["']?([A-Za-z0-9_-]+))[^<>]*>""", re.IGNORECASE
    ),
    re.compile("</span>", re.IGNORECASE),
)
"""`<span lang="en" class="multilang">…</span>`, of Moodle's own filter."""
_ELEMENT = _Notation(
    re.compile(r"""<lang\s+lang=["']?([A-Za-z0-9_-]+)["']?\s*>""", re.IGNORECASE), re.compile("</lang>", re.IGNORECASE)
)
_BRACES = _Notation(
    re.compile(r"\{\s*+mlang\s++(?!\})([A-Za-z0-9_,\s-]++)\}", re.IGNORECASE),
    re.compile(r"\{\s*+mlang\s*+\}", re.IGNORECASE),
)
"""`{mlang en}…{mlang}`, of the filter that most sites have beside it."""


def in_one_language(html: str, language: str) -> tuple[str, str, list[tuple[str, str]]]:
    """Return a text in one language, that language, and what was left out, each with its language.

    `language` is the one to keep; without it, or where a text does not have it, that is the first of the text.
    """
    left: list[tuple[str, str]] = []
    for notation in (_SPAN, _ELEMENT, _BRACES):
        found = notation.found(html)
        if not found:
            continue
        there = [name for part in found for name in part.names]
        language = language or next((name for name in there if name not in _OTHER), there[0])
        kept = language if language in there else next((name for name in _OTHER if name in there), there[0])
        left += [(part.names[0], part.words) for part in found if kept not in part.names and part.words]
        pieces, at = [], 0
        for part in found:
            pieces += [html[at : part.start], part.text if kept in part.names else ""]
            at = part.end
        html = "".join([*pieces, html[at:]])
    return html, language, left
