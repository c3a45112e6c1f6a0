"""The blocks of a text, one folder each. Every folder with a `block.py` is a block; nothing else lists them."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from scorm_export.blocks.base import Block, Words, arranged, syntax_of
from scorm_export.blocks.callout.block import own_callout
from scorm_export.course import OwnBlock

BLOCKS: tuple[Block, ...] = tuple(
    import_module(f"{__name__}.{path.parent.name}.block").BLOCK
    for path in sorted(Path(__file__).parent.glob("*/block.py"))
)
"""Every block, by name."""

BLOCK_SYNTAX = syntax_of(BLOCKS)

__all__ = ["BLOCKS", "BLOCK_SYNTAX", "Block", "Words", "arranged", "blocks_of", "syntax_of"]


def blocks_of(own: Iterable[OwnBlock]) -> tuple[Block, ...]:
    """Return every block, including those that a course defines for itself."""
    return (*BLOCKS, *map(own_callout, own))
