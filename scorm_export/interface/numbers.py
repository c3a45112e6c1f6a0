"""How languages write numbers and dates, and fill texts with them; the player does the same with the browser's `Intl`.

The forms stand in the file of each language, under `numbers`, and are those of CLDR (decision 34).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from scorm_export.interface.words import Words

DIGITS = "0123456789"
_RELATION = re.compile(r"([nivf])(?: % (\d+))? (!?=) ([\d.,]+)")
"""Of a plural rule (UTS 35, part 3, 5.1): an operand, what it is divided by, and the values that the rest has."""


def written(number: Decimal | int, words: Words) -> str:
    """Return a number without trailing zeros as the language of the words writes it: 1234.50 is 1.234,5 in German."""
    text = f"{number:f}"
    return fixed(text.rstrip("0").rstrip(".") if "." in text else text, words)


def fixed(number: str, words: Words) -> str:
    """Return a number, in ASCII digits with a point, as the language of the words writes it, with all its decimals."""
    form: Mapping[str, str] = words["numbers"]
    whole, _, decimals = number.partition(".")
    return digits(_grouped(whole, form) + (form["decimal"] + decimals if decimals else ""), words)


def digits(text: str, words: Words) -> str:
    """Return a text with the digits of the language."""
    return text.translate(str.maketrans(DIGITS, words["numbers"].get("digits", DIGITS)))


def percent(share: float, words: Words) -> str:
    """Return a share, where 1 is all, in per cent with one decimal."""
    return str(words["numbers"]["percent"].replace("{number}", fixed(f"{100 * share:.1f}", words)))


def day(moment: date, words: Words) -> str:
    """Return a day: 3. Nov. 2026."""
    return _dated("day", moment, words)


def moment(moment: date, words: Words) -> str:
    """Return a day and the time to the minute: 3. Nov. 2026, 04:05."""
    return _dated("moment", moment, words)


def _dated(form: str, moment: date, words: Words) -> str:
    month = words["numbers"]["months"].split()[moment.month - 1]
    parts = {"year": moment.year, "day": moment.day, "hour": f"{moment:%H}", "minute": f"{moment:%M}"}
    return digits(words["numbers"][form].format(month=month, **parts), words)


def counted(said: str | Mapping[str, str], number: str, words: Words) -> str:
    """Return the text for a number, in ASCII digits with a point: of some in plural forms, the one of its category."""
    if isinstance(said, str):
        return said
    rules: Mapping[str, str] = words["numbers"].get("plurals", {})
    category = next((name for name, rule in rules.items() if _holds(rule, number)), "other")
    return said.get(category, said["other"])


def _holds(rule: str, number: str) -> bool:
    whole, _, decimals = number.removeprefix("-").partition(".")
    operands = {"n": Decimal(number).copy_abs(), "i": Decimal(whole), "v": Decimal(len(decimals))}
    operands["f"] = Decimal(decimals or 0)

    def is_true(relation: str) -> bool:
        match = _RELATION.fullmatch(relation)
        if match is None:
            raise ValueError(f"`{relation}` is not a relation of a plural rule")
        value = operands[match[1]] % Decimal(match[2]) if match[2] else operands[match[1]]
        ranges = [each.partition("..")[::2] for each in match[4].split(",")]
        is_within = value == int(value) and any(int(low) <= value <= int(high or low) for low, high in ranges)
        return is_within == (match[3] == "=")

    return any(all(map(is_true, each.split(" and "))) for each in rule.split(" or "))


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
