"""What a target is: a record with a name, limits, and functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from scorm_export.check import Limits
from scorm_export.course import LessonDone
from scorm_export.diagnostics import Diagnostics
from scorm_export.interface.words import language_of_words
from scorm_export.render import Launch, Site
from scorm_export.render.names import (
    EARLY,
    ENDING,
    FOREIGN_WORDS,
    LANGUAGES,
    LEAVING,
    LRS,
    PLAYER,
    QUIZ,
    READING,
    VIDEOS,
    activity_of,
    block_script_name,
)

Files = dict[str, bytes | Path]
"""The files of a package: bytes, or paths to stream them from, by name and in the order of the zip."""

_PACKAGE = Path(__file__).parent.parent
_PLAYERS = _PACKAGE / "player" / "dist"
_CONTROL_DOCUMENTS = _PACKAGE / "third_party" / "control_documents"


class NotBuiltError(Exception):
    """The installed package lacks files that are generated when it is built."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """A kind of output: `describe` turns a Site into the files of its package, manifest first."""

    name: str
    label: str
    limits: Limits
    describe: Callable[[Site], Files]
    rolls_up: bool = False
    """Whether an LMS has to add up the scores of several launches, as the package defines."""
    beside: Callable[[Site], dict[str, bytes]] = lambda _site: {}
    """Files that are written beside the package, by the end of their names."""
    losses: Callable[[Site], Diagnostics] = lambda _site: Diagnostics()
    """What its files cannot carry of the course."""
    given: Callable[[Site, Launch], Mapping[str, str]] = lambda _site, _launch: {}
    """What an LMS tells a launch, as the package says: elements of the data model, without `cmi.`, or of LaunchData."""
    is_launched: bool = True
    """Whether an LMS launches it: only then does it have a player, a state and launches."""
    sends_statements: bool = False
    """Whether its player reports only by xAPI statements, to the LRS that each launch names."""


def player(name: str, site: Site, *, leaving: bool = False, beside: bool = False) -> Files:
    """Return a package without its manifest: the player's scripts, and the files of the site. Raises NotBuiltError.

    `name` is that of the target's folder. `leaving`: also the script for the player's last words; `beside`: those that
    also report to an LRS beside the LMS.
    """
    made = f"{name}-lrs" if beside else name
    more = [each for each, wanted in ((LEAVING, leaving), (LRS, beside)) if wanted]
    has_words = [each.has_words for each in site.versions] or [language_of_words(site.course.language) is not None]
    more += [] if all(has_words) else [FOREIGN_WORDS]
    more += [LANGUAGES] if site.versions else []
    more += [VIDEOS] if _asks_for_videos(site) else []
    more += map(block_script_name, site.behaviours)
    later = {QUIZ: site.quiz_words + script(QUIZ)} | {each: script(each) for each in (ENDING, *more)}
    return {EARLY: script(EARLY), PLAYER: script(f"{made}.js"), **later, **site.files, **_lessons_to_read(site)}


def _lessons_to_read(site: Site) -> Files:
    """Return the scripts of lessons that are done only when they were read: what notices that comes with each."""
    if site.course.completion.lesson_done is LessonDone.OPENED:
        return {}
    reading = script(READING)
    lessons = {lesson.id for lesson in site.course.lessons}
    return {
        name: reading + content
        for name, content in site.files.items()
        if activity_of(name) in lessons and isinstance(content, bytes)
    }


def _asks_for_videos(site: Site) -> bool:
    """Whether lessons are done only when their videos were watched."""
    course = site.course
    with_videos = any(medium.is_video for lesson in course.lessons for medium in lesson.body.media)
    return course.completion.lesson_done is LessonDone.DONE and with_videos


def script(name: str) -> bytes:
    """Return a script of the player by its file name. Raises NotBuiltError."""
    path = _PLAYERS / name
    if not path.is_file():
        raise NotBuiltError(f"the player's {name} is missing: install scorm-export with pip, which builds it")
    return path.read_bytes()


def control_documents(standard: str) -> Files:
    """Return the official schema files for a package's root. Raises NotBuiltError."""
    root = _CONTROL_DOCUMENTS / standard
    paths = sorted(path for path in root.rglob("*") if path.is_file())
    files: Files = {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}
    if not files:
        raise NotBuiltError(f"the schemas of {standard} are missing: install scorm-export with pip, which adds them")
    return files
