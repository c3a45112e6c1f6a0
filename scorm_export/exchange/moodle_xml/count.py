"""How many questions a Moodle XML file has, counted in its text."""

from __future__ import annotations

import re

from scorm_export.exchange.counting import ASIDE, ATTRIBUTES, attributes_of

_QUESTION = re.compile(rf"<question{ATTRIBUTES}?>")


def count(text: str) -> int:
    """Count the questions that are no category."""
    found = map(attributes_of, _QUESTION.findall(ASIDE.sub("", text)))
    return sum(attributes.get("type") != "category" for attributes in found)
