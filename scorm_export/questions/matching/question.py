"""Matching: each source goes with one of the targets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from scorm_export.course import Question
from scorm_export.diagnostics import Diagnostics
from scorm_export.questions.base import ID, common, question_type
from scorm_export.questions.credit import CREDIT, read_credit
from scorm_export.questions.matching.notation import NOTATION
from scorm_export.questions.order import check_telling, in_no_order
from scorm_export.questions.pairs import PENALTY, Pairing, sources_field, targets_field
from scorm_export.source.fields import Values

_SOURCES = sources_field("sources", "a source", "target")
_TARGETS = targets_field("targets", "a target")


@dataclass(frozen=True, kw_only=True)
class Matching(Pairing):
    """Sources in the author's order, targets in one that tells nothing."""

    type: ClassVar[str] = "matching"
    source_word: ClassVar[str] = "source"
    target_word: ClassVar[str] = "target"

    def check(self, found: Diagnostics) -> None:
        """Report also ids that pair off by themselves."""
        super().check(found)
        by_source = sorted(self.sources, key=lambda source: source.id)
        check_telling([source.target for source in by_source], self.origin.of("sources"), found)


def _build(values: Values) -> Question:
    targets = in_no_order(values[ID], values[_TARGETS])
    return Matching(**common(values), sources=values[_SOURCES], targets=targets, credit=read_credit(values, PENALTY))


TYPE = question_type(Matching.type, (_SOURCES, _TARGETS, CREDIT, PENALTY), _build, notation=NOTATION)
