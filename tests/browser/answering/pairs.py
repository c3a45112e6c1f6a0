"""What to choose for each source, to be right, partly right or wrong."""

from __future__ import annotations

from answering import How, NoSuchAnswer
from scorm_export.questions.credit import Rule
from scorm_export.questions.pairs import Pairing


def chosen(question: Pairing, how: How) -> dict[str, str]:
    """Return a target for every source: all of them right, all but the last, or none."""
    right = {source.id: source.target for source in question.sources}
    if how == "right":
        return right
    targets = [target.id for target in question.targets]
    wrong = {source: next(target for target in targets if target != right[source]) for source in right}
    if how == "wrong":
        return wrong
    if question.credit.rule is Rule.ALL_OR_NOTHING or len(right) - 1 <= question.credit.penalty:
        raise NoSuchAnswer
    last = question.sources[-1].id
    return right | {last: wrong[last]}
