"""A remark beside the text."""

from __future__ import annotations

from scorm_export.blocks.base import Block, closing, exported
from scorm_export.source.syntax import Container

BLOCK = Block(
    name="aside",
    containers=(Container(name="aside"),),
    classes=frozenset({"aside"}),
    page={"container_aside_open": closing('<div class="aside">\n'), "container_aside_close": closing("</div>\n")},
    export=exported("aside"),
)
