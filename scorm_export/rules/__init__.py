"""The rules that diagnostics name: each has a page here, and some take a level that a course sets.

Pages of rules for courses are in this folder, and those of rules for packages that anybody made in `packages`.

Standard library only; the pages are read when they are asked for.
"""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable

CHANGEABLE = frozenset(
    """
    absolute-words colour-contrast cut-by-comment empty-group empty-lesson essential-in-parts failed-opens-parts
    first-level-heading foreign-markdown free-points heading-order interactions-many key-in-package longest-right-option
    missing-alternative-text missing-captions missing-interface-language missing-transcript nearest-interaction
    not-carried open-address order-without-parts place-of-right-option raw-html-removed same-text scale-too-long
    small-figure-text state-for-new-players table-syntax telling-ids unclosed-mark unlisted-file unused-abbreviation
    unused-address unused-footnote wait-for-nothing
""".split()
)
"""Rules whose level is the author's: what they report is unwelcome, and yet the package works."""


def names() -> tuple[str, ...]:
    """Return every rule for courses, in the order of the alphabet."""
    return _names_in(files(__name__))


def package_names() -> tuple[str, ...]:
    """Return every rule for packages, in the order of the alphabet."""
    return _names_in(files(__name__).joinpath("packages"))


def _names_in(folder: Traversable) -> tuple[str, ...]:
    pages = (page.name for page in folder.iterdir())
    return tuple(sorted(name.removesuffix(".md") for name in pages if name.endswith(".md")))


def page(rule: str) -> str:
    """Return a rule's page: what it is, why it matters, and how to fix it."""
    folder = files(__name__)
    own = folder.joinpath(f"{rule}.md")
    return (own if own.is_file() else folder.joinpath("packages", f"{rule}.md")).read_text("utf-8")


def summary(rule: str) -> str:
    """Return the first sentence of a rule's page."""
    paragraph = " ".join(page(rule).split("\n\n")[1].split())
    first, dot, _ = paragraph.partition(". ")
    return first + dot.rstrip()
