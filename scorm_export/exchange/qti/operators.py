"""The operators of expressions in response processing that are known here (ASI 2.1, 15.3)."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from scorm_export.exchange.bank import decimal
from scorm_export.exchange.qti.responses import Response, UnknownRuleError, Value, is_same, joined
from scorm_export.exchange.xml_files import Element
from scorm_export.questions.patterns import PatternError, portable

_LONGEST = 250
"""Characters of a text that patterns are tried on."""
Operator = Callable[[Response | None, Element, list[Value]], Value]
"""Computes a value from those of its parts; the response, if any, decides how order and pairs count."""


def _match(response: Response | None, _element: Element, values: list[Value]) -> Value:
    one, other = values
    return None if one is None or other is None else is_same(one, other, response)


def _string_match(_response: Response | None, element: Element, values: list[Value]) -> Value:
    if None in values:
        return None
    one, other = (str(value) for value in values)
    if element.get("caseSensitive", "true") == "false":
        one, other = one.casefold(), other.casefold()
    return other in one if element.get("substring") == "true" else one == other


def _pattern_match(_response: Response | None, element: Element, values: list[Value]) -> Value:
    text = values[0]
    if text is None:
        return None
    try:
        pattern = portable(element.get("pattern", ""), _LONGEST)
    except PatternError as problem:
        raise UnknownRuleError from problem
    return len(str(text)) <= _LONGEST and re.fullmatch(pattern, str(text)) is not None


def _with_list(
    kind: type, holds: Callable[[Any, list[Any]], bool]
) -> Callable[[Response | None, Element, list[Value]], Value]:
    """Return an operator that compares a value of a kind with a list; it is NULL where one of them is."""

    def operator(_response: Response | None, _element: Element, values: list[Value]) -> Value:
        one, other = values
        if one is None or other is None:
            return None
        if not isinstance(one, kind) or not isinstance(other, list):
            raise UnknownRuleError
        return holds(one, other)

    return operator


_member = _with_list(str, lambda one, other: joined(one) in map(joined, other))
_contains = _with_list(list, lambda one, other: set(map(joined, other)) <= set(map(joined, one)))


def _multiple(_response: Response | None, _element: Element, values: list[Value]) -> Value:
    if any(not isinstance(value, str | list | None) for value in values):
        raise UnknownRuleError
    flat = [each for v in values if v is not None for each in (v if isinstance(v, list) else [str(v)])]
    return flat or None


def _numbers(values: list[Value]) -> list[Decimal] | None:
    """Return values as numbers; None where one is NULL."""
    if any(value is None for value in values):
        return None
    if not all(isinstance(value, Decimal) for value in values):
        raise UnknownRuleError
    return [value for value in values if isinstance(value, Decimal)]


def _equal(_response: Response | None, element: Element, values: list[Value]) -> Value:
    numbers = _numbers(values)
    if numbers is None:
        return None
    one, other = numbers
    mode, given = element.get("toleranceMode", "exact"), element.get("tolerance", "").split()
    tolerances = [decimal(each) for each in given]
    if mode == "exact":
        return one == other
    if not tolerances or None in tolerances:
        raise UnknownRuleError
    below, above = tolerances[0] or Decimal(0), tolerances[-1] or Decimal(0)
    if mode == "relative":
        below, above = abs(one) * below / 100, abs(one) * above / 100
    return one - below <= other <= one + above


def _all(_response: Response | None, _element: Element, values: list[Value]) -> Value:
    return False if False in values else None if None in values else True


def _any(_response: Response | None, _element: Element, values: list[Value]) -> Value:
    return True if True in values else None if None in values else False


def _not(_response: Response | None, _element: Element, values: list[Value]) -> Value:
    return None if values[0] is None else not values[0]


def _comparison(name: str) -> Operator:
    def compare(_response: Response | None, _element: Element, values: list[Value]) -> Value:
        numbers = _numbers(values)
        if numbers is None:
            return None
        one, other = numbers
        return {"lt": one < other, "gt": one > other, "lte": one <= other, "gte": one >= other}[name]

    return compare


def _arithmetic(name: str) -> Operator:
    def compute(_response: Response | None, _element: Element, values: list[Value]) -> Value:
        numbers = _numbers(values)
        if numbers is None:
            return None
        if name == "sum":
            return sum(numbers, Decimal(0))
        if name in ("max", "min"):
            return (max if name == "max" else min)(numbers)
        total, *rest = numbers
        for number in rest:
            total = total * number if name == "product" else total - number if name == "subtract" else total / number
        return total

    return compute


PARTS = dict.fromkeys(
    "match stringMatch member contains equal lt gt lte gte subtract divide".split(), 2
) | dict.fromkeys("patternMatch not isNull containerSize integerToFloat".split(), 1)
"""How many expressions an operator takes; others take any number."""
OPERATORS: dict[str, Operator] = {
    "match": _match,
    "stringMatch": _string_match,
    "patternMatch": _pattern_match,
    "member": _member,
    "contains": _contains,
    "multiple": _multiple,
    "ordered": _multiple,
    "equal": _equal,
    "and": _all,
    "or": _any,
    "not": _not,
    "isNull": lambda _response, _element, values: values[0] is None or values[0] == "",
    "containerSize": lambda _response, _element, values: Decimal(len(values[0]) if isinstance(values[0], list) else 0),
    "integerToFloat": lambda _response, _element, values: values[0],
    **{name: _comparison(name) for name in ("lt", "gt", "lte", "gte")},
    **{name: _arithmetic(name) for name in ("sum", "product", "subtract", "divide", "max", "min")},
}
