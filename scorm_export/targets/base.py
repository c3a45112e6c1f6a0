"""What a target is to the compiler: a record with a name, its limits, and a function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scorm_export.check import Limits
from scorm_export.course import LessonDone
from scorm_export.diagnostics import Diagnostics
from scorm_export.render import Site
from scorm_export.render.names import EARLY, ENDING, LEAVING, LRS, PLAYER, QUIZ, READING, VIDEOS, block_script_name

Files = dict[str, bytes | Path]
"""A package: bytes, or where to stream them from, by name in the zip and in the order of the zip."""

_PACKAGE = Path(__file__).parent.parent
_PLAYERS = _PACKAGE / "player" / "dist"
_CONTROL_DOCUMENTS = _PACKAGE / "third_party" / "control_documents"


class NotBuiltError(Exception):
    """The installed package lacks what is made when it is built."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """What a course is built for: `describe` turns a Site into the files of its package, manifest first."""

    name: str
    label: str
    limits: Limits
    describe: Callable[[Site], Files]
    rolls_up: bool = False
    """Whether an LMS has to add the scores of several launches up by what the package says."""
    beside: Callable[[Site], dict[str, bytes]] = lambda _site: {}
    """What is written beside the package, by the end of its file's name."""
    losses: Callable[[Site], Diagnostics] = lambda _site: Diagnostics()
    """What of the course its files cannot carry."""
    is_launched: bool = True
    """Whether an LMS launches it: only then has it a player, a state and launches."""
    sends_statements: bool = False
    """Its player reports by xAPI statements alone, to where each launch says."""


def player(name: str, site: Site, *, leaving: bool = False, beside: bool = False) -> Files:
    """Return the player's scripts as a package has them; `name` is that of the target's folder. Raises NotBuiltError.

    `leaving`: also that for its last words; `beside`: those that also report to an LRS beside the LMS.
    """
    made = f"{name}-lrs" if beside else name
    more = [each for each, wanted in ((LEAVING, leaving), (LRS, beside)) if wanted]
    more += [READING] if site.course.completion.lesson_done is not LessonDone.OPENED else []
    more += [VIDEOS] if _asks_for_videos(site) else []
    more += map(block_script_name, site.behaviours)
    return {
        EARLY: script(EARLY),
        PLAYER: script(f"{made}.js"),
        **{each: script(each) for each in (QUIZ, ENDING, *more)},
    }


def _asks_for_videos(site: Site) -> bool:
    """Whether lessons are done only when their videos were watched."""
    course = site.course
    with_videos = any(medium.is_video for lesson in course.lessons for medium in lesson.body.media)
    return course.completion.lesson_done is LessonDone.DONE and with_videos


def script(name: str) -> bytes:
    """Return a script of the player, by the name of its file. Raises NotBuiltError."""
    path = _PLAYERS / name
    if not path.is_file():
        raise NotBuiltError(f"the player's {name} is missing: install scorm-export with pip, which builds it")
    return path.read_bytes()


def control_documents(standard: str) -> Files:
    """Return the official schema files that belong at a package's root. Raises NotBuiltError."""
    root = _CONTROL_DOCUMENTS / standard
    paths = sorted(path for path in root.rglob("*") if path.is_file())
    files: Files = {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}
    if not files:
        raise NotBuiltError(f"the schemas of {standard} are missing: install scorm-export with pip, which brings them")
    return files
