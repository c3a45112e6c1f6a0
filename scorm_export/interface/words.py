"""The words of the interface: a file for each language in `locales/`, and those of question types and blocks.

A `words.yaml` in the folder of a question type or a block, and in those of reports on learning records and of import
sheets, holds its words by language. A file in `locales/` may bring those of its language itself, under `questions`,
`blocks`, `records` or `targets` and the folder's name, so that a new language is one file. What learners never see, the
words of reports and import sheets, may be absent: those are then in English. `made` says how a file was made.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from scorm_export.diagnostics import Diagnostics, SourceFile
from scorm_export.source.yaml import plain, read_yaml

LOCALES = Path(__file__).parent / "locales"
OWNERS = {name: Path(__file__).parent.parent / name for name in ("questions", "blocks", "records", "targets")}
"""Folders whose subfolders may have a `words.yaml`."""
FALLBACK = "en"
BY_MACHINE = "translated by machine"
"""What a file says in `made` until somebody who speaks the language has read it: then `reviewed by` and the name."""
_NOT_SIMPLIFIED = re.compile(r"zh-(hant|tw|hk|mo)\b")
"""Traditional Chinese, whose parent is not `zh` (CLDR, parentLocales)."""
_RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa ha-arab he ks ku-arab ps sd ug ur yi".split())

Words = dict[str, Any]
"""Texts by key, in sections; a text with plural forms is a mapping from the language's plural categories."""


def languages() -> tuple[str, ...]:
    """Return every language that has words."""
    return tuple(sorted(path.stem for path in LOCALES.glob("*.yaml")))


def language_of_words(language: str) -> str | None:
    """Return the best language for a BCP 47 tag (RFC 4647 lookup), or None when only the fallback is left."""
    if _NOT_SIMPLIFIED.match(language.lower()):
        return None
    parts = language.lower().split("-")
    known = {name.lower(): name for name in languages()}
    candidates = ("-".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((known[c] for c in candidates if c in known), None)


@cache
def words_for(language: str) -> Words:
    """Return the words of a language or of the fallback; those of a block are in `blocks`, under its name."""
    tag = language_of_words(language) or FALLBACK
    words = read_words(LOCALES / f"{tag}.yaml")
    for owner in ("made", "name", "records", "targets"):
        words.pop(owner, None)
    for sections in _brought("questions", tag, words).values():
        for section, texts in sections.items():
            words[section] |= texts
    return words | {"blocks": _brought("blocks", tag, words)}


def made(tag: str) -> str:
    """Return how the file of a language was made: `written by …`, `translated by machine` or `reviewed by …`."""
    return str(read_words(LOCALES / f"{tag}.yaml")["made"])


def name_of(language: str) -> str:
    """Return what a language calls itself; empty for one without words."""
    tag = language_of_words(language)
    return str(read_words(LOCALES / f"{tag}.yaml")["name"]) if tag else ""


def language_of_folder(owner: str, name: str, language: str) -> str:
    """Return the language in which `words_of` has the words of one folder: that for `language`, or the fallback."""
    tag = language_of_words(language) or FALLBACK
    brought = read_words(LOCALES / f"{tag}.yaml").get(owner, {})
    return tag if name in brought or tag in read_words(OWNERS[owner] / name / "words.yaml") else FALLBACK


def words_of(owner: str, language: str) -> dict[str, Words]:
    """Return the words of an owner's folders, by name, in a language or in the fallback."""
    tag = language_of_words(language) or FALLBACK
    return _brought(owner, tag, read_words(LOCALES / f"{tag}.yaml"))


def _brought(owner: str, tag: str, words: Words) -> dict[str, Words]:
    """Merge the words of an owner's folders with those that the language's own file has for them, which win."""
    own = words.pop(owner, {})
    known = {path.parent.name: read_words(path) for path in sorted(OWNERS[owner].glob("*/words.yaml"))}
    return {name: each[FALLBACK] | each.get(tag, {}) | own.get(name, {}) for name, each in known.items()}


def read_words(path: Path) -> Words:
    """Read a file of words as it stands."""
    file = SourceFile(path=path.name, lines=tuple(path.read_text("utf-8").split("\n")))
    found = Diagnostics()
    node = read_yaml(file, found)
    words = plain(node) if node else None
    if not isinstance(words, dict) or found.errors:
        raise ValueError(f"{path} is not a file of words: {[d.message for d in found]}")
    return words


def direction(language: str) -> str:
    """Return `rtl` for a language written from right to left, else `ltr`."""
    tag = language.lower()
    return "rtl" if tag in _RIGHT_TO_LEFT or tag.split("-")[0] in _RIGHT_TO_LEFT or "-arab" in tag else "ltr"
