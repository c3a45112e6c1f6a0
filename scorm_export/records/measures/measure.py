"""What a measure is: a table with its columns, each with a unit and a source; what they mean is in `words.yaml`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import ibis
from ibis.expr.types import ArrayValue, NumericValue, StringValue, Table

from scorm_export.records.facts import Facts

MOODLE = "Moodle, quiz report statistics, calculator.php; docs.moodle.org/dev/Quiz_statistics_calculations"
WILSON = "Wilson 1927, score interval of 95 %"
CRONBACH = "Cronbach 1951; Moodle, quiz report statistics, calculator.php"
_Z = 1.959963984540054
"""Of a two-sided interval of 95 %."""


NO = ibis.literal(value=False)


class Unit(StrEnum):
    """What a number counts."""

    TEXT = "text"
    COUNT = "count"
    SHARE = "share"
    """0 to 1, written per cent."""
    PERCENT = "percent"
    """0 to 100, or below 0 for what may be negative."""
    SECONDS = "seconds"
    DAYS = "days"
    POINTS = "points"
    NUMBER = "number"
    TIME = "time"
    FLAGS = "flags"
    YES = "yes"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key in the words, its unit, and where its formula is published, if it is."""

    name: str
    unit: Unit
    source: str = ""
    people: str = ""
    """The column with the number of learners behind it, where that may be too small to be shown."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A table: its key in the words, its columns, its expression, and by which columns its rows are in order."""

    name: str
    columns: tuple[Column, ...]
    expression: Callable[[Facts], Table]
    order: Sequence[str]
    personal: bool = False
    """Whether its rows are single learners."""
    beside: Sequence[str] = ()
    """What its rows hold for whoever writes remarks on them, and no reader sees."""

    def of(self, facts: Facts) -> Table:
        """Return the rows of a scope, in order."""
        shown = [column.name for column in self.columns if column.unit is not Unit.FLAGS]
        names = dict.fromkeys([*shown, *self.order, *self.beside])
        return (
            self.expression(facts)
            .select(list(names))
            .order_by([ibis.asc(name, nulls_first=False) for name in self.order])
        )


def pieces(text: StringValue, delimiter: str) -> ArrayValue:
    """Return what a text is made of; a delimiter such as `[,]` is a pattern to some engines, so none is given it."""
    return text.replace(delimiter, "\x1f").split("\x1f")


def share(part: NumericValue, whole: NumericValue) -> NumericValue:
    """Return part of a whole; null of nothing."""
    return part.cast("float64") / whole.nullif(0)


def wilson(part: NumericValue, whole: NumericValue, side: int) -> NumericValue:
    """Return an end of the 95 % interval of a share: the lower one (-1) or the upper one (1)."""
    n = whole.cast("float64").nullif(0.0)
    p = part.cast("float64") / n
    middle = p + _Z**2 / (2 * n)
    margin = ((p * (1 - p) + _Z**2 / (4 * n)) / n).sqrt() * _Z
    return (middle + margin * side) / (1 + _Z**2 / n)


def quantiles(table: Table, by: Sequence[str], column: str, **shares: float) -> Table:
    """Return quantiles of a column by groups, between the two nearest values, computed alike on every engine.

    `shares` are 0 to 1 by the names of the resulting columns.
    """
    found = steps(table.filter(table[column].notnull()), by, column)
    whole = found.upto.max().over(ibis.window(group_by=list(by)))
    found = found.mutate(last=(whole - 1).cast("float64"), value=found[column].cast("float64"))

    def at(share: float) -> NumericValue:
        place = found["last"] * share
        below = place.floor()
        nearest = _holds(found, below) * (1 - (place - below)) + _holds(found, below + 1) * (place - below)
        return (found.value * nearest).sum()

    results = {name: at(place) for name, place in shares.items()}
    return found.group_by(list(by)).aggregate(**results) if by else found.aggregate(**results)


def steps(table: Table, by: Sequence[str], column: str) -> Table:
    """Return a row for each value of a column by groups, with its ranks in the order of values: `begin` to `upto`.

    Ranks are from 0, and `upto` is not one of them. Values repeat, so this is far less than a rank for each row.
    """
    counted = table.group_by([*by, column]).aggregate(number=table.count())
    order = ibis.window(group_by=list(by), order_by=[counted[column]], preceding=None, following=0)
    upto = counted.number.sum().over(order)
    return counted.mutate(begin=upto - counted.number, upto=upto).drop("number")


def _holds(found: Table, rank: NumericValue) -> NumericValue:
    """Return 1 where a value has a rank, else 0."""
    return ((found.begin <= rank) & (rank < found.upto)).cast("int64")
