"""Values written as one scalar: numbers, durations, choices. Texts are in `texts.py`."""

from __future__ import annotations

import re
from abc import abstractmethod
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from scorm_export.diagnostics import Fix, did_you_mean, replaced, unmistakable
from scorm_export.limits import MOST_ATTEMPTS
from scorm_export.source.kinds import CURLY, Kind, Reading, Schema, T
from scorm_export.source.yaml import Node, Scalar

E = TypeVar("E", bound=StrEnum)
_WITHOUT_LIMIT = ("infinite", "infinity", "endless", "unlimted", "unlimited")
"""Other words for `unlimited`, in lower case."""


def _in_digits(text: str) -> str:
    """Return a number in another notation in digits; empty where it is none."""
    if re.fullmatch(r"0[xob][0-9a-f]{1,8}|[1-9][0-9]{0,2}(?:_[0-9]{3}){1,3}", text, re.IGNORECASE):
        return str(int(text, 0))
    return f"{Decimal(text):f}" if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?[eE]\+?[0-9]", text) else ""


def _alone(text: str) -> str:
    """Return a number without what stands around it."""
    match = re.fullmatch(r"(?:[^\d.,-]*[^\d\s.,-]\s*)?([0-9]+)(?:\s*[^\d\s.,].*)?", text)
    return match[1] if match and match[1] != text else ""


def _number_alone(text: str) -> str:
    """Return a hint to write a number without what stands around it, or in digits where it is in another notation."""
    if digits := _in_digits(text):
        return f"write it in digits: `{digits}`"
    return f"write the number alone: `{alone}`" if (alone := _alone(text)) else ""


class ScalarKind(Kind[T]):
    """A kind whose value is written as one text."""

    def read(self, node: Node, reading: Reading) -> T | None:
        """Read a scalar."""
        value = self.parse(node.text.strip()) if isinstance(node, Scalar) and node.text.strip() else None
        if value is None:
            text = node.text.strip() if isinstance(node, Scalar) else ""
            hint = self.hint(text) if isinstance(node, Scalar) else ""
            self.wrong(node, reading, hint, self._fix(node, text))
        return value

    def _fix(self, node: Node, text: str) -> Fix:
        bare = text.strip(CURLY)
        meant = next((way for way in (bare, self.meant(bare)) if way and self.parse(way) is not None), "")
        if not meant:
            return ()
        is_quoted = node.span.text[node.span.column - 1 : node.span.column] in ("'", '"')
        return replaced(node.span, text, f'"{meant}"' if meant.startswith("#") and not is_quoted else meant)

    @abstractmethod
    def parse(self, text: str) -> T | None:
        """Return the value of a text that is not empty, or None."""

    def hint(self, _text: str) -> str:
        """Return a hint for a text that was refused; empty where there is none."""
        return ""

    def meant(self, _text: str) -> str:
        """Return the only value that a text which was refused can mean; empty where it may mean several, or none."""
        return ""


