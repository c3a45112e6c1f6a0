"""Categorise: each item belongs in one of a few groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from scorm_export.course import Question
from scorm_export.diagnostics import Diagnostics
from scorm_export.questions.base import ID, common, question_type
from scorm_export.questions.categorise.notation import NOTATION
from scorm_export.questions.credit import CREDIT, read_credit
from scorm_export.questions.order import in_no_order
from scorm_export.questions.pairs import PENALTY, Pairing, sources_field, targets_field
from scorm_export.source.fields import Values

MOST_GROUPS = 6
"""As many as stand side by side for each item."""

_ITEMS = sources_field("items", "an item", "group")
_GROUPS = targets_field("groups", "a group")


@dataclass(frozen=True, kw_only=True)
class Categorise(Pairing):
    """Items are sources, in an order that tells nothing; groups are targets, in the author's order."""

    type: ClassVar[str] = "categorise"
    exact: ClassVar[bool] = False
    source_word: ClassVar[str] = "item"
    target_word: ClassVar[str] = "group"

    def check(self, found: Diagnostics) -> None:
        """Report also groups that are too many, or have no item."""
        super().check(found)
        if len(self.targets) > MOST_GROUPS:
            found.error(
                "too-many-groups",
                f"the question has {len(self.targets)} groups, at most {MOST_GROUPS} are possible",
                self.origin.of("groups"),
                "leave some out, or make it a `matching` question",
            )
        used = {source.target for source in self.sources}
        for group in self.targets:
            if self.sources and group.id and group.id not in used:
                found.warn(
                    "empty-group",
                    f"no item belongs in the group `{group.id}`",
                    group.origin.of("id"),
                    "name it as the `group` of an item, or leave it out",
                )


def _build(values: Values) -> Question:
    items = in_no_order(values[ID], values[_ITEMS])
    return Categorise(**common(values), sources=items, targets=values[_GROUPS], credit=read_credit(values, PENALTY))


TYPE = question_type(Categorise.type, (_GROUPS, _ITEMS, CREDIT, PENALTY), _build, notation=NOTATION)
