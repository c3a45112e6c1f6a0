"""Storyboards: a video as text, with its scenes, what is said in them, what is seen, and how it moves.

A storyboard is a YAML file in the folder `videos` of a course; `docs/videos.md` says what may stand in it. Reading one
needs PyYAML alone, so that tests can do it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

EASES = ("in-out", "in", "out", "overshoot", "linear")
OVER = 0.6
"""Seconds that a move takes if it does not say."""
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


class StoryboardError(Exception):
    """A storyboard that cannot be filmed; the message says where."""


@dataclass(frozen=True)
class Move:
    """A change of one thing, which starts `after` seconds after the word `word` of the scene, counted from 0, is said.

    `word` is None where the move starts with the scene. `to` are the values at its end, by property.
    """

    thing: str
    word: int | None
    after: float
    over: float
    ease: str
    to: Mapping[str, Any]


@dataclass(frozen=True)
class Scene:
    """A paragraph of the narration, and what is seen while it is said."""

    ground: str
    say: str
    show: str
    things: Mapping[str, Mapping[str, Any]]
    moves: Sequence[Move]

    @property
    def transcript(self) -> str:
        """The paragraph of the lesson's transcript: what is seen, then what is said."""
        return f"*{self.show}* {self.say}"


@dataclass(frozen=True)
class Storyboard:
    """A video: its name, the lesson it stands in, its scenes, and the words in its picture in other languages."""

    name: str
    lesson: str
    poster: tuple[int, float]
    scenes: Sequence[Scene]
    words: Mapping[str, Mapping[str, str]]

    @property
    def narration(self) -> str:
        """What is said, as one text."""
        return " ".join(scene.say for scene in self.scenes)

    def pictured(self) -> list[str]:
        """Return the words in the picture, as they are written."""
        texts = [
            str(thing[key]) for scene in self.scenes for thing in scene.things.values() for key in _TEXTS & set(thing)
        ]
        return list(dict.fromkeys(texts))


_TEXTS = {"text", "note"}


def words(text: str) -> list[str]:
    """Return the words of a text in lower case, as they are counted."""
    return [match[0].lower().replace("’", "'") for match in _WORD.finditer(text)]


def sentences(text: str) -> list[str]:
    """Return the sentences of a paragraph, in several scripts."""
    return [part for part in re.split(r"(?<=[.?!؟…])[\s\u00a0]+(?=[^\s»])", text.strip()) if part]


def read(path: Path) -> Storyboard:
    """Read a storyboard; raises StoryboardError."""
    data = yaml.safe_load(path.read_text("utf-8"))
    _only(path.name, data, {"lesson", "poster", "scenes", "words"})
    scenes = [_scene(f"{path.name}: scene {number}", scene) for number, scene in enumerate(data["scenes"], 1)]
    poster = data["poster"]
    if not 1 <= poster["scene"] <= len(scenes):
        raise StoryboardError(f"{path.name}: the poster is in no scene")
    board = Storyboard(path.stem, data["lesson"], (poster["scene"] - 1, poster["at"]), scenes, data.get("words", {}))
    for language, translated in board.words.items():
        if missing := [text for text in board.pictured() if _needs_words(text) and text not in translated]:
            raise StoryboardError(f"{path.name}: not in the words for `{language}`: {', '.join(missing)}")
        if unused := set(translated) - set(board.pictured()):
            raise StoryboardError(f"{path.name}: in the words for `{language}`, but not in the picture: {unused}")
    return board


def _needs_words(text: str) -> bool:
    return bool(re.search(r"[^\W\d_]{2}", text))


def _scene(at: str, data: Mapping[str, Any]) -> Scene:
    _only(at, data, {"ground", "say", "show", "things", "moves"})
    say, show = (" ".join(str(data[key]).split()) for key in ("say", "show"))
    things = data["things"]
    for name, thing in things.items():
        if not isinstance(thing, dict) or "is" not in thing:
            raise StoryboardError(f"{at}: `{name}` does not say what it `is`")
    moves = [_move(f"{at}, move {number}", move, say, things) for number, move in enumerate(data.get("moves", ()), 1)]
    return Scene(data.get("ground", "plain"), say, show, things, moves)


def _move(at: str, data: Mapping[str, Any], say: str, things: Mapping[str, Any]) -> Move:
    _only(at, data, {"cue", "after", "over", "ease", "of", "to"})
    if data["of"] not in things:
        raise StoryboardError(f"{at}: there is no `{data['of']}` in the scene")
    ease = data.get("ease", "in-out")
    if ease not in EASES:
        raise StoryboardError(f"{at}: `{ease}` is no easing: {', '.join(EASES)}")
    word = _place(at, str(data["cue"]), say) if "cue" in data else None
    return Move(data["of"], word, float(data.get("after", 0)), float(data.get("over", OVER)), ease, data["to"])


def _place(at: str, cue: str, say: str) -> int:
    """Return which word of a text a cue is: some words of it, with `#2` after them for the second time."""
    text, _, turn = cue.partition("#")
    wanted, said = words(text), words(say)
    places = [n for n in range(len(said)) if said[n : n + len(wanted)] == wanted]
    number = int(turn or 1)
    if not wanted or number > len(places):
        raise StoryboardError(f"{at}: nobody says `{cue}`")
    if len(places) > 1 and not turn:
        raise StoryboardError(f"{at}: `{cue}` is said {len(places)} times; write `{cue}#1` for the first")
    return places[number - 1]


def _only(at: str, data: Any, known: set[str]) -> None:
    if not isinstance(data, dict):
        raise StoryboardError(f"{at}: not a table of fields")
    if unknown := set(data) - known:
        raise StoryboardError(f"{at}: unknown: {', '.join(sorted(unknown))}")
