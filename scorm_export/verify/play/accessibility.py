"""Barriers for people with disabilities in the page that a launch shows first, found by axe-core."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scorm_export.verify.findings import Findings, quoted

if TYPE_CHECKING:
    from playwright.sync_api import Frame

_AXE = Path(__file__).parents[2] / "third_party" / "axe.min.js"
_RUN = """async () => {
  const only = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] };
  const { violations } = await axe.run(document, { runOnly: only, resultTypes: ["violations"], frameWaitTime: 3000 });
  return violations.map(
    ({ id, help, tags, nodes }) => ({ id, help, tags, count: nodes.length, element: nodes[0].html }));
}"""
"""axe-core itself asks the frames in the page, where what concerns whole pages, such as a title, is not asked for."""


@dataclass(slots=True)
class Barriers:
    """What is broken of WCAG 2.2, levels A and AA, as far as a program can tell."""

    violations: list[dict[str, Any]] = field(default_factory=list)

    def look(self, frame: Frame) -> None:
        """Look at a launched page and the frames in it; a page that goes away meanwhile is left out."""
        from playwright.sync_api import Error  # noqa: PLC0415 — an extra

        try:
            for each in _with_inner(frame):
                each.evaluate(_axe())
            self.violations += frame.evaluate(_RUN)
        except Error:
            return

    def report(self, name: str, found: Findings) -> None:
        """Report each rule of axe-core that found something once."""
        counts: dict[str, int] = {}
        for each in self.violations:
            counts[each["id"]] = counts.get(each["id"], 0) + each["count"]
        for identifier, count in counts.items():
            first = next(each for each in self.violations if each["id"] == identifier)
            clauses = ", ".join(_clause(tag) for tag in first["tags"] if tag[:4] == "wcag" and tag[4:].isdigit())
            more = f" and {count - 1} more" if count > 1 else ""
            found.warn(
                "play-accessibility", f"{first['help']} (WCAG {clauses}): {quoted(first['element'])}{more}", name
            )


def _with_inner(frame: Frame) -> Iterator[Frame]:
    yield frame
    for inner in frame.child_frames:
        yield from _with_inner(inner)


@cache
def _axe() -> str:
    return _AXE.read_text("utf-8")


def _clause(tag: str) -> str:
    """Return `1.4.3` for `wcag143`, `1.4.10` for `wcag1410`."""
    return f"{tag[4]}.{tag[5]}.{tag[6:]}"
