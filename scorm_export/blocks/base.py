"""What a block is: how authors write it, how it is checked, and its HTML in a page and in another tool."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from types import MethodType
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from markdown_it.token import Token

from scorm_export.course import EmbedHost
from scorm_export.diagnostics import Diagnostics
from scorm_export.source.document import AUDIO_SUFFIXES, VIDEO_SUFFIXES
from scorm_export.source.places import Places
from scorm_export.source.syntax import Check, Container, Syntax

if TYPE_CHECKING:
    from scorm_export.source.captions import Cue

Words = dict[str, Any]


class Writing(Protocol):
    """A text being written as HTML."""

    def title(self, opening: Token) -> str:
        """Return the title of a container or the caption of an image; empty where there is none."""

    def inline_image(self, token: Token) -> str:
        """Return an inline image."""


class Page(Writing, Protocol):
    """A text being written for a page of the course."""

    @property
    def words(self) -> Mapping[str, Words]:
        """The words of every block, by its name."""

    @property
    def language(self) -> str:
        """The course's language."""

    def new_window(self) -> str:
        """Return the words that announce a new window to screen readers."""

    def media(self, path: str) -> str:
        """Return the address of a file that the text names."""

    def number(self, number: int) -> str:
        """Return a number as the language of the interface writes it."""

    def size(self, href: str) -> int:
        """Return the size in bytes of the file of the course that a link leads to; 0 where it leads elsewhere."""

    def cues(self, path: str) -> Sequence[Cue]:
        """Return the captions from a file that the text names."""

    def host(self, name: str) -> EmbedHost | None:
        """Return who runs a host whose pages the course embeds; None where the course does not list it."""

    def named(self, anchor: str) -> str:
        """Return the id in the page of an anchor in the text, or of one made by `own`."""

    def own(self, name: str) -> str:
        """Return an anchor that no text can name."""

    def form(self, asked: str) -> str:
        """Return the form of a check or notes of the lesson, by its id."""

    def slot(self, html: str) -> str:
        """Return a placeholder for HTML that bypasses the trust boundary; authors' text in it must be escaped."""


class Export(Writing, Protocol):
    """A text being written for another tool."""

    def lose(self, what: str) -> None:
        """Report what the other tool cannot show."""


_W = TypeVar("_W", bound=Writing)
_W_contra = TypeVar("_W_contra", bound=Writing, contravariant=True)


class Rule(Protocol[_W_contra]):
    """Returns the HTML of the token at an index."""

    def __call__(self, writing: _W_contra, tokens: Sequence[Token], index: int, /) -> str:
        """Write a token."""


Arrange = Callable[[Sequence[Token]], Iterable[Token]]
"""Gives the tokens of a block their own types before they are written."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A kind of block. Its folder holds its style, its words by language, and its script, if it has any."""

    name: str
    containers: tuple[Container, ...] = ()
    fences: tuple[str, ...] = ()
    """The languages of fences that it reads, which are no code."""
    check: Check | None = None
    arrange: Arrange | None = None
    classes: frozenset[str] = frozenset()
    """Its CSS classes: they pass the trust boundary, and pages with the first get the block's style."""
    page: Mapping[str, Rule[Page]] = field(default_factory=dict)
    """How its tokens are written in a page, by type; all others are written as markdown-it does."""
    export: Mapping[str, Rule[Export]] = field(default_factory=dict)
    """How its tokens are written for another tool, by type."""
    behaves: bool = False
    """Whether its folder has a `block.ts`, which runs on the pages that have the block."""

    @property
    def style(self) -> bytes:
        """Return its style sheet."""
        path = _FOLDER / self.name / "block.css"
        return path.read_bytes() if path.is_file() else b""


_FOLDER = Path(__file__).parent


def methods(rules: Mapping[str, Rule[_W]], writing: _W) -> dict[str, MethodType]:
    """Return rules as functions with the signature that markdown-it calls, which adds its options and environment."""

    def method(rule: Rule[_W]) -> MethodType:
        return MethodType(lambda writing, tokens, index, *_: rule(writing, tokens, index), writing)

    return {type_: method(rule) for type_, rule in rules.items()}


def syntax_of(blocks: Iterable[Block]) -> Syntax:
    """Return the Markdown syntax of some blocks."""
    each = tuple(blocks)
    return Syntax(
        containers=tuple(container for block in each for container in block.containers),
        fences=tuple(name for block in each for name in block.fences),
        checks=tuple(block.check for block in each if block.check),
    )


