"""What items declare of responses: the right one, and what each is worth by a mapping (ASI 2.1, 7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from scorm_export.exchange.bank import decimal
from scorm_export.exchange.xml_files import Element

Value = str | Decimal | bool | list[str] | None
"""A single value, the values of a container, or NULL."""
Answers = Mapping[str, Sequence[str]]
"""The values of responses by their identifiers; what is left out was not answered."""


class UnknownRuleError(Exception):
    """The processing uses a rule that is not supported, so what an answer earns is unknown."""


@dataclass(frozen=True, slots=True)
class Response:
    """A `<responseDeclaration>`: what is right, and what each response is worth."""

    cardinality: str
    base_type: str
    right: list[str]
    mapping: dict[str, Decimal]
    in_any_case: frozenset[str]
    """The keys of the mapping for which capitals do not count."""
    default: Decimal
    least: Decimal | None
    most: Decimal | None

    def value(self, given: Sequence[str] | None) -> Value:
        """Return what was given as a value of this response."""
        if not given:
            return None
        return list(given) if self.cardinality != "single" else typed(given[0], self.base_type)

    def mapped(self, given: Sequence[str]) -> Decimal:
        """Return what the mapping gives for what was given (7.5.3: each value counts once)."""
        exactly = {joined(key): number for key, number in self.mapping.items()}
        folded = {joined(key).casefold(): number for key, number in self.mapping.items() if key in self.in_any_case}
        worth: dict[str, Decimal] = {}
        for text in map(joined, given):
            key = text.casefold() if text.casefold() in folded else text
            worth[key] = exactly.get(text, folded.get(key, self.default))
        total = sum(worth.values(), Decimal(0))
        total = total if self.least is None else max(total, self.least)
        return total if self.most is None else min(total, self.most)


def declared(declaration: Element) -> Response:
    """Return a response as an item declares it."""
    mapping = declaration.find("{*}mapping")
    entries = [] if mapping is None else list(mapping.iter("{*}mapEntry"))
    bounds = [None if mapping is None else decimal(mapping.get(name)) for name in ("lowerBound", "upperBound")]
    return Response(
        cardinality=declaration.get("cardinality", "single"),
        base_type=declaration.get("baseType", "identifier"),
        right=[(v.text or "").strip() for v in declaration.iterfind("{*}correctResponse/{*}value")],
        mapping={e.get("mapKey", ""): decimal(e.get("mappedValue")) or Decimal(0) for e in entries},
        in_any_case=frozenset(e.get("mapKey", "") for e in entries if e.get("caseSensitive", "true") == "false"),
        default=decimal(mapping.get("defaultValue")) or Decimal(0) if mapping is not None else Decimal(0),
        least=bounds[0],
        most=bounds[1],
    )


def typed(text: str, kind: str) -> Value:
    """Return a text as a value of a base type."""
    text = text.strip()
    if kind in ("float", "integer"):
        return decimal(text)
    return text == "true" if kind == "boolean" else text


def joined(text: str) -> str:
    """Return a text as it is compared: with one space wherever there is white space."""
    return " ".join(text.split())


def is_same(one: Value, other: Value, response: Response | None) -> bool:
    """Whether two values match, the parts of a container in the order that the response asks for."""
    if isinstance(one, list) and isinstance(other, list):
        pairs = (lambda text: " ".join(sorted(text.split()))) if response and response.base_type == "pair" else joined
        first, second = list(map(pairs, one)), list(map(pairs, other))
        is_ordered = response is not None and response.cardinality == "ordered"
        return first == second if is_ordered else sorted(first) == sorted(second)
    if isinstance(one, str) and isinstance(other, str):
        return joined(one) == joined(other)
    return type(one) is type(other) and one == other