@dataclass(frozen=True)
class WholeNumber(ScalarKind[int]):
    """A whole number between two limits."""

    least: int
    most: int

    @property
    def what(self) -> str:  # type: ignore[override]
        """Name the limits."""
        return f"a whole number from {self.least} to {self.most}"

    @property
    def blank(self) -> int:
        """Return the least."""
        return self.least

    def parse(self, text: str) -> int | None:
        """Read decimal digits."""
        if not re.fullmatch(r"[0-9]{1,9}", text):
            return None
        return number if self.least <= (number := int(text)) <= self.most else None

    def hint(self, text: str) -> str:
        """Leave out what stands around a number."""
        return _number_alone(text) or ("" if re.fullmatch("-?[0-9]+", text) else "write it in digits, without decimals")

    def meant(self, text: str) -> str:
        """Return a number in digits."""
        return _in_digits(text)

    def schema(self) -> Schema:
        """Return the limits."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True)
class Minutes(WholeNumber):
    """Minutes, of which the hint makes what is given in hours."""

    def hint(self, text: str) -> str:
        """Return hours as minutes."""
        hours = re.fullmatch(r"([0-9]{1,2})(?::([0-5][0-9])|\s*h(?:(?:ou)?rs?)?\.?\s*(?:([0-9]{1,2})\s*\w*)?)", text)
        if hours is None:
            return super().hint(text)
        return f"write minutes: `{int(hours[1]) * 60 + int(hours[2] or hours[3] or 0)}`"

    def meant(self, text: str) -> str:
        """Return minutes without their unit."""
        minutes = re.fullmatch(r"([0-9]{1,3})\s*(?:m|min|mins|minutes?)\.?", text, re.IGNORECASE)
        return minutes[1] if minutes else super().meant(text)


@dataclass(frozen=True)
class Points(ScalarKind[Decimal]):
    """Points with at most two decimals, so that sums are exact in every standard; `or_none` allows 0."""

    or_none: bool = False
    most: Decimal = Decimal(2000)

    @property
    def what(self) -> str:  # type: ignore[override]
        """Name the limits."""
        return f"points: a number {'from' if self.or_none else 'above'} 0 with at most two decimals"

    @property
    def blank(self) -> Decimal:
        """Return one point."""
        return Decimal(1)

    def parse(self, text: str) -> Decimal | None:
        """Read a decimal number."""
        number = Decimal(text) if re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,2})?", text) else Decimal(-1)
        return number if 0 < number <= self.most or (self.or_none and not number) else None

    def hint(self, text: str) -> str:
        """Name the decimal point where a comma was used, and what is no number of points."""
        if "%" in text:
            return "write points, not a share: 80 % of 50 points are `40`"
        if "," in text:
            return "write a decimal point"
        if not re.fullmatch(r"-?[0-9]+(\.[0-9]*)?", text):
            return _number_alone(text) or "write it in digits, such as `5` or `2.5`"
        if Decimal(text) > self.most:
            return f"at most {self.most}"
        return "points are deducted by a `penalty` or a `share`" if Decimal(text) < 0 else ""

    def meant(self, text: str) -> str:
        """Return a decimal comma as a point, and points without their name."""
        points = re.fullmatch(r"([0-9]{1,4}(?:[.,][0-9]{1,2})?)(?:\s*(?:p|pt|pts|points?))?", text, re.IGNORECASE)
        return points[1].replace(",", ".") if points else _in_digits(text)

    def schema(self) -> Schema:
        """Return the limits."""
        least = {"minimum": 0} if self.or_none else {"exclusiveMinimum": 0}
        return {"type": "number", **least, "maximum": float(self.most)}


@dataclass(frozen=True)
class Portion(ScalarKind[Decimal]):
    """A part of a whole: 0 to 1, with at most two decimals."""

    what: str = "a number from 0 to 1 with at most two decimals"
    blank: Decimal = Decimal(1)

    def parse(self, text: str) -> Decimal | None:
        """Read a decimal number."""
        return Decimal(text) if re.fullmatch(r"0(\.[0-9]{1,2})?|1(\.0{1,2})?", text) else None

    def hint(self, text: str) -> str:
        """Name the decimal point where a comma was used."""
        return "write a decimal point" if "," in text else ""

    def meant(self, text: str) -> str:
        """Return a decimal comma as a point."""
        return text.replace(",", ".")

    def schema(self) -> Schema:
        """Return the limits."""
        return {"type": "number", "minimum": 0, "maximum": 1}


@dataclass(frozen=True)
class Share(ScalarKind[Decimal]):
    """A part that is neither nothing nor all: between -1, included, and 1, with at most five decimals."""

    what: str = "a number between 0 and 1, or between 0 and -1, with at most five decimals, such as 0.5 or -0.25"
    blank: Decimal = Decimal("0.5")

    def meant(self, text: str) -> str:
        """Return a decimal comma as a point."""
        return text.replace(",", ".")

    def parse(self, text: str) -> Decimal | None:
        """Read a decimal number."""
        return (Decimal(text) or None) if re.fullmatch(r"-?0\.[0-9]{1,5}|-1(\.0{1,5})?", text) else None

    def hint(self, text: str) -> str:
        """Name the decimal point where a comma was used."""
        return "write a decimal point" if "," in text else ""

    def schema(self) -> Schema:
        """Return the limits."""
        return {"type": "number", "minimum": -1, "exclusiveMaximum": 1, "not": {"const": 0}}


@dataclass(frozen=True)
class Factor(ScalarKind[Decimal]):
    """How many times as much: 1 to 10, with at most two decimals."""

    what: str = "a factor from 1 to 10 with at most two decimals, such as 1.5"
    blank: Decimal = Decimal(1)

    def parse(self, text: str) -> Decimal | None:
        """Read a decimal number."""
        return Decimal(text) if re.fullmatch(r"[1-9](\.[0-9]{1,2})?|10(\.0{1,2})?", text) else None

    def schema(self) -> Schema:
        """Return the limits."""
        return {"type": "number", "minimum": 1, "maximum": 10}


@dataclass(frozen=True)
class Flag(ScalarKind[bool]):
    """`true` or `false`."""

    what: str = "`true` or `false`"

    @property
    def blank(self) -> bool:
        """Return false."""
        return False

    def parse(self, text: str) -> bool | None:
        """Take the two words of YAML 1.2."""
        return {"true": True, "false": False}.get(text)

    def hint(self, text: str) -> str:
        """Translate other words for the two."""
        word = text.lower()
        meant = (
            "true"
            if word in ("true", "yes", "on", "1", "x")
            else "false"
            if word in ("false", "no", "off", "0")
            else ""
        )
        return meant and f"write `{meant}`"

    def meant(self, text: str) -> str:
        """Return the word for another that YAML 1.1 takes for it."""
        word = text.lower()
        return {"yes": "true", "on": "true", "no": "false", "off": "false"}.get(word, word)

    def schema(self) -> Schema:
        """Return a boolean."""
        return {"type": "boolean"}


@dataclass(frozen=True)
class OneOf(ScalarKind[E]):
    """One word of a list."""

    words: type[E]

    @property
    def what(self) -> str:  # type: ignore[override]
        """Name the words."""
        return "one of " + ", ".join(f"`{w}`" for w in self.words)

    @property
    def blank(self) -> E:
        """Return the first."""
        return next(iter(self.words))

    def parse(self, text: str) -> E | None:
        """Look the word up."""
        return next((word for word in self.words if word == text), None)

    def hint(self, text: str) -> str:
        """Name a close one."""
        return did_you_mean(text, self.words)

    def meant(self, text: str) -> str:
        """Return the word that is misspelt."""
        return unmistakable(text, self.words) or ""

    def schema(self) -> Schema:
        """Return the list."""
        return {"enum": [str(word) for word in self.words]}


@dataclass(frozen=True)
class Duration(ScalarKind[int]):
    """A time such as `90 min` or `5 h`; the value is in minutes."""

    what: str = "a duration such as `90 min` or `5 h`"

    @property
    def blank(self) -> int:
        """Return one minute."""
        return 1

    def parse(self, text: str) -> int | None:
        """Read a number and its unit."""
        match = re.fullmatch(r"([0-9]{1,4}) ?(min|h)", text)
        minutes = int(match.group(1)) * (60 if match.group(2) == "h" else 1) if match else 0
        return minutes or None

    def hint(self, text: str) -> str:
        """Write the same time as it can be read."""
        if clock := re.fullmatch(r"([0-9]{1,2}):([0-5][0-9])", text):
            return f"write `{int(clock[1]) * 60 + int(clock[2])} min` for hours and minutes"
        if days := re.fullmatch(r"([0-9]{1,2}) ?(?:d|days?)", text.lower()):
            return f"write `{int(days[1]) * 24} h`"
        match = re.fullmatch(r"([0-9]{1,4}(?:\.[0-9]{1,2})?) ?(h\w*|m|min\w*)?\.?", text.lower())
        minutes = Decimal(match[1]) * (60 if (match[2] or "").startswith("h") else 1) if match else Decimal(0)
        if match is None or minutes < 1:
            return "write a whole number and `min` or `h`"
        if match[2] is None:
            return f"add the unit: `{int(minutes)} min`"
        return f"write `{minutes // 60} h`" if not minutes % 60 else f"write `{int(minutes)} min`"

    def meant(self, text: str) -> str:
        """Return the same time, where its unit is written."""
        match = re.fullmatch(r"write `([0-9]+ (?:h|min))`", self.hint(text))
        return match[1] if match else ""

    def schema(self) -> Schema:
        """Return the pattern."""
        return {"type": "string", "pattern": "^[0-9]{1,4} ?(min|h)$"}


@dataclass(frozen=True)
class Unlimited(ScalarKind[int | None]):
    """A number of times, or `unlimited`, which is None: also what a field holds when the value was wrong."""

    what: str = f"a whole number from 1 to {MOST_ATTEMPTS}, or `unlimited`"

    @property
    def blank(self) -> int | None:
        """Return no limit."""
        return None

    def read(self, node: Node, reading: Reading) -> int | None:
        """Read a number or the word."""
        text = node.text.strip() if isinstance(node, Scalar) else ""
        if re.fullmatch(r"[0-9]{1,2}", text) and 1 <= int(text) <= MOST_ATTEMPTS:
            return int(text)
        if text != "unlimited":
            fix = replaced(node.span, text, "unlimited") if text.lower() in _WITHOUT_LIMIT else ()
            self.wrong(node, reading, "write `unlimited`" if text.isalpha() else "", fix)
        return None

    def parse(self, text: str) -> int | None:
        """Never asked: `read` is."""
        return int(text)

    def schema(self) -> Schema:
        """Return both forms."""
        return {"anyOf": [{"type": "integer", "minimum": 1, "maximum": MOST_ATTEMPTS}, {"const": "unlimited"}]}
