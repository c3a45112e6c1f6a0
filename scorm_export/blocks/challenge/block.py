"""Challenges: a task with hints and a solution that learners open when they want them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from scorm_export.blocks.base import Block, Export, Page, Rule, closing, exported
from scorm_export.source.syntax import Container

_AT_WILL = ("hint", "solution")


def _challenge(page: Page, tokens: Sequence[Token], index: int) -> str:
    title = page.title(tokens[index]) or escapeHtml(page.words["challenge"]["challenge"])
    return f'<div class="challenge" role="group"><p class="challenge-title">{title}</p>\n'


def _opened(name: str) -> Mapping[str, Rule[Page]]:
    def opening(page: Page, tokens: Sequence[Token], index: int) -> str:
        title = page.title(tokens[index]) or escapeHtml(page.words["challenge"][name])
        return f'<details class="challenge-{name}"><summary>{title}</summary>\n'

    return {f"container_{name}_open": opening, f"container_{name}_close": closing("</details>\n")}


def _exported(name: str) -> Mapping[str, Rule[Export]]:
    rules = exported(name)

    def opening(export: Export, tokens: Sequence[Token], index: int) -> str:
        export.lose(f"a {name} that learners open: its content is shown at once")
        return rules[f"container_{name}_open"](export, tokens, index)

    return {**rules, f"container_{name}_open": opening}


BLOCK = Block(
    name="challenge",
    containers=(
        Container(name="challenge", alike=("exercise",)),
        Container(name="hint"),
        Container(name="solution", alike=("answer",)),
    ),
    classes=frozenset({"challenge", "challenge-title", *_AT_WILL, *(f"challenge-{name}" for name in _AT_WILL)}),
    page={
        "container_challenge_open": _challenge,
        "container_challenge_close": closing("</div>\n"),
        **{type_: rule for name in _AT_WILL for type_, rule in _opened(name).items()},
    },
    export={**exported("challenge"), **{t: rule for name in _AT_WILL for t, rule in _exported(name).items()}},
)
