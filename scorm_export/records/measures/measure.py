"""What a measure is: a table with columns, each with a unit and a source; their definitions are in `words.yaml`."""

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
"""The normal quantile of a two-sided interval of 95 %."""


NO = ibis.literal(value=False)


class Unit(StrEnum):
    """The unit of a number."""

    TEXT = "text"
    COUNT = "count"
    SHARE = "share"
    """0 to 1, shown as a percentage."""
    PERCENT = "percent"
    """0 to 100; negative where correlations can be."""
    SECONDS = "seconds"
    DAYS = "days"
    POINTS = "points"
    NUMBER = "number"
    TIME = "time"
    FLAGS = "flags"
    YES = "yes"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key in the words, its unit, and the source of its formula, if it is published."""

    name: str
    unit: Unit
    source: str = ""
    people: str = ""
    """The column with the number of learners behind the value, where that may be too small to show it."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A table: its key in the words, its columns, its expression, and the columns that order its rows."""

    name: str
    columns: tuple[Column, ...]
    expression: Callable[[Facts], Table]
    order: Sequence[str]
    personal: bool = False
    """Whether its rows are individual learners."""
    beside: Sequence[str] = ()
    """Columns of its rows that remarks are derived from and no reader sees."""

    def of(self, facts: Facts) -> Table:
        """Return the rows for a scope, in order."""
        shown = [column.name for column in self.columns if column.unit is not Unit.FLAGS]
        names = dict.fromkeys([*shown, *self.order, *self.beside])
        return (
            self.expression(facts)
            .select(list(names))
            .order_by([ibis.asc(name, nulls_first=False) for name in self.order])
        )


def pieces(text: StringValue, delimiter: str) -> ArrayValue:
    """Split a text. Some engines take a delimiter such as `[,]` for a pattern, so it is replaced first."""
    return text.replace(delimiter, "\x1f").split("\x1f")


def share(part: NumericValue, whole: NumericValue) -> NumericValue:
    """Return the share of a part in a whole; null where the whole is 0."""
    return part.cast("float64") / whole.nullif(0)


def wilson(part: NumericValue, whole: NumericValue, side: int) -> NumericValue:
    """Return an end of the 95 % interval of a share: the lower (-1) or the upper (1)."""
    n = whole.cast("float64").nullif(0.0)
    p = part.cast("float64") / n
    middle = p + _Z**2 / (2 * n)
    margin = ((p * (1 - p) + _Z**2 / (4 * n)) / n).sqrt() * _Z
    return (middle + margin * side) / (1 + _Z**2 / n)


def quantiles(table: Table, by: Sequence[str], column: str, **shares: float) -> Table:
    """Return quantiles of a column by groups, interpolated between the two nearest values, alike on every engine.

    `shares` maps the names of the resulting columns to shares from 0 to 1.
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
    """Return a row for each value of a column by groups, with its ranks in ascending order: `begin` to `upto`.

    Ranks begin with 0, and `upto` is excluded. Values repeat, so there are far fewer rows than ranks.
    """
    counted = table.group_by([*by, column]).aggregate(number=table.count())
    order = ibis.window(group_by=list(by), order_by=[counted[column]], preceding=None, following=0)
    upto = counted.number.sum().over(order)
    return counted.mutate(begin=upto - counted.number, upto=upto).drop("number")


def _holds(found: Table, rank: NumericValue) -> NumericValue:
    """Return 1 where a value covers a rank, else 0."""
    return ((found.begin <= rank) & (rank < found.upto)).cast("int64")
