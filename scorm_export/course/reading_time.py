"""How long a text takes to read, from its words.

English is read silently at 238 words a minute: non-fiction, 190 studies
(Brysbaert 2019, https://doi.org/10.1016/j.jml.2019.104047). Other languages differ as they do in the IReST texts, read
aloud at 228 words a minute in English (Trauzettel-Klosinski and Dietz 2012, https://doi.org/10.1167/iovs.11-8284).
Chinese and Japanese are counted in characters.
"""

from __future__ import annotations

import re

_ENGLISH_SILENT, _ENGLISH_ALOUD = 238, 228
_ALOUD = {
    "ar": 138, "de": 179, "en": 228, "es": 218, "fi": 161, "fr": 195, "he": 187, "it": 188, "ja": 357, "nl": 202,
    "pl": 166, "pt": 181, "ru": 184, "sl": 180, "sv": 199, "tr": 166, "zh": 255,
}  # fmt: skip
"""Words a minute by language; characters where words are not separated."""
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff][\w'’-]*")


def reading_minutes(text: str, language: str) -> float:
    """Return the minutes that a plain text takes; a language without a figure is read like English."""
    aloud = _ALOUD.get(language.split("-", maxsplit=1)[0].lower(), _ENGLISH_ALOUD)
    return len(_WORD.findall(text)) / (aloud * _ENGLISH_SILENT / _ENGLISH_ALOUD)
