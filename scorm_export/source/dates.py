"""Dates as fields of a source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from scorm_export.source.kinds import Schema
from scorm_export.source.scalars import ScalarKind


@dataclass(frozen=True)
class Day(ScalarKind[date]):
    """A date (ISO 8601)."""

    what: str = "a date such as `2026-11-28`"

    @property
    def blank(self) -> date:
        """Return the first day of the proleptic Gregorian calendar."""
        return date.min

    def parse(self, text: str) -> date | None:
        """Read year, month and day."""
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            return None

    def hint(self, _text: str) -> str:
        """Name the order."""
        return "write the year, the month and the day: `2026-11-28`"

    def meant(self, text: str) -> str:
        """Return the same day, where it is clear which number is which."""
        if match := re.fullmatch(r"([0-9]{4})[/.]([0-9]{1,2})[/.]([0-9]{1,2})", text):
            return f"{match[1]}-{match[2]:0>2}-{match[3]:0>2}"
        match = re.fullmatch(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})", text)
        return f"{match[3]}-{match[2]:0>2}-{match[1]:0>2}" if match else ""

    def schema(self) -> Schema:
        """Return the format."""
        return {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
