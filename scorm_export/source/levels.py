"""The mapping `rules` of a course: which rule is how bad there."""

from __future__ import annotations

from collections.abc import Mapping as MappingABC

from scorm_export import rules
from scorm_export.diagnostics import Severity, did_you_mean, respelt
from scorm_export.source.kinds import Kind, Reading, Schema
from scorm_export.source.scalars import OneOf
from scorm_export.source.yaml import Mapping, Node

_LEVEL = OneOf(Severity)


class Levels(Kind[MappingABC[str, Severity]]):
    """Levels by the names of rules."""

    what = "a mapping of rules to levels"

    @property
    def blank(self) -> MappingABC[str, Severity]:
        """Return no levels."""
        return {}

    def read(self, node: Node, reading: Reading) -> MappingABC[str, Severity] | None:
        """Read each level; a rule that guards the package can only be an error."""
        if not isinstance(node, Mapping):
            self.wrong(node, reading, "for example `raw-html-removed: error`")
            return None
        known = rules.names()
        levels: dict[str, Severity] = {}
        for key, value in node.entries:
            level = _LEVEL.read(value, reading)
            if key.text not in known:
                reading.found.error(
                    "unknown-rule",
                    f"there is no rule `{key.text}`",
                    key.span,
                    did_you_mean(key.text, known) or "`scorm-export explain` lists the rules",
                    fix=respelt(key.span, key.text, known),
                )
            elif level is not None and level is not Severity.ERROR and key.text not in rules.CHANGEABLE:
                reading.found.error(
                    "fixed-level",
                    f"`{key.text}` is always an error",
                    value.span,
                    "delete the line: what the rule reports would break the package",
                )
            elif level is not None:
                levels[key.text] = level
        return levels

    def schema(self) -> Schema:
        """Return an object with a level for each rule."""
        fixed = {"const": str(Severity.ERROR)}
        return {
            "type": "object",
            "properties": {name: _LEVEL.schema() if name in rules.CHANGEABLE else fixed for name in rules.names()},
            "additionalProperties": False,
        }
