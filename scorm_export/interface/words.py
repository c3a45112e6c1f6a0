"""The interface's own words, a file for each language in `locales/`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from scorm_export.blocks import BLOCKS
from scorm_export.diagnostics import Diagnostics, SourceFile
from scorm_export.source.yaml import plain, read_yaml

LOCALES = Path(__file__).parent / "locales"
FALLBACK = "en"
_RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa ha-arab he ks ku-arab ps sd ug ur yi".split())

Words = dict[str, Any]
"""Texts by key, in sections; a text with plural forms is a mapping of the language's plural categories."""


def languages() -> tuple[str, ...]:
    """Return every language there are words in."""
    return tuple(sorted(path.stem for path in LOCALES.glob("*.yaml")))


def language_of_words(language: str) -> str | None:
    """Return the best file for a BCP 47 tag (RFC 4647 lookup), or None when only the fallback is left."""
    parts = language.lower().split("-")
    known = {name.lower(): name for name in languages()}
    candidates = ("-".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((known[c] for c in candidates if c in known), None)


@cache
def words_for(language: str) -> Words:
    """Return the words for a language, or those of the fallback."""
    path = LOCALES / f"{language_of_words(language) or FALLBACK}.yaml"
    file = SourceFile(path=path.name, lines=tuple(path.read_text("utf-8").split("\n")))
    found = Diagnostics()
    node = read_yaml(file, found)
    words = plain(node) if node else None
    if not isinstance(words, dict) or found.errors:
        raise ValueError(f"{path} is not a locale file: {[d.message for d in found]}")
    return words | {"blocks": _words_of_blocks(language, words.pop("blocks", {}))}


def _words_of_blocks(language: str, own: dict[str, Any]) -> dict[str, Any]:
    """Return every block's words: the locale file's own, those of the block in that language, else its fallback's."""
    every = ((block.name, block.words()) for block in BLOCKS)
    chosen = language_of_words(language) or FALLBACK
    return {name: words.get(FALLBACK, {}) | words.get(chosen, {}) | own.get(name, {}) for name, words in every if words}


def direction(language: str) -> str:
    """Return `rtl` for a language written from right to left, else `ltr`."""
    tag = language.lower()
    return "rtl" if tag in _RIGHT_TO_LEFT or tag.split("-")[0] in _RIGHT_TO_LEFT or "-arab" in tag else "ltr"
