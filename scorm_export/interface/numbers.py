"""How languages write numbers and fill texts with them; the player does the same with the browser's `Intl`.

The forms stand in the file of each language, under `numbers`, and are those of CLDR (decision 34).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from scorm_export.interface.words import Words

DIGITS = "0123456789"


def written(number: Decimal | int, words: Words) -> str:
    """Return a number without trailing zeros as the language of the words writes it: 1234.50 is 1.234,5 in German."""
    form: Mapping[str, str] = words["numbers"]
    whole, _, decimals = f"{number:f}".partition(".")
    decimals = decimals.rstrip("0")
    text = _grouped(whole, form) + (form["decimal"] + decimals if decimals else "")
    return text.translate(str.maketrans(DIGITS, form.get("digits", DIGITS)))


def _grouped(whole: str, form: Mapping[str, str]) -> str:
    """Separate groups of digits: the last is as long as the first of `sizes`, those before it as long as the second."""
    digits = whole.removeprefix("-")
    if int(digits) < int(form["grouped_from"]):
        return whole
    sizes = [int(size) for size in form.get("sizes", "3").split()]
    groups = [digits[-sizes[0] :]]
    rest = digits[: -sizes[0]]
    while rest:
        groups.insert(0, rest[-sizes[-1] :])
        rest = rest[: -sizes[-1]]
    return "-" * whole.startswith("-") + form["group"].join(groups)


def fill(said: str, words: Words, **values: str | Decimal | int) -> str:
    """Fill the placeholders in a text of the interface; numbers are written as in its language."""
    for name, value in values.items():
        said = said.replace(f"{{{name}}}", value if isinstance(value, str) else written(value, words))
    return said


def duration(minutes: int, words: Words) -> str:
    """Return a duration for readers: 45 min, 2 h, 1 h 30 min."""
    hours, rest = divmod(minutes, 60)
    key = "minutes" if not hours else "hours_and_minutes" if rest else "hours"
    return fill(words["page"][key], words, hours=hours, minutes=rest)
