"""Bare addresses, which become links: `https://example.org`, `www.example.org`, `me@example.org`.

The plugin's rules copy and look through all the text that follows, or comes before. Here each is asked only where its
sign may begin an address, and has no more of the text than an address can have.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from markdown_it.rules_inline import StateInline
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

    Rule = Callable[[StateInline, bool], bool]

MOST_CHARACTERS = 2000
"""Of an address: more than browsers and servers take."""
_END = re.compile(r"[\s<]")
_SCHEME = re.compile(r"(?:\A|(?<=[\s*_~(]))(?:https?|mailto|xmpp)\Z")
_LONGEST_SCHEME = len(" mailto")
_ADDRESSED = re.compile(r":(?://[^\s<]|[\w.+-]+@\w)")
"""What follows a scheme in an address."""


def use_addresses(parser: MarkdownIt) -> None:
    """Let a parser read bare addresses."""
    parser.use(gfm_autolink_plugin)
    rules = {rule.name: rule.fn for rule in parser.inline.ruler.__rules__}
    for sign, name in (("w", "www"), (":", "protocol"), ("@", "email")):
        rule = rules[f"gfm_autolink_{name}"]
        parser.inline.ruler.at(f"gfm_autolink_{name}", partial(_bounded, sign, rule))
    parser.inline.ruler.before("gfm_autolink_protocol", "colon", partial(_colon, rules["gfm_autolink_protocol"]))


def _end(state: StateInline) -> int | None:
    """Return where the word ends that is being read; None where no address is as long."""
    most = min(state.posMax, state.pos + MOST_CHARACTERS)
    end = _END.search(state.src, state.pos, most)
    return end.end() if end else most if most == state.posMax else None


def _bounded(sign: str, rule: Rule, state: StateInline, silent: bool) -> bool:
    """Ask a rule about the text up to the end of a word."""
    last, end = state.posMax, None if silent or state.src[state.pos] != sign else _end(state)
    if end is None:
        return False
    state.posMax = end
    try:
        return rule(state, silent)
    finally:
        state.posMax = last


def _colon(rule: Rule, state: StateInline, silent: bool) -> bool:
    """Take a colon that belongs to no address at once: the rule for addresses looks back over all the text so far."""
    at = state.pos
    if state.src[at] != ":" or _is_address(rule, state):
        return False
    if not silent:
        state.append_pending(":")
    state.pos += 1
    return True


def _is_address(rule: Rule, state: StateInline) -> bool:
    """Whether a colon belongs to an address: the rule finds one in it and what stands around it alone."""
    at = state.pos
    scheme = _SCHEME.search(state.src, max(0, at - _LONGEST_SCHEME), at)
    if scheme is None or not _ADDRESSED.match(state.src, at, state.posMax) or (end := _end(state)) is None:
        return False
    alone = StateInline(state.src[scheme.start() : end], state.md, {}, [])
    alone.pending, alone.pos = scheme.group(), len(scheme.group())
    return rule(alone, False)  # noqa: FBT003 — the parser's own signature
