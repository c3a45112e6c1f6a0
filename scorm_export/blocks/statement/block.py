"""Statements: the key sentence or two of a lesson, in large type."""

from __future__ import annotations

from scorm_export.blocks.base import Block, closing, exported, titled
from scorm_export.source.syntax import Container

BLOCK = Block(
    name="statement",
    containers=(Container(name="statement", alike=("pull", "lead")),),
    classes=frozenset({"statement", "statement-title"}),
    page={
        "container_statement_open": lambda page, tokens, index: titled(page, tokens[index], "statement"),
        "container_statement_close": closing("</div>\n"),
    },
    export=exported("statement"),
)
