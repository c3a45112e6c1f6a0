"""Code: between fences, in the colours of its language where Pygments is installed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from itertools import groupby
from typing import Any

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from scorm_export.blocks.base import Block, Page

PLAIN = frozenset({"", "text", "plain", "plaintext", "txt"})
"""What is written for code that has no language."""
_CLASSES = {
    "Comment": "comment",
    "Generic.Deleted": "deleted",
    "Generic.Heading": "name",
    "Generic.Inserted": "inserted",
    "Generic.Output": "comment",
    "Generic.Prompt": "comment",
    "Generic.Subheading": "name",
    "Keyword": "keyword",
    "Keyword.Constant": "number",
    "Literal.Number": "number",
    "Literal.String": "string",
    "Name.Attribute": "number",
    "Name.Class": "name",
    "Name.Constant": "number",
    "Name.Decorator": "keyword",
    "Name.Function": "name",
    "Name.Tag": "keyword",
    "Operator.Word": "keyword",
}
"""The class of each kind of token; the nearest kind above it decides for those that are not listed."""


def has_highlighter() -> bool:
    """Whether Pygments is installed."""
    return find_spec("pygments") is not None


@cache
def lexer_of(language: str) -> Any:
    """Return what reads a language; None where Pygments is missing, or knows no such language."""
    if language.lower() in PLAIN or not has_highlighter():
        return None
    from pygments.lexers import get_lexer_by_name  # noqa: PLC0415 — an extra, which may not be installed
    from pygments.util import ClassNotFound  # noqa: PLC0415 — of the same

    try:
        return get_lexer_by_name(language.lower(), stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def _pieces(text: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield the pieces of a text, each with its class or ""; nothing where the language cannot be read whole."""
    lexer = lexer_of(language)
    read = [(_class_of(str(kind)), piece) for kind, piece in lexer.get_tokens(text)] if lexer else []
    if "".join(piece for _, piece in read) == text:
        for class_, pieces in groupby(read, lambda each: each[0]):
            yield class_, "".join(piece for _, piece in pieces)


@cache
def _class_of(kind: str) -> str:
    """Return the class of a kind of token such as `Token.Literal.String.Doc`."""
    parts = kind.split(".")[1:]
    above = (".".join(parts[:size]) for size in range(len(parts), 0, -1))
    return next((_CLASSES[name] for name in above if name in _CLASSES), "")


def _highlighted(text: str, language: str, _rest: str) -> str:
    spans = "".join(
        f'<span class="code-{class_}">{escapeHtml(piece)}</span>' if class_ and piece.strip() else escapeHtml(piece)
        for class_, piece in _pieces(text, language)
    )
    code = f'<code class="language-{escapeHtml(language)}">'
    return f'<pre class="code">{code}{spans}</code></pre>' if spans else ""


_WRITER = RendererHTML()
_OPTIONS = OptionsDict({"highlight": _highlighted, "langPrefix": "language-"})  # type: ignore[typeddict-item]  # a fence asks for nothing else


def _page(_page: Page, tokens: Sequence[Token], index: int) -> str:
    return _WRITER.fence(tokens, index, _OPTIONS, {})


BLOCK = Block(
    name="code",
    classes=frozenset({"code", *(f"code-{name}" for name in _CLASSES.values())}),
    page={"fence": _page},
)
