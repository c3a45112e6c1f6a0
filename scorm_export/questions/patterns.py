r"""Patterns that answers may match: what Python and JavaScript take alike of regular expressions, and in no time.

    pattern = sequence { "|" sequence }
    sequence = { single [ "?" | "*" | "+" | "{n}" | "{n,}" | "{n,m}" ] | group [ "?" ] }
    group   = ( "(" | "(?:" ) pattern ")"
    single  = a character | "." | "\d" | "\" and a sign | "[" [ "^" ] characters and ranges "]"

Only single characters repeat, so the ways to match a text are counted beforehand; what has too many is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SIGNS = r"\^$.*+?()[]{}|/-"
_MOST_WAYS = 1_000_000
"""Ways in which a pattern may try to match one answer: some milliseconds of a slow phone."""
_QUANTIFIER = re.compile(r"[?*+]|\{(\d{1,3})(,?)(\d{0,3})\}")


class PatternError(Exception):
    """Why a pattern is refused, as the end of a sentence, and how to write it."""

    def __init__(self, problem: str, hint: str = "") -> None:
        super().__init__(problem)
        self.hint = hint


def portable(pattern: str, longest: int) -> str:
    """Return a pattern spelt so that both languages take it, or raise why not.

    Answers have at most `longest` characters and have to match as a whole. JavaScript needs the flag `u`.
    """
    reader = _Reader(pattern, longest)
    text, ways = reader.alternatives()
    if reader.rest:
        raise PatternError("has a `)` that nothing opened")
    if ways > _MOST_WAYS:
        raise PatternError("has too many ways to match, which could stop the page", "let fewer parts repeat")
    return text


@dataclass(slots=True)
class _Reader:
    """Reads from the front of what is left, and returns each part with the ways in which it can match."""

    rest: str
    longest: int

    def take(self, count: int = 1) -> str:
        taken, self.rest = self.rest[:count], self.rest[count:]
        return taken

    def alternatives(self) -> tuple[str, int]:
        text, ways = self.sequence()
        while self.rest.startswith("|"):
            self.take()
            other, more = self.sequence()
            text, ways = f"{text}|{other}", ways + more
        return text, ways

    def sequence(self) -> tuple[str, int]:
        text, ways = "", 1
        while self.rest and self.rest[0] not in "|)":
            part, more = self.group() if self.rest[0] == "(" else self.repeated()
            text, ways = text + part, ways * more
        return text, ways

    def group(self) -> tuple[str, int]:
        self.take(3 if self.rest.startswith("(?:") else 1)
        if self.rest.startswith("?"):
            raise PatternError("has a group that looks around or has a name", "use `( )` only")
        text, ways = self.alternatives()
        if self.take() != ")":
            raise PatternError("has a `(` that nothing closes")
        quantifier = self.quantifier()
        if quantifier not in ("", "?"):
            raise PatternError(
                "repeats a group", "only a single character, `.` or `[ ]` may repeat; a group may have `?`"
            )
        return f"(?:{text}){quantifier}", ways + len(quantifier)

    def repeated(self) -> tuple[str, int]:
        text = self.single()
        quantifier = self.quantifier()
        return text + quantifier, self.ways(quantifier)

    def quantifier(self) -> str:
        match = _QUANTIFIER.match(self.rest)
        taken = self.take(len(match.group())) if match else ""
        if taken and self.rest[:1] in ("?", "*", "+", "{"):
            raise PatternError("has two signs of repetition in a row", f"write `{taken}` only")
        return taken

    def ways(self, quantifier: str) -> int:
        if quantifier in ("", "?"):
            return 1 + len(quantifier)
        match = _QUANTIFIER.fullmatch(quantifier)
        least, comma, most = match.groups() if match else ("", "", "")
        if least and not comma:
            return 1
        if least and most and int(least) > int(most):
            raise PatternError("repeats from more to less", f"the first number of `{quantifier}` is the smaller one")
        return int(most) - int(least) + 1 if least and most else self.longest + 1

    def single(self) -> str:
        character = self.take()
        if character == ".":
            return character
        if character == "\\":
            return self.escaped()
        if character == "[":
            return self.characters()
        if character in "^$":
            raise PatternError(f"has `{character}`", "leave it out: the whole answer has to match anyway")
        if character in "?*+{":
            raise PatternError(
                f"has a `{character}` with nothing to repeat", f"write `\\{character}` for the sign itself"
            )
        return _literal(character)

    def escaped(self) -> str:
        character = self.take()
        if character == "d":
            return "[0-9]"
        if not character or character not in _SIGNS:
            raise PatternError(f"has `\\{character}`", "only `\\d` and signs may follow a `\\`")
        return _literal(character)

    def characters(self) -> str:
        negated = self.take() if self.rest.startswith("^") else ""
        text = ""
        while self.rest and not self.rest.startswith("]"):
            first = self.member()
            if len(self.rest) > 1 and self.rest[0] == "-" and self.rest[1] != "]":
                self.take()
                last = self.member()
                if "0-9" in (first, last) or first > last:
                    raise PatternError("has a range that is none", "write a range from the first to the last: `[a-z]`")
                text += f"{_member(first)}-{_member(last)}"
            else:
                text += first if first == "0-9" else _member(first)
        if not self.take() or not text:
            raise PatternError("has a `[` that nothing closes, or nothing in it")
        return f"[{negated}{text}]"

    def member(self) -> str:
        character = self.take()
        if character == "[":
            raise PatternError("has a `[` within a `[`", "write `\\[` for the sign itself")
        if character != "\\":
            return character
        escaped = self.escaped()
        return "0-9" if escaped == "[0-9]" else escaped[-1]


def _literal(character: str) -> str:
    return f"\\{character}" if character in _SIGNS.removesuffix("-") else character


def _member(character: str) -> str:
    return f"\\{character}" if character in r"\]^-[" else character
