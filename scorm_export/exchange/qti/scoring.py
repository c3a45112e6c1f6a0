"""What an answer earns by an item's own response processing (ASI 2.1, 8 to 11), as far as its rules are known here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from scorm_export.exchange.bank import decimal
from scorm_export.exchange.qti.operators import OPERATORS, PARTS
from scorm_export.exchange.qti.responses import Answers, Response, UnknownRuleError, Value, is_same, typed
from scorm_export.exchange.xml_files import Element, name_of


class _Exit(Exception):  # noqa: N818 — it ends the processing and is no error
    pass


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
        """Whether the item has response processing."""
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
            start = typed(value, kind) if value is not None else Decimal(0) if kind in ("float", "integer") else None
            outcomes[outcome.get("identifier", "")] = start if outcome.get("cardinality") == "single" else None
        return outcomes

    def _by_template(self, answers: Answers) -> Decimal:
        response = self.responses.get("RESPONSE")
        given = answers.get("RESPONSE") or ()
        if response is None:
            raise UnknownRuleError
        if self._template.startswith(("match_correct", "cc2_match")):
            return Decimal(
                int(bool(given) and is_same(response.value(given), response.value(response.right), response))
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
            return typed((element.text or "").strip(), element.get("baseType", ""))
        if name == "null":
            return None
        if name == "index" and len(element) == 1:
            values, at = self.value(element[0]), decimal(element.get("n"))
            if at is None or not isinstance(values, list | None):
                raise UnknownRuleError
            return values[int(at) - 1] if values and 0 < at <= len(values) else None
        operator = OPERATORS.get(name)
        if operator is None or not len(element) or len(element) != PARTS.get(name, len(element)):
            raise UnknownRuleError
        return operator(self.response_of(element), element, [self.value(each) for each in element])

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
        """Return the response in a comparison, which decides how order and pairs count."""
        named = (self.responses.get(each.get("identifier", "")) for each in element)
        return next((response for response in named if response is not None), None)
