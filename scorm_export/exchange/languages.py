"""Texts in several languages, of which Moodle's filters show one: one language is kept."""

from __future__ import annotations

import re

_SPANS = re.compile(
    r"""<span\b(?=[^<>]*\sclass=["']?multilang\b)(?=[^<>]*\slang=["']?([A-Za-z0-9_-]+))[^<>]*>(.*?)</span>"""
    r"""|<lang\s+lang=["']?([A-Za-z0-9_-]+)["']?\s*>(.*?)</lang>""",
    re.DOTALL | re.IGNORECASE,
)
"""`<span lang="en" class="multilang">…</span>`, of Moodle's own filter."""
_BRACES = re.compile(r"\{\s*mlang\s+([A-Za-z0-9_,\s-]+?)\s*\}(.*?)\{\s*mlang\s*\}", re.DOTALL | re.IGNORECASE)
"""`{mlang en}…{mlang}`, of the filter that most sites have beside it."""
_OTHER = ("other", "")


def in_one_language(html: str, language: str) -> tuple[str, str, list[tuple[str, str]]]:
    """Return a text in one language, that language, and what was left out, each with its language.

    `language` is the one to keep; without it, or where a text does not have it, that is the first of the text.
    """
    left: list[tuple[str, str]] = []
    for pattern in (_SPANS, _BRACES):
        found = [_parts(match) for match in pattern.finditer(html)]
        if not found:
            continue
        there = [name for names, _ in found for name in names]
        language = language or next((name for name in there if name not in _OTHER), there[0])
        kept = language if language in there else next((name for name in _OTHER if name in there), there[0])
        left += [(names[0], _words(words)) for names, words in found if kept not in names and _words(words)]

        def keep(match: re.Match[str], kept: str = kept) -> str:
            names, words = _parts(match)
            return words if kept in names else ""

        html = pattern.sub(keep, html)
    return html, language, left


def _parts(match: re.Match[str]) -> tuple[list[str], str]:
    names, words = [group for group in match.groups() if group is not None]
    return [name.strip().lower() for name in names.split(",")], words


def _words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())
