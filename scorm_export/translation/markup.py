"""What a translation has to keep of its source, so that it means the same and breaks nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

_KEPT = (
    ("link", re.compile(r"\]\(\s*<?([^)\s>]+)")),
    ("address", re.compile(r"<(https?://[^>\s]+|mailto:[^>\s]+)>")),
    ("footnote", re.compile(r"\[(\^[^\]\s]+)\]")),
    ("blank", re.compile(r"\[\[([^\[\]]+)\]\]")),
    ("formula", re.compile(r"(?<![\\$\w])\$(?!\s)([^$\n]+?)(?<!\s)\$(?![\d$])")),
    ("id", re.compile(r"\{[^{}]*#([\w-]+)[^{}]*\}")),
    ("sign", re.compile(r"(-->)")),
    ("placeholder", re.compile(r"(\{\{[^{}]+\}\}|%\([a-z_]+\)[sd])")),
)
"""What is kept, by its name in messages, each with the text that has to be the same."""
_MAY_BE_KEPT = re.compile(r"[\]<{$%]|-->")
"""What every text with one of them has."""
_KINDS = (
    (re.compile(r"```|~~~"), "a block of code"),
    (re.compile(r"\|"), "a table"),
    (re.compile(r":::"), "a block"),
    (re.compile(r"#{1,6}\s"), "a heading"),
    (re.compile(r">"), "a quote"),
    (re.compile(r"(?:[-*+]|\d+[.)])\s"), "a list"),
)
"""How a text begins, and what it is."""
_CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+(\[[ xX]\]\s)?")


def differences(source: str, translation: str) -> Iterator[str]:
    """Yield what a translation lacks of its source, or has beside it, each as a message."""
    texts = [_CODE.sub("", text) for text in (source, translation)]
    for name, pattern in _KEPT if any(map(_MAY_BE_KEPT.search, texts)) else ():
        wanted, written = (pattern.findall(text) for text in texts)
        if wanted != written:
            lacking, added = Counter(wanted) - Counter(written), Counter(written) - Counter(wanted)
            yield from (f"the translation lacks the {name} `{each}`" for each in lacking)
            yield from (f"the {name} `{each}` is not in the source" for each in added)
    if (kind := _kind(source)) != _kind(translation):
        yield f"the translation is not {kind} like its source"
    elif kind == "a table" and (columns := _columns(source)) != _columns(translation):
        yield f"the table has other numbers of cells or rows than its source, which has {len(columns)} rows"
    elif _items(source) != _items(translation):
        yield f"the list has other items than its source, which has {len(_items(source))}"


def _kind(text: str) -> str:
    begun = text.lstrip()
    named = (name for pattern, name in _KINDS if pattern.match(begun))
    several = "a text of several paragraphs" if "\n\n" in text.strip() else "a paragraph"
    return next(named, several)


def _columns(text: str) -> list[int]:
    return [len(re.findall(r"(?<!\\)\|", line)) for line in text.strip().split("\n")]


def _items(text: str) -> list[str]:
    """Return the box of each item of lists, in lower case; empty where it has none."""
    matches = (_ITEM.match(line) for line in text.split("\n"))
    return [(match[1] or "").strip().lower() for match in matches if match]
