"""The mapping `blocks` of a course: the blocks that it defines for itself, by name."""

from __future__ import annotations

from scorm_export.blocks import BLOCK_SYNTAX, blocks_of, syntax_of
from scorm_export.course import Look, Origin, OwnBlock
from scorm_export.diagnostics import Diagnostics
from scorm_export.source.fields import Record, Values, defaulted, required
from scorm_export.source.kinds import Kind, Reading, Schema
from scorm_export.source.scalars import OneOf
from scorm_export.source.syntax import Syntax
from scorm_export.source.texts import IDENTIFIER, Text
from scorm_export.source.yaml import Mapping, Node

_TITLE = required("title", Text("a title of at most 100 characters", most=100), "the title where a text gives none")
_STYLE = defaulted("style", OneOf(Look), Look.NOTE, "what it looks like: a kind of callout, or `plain`")
_DEFINITION = Record("a block of the course's own", (_TITLE, _STYLE), lambda values: values)


class OwnBlocks(Kind[tuple[OwnBlock, ...]]):
    """Blocks by the names that texts write."""

    what = "a mapping of names to blocks"

    @property
    def blank(self) -> tuple[OwnBlock, ...]:
        """Return no blocks."""
        return ()

    def read(self, node: Node, reading: Reading) -> tuple[OwnBlock, ...] | None:
        """Read each definition; the name of a shipped block, or what others call it, is taken."""
        if not isinstance(node, Mapping):
            self.wrong(node, reading, "for example `challenge: {title: Challenge, style: tip}`")
            return None
        blocks: list[OwnBlock] = []
        for key, value in node.entries:
            name = IDENTIFIER.read(key, reading)
            values: Values | None = _DEFINITION.read(value, reading)
            if taken := BLOCK_SYNTAX.spellings.get(key.text):
                same = "" if taken.name == key.text else f", which is another name for `{taken.name}`"
                reading.found.error(
                    "block-name-taken",
                    f"every course has a block `{key.text}`{same}",
                    key.span,
                    "give this block another name; texts may give any block a title of their own",
                )
            elif name and values:
                origin = Origin(key.span, values.spans)
                blocks.append(OwnBlock(name=name, title=values[_TITLE], look=values[_STYLE], origin=origin))
        return tuple(blocks)

    def schema(self) -> Schema:
        """Return an object with a definition for each name."""
        return {
            "type": "object",
            "propertyNames": IDENTIFIER.schema() | {"not": {"enum": sorted(BLOCK_SYNTAX.spellings)}},
            "additionalProperties": _DEFINITION.schema(),
        }


OWN_BLOCKS = defaulted("blocks", OwnBlocks(), (), "blocks of the course's own, by the name that texts write")


def syntax_in(course: Node) -> Syntax:
    """Return how the blocks of a course are written; its file is otherwise read, and mistakes are reported, later."""
    entries = course.entries if isinstance(course, Mapping) else ()
    defined = next((value for key, value in entries if key.text == OWN_BLOCKS.name), None)
    own = OwnBlocks().read(defined, Reading("", Diagnostics())) if defined else None
    return syntax_of(blocks_of(own or ()))
