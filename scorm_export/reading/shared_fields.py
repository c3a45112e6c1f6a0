"""Fields that several kinds of files have."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scorm_export.course import Origin
from scorm_export.source.fields import ListOf, Placed, Values, defaulted, required
from scorm_export.source.kinds import Reading
from scorm_export.source.markdown import marks_in
from scorm_export.source.scalars import Minutes
from scorm_export.source.texts import IDENTIFIER, Text
from scorm_export.source.yaml import Node

_MAY_BE_MARKED = re.compile(r"[*_`$~^=+\[<]")


@dataclass(frozen=True)
class PlainText(Text):
    """Text that is shown as it is written, also where it has marks of Markdown."""

    def read(self, node: Node, reading: Reading) -> str | None:
        """Read a scalar, and report marks."""
        text = super().read(node, reading)
        if text and _MAY_BE_MARKED.search(text) and marks_in(text):
            message = "this is shown as it is written: titles have no marks of Markdown and no formulas"
            reading.found.warn(
                "foreign-markdown", message, node.span, "write plain words; signs such as x² are possible"
            )
        return text


TITLE = required(
    "title",
    PlainText("a title of at most 200 characters", most=200),
    "the title, as learners and LMS administrators see it",
)
MINUTES = required("minutes", Minutes(1, 600), "whole minutes a learner needs")
OBJECTIVE_IDS = defaulted("objectives", ListOf(Placed(IDENTIFIER)), (), "ids of the course's objectives that it serves")


def objectives(values: Values) -> tuple[tuple[str, ...], Origin]:
    """Return the ids of the objectives that a file names, and where everything in the file was written."""
    named = values[OBJECTIVE_IDS]
    spans = dict(values.spans) | {f"objectives.{name}": span for name, span in named}
    return tuple(dict.fromkeys(name for name, _ in named)), Origin(values.span, spans)
