"""Versions of xAPI: 2.0.0 (IEEE 9274.1.1) is spoken where an LRS lists it, 1.0.3 elsewhere.

No version is accepted everywhere: an LRS of 1.0.3 rejects headers from 1.1.0 on (Communication 3.3), and one of 2.0
those before 2.0.0, unless it also implements the earlier version (IEEE 9274.1.1, 4.1.7). Statements are alike in both.
A timestamp of ours is UTC with milliseconds, as 2.0 demands (RFC 3339) and 1.0.3 allows.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

OLD, NEW = "1.0.3", "2.0.0"


def spoken(listed: Any) -> str:
    """Return the version to use with an LRS that lists some; the older one where the list says nothing."""
    names = [str(one) for one in listed] if isinstance(listed, list) else []
    return NEW if any(name == "2.0" or name.startswith("2.0.") for name in names) else OLD


def timestamp(moment: datetime) -> str:
    """Return a moment as both versions take it."""
    utc = moment.astimezone(UTC) if moment.tzinfo else moment
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03}Z"
