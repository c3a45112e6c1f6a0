"""Numbers that the compiler and the player share, each with the clause that it comes from.

The player has them in `player/src/limits.ts`, which is generated from this file: a test fails when it is outdated, and
writes it when run with `UPDATE=1`.
"""

from __future__ import annotations

import ast
from itertools import pairwise
from pathlib import Path

MOST_STATE_SCORM12 = 4096
"""Characters of `cmi.suspend_data`: CMIString4096 (SCORM 1.2 RTE, 3.4.4)."""
MOST_STATE_SCORM2004 = 64_000
"""Characters of `cmi.suspend_data` (SCORM 2004 3rd and 4th Edition RTE, 4.2.23)."""
MOST_STATE_SCORM2004_2ND = 4000
"""Characters of `cmi.suspend_data` in the 2nd Edition."""
MOST_LOCATION_SCORM12 = 255
"""Characters of `cmi.core.lesson_location`: CMIString255 (SCORM 1.2 RTE, 3.4.4)."""
MOST_RESPONSE_SCORM12 = 255
"""Characters of a response or pattern: CMIString255 (SCORM 1.2 RTE, 3.4.4)."""
MOST_TEXT_SCORM2004 = 250
"""Characters of each text of a fill-in response or pattern (SCORM 2004 RTE, 4.2.9.1)."""
MOST_LONG_TEXT_SCORM2004 = 4000
"""Characters of a long-fill-in response or pattern (SCORM 2004 RTE, 4.2.9.1)."""
MOST_DESCRIPTION_SCORM2004 = 250
"""Characters of a localized_string_type, such as a description (SCORM 2004 RTE, 4.1.1.7)."""

STATE_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
"""The digits to base 64 of the saved state, by their value."""
EPOCH = 1_577_836_800
"""2020-01-01T00:00:00Z, where the times of the saved state begin: seconds since 1970."""
KEY_LENGTH = 5
"""Digits that stand for a course, lesson, quiz or objective in the saved state."""
ACTIVITY_KEY_LENGTH = 3
"""The same in the compact state."""
OBJECTIVE_KEY_LENGTH = 2
"""Digits that stand for an objective in the compact state."""
ATTEMPT_ID_LENGTH = 3
"""Digits of the random name of an attempt."""
QUESTION_KEY_BITS = 16
"""Bits that stand for a question in its quiz."""
MOST_RESPONSE = 4095
"""Characters of a response in the saved state: their number is two digits."""
MOST_OBJECTIVES = 63
"""Objectives that the questions of one quiz can name: their number is one digit."""
MOST_ATTEMPTS = 60
"""Attempts that a quiz with a limit can have."""
MOST_ATTEMPTS_COUNTED = 63
"""Attempts of a quiz that the compact state counts: their number is one digit."""

MOST_ACCOMMODATION = 10
"""The largest factor by which a time limit can be extended."""
MOST_MINUTES = 9999 * 60
"""Minutes of the longest duration in a course."""
MOST_DIGITS_NUMERIC = 12
"""Digits of the number that a question asks for, before and after the point together."""
MOST_BYTES_NUMERIC = 40
"""UTF-8 bytes of a typed number: twelve digits of any script, spaces between them, sign and point."""

TYPESCRIPT = Path(__file__).parent / "player" / "src" / "limits.ts"


def typescript() -> str:
    """Return the constants, with their docstrings as comments, as a module of the player."""
    lines = ["/** Numbers that the compiler and the player share, generated from scorm_export/limits.py. */"]
    body = ast.parse(Path(__file__).read_text("utf-8")).body
    for statement, following in pairwise(body):
        match statement, following:
            case ast.Assign(targets=[ast.Name(id=name)]), ast.Expr(value=ast.Constant(value=str(doc))):
                lines += [f"/** {doc} */", f"export const {name} = {_spelt(globals()[name])};"]
    return "\n".join(lines) + "\n"


def _spelt(value: str | int) -> str:
    """Return a value as the player's sources are written."""
    if isinstance(value, str):
        return f'"{value}"'
    return f"{value:_}" if value >= 10_000 else str(value)  # noqa: PLR2004 — digits are grouped from here on
