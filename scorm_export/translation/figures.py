"""The words in a figure, so that they can be exchanged: of SVG that `clean_svg` has written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape, unescape

_PART = re.compile(r"<(?P<end>/?)(?P<tag>[\w-]+)[^<>]*?(?P<empty>/?)>|(?P<text>[^<>]+)")
_WORDY = frozenset({"text", "tspan", "textPath", "title", "desc", "a"})
"""Elements whose text is shown or read out (SVG 2, 5.7, 8.19 and 11.2)."""
_LETTER = re.compile(r"[^\W\d_]")


def words_in(figure: str) -> Iterator[str]:
    """Yield each text of a figure in the order of the file, on one line."""
    yield from (" ".join(unescape(match["text"]).split()) for match in _texts(figure))


def with_words(figure: str, words: Mapping[str, str]) -> str:
    """Return a figure with other words in the place of some; `words` are the new ones by the old."""
    parts, done = [], 0
    for match, old in zip(_texts(figure), words_in(figure), strict=True):
        if old not in words:
            continue
        text = match["text"]
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        parts += [figure[done : match.start()], before, escape(" ".join(words[old].split())), after]
        done = match.end()
    return "".join(parts) + figure[done:]


def _texts(figure: str) -> Iterator[re.Match[str]]:
    around: list[str] = []
    for match in _PART.finditer(figure):
        if match["text"]:
            if around and around[-1] in _WORDY and _LETTER.search(unescape(match["text"])):
                yield match
        elif match["end"]:
            around.pop()
        elif not match["empty"]:
            around.append(match["tag"])
