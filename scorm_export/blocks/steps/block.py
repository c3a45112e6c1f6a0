"""Steps: a procedure, written and read as a numbered list."""

from __future__ import annotations

from scorm_export.blocks.base import Block, closing, exported, holds_one, titled
from scorm_export.source.syntax import Container

BLOCK = Block(
    name="steps",
    containers=(Container(name="steps", alike=("process", "procedure")),),
    check=holds_one(
        "steps",
        "ordered_list_open",
        "these steps are empty",
        "steps are one numbered list",
        "write each step on a line that begins with `1. `",
    ),
    classes=frozenset({"steps", "steps-title"}),
    page={
        "container_steps_open": lambda page, tokens, index: titled(page, tokens[index], "steps"),
        "container_steps_close": closing("</div>\n"),
    },
    export=exported("steps"),
)