def arranged(tokens: Iterable[Token], blocks: Iterable[Block]) -> tuple[Token, ...]:
    """Return tokens in which the tokens of each block have its own types."""
    result = tuple(tokens)
    for block in blocks:
        result = tuple(block.arrange(result)) if block.arrange else result
    return result


def is_video(image: Token) -> bool:
    """Whether an image token links to a video."""
    return str(image.attrs["src"]).lower().endswith(VIDEO_SUFFIXES)


def is_audio(image: Token) -> bool:
    """Whether an image token links to a recording."""
    return str(image.attrs["src"]).lower().endswith(AUDIO_SUFFIXES)


def alone(tokens: Sequence[Token], becomes: str, wanted: Callable[[Token], bool]) -> Iterator[Token]:
    """Replace every paragraph that holds nothing but one wanted image by a token of the given type."""
    remaining = iter(enumerate(tokens))
    for index, token in remaining:
        children = tokens[index + 1].children or [] if token.type == "paragraph_open" and not token.hidden else []
        if len(children) == 1 and children[0].type == "image" and wanted(children[0]):
            yield Token(becomes, "", 0, children=[children[0]])
            next(remaining), next(remaining)
        else:
            yield token


def inside(tokens: Sequence[Token], index: int) -> list[Token]:
    """Return the direct children of a container, without comments."""
    level = tokens[index].level + 1
    within = takewhile(lambda token: token.level >= level, tokens[index + 1 :])
    return [t for t in within if t.level == level and t.nesting >= 0 and not t.content.startswith("<!--")]


def children_of(
    name: str, tokens: Sequence[Token], places: Places, found: Diagnostics, example: str
) -> Iterator[Token]:
    """Yield the direct children of every container of a name, and report empty containers."""
    for index, token in enumerate(tokens):
        if token.type == f"container_{name}_open":
            blocks = inside(tokens, index)
            if not blocks:
                found.error("block-content", f"this {name} is empty", places.of(token, name), example)
            yield from blocks


def holds_one(name: str, type_: str, empty: str, other: str, example: str) -> Check:
    """Return a check that a container holds exactly one block of a type; `empty` and `other` are the messages."""

    def check(tokens: Sequence[Token], _lines: Sequence[str], places: Places, found: Diagnostics) -> tuple[int, ...]:
        for index, token in enumerate(tokens):
            if token.type == f"container_{name}_open":
                blocks = inside(tokens, index)
                wrong = next((block for block in blocks if block.type != type_), None)
                if not blocks:
                    found.error("block-content", empty, places.of(token, name), example)
                elif wrong or len(blocks) > 1:
                    found.error("block-content", other, places.of(wrong or blocks[1]), example)
        return ()

    return check


_LIST = frozenset({"dl_open", "dl_close", "dt_open", "dt_close", "dd_open", "dd_close"})


def own_list(name: str) -> Arrange:
    """Return an `Arrange` that prefixes the types of the tokens of a container's definition list with its name."""

    def arrange(tokens: Sequence[Token]) -> Iterator[Token]:
        within: list[int] = []
        for token in tokens:
            if token.type == f"container_{name}_close":
                within.pop()
            is_ours = bool(within) and token.type in _LIST and token.level in (within[-1] + 1, within[-1] + 2)
            yield token.copy(type=f"{name}_{token.type}") if is_ours else token
            if token.type == f"container_{name}_open":
                within.append(token.level)

    return arrange


def titled(page: Page, opening: Token, class_: str) -> str:
    """Return the opening tag of a `div` with a class, and the container's title if it has one."""
    title = page.title(opening)
    shown = f'<p class="{class_}-title">{title}</p>' if title else ""
    return f'<div class="{class_}">{shown}\n'


def exported(name: str, class_: str | None = None, title: str = "") -> dict[str, Rule[Export]]:
    """Return the rules that write a container for another tool: its title, or else `title`, in bold above its text.

    `class_` is the class of the `div` around it, by which an import recognizes the container.
    """

    def opening(export: Export, tokens: Sequence[Token], index: int) -> str:
        shown = export.title(tokens[index]) or title
        head = f'<p class="title"><strong>{shown}</strong></p>\n' if shown else ""
        return f'<div class="{class_ or name}">{head}'

    return {f"container_{name}_open": opening, f"container_{name}_close": closing("</div>\n")}


def closing(html: str) -> Rule[Writing]:
    """Return a rule that always writes the same text."""

    def rule(_writing: Writing, _tokens: Sequence[Token], _index: int) -> str:
        return html

    return rule
