"""The kinds of things that can stand on the stage.

Each kind is a function that draws a thing around 0, 0 (what stands: the middle of its foot) from its values and the
time. A storyboard names the function (`is: clinic`) and gives its values; `p` is how far a thing has come, from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from shapes import COLOURS

Values = Mapping[str, Any]
THINGS: dict[str, Callable[[Values, float], str]] = {}
"""What can stand on the stage, by name; a function gets the values of a thing and the time in seconds."""
DEFAULTS: dict[str, Mapping[str, Any]] = {}


def thing(**defaults: Any) -> Callable[[Callable[[Values, float], str]], Callable[[Values, float], str]]:
    """Let storyboards use a function by its name, with the values that it has of its own."""

    def added(draw: Callable[[Values, float], str]) -> Callable[[Values, float], str]:
        name = draw.__name__.replace("_", "-").strip("-")
        THINGS[name], DEFAULTS[name] = draw, defaults
        return draw

    return added


def colour(v: Values) -> str:
    """Return the colour that a thing names."""
    return COLOURS[v["colour"]]
