"""Lines of a source that must not be shown: where a file tells how to reach a record store, its key may stand.

Judged by the text alone, so that a file that is not even YAML is shown without its key as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_SECTION = re.compile(r"(?:^|[{,])\s*['\"]?lrs['\"]?\s*:")
_KEY = re.compile(r"(?:^|[{,])\s*['\"]?key['\"]?\s*:")
_PUBLIC = re.compile(r"\s*(?:lrs:\s*|(?:endpoint|homePage|token)\s*:\s*['\"]?https?://[^@\s]*\s*|)")
"""What is safe to show: a field of its own on a line, without the `@` that follows credentials in an address."""
_VALUE = re.compile(r"^(\s*(?:lrs:\s*)?(?:(?:endpoint|homePage|token|key)\s*:\s*)?)(.*)$")


def masked(lines: Sequence[str], *, whole: bool) -> tuple[str, ...]:
    """Return the lines with dots for every character that may be a secret; nothing when there is none.

    `whole` says that the file is nothing but such a section.
    """
    hidden = frozenset(n for n in _section(lines, whole=whole) if not _PUBLIC.fullmatch(lines[n]))
    return tuple(_VALUE.sub(_dots, line) if n in hidden else line for n, line in enumerate(lines)) if hidden else ()


def _dots(match: re.Match[str]) -> str:
    return match[1] + re.sub(r"\S", "•", match[2])


def _section(lines: Sequence[str], *, whole: bool) -> Iterator[int]:
    """Yield the lines of a section `lrs`, and every line with a key after it began."""
    start = 0 if whole else next((n for n, line in enumerate(lines) if _SECTION.search(line)), len(lines))
    inside = True
    for number in range(start, len(lines)):
        line = lines[number]
        inside = inside and (whole or number == start or not line.strip() or _depth(line) > _depth(lines[start]))
        if inside or _KEY.search(line):
            yield number


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())
