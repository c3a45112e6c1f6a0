"""Pseudo-languages: English words in brackets, with accents and 40 % longer, or in letters written from right to left.

Where a page shows a letter outside the brackets that no author wrote, a text is hard-coded or put together of several.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from scorm_export.interface import words

LONG, RIGHT_TO_LEFT = "en-XA", "ar-XB"
BEGIN, END = "⟦", "⟧"
OURS = frozenset("⟦⟧ķļŕţŵĥĵẋ" + "ابثدهفغحيجكلمنوقرستعخشز")
"""Signs that no author of our courses has written."""
_ACCENTED = str.maketrans("aceghijklnorstuwxyzACEGHIJKLNORSTUWXYZ", "äçéğĥîĵķļñöŕšţûŵẋýžÄÇÉĞĤÎĴĶĻÑÖŔŠŢÛŴẊÝŽ")
_ARABIC = str.maketrans("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "ابثدهفغحيجكلمنوبقرستعوخشيز" * 2)


def accented(text: str) -> str:
    """Return a text with accents, and more letters, 40 % of its own."""
    letters = len(re.sub(r"\{\w+\}|\W", "", text))
    more = "éẋţŕä " * (letters * 2 // 5 // 6 + 1)
    return f"{BEGIN}{_outside_placeholders(text, _ACCENTED)} {more[: max(2, letters * 2 // 5)].strip()}{END}"


def from_right_to_left(text: str) -> str:
    """Return a text in letters that are written from right to left."""
    return f"{BEGIN}{_outside_placeholders(text, _ARABIC)}{END}"


def _outside_placeholders(text: str, letters: dict[int, int]) -> str:
    return "".join(part if part.startswith("{") else part.translate(letters) for part in re.split(r"(\{\w+\})", text))


def speak(monkeypatch: pytest.MonkeyPatch, folder: Path, languages: Mapping[str, Callable[[str], str]]) -> None:
    """Let the interface speak English and pseudo-languages, each by its tag and how its texts are made."""
    english = words.read_words(words.LOCALES / "en.yaml")
    english |= {owner: words.words_of(owner, "en") for owner in ("questions", "blocks")}
    folder.mkdir()
    for tag, make in {"en": str, **languages}.items():
        made = {key: value if key in ("made", "numbers") else _each(value, make) for key, value in english.items()}
        (folder / f"{tag}.yaml").write_text(yaml.safe_dump(made, allow_unicode=True), "utf-8")
    monkeypatch.setattr(words, "LOCALES", folder)
    words.words_for.cache_clear()


def _each(node: Any, make: Callable[[str], str]) -> Any:
    """Change every text that has letters of its own."""
    if isinstance(node, dict):
        return {key: _each(value, make) for key, value in node.items()}
    return make(node) if re.search(r"[^\W\d_]", re.sub(r"\{\w+\}", "", node)) else node
