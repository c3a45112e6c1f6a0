"""Jinja's sandbox for the templates of themes: nothing with effects, nothing random, and an end to everything.

Templates are written by others. Loops, calls, numbers and texts are limited, so that none keeps a build busy or fills
the memory.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from enum import Enum
from functools import wraps
from typing import Any

from jinja2 import nodes
from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext, Macro, Undefined, markup_join
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

MOST_OUTPUT = 4 * 1024 * 1024
"""The most characters that a template, or a text that it makes, may have."""
MOST_STEPS = 100_000
"""How often a template may go through its loops and call what it calls, for one page."""
_MOST_NUMBER = 10**15
_MOST_ARGUMENT = 10_000
_NOT_FILTERS = ("center", "indent", "pprint", "random", "urlize", "wordwrap", "xmlattr")
_NOT_METHODS = frozenset("center expandtabs format format_map join ljust replace rjust translate zfill".split())
"""Methods that make a long text of a short one; `join` and `replace` are filters."""
_WIDE = re.compile(r"%[^a-zA-Z%]*(?:\d{4,}|\*)")


class Sandbox(ImmutableSandboxedEnvironment):
    """An environment for the templates of a theme. `steps` counts those of a page, and is set to 0 before each."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self, allowed: type, **options: Any) -> None:
        super().__init__(**options)
        self.steps = 0
        self._plain = (
            allowed,
            str,
            int,
            Decimal,
            Enum,
            dict,
            list,
            tuple,
            LoopContext,
            Macro,
            TemplateModule,
            Undefined,
        )
        for name in _NOT_FILTERS:
            del self.filters[name]
        del self.globals["lipsum"]
        self.filters = {name: _bounded(function) for name, function in self.filters.items()}
        self.filters |= {"counted": self._counted, "beside": _beside}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Allow the fields of a course, and methods of texts, numbers and lists that have no effects."""
        if isinstance(obj, str) and attr in _NOT_METHODS:
            return False
        return isinstance(obj, self._plain) and super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:
        """Refuse `str.format` and `str.format_map`, which Jinja takes before it asks for safe attributes."""
        if getattr(value, "__name__", "") in ("format", "format_map") and isinstance(value.__self__, str):
            raise SecurityError(f"`{value.__name__}` is not available: use the filter, `'%s' | format(x)`")

    def call(self, *arguments: Any, **named: Any) -> Any:
        """Count each call, and each number of a range."""
        self._step()
        result = super().call(*arguments, **named)
        if isinstance(result, range):
            self._step(len(result))
        return result

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Allow only numbers to be multiplied: a long text times a number would fill the memory."""
        are_numbers = all(isinstance(side, int | float | Decimal) for side in (left, right))
        if operator == "**" or (operator in "*%" and not are_numbers):
            raise SecurityError("`**` is not available" if operator == "**" else f"`{operator}` is for numbers")
        result = super().call_binop(context, operator, left, right)
        if (are_numbers and abs(result) > _MOST_NUMBER) or (not are_numbers and len(result) > MOST_OUTPUT):
            raise SecurityError(f"what `{operator}` gives is too large")
        return result

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree: nodes.Template = _Bounding().visit(super()._parse(source, name, filename))
        return tree

    def _step(self, number: int = 1) -> None:
        self.steps += number
        if self.steps > MOST_STEPS:
            raise SecurityError(
                f"it takes more than {MOST_STEPS:,} steps: a loop in a loop, or a macro that calls itself"
            )

    def _counted(self, items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            self._step()
            yield item


class _Bounding(NodeTransformer):
    """Has what loops go through counted, and what `~` joins measured."""

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802 — Jinja's name for it
        self.generic_visit(node)
        node.iter = nodes.Filter(node.iter, "counted", [], [], None, None, lineno=node.iter.lineno)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Filter:  # noqa: N802 — Jinja's name for it
        self.generic_visit(node)
        return nodes.Filter(node.nodes[0], "beside", node.nodes[1:], [], None, None, lineno=node.lineno)


def _beside(*values: Any) -> str:
    if sum(len(str(value)) for value in values) > MOST_OUTPUT:
        raise SecurityError("what `~` gives is too large")
    return markup_join(values)


def _bounded(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a filter that refuses arguments of which much would be made."""
    name = function.__name__.removeprefix("do_").removeprefix("sync_do_")

    @wraps(function)
    def bounded(*arguments: Any, **named: Any) -> Any:
        given = (*arguments[1:], *named.values())
        texts = [value for value in (*arguments, *named.values()) if isinstance(value, str)]
        if any(isinstance(value, int) and abs(value) > _MOST_ARGUMENT for value in given):
            raise SecurityError(f"`{name}` takes numbers up to {_MOST_ARGUMENT:,}")
        if name == "replace" and len(texts) > 2 and texts[0].count(texts[1]) * len(texts[2]) > MOST_OUTPUT:  # noqa: PLR2004
            raise SecurityError("what `replace` gives is too large")
        if name == "join" and sum(map(len, texts)) > _MOST_ARGUMENT:
            raise SecurityError("what `join` puts between is too long")
        if name == "format" and _WIDE.search(texts[0] if texts else ""):
            raise SecurityError("`format` takes widths of at most three digits")
        return function(*arguments, **named)

    return bounded
