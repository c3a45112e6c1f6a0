"""The words of reports, in the interface's languages, and how these write numbers and dates."""

from __future__ import annotations

from scorm_export.interface.words import Words, language_of_folder, words_for, words_of


def report_words(language: str) -> Words:
    """Return the words for a language tag, or those of the fallback language."""
    words: Words = words_of("records", language)["report"]
    return words | {"numbers": words_for(language_of_folder("records", "report", language))["numbers"]}
