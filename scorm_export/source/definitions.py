"""Reports names within a text that are defined twice, not at all or for nothing: anchors, addresses, footnotes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from scorm_export.diagnostics import Diagnostics, Related, did_you_mean, respelt
from scorm_export.source.document import walk
from scorm_export.source.places import Places

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

_DEFINITION = re.compile(r"[\s>]*(\[.*?\]:)")
_ADDRESS = re.compile(r"[./#?:@]|\A<")
"""What the address of a link has, and a word has not."""
_WITHOUT_COLON = re.compile(r"^\[\^([^\]\s]{1,200})\] \S", re.MULTILINE)
"""What begins the text of a footnote, but for a colon."""
_FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,200})\]")


def find_repeated(state: StateCore) -> None:
    """Keep what is defined twice, and would be lost the second time, in the environment: what it is, and both lines."""
    repeated = state.env.setdefault("repeated", [])
    seen: dict[str, int] = {}
    for token in state.tokens:
        if token.type == "footnote_reference_open" and token.map:
            name = f"[^{token.meta['label']}]:"
            if seen.setdefault(name, token.map[0]) != token.map[0]:
                repeated.append((name, seen[name], token.map[0]))
    for reference in state.env.get("duplicate_refs", ()):
        first = state.env["references"][reference["label"]]["map"][0]
        repeated.append(("[", first, reference["map"][0]))


def report_definitions(
    tokens: Iterable[Token], lines: Sequence[str], env: dict[str, Any], places: Places, found: Diagnostics
) -> None:
    """Report what is defined twice, or defined and not used."""
    for written, first, second in env.get("repeated", ()):
        found.error(
            "duplicate-id",
            "this is defined twice, and the second definition would be lost",
            places.on(second, written),
            "give it a name of its own",
            related=Related("first defined here", places.on(first, written)),
        )
    _report_addresses(tokens, lines, env, places, found)
    for word, line in env.get("unused_abbreviations", {}).items():
        found.note(
            "unused-abbreviation",
            f"the abbreviation `{word}` does not occur in this text",
            places.on(line, word),
            "delete the line, or write the abbreviation as the text has it",
        )


def _report_addresses(
    tokens: Iterable[Token], lines: Sequence[str], env: dict[str, Any], places: Places, found: Diagnostics
) -> None:
    """Report addresses that were given a name, and that no link has."""
    used = {child.meta.get("label") for token in tokens for child in (token.children or ())}
    for label, reference in env.get("references", {}).items():
        number = reference["map"][0]
        if label in used:
            continue
        written = _DEFINITION.match(lines[number])
        at = places.on(number, written[1] if written else "[")
        if _ADDRESS.search(reference["href"]):
            message = "no link uses this address, so the line is not shown"
            found.warn("unused-address", message, at, "link to it: `[words][name]`, or delete it")
        else:
            message = "this is read as an address for links, so the line is not shown"
            found.error("broken-link", message, at, f"put a backslash before it: `\\{written[1] if written else '['}`")


def report_footnotes(tokens: list[Token], env: dict[str, Any], places: Places, found: Diagnostics) -> None:
    """Report references to footnotes that are not there, and footnotes without a reference.

    Only where the text was read to its end: a footnote and what refers to it may stand in what was not read.
    """
    refs: dict[str, int] = env.get("footnotes", {}).get("refs", {})
    known = [name[1:] for name in refs]
    begun_in = {id(block): set(_WITHOUT_COLON.findall(block.content)) for block in tokens if block.type == "inline"}
    begun = set().union(*begun_in.values())
    written_in = {id(block): set(_FOOTNOTE.findall(block.content)) for block in tokens if block.type == "inline"}
    for token, block in walk(tokens):
        for label in _FOOTNOTE.findall(token.content) if token.type == "text" else ():
            if label in written_in.get(id(block), ()):  # it was not escaped
                if label in begun and label not in begun_in.get(id(block), ()):
                    continue  # its text is reported, which lacks a colon
                at = places.of(block, f"[^{label}]")
                colon = f"its text begins `[^{label}]:`, with a colon" if label in begun else ""
                found.error(
                    "unknown-footnote",
                    f"there is no footnote `{label}`",
                    at,
                    colon or partial(did_you_mean, label, known),
                    fix=partial(respelt, at, label, known),
                )
    for label, number in refs.items():
        if number < 0:
            defined = places.file.find(f"[^{label[1:]}]:", places.first_line, places.last_line)
            found.warn(
                "unused-footnote",
                f"no text refers to the footnote `{label[1:]}`, so it is not shown",
                defined or places.file.line(places.first_line),
                f"write `[^{label[1:]}]` where it belongs, or delete it",
            )


def report_anchors(tokens: list[Token], places: Places, found: Diagnostics) -> None:
    """Report anchors that are in the text twice."""
    seen: dict[str, Token] = {}
    for token, block in walk(tokens):
        anchor = str(token.attrGet("id") or "")
        if anchor and anchor in seen:
            first = places.of(seen[anchor], anchor, ("{#", "#", ""))
            found.error(
                "duplicate-id",
                f"the anchor `{anchor}` is here twice",
                places.of(block, anchor, ("{#", "#", "")),
                "give every heading and element an anchor of its own",
                related=Related("first used here", first),
            )
        seen.setdefault(anchor, block)
