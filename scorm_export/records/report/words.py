"""The words of reports, in the interface's languages."""

from __future__ import annotations

from pathlib import Path

from scorm_export.interface.words import FALLBACK, Words, read_words


def report_words(language: str) -> Words:
    """Return the words for a language tag, or those of the fallback."""
    known = read_words(Path(__file__).parent / "words.yaml")
    tag = language.split("-", maxsplit=1)[0].lower()
    words: Words = known[tag if tag in known else FALLBACK]
    return words
