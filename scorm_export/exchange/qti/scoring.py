"""What an answer earns by an item's own response processing (ASI 2.1, 8 to 11), as far as its rules are known here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from scorm_export.exchange.bank import decimal
from scorm_export.exchange.xml_files import Element, name_of
from scorm_export.questions.patterns import PatternError, portable

Value = str | Decimal | bool | list[str] | None
"""A single value, the values of a container, or NULL."""
Answers = Mapping[str, Sequence[str]]
"""The values of responses by their identifiers; what is left out was not answered."""


_LONGEST = 250
"""Characters of a text that patterns are tried on."""
_Operator = Callable[["_Run", Element, list[Value]], Value]


class UnknownRuleError(Exception):
    """Something in the processing is not known here, so nothing can be said of what an answer earns."""


class _Exit(Exception):  # noqa: N818 — it ends the processing and is no error
    pass


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
        return list(given) if self.cardinality != "single" else _typed(given[0], self.base_type)

    def mapped(self, given: Sequence[str]) -> Decimal:
        """Return what the mapping gives for what was given (7.5.3: each value counts once)."""
        exactly = {_joined(key): number for key, number in self.mapping.items()}
        folded = {_joined(key).casefold(): number for key, number in self.mapping.items() if key in self.in_any_case}
        worth: dict[str, Decimal] = {}
        for text in map(_joined, given):
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


@dataclass(slots=True)
class Scoring:
    """The response processing of an item."""

    root: Element
    responses: Mapping[str, Response]
    _rules: list[Element] | None = field(init=False)
    _template: str = field(init=False)

    def __post_init__(self) -> None:
        processing = self.root.find("{*}responseProcessing")
        self._template = "" if processing is None else processing.get("template", "").rstrip("/").rpartition("/")[2]
        self._rules = None if processing is None else list(processing)

    @property
    def is_there(self) -> bool:
        """Whether the item says anything of what answers earn."""
        return bool(self._rules or self._template)

    def earned(self, answers: Answers) -> Decimal:
        """Return what answers earn. Raises UnknownRuleError."""
        if not self._rules:
            return self._by_template(answers)
        run = _Run(self.responses, answers, self._outcomes())
        try:
            run.rules(self._rules)
        except _Exit:
            pass
        except (ArithmeticError, RecursionError) as problem:
            raise UnknownRuleError from problem
        score = run.outcomes.get("SCORE")
        if isinstance(score, Decimal):
            return score
        if score is None:
            return Decimal(0)
        raise UnknownRuleError

    def _outcomes(self) -> dict[str, Value]:
        outcomes: dict[str, Value] = {}
        for outcome in self.root.iter("{*}outcomeDeclaration"):
            kind = outcome.get("baseType", "")
            value = outcome.findtext("{*}defaultValue/{*}value")
            start = _typed(value, kind) if value is not None else Decimal(0) if kind in ("float", "integer") else None
            outcomes[outcome.get("identifier", "")] = start if outcome.get("cardinality") == "single" else None
        return outcomes

    def _by_template(self, answers: Answers) -> Decimal:
        response = self.responses.get("RESPONSE")
        given = answers.get("RESPONSE") or ()
        if response is None:
            raise UnknownRuleError
        if self._template.startswith(("match_correct", "cc2_match")):
            return Decimal(
                int(bool(given) and _is_same(response.value(given), response.value(response.right), response))
            )
        if self._template.startswith(("map_response.", "cc2_map_response")) or self._template == "map_response":
            return response.mapped(given) if given else Decimal(0)
        raise UnknownRuleError


@dataclass(slots=True)
class _Run:
    """One run of the rules."""

    responses: Mapping[str, Response]
    answers: Answers
    outcomes: dict[str, Value]
    unknown: set[str] = field(default_factory=set)

    def rules(self, rules: Sequence[Element]) -> None:
        for rule in rules:
            name = name_of(rule)
            if name == "setOutcomeValue":
                self._set(rule)
            elif name == "responseCondition":
                self._condition(rule)
            elif name == "responseProcessingFragment":
                self.rules(list(rule))
            elif name == "exitResponse":
                raise _Exit
            else:
                raise UnknownRuleError

    def _set(self, rule: Element) -> None:
        name = rule.get("identifier", "")
        try:
            self.outcomes[name] = self.value(rule[0]) if len(rule) else None
            self.unknown.discard(name)
        except UnknownRuleError:
            self.unknown.add(name)
            if name == "SCORE":
                raise

    def _condition(self, rule: Element) -> None:
        for branch in rule:
            is_else = name_of(branch) == "responseElse"
            if not is_else and not len(branch):
                raise UnknownRuleError
            if is_else or self.value(branch[0]) is True:
                self.rules(list(branch) if is_else else list(branch)[1:])
                return

    def value(self, element: Element) -> Value:
        """Return the value of an expression."""
        name = name_of(element)
        if name in ("variable", "correct", "mapResponse"):
            return self._of_variable(name, element.get("identifier", ""))
        if name == "baseValue":
            return _typed((element.text or "").strip(), element.get("baseType", ""))
        if name == "null":
            return None
        if name == "index" and len(element) == 1:
            values, at = self.value(element[0]), decimal(element.get("n"))
            if at is None or not isinstance(values, list | None):
                raise UnknownRuleError
            return values[int(at) - 1] if values and 0 < at <= len(values) else None
        operator = _OPERATORS.get(name)
        if operator is None or not len(element) or len(element) != _PARTS.get(name, len(element)):
            raise UnknownRuleError
        return operator(self, element, [self.value(each) for each in element])

    def _of_variable(self, kind: str, name: str) -> Value:
        response = self.responses.get(name)
        if response is None:
            if kind != "variable" or name in self.unknown or name not in self.outcomes:
                raise UnknownRuleError
            return self.outcomes[name]
        given = self.answers.get(name) or ()
        if kind == "correct":
            return response.value(response.right)
        if kind == "mapResponse":
            if not response.mapping:
                raise UnknownRuleError
            return response.mapped(given) if given else Decimal(0)
        return response.value(given)

    def response_of(self, element: Element) -> Response | None:
        """Return the response that an expression compares with something, which says how order and pairs count."""
        named = (self.responses.get(each.get("identifier", "")) for each in element)
        return next((response for response in named if response is not None), None)


def _typed(text: str, kind: str) -> Value:
    text = text.strip()
    if kind in ("float", "integer"):
        return decimal(text)
    return text == "true" if kind == "boolean" else text


def _joined(text: str) -> str:
    return " ".join(text.split())


def _is_same(one: Value, other: Value, response: Response | None) -> bool:
    if isinstance(one, list) and isinstance(other, list):
        pairs = (lambda text: " ".join(sorted(text.split()))) if response and response.base_type == "pair" else _joined
        first, second = list(map(pairs, one)), list(map(pairs, other))
        is_ordered = response is not None and response.cardinality == "ordered"
        return first == second if is_ordered else sorted(first) == sorted(second)
    if isinstance(one, str) and isinstance(other, str):
        return _joined(one) == _joined(other)
    return type(one) is type(other) and one == other


def _match(run: _Run, element: Element, values: list[Value]) -> Value:
    one, other = values
    return None if one is None or other is None else _is_same(one, other, run.response_of(element))


def _string_match(_run: _Run, element: Element, values: list[Value]) -> Value:
    if None in values:
        return None
    one, other = (str(value) for value in values)
    if element.get("caseSensitive", "true") == "false":
        one, other = one.casefold(), other.casefold()
    return other in one if element.get("substring") == "true" else one == other


def _pattern_match(_run: _Run, element: Element, values: list[Value]) -> Value:
    text = values[0]
    if text is None:
        return None
    try:
        pattern = portable(element.get("pattern", ""), _LONGEST)
    except PatternError as problem:
        raise UnknownRuleError from problem
    return len(str(text)) <= _LONGEST and re.fullmatch(pattern, str(text)) is not None


def _with_list(kind: type, holds: Callable[[Any, list[Any]], bool]) -> Callable[[_Run, Element, list[Value]], Value]:
    """Return an operator that compares a value of a kind with a list; it is NULL where one of them is."""

    def operator(_run: _Run, _element: Element, values: list[Value]) -> Value:
        one, other = values
        if one is None or other is None:
            return None
        if not isinstance(one, kind) or not isinstance(other, list):
            raise UnknownRuleError
        return holds(one, other)

    return operator


_member = _with_list(str, lambda one, other: _joined(one) in map(_joined, other))
_contains = _with_list(list, lambda one, other: set(map(_joined, other)) <= set(map(_joined, one)))


def _multiple(_run: _Run, _element: Element, values: list[Value]) -> Value:
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


def _equal(_run: _Run, element: Element, values: list[Value]) -> Value:
    numbers = _numbers(values)
    if numbers is None:
        return None
    one, other = numbers
    mode, given = element.get("toleranceMode", "exact"), element.get("tolerance", "").split()
    told = [decimal(each) for each in given]
    if mode == "exact":
        return one == other
    if not told or None in told:
        raise UnknownRuleError
    below, above = told[0] or Decimal(0), told[-1] or Decimal(0)
    if mode == "relative":
        below, above = abs(one) * below / 100, abs(one) * above / 100
    return one - below <= other <= one + above


def _all(_run: _Run, _element: Element, values: list[Value]) -> Value:
    return False if False in values else None if None in values else True


def _any(_run: _Run, _element: Element, values: list[Value]) -> Value:
    return True if True in values else None if None in values else False


def _not(_run: _Run, _element: Element, values: list[Value]) -> Value:
    return None if values[0] is None else not values[0]


def _comparison(name: str) -> _Operator:
    def compare(_run: _Run, _element: Element, values: list[Value]) -> Value:
        numbers = _numbers(values)
        if numbers is None:
            return None
        one, other = numbers
        return {"lt": one < other, "gt": one > other, "lte": one <= other, "gte": one >= other}[name]

    return compare


def _reckoning(name: str) -> _Operator:
    def reckon(_run: _Run, _element: Element, values: list[Value]) -> Value:
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

    return reckon


_PARTS = dict.fromkeys(
    "match stringMatch member contains equal lt gt lte gte subtract divide".split(), 2
) | dict.fromkeys("patternMatch not isNull containerSize integerToFloat".split(), 1)
"""How many expressions an operator takes; others take any number."""
_OPERATORS: dict[str, _Operator] = {
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
    "isNull": lambda _run, _element, values: values[0] is None or values[0] == "",
    "containerSize": lambda _run, _element, values: Decimal(len(values[0]) if isinstance(values[0], list) else 0),
    "integerToFloat": lambda _run, _element, values: values[0],
    **{name: _comparison(name) for name in ("lt", "gt", "lte", "gte")},
    **{name: _reckoning(name) for name in ("sum", "product", "subtract", "divide", "max", "min")},
}
