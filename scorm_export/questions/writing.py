"""What learners write: when two texts are the same, and how much room a text takes. The player's side is `texts.ts`."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

_ALIKE = {
    "'": "\u2018\u2019\u201a\u201b\u02bc\u2032\uff07",
    '"': "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\uff02",
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d",
    " ": "\t\n\v\f\r\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000",
    "": "\u00ad\u061c\u200b\u200e\u200f\u2060\ufeff",
}
_PLAIN = str.maketrans({character: plain for plain, characters in _ALIKE.items() for character in characters})


def normalise(text: str, *, match_case: bool, exact_spacing: bool) -> str:
    """Return what a text is compared by: plain quotation marks, hyphens and spaces, and no invisible characters.

    Unless asked otherwise, spaces are folded and capitals count as small letters. In Unicode's form NFC.
    """
    plain = text.translate(_PLAIN)
    if not exact_spacing:
        plain = " ".join(part for part in plain.split(" ") if part)
    if not match_case:
        plain = plain.lower().replace("ς", "σ")
    return unicodedata.normalize("NFC", plain)


def encoded_length(size: int) -> int:
    """Return the characters of the saved state that a number of bytes takes: four for every three."""
    return -(-4 * size // 3)


def bytes_per_character(text: str) -> Decimal:
    """Return how many bytes a character of a text takes in UTF-8, rounded up to a tenth: 1.0 to 4.0."""
    tenths = -(-10 * len(text.encode()) // len(text)) if text else 10
    return Decimal(tenths) / 10
