"""Fields that several kinds of files have."""

from __future__ import annotations

from scorm_export.course import Origin
from scorm_export.source.fields import ListOf, Placed, Values, defaulted, required
from scorm_export.source.scalars import IDENTIFIER, Text, WholeNumber

TITLE = required(
    "title", Text("a title of at most 200 characters", most=200), "the title, as learners and LMS administrators see it"
)
MINUTES = required("minutes", WholeNumber(1, 600), "whole minutes a learner needs")
OBJECTIVE_IDS = defaulted("objectives", ListOf(Placed(IDENTIFIER)), (), "ids of the course's objectives that it serves")


def objectives(values: Values) -> tuple[tuple[str, ...], Origin]:
    """Return the ids of the objectives that a file names, and where everything in the file was written."""
    named = values[OBJECTIVE_IDS]
    spans = dict(values.spans) | {f"objectives.{name}": span for name, span in named}
    return tuple(dict.fromkeys(name for name, _ in named)), Origin(values.span, spans)
