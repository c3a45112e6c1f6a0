"""The stage: what a storyboard's scene looks like at a time."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import diagrams  # noqa: F401 - the modules of kinds add theirs when they are loaded
import icons  # noqa: F401 - as above
import objects  # noqa: F401 - as above
from kinds import DEFAULTS, THINGS
from people import CAST, POSES, VALUES, person
from places import ground
from shapes import at, clamp, fade
from storyboard import Scene, Storyboard, StoryboardError

FADE = 0.4
"""Seconds in which a scene fades in over the one before."""
STEP = 74
"""Units that a person of 240 goes with a step."""
_COMMON: Mapping[str, Any] = {"x": 640, "y": 360, "k": 1, "alpha": 1, "turn": 0, "float": 0}
_EASES: Mapping[str, Callable[[float], float]] = {
    "linear": lambda p: p,
    "in": lambda p: p**3,
    "out": lambda p: 1 - (1 - p) ** 3,
    "in-out": lambda p: 4 * p**3 if p < 0.5 else 1 - (2 - 2 * p) ** 3 / 2,
    "overshoot": lambda p: 1 + 2.7 * (p - 1) ** 3 + 1.7 * (p - 1) ** 2,
}


@dataclass(frozen=True)
class Timing:
    """When a scene begins and ends, in seconds of the video, and when each of its words is said."""

    start: float
    end: float
    words: Sequence[float]


@dataclass(frozen=True)
class _Change:
    start: float
    over: float
    ease: Callable[[float], float]
    name: str
    value: Any


class _Actor:
    """A thing of a scene with its changes, in the order of the storyboard."""

    def __init__(self, name: str, spec: Mapping[str, Any], order: int) -> None:
        kind = spec["is"]
        self.name, self.kind, self.seed = name, kind, order * 1.37
        own: Mapping[str, Any] = VALUES if kind == "person" else DEFAULTS[kind]
        self.values = {**_COMMON, **own, **_posed(spec)}
        self.changes: list[_Change] = []

    def at(self, now: float) -> dict[str, Any]:
        values = dict(self.values)
        for change in self.changes:
            if now < change.start:
                continue
            before, p = values.get(change.name), clamp((now - change.start) / change.over) if change.over else 1.0
            if isinstance(before, str) or isinstance(change.value, str):
                values[change.name] = change.value
            else:
                values[change.name] = before + (change.value - before) * change.ease(p)
        return values

    def draw(self, now: float) -> str:
        values = self.at(now)
        if values["alpha"] <= 0 or values["k"] <= 0.01:
            return ""
        rise = math.sin(now * 1.6 + self.seed) * values["float"]
        if self.kind == "person":
            svg = person(CAST[values["who"]], values, now, self._steps(now, values), self.seed)
        else:
            svg = THINGS[self.kind](values, now)
        k = values["k"] * (0.75 + 0.25 * values["alpha"])
        return fade(values["alpha"], at(values["x"], values["y"] + rise, svg, k, values["turn"]))

    def _steps(self, now: float, values: Mapping[str, Any]) -> float:
        """Return the steps of a walk: how far a person has gone while going, and none when standing."""
        going = [c for c in self.changes if c.name == "x" and c.start <= now < c.start + c.over]
        if not going:
            return 0.0
        start = self.at(going[-1].start - 1e-6)["x"]
        whole = max(1, round(abs(going[-1].value - start) / (STEP * values["k"])))
        return whole * abs(values["x"] - start) / max(1e-6, abs(going[-1].value - start))


def _posed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values with a pose by name as the joints that make it."""
    given = {key: value for key, value in values.items() if key not in ("is", "pose")}
    pose = values.get("pose")
    return {**(POSES["stand"] | POSES[pose]), **given} if pose else given


class Film:
    """A storyboard with its times: draws the frame of any moment."""

    def __init__(self, board: Storyboard, timings: Sequence[Timing], language: str = "") -> None:
        self.timings = timings
        self._grounds = [scene.ground for scene in board.scenes]
        translated = board.words.get(language, {})
        self._scenes = [
            _actors(f"{board.name}: scene {number}", scene, timing, translated)
            for number, (scene, timing) in enumerate(zip(board.scenes, timings, strict=True), 1)
        ]

    @property
    def end(self) -> float:
        """How long it lasts, in seconds."""
        return self.timings[-1].end

    def frame(self, now: float) -> str:
        """Return the SVG of a moment."""
        number = max(i for i, timing in enumerate(self.timings) if timing.start <= now or i == 0)
        inside = now - self.timings[number].start
        svg = self._scene(number, now)
        if number and inside < FADE:
            svg = self._scene(number - 1, now) + fade(clamp(inside / FADE), svg)
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" width="1280" height="720" viewBox="0 0 1280 720">' + svg + "</svg>"
        )

    def _scene(self, number: int, now: float) -> str:
        return ground(self._grounds[number], now) + "".join(actor.draw(now) for actor in self._scenes[number])


def _actors(where: str, scene: Scene, timing: Timing, translated: Mapping[str, str]) -> list[_Actor]:
    actors = {}
    for order, (name, spec) in enumerate(scene.things.items()):
        if spec["is"] not in THINGS and spec["is"] != "person":
            raise StoryboardError(f"{where}: `{name}` is a `{spec['is']}`, which nobody can draw")
        if unknown := set(_posed(spec)) - set(_COMMON) - set(VALUES) - set(DEFAULTS.get(spec["is"], ())) - _LOOSE:
            raise StoryboardError(f"{where}: `{name}` has unknown values: {', '.join(sorted(unknown))}")
        given = {key: translated.get(value, value) if key == "text" else value for key, value in spec.items()}
        actors[name] = _Actor(name, given, order)
    for move in scene.moves:
        start = timing.start if move.word is None else timing.words[move.word]
        for name, value in _posed(move.to).items():
            change = _Change(start + move.after, move.over, _EASES[move.ease], name, value)
            actors[move.thing].changes.append(change)
    return list(actors.values())


_LOOSE = {"text", "who", "icon", "name", "light"}
