"""The code on a certificate, computed from its contents. The player's `certificate.ts` computes the same."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32, without letters that are easily confused."""
_READ_AS = str.maketrans("OIL", "011")
_CODE_DIGITS = 12


def certificate_code(iri: str, edition: str, learner: str, score: Decimal | None, day: date) -> str:
    """Return the code, twelve base-32 digits in groups of four; `score`: points, None if the course has none."""
    points = "" if score is None else f"{score.normalize():f}"
    return code_of((iri, edition, learner, points, day.isoformat()))


def code_of(facts: Sequence[str]) -> str:
    """Return the code of some texts: the beginning of their SHA-256."""
    text = "\n".join(re.sub(r"\s+", " ", unicodedata.normalize("NFC", fact)).strip() for fact in facts)
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> (64 - 5 * _CODE_DIGITS)
    digits = "".join(_DIGITS[number >> (5 * place) & 31] for place in reversed(range(_CODE_DIGITS)))
    return "-".join(digits[at : at + 4] for at in range(0, _CODE_DIGITS, 4))


def plain_code(code: str) -> str:
    """Return a typed code in its canonical spelling: letters that are easily confused with digits count as digits."""
    return re.sub(r"[^0-9A-Z]", "", code.upper()).translate(_READ_AS)
