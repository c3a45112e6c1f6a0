"""Where the tokens of a Markdown text stand in its file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from scorm_export.diagnostics import SourceFile, Span

if TYPE_CHECKING:
    from markdown_it.token import Token


_MOST_LOOKED_THROUGH = 200_000_000
"""Characters of a text in which places are looked for: after so many, what is found has the line of its block."""
_OF_A_LINE = 200
"""How many characters are looked through in the time that another line takes."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where tokens stand in the file."""

    file: SourceFile
    first_line: int
    last_line: int
    column: int
    exact: bool
    _spent: list[int] = field(default_factory=lambda: [0])
    """Roughly how many characters were looked through."""
    _taken: dict[tuple[int, str], tuple[int, int] | None] = field(default_factory=dict)
    """By block and text, where the search for its next occurrence begins; None where there is no other."""
    _lines: dict[int, Span] = field(default_factory=dict)
    """By number, the lines that stand for what was not found on them: some are long."""

    def of(self, block: Token, needle: str = "", before: tuple[str, ...] = ("",)) -> Span:
        """Return where a text stands next in a block, best after one of some other texts; or the block's first line."""
        start, end = self.first_line, self.last_line
        if self.exact and block.map:
            start, end = start + block.map[0], max(start + block.map[0], start + block.map[1] - 1)
        first = self.column if start == self.first_line else 1
        for lead in before if needle and self._spent[0] < _MOST_LOOKED_THROUGH else ():
            key = (start, lead + needle)
            begin = self._taken.get(key, (start, first))
            at = self._find(lead + needle, begin, end) if begin else None
            self._taken[key] = (at.line, at.column + at.length) if at else None
            if at:
                return self.file.span(at.line, at.column + len(lead), len(needle))
        if start not in self._lines:
            self._lines[start] = self.file.line(start, first)
        return self._lines[start]

    def _find(self, needle: str, begin: tuple[int, int], last: int) -> Span | None:
        at = self.file.find(needle, begin[0], last, begin[1])
        self._spend(begin, (at.line, at.column) if at else None, last)
        return at

    def _spend(self, begin: tuple[int, int], end: tuple[int, int] | None, last: int) -> None:
        """Count what was looked through from a place to another one, or to the end of the last line."""
        line, column = end or (last, len(self.file.lines[last - 1]) if last <= len(self.file.lines) else 1)
        lines = line - begin[0]
        self._spent[0] += lines * _OF_A_LINE + (column if lines else column - begin[1])

    def of_address(self, block: Token, address: str, *, bare: bool = False) -> Span:
        """Return where the address of a link or medium stands: in its brackets, or where its reference is defined.

        `bare` says that it stands in the text itself.
        """
        if not address:
            return self.of(block, "]()")
        as_written = dict.fromkeys((address, unquote(address)))
        for written in () if bare else as_written:
            at = self.of(block, written, ("](", "](<", "<"))
            if self._holds(at, written):
                return at
            for lead in ("]: ", "]: <"):
                if defined := self._defined(lead + written):
                    return self.file.span(defined.line, defined.column + len(lead), len(written))
        forms = (*as_written, address.removeprefix("http://"), address.removeprefix("mailto:"))
        places = (self.of(block, written) for written in forms)
        return next((at for at, written in zip(places, forms, strict=True) if self._holds(at, written)), self.of(block))

    def _defined(self, needle: str) -> Span | None:
        """Return where the address of a reference is defined; None once too much was looked through."""
        is_spent = self._spent[0] >= _MOST_LOOKED_THROUGH
        return None if is_spent else self._find(needle, (self.first_line, 1), self.last_line)

    @staticmethod
    def _holds(at: Span, written: str) -> bool:
        return at.text[at.column - 1 :].startswith(written)

    def on(self, line: int, needle: str) -> Span:
        """Return where a text last stands on a line of the text, counted from 0; or the line."""
        number = self.first_line + line if self.exact else self.first_line
        first = self.column if number == self.first_line else 1
        written = self.file.lines[number - 1] if number <= len(self.file.lines) else ""
        at = written.rfind(needle)
        return self.file.span(number, at + 1, len(needle)) if at >= first - 1 else self.file.line(number, first)
