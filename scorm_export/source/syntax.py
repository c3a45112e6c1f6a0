"""How the blocks of a text are written: what the parser has to know of them, handed down by whoever declares them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from scorm_export.diagnostics import Diagnostics
from scorm_export.source.places import Places

if TYPE_CHECKING:
    from markdown_it.token import Token


@dataclass(frozen=True, kw_only=True, slots=True)
class Container:
    """A block between lines of colons: `::: name Title`, its text, and `:::`."""

    name: str
    alike: tuple[str, ...] = ()
    """What other dialects call it."""
    collapsed: str = ""
    """The container it is where another dialect has it collapsed."""
    is_callout: bool = False


Check = Callable[[Sequence["Token"], Sequence[str], Places, Diagnostics], Collection[int]]
"""Reports what is wrong with the blocks among some tokens, given the lines of the text.

It returns the numbers, from 0, of lines of which nothing else needs to be reported.
"""


@dataclass(frozen=True)
class Syntax:
    """The blocks that a text may have."""

    containers: tuple[Container, ...] = ()
    fences: tuple[str, ...] = ()
    """The languages of fences that are blocks, with a text after them."""
    checks: tuple[Check, ...] = ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The containers' own names."""
        return tuple(container.name for container in self.containers)

    @cached_property
    def callouts(self) -> tuple[str, ...]:
        """The names of the callouts among them."""
        return tuple(container.name for container in self.containers if container.is_callout)

    @cached_property
    def spellings(self) -> dict[str, Container]:
        """Each container by its name and by what other dialects call it."""
        others = {name: container for container in self.containers for name in container.alike}
        return others | {container.name: container for container in self.containers}


NO_BLOCKS = Syntax()
