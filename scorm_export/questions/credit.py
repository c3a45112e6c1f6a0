"""What an answer that is partly right earns, in the types whose answers have parts.

The share of the points is (right parts − penalty x wrong parts) / all parts, never below 0 and rounded half up to a
hundredth of a point, but never up to all of them; or, all or nothing, the points for the right parts, all of them and
no other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from scorm_export.source.fields import Field, Values, defaulted
from scorm_export.source.scalars import OneOf, Portion


class Rule(StrEnum):
    """Whether an answer that is partly right earns anything."""

    PARTIAL = "partial"
    ALL_OR_NOTHING = "all-or-nothing"


CREDIT = defaulted("credit", OneOf(Rule), Rule.PARTIAL, "points for an answer that is partly right, or not")


def penalty_field(default: str) -> Field[Decimal]:
    """Return the field for what a wrong part takes away, with the type's own default."""
    return defaulted(
        "penalty", Portion(), Decimal(default), f"what a wrong part takes from a right one; {default} by default"
    )


@dataclass(frozen=True, slots=True)
class Credit:
    """What partly right earns."""

    rule: Rule
    penalty: Decimal
    """0 to 1: what a wrong part takes away, in right parts."""

    def earned(self, points: Decimal, right: int, wrong: int, parts: int) -> Decimal:
        """Return what an answer with so many right and wrong parts earns of a question's points."""
        share = max(Decimal(0), right - self.penalty * wrong) / parts
        if share == 1 or self.rule is Rule.ALL_OR_NOTHING:
            return points if right == parts and not wrong else Decimal(0)
        hundredth = Decimal("0.01")
        return max(Decimal(0), min((points * share).quantize(hundredth, ROUND_HALF_UP), points - hundredth))

    def player_data(self) -> Mapping[str, object]:
        """Return the rule, and the penalty in whole hundredths."""
        return {"credit": str(self.rule), "penalty": int(self.penalty * 100)}


def read_credit(values: Values, penalty: Field[Decimal]) -> Credit:
    """Return what the two fields say."""
    return Credit(values[CREDIT], values[penalty])
