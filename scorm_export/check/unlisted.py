"""Files in the course folder that nothing lists: written, and yet no part of the course."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from pathlib import Path

from scorm_export.check.checked import Asset
from scorm_export.check.media import IMAGE_SUFFIXES
from scorm_export.course import Course
from scorm_export.diagnostics import Diagnostics, SourceFile, Span
from scorm_export.source.document import AUDIO_SUFFIXES, VIDEO_SUFFIXES
from scorm_export.source.folder import Folder

_MEDIA = (*IMAGE_SUFFIXES, *VIDEO_SUFFIXES, *AUDIO_SUFFIXES, ".vtt")
_MODULE_FILE = "module.yaml"


_OF_LANGUAGE = re.compile(r"\.[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*(?=\.[a-z0-9]+$)")
"""What the name of a file has that stands beside another for a language: `loops.fr.mp4` beside `loops.mp4`."""


def check(course: Course, folder: Folder, assets: Iterable[Asset], found: Diagnostics) -> None:
    """Warn of modules, lessons, quizzes and banks that are in no list, and note media that no text shows."""
    used = folder.read() | {asset.path for asset in assets}
    theme = course.theme.folder.root if course.theme else None
    unreadable: list[OSError] = []
    left = [
        path
        for path in folder.files(unreadable)
        if not {path, _OF_LANGUAGE.sub("", path)} & used and not (theme and (folder.root / path).is_relative_to(theme))
    ]
    for problem in unreadable:
        if not theme or not Path(problem.filename).is_relative_to(theme):
            at = SourceFile(path=Path(problem.filename).as_posix()).span()
            hint = "allow reading it, or take it out of the course's folder"
            found.warn("missing-file", f"this folder cannot be read: {problem.strerror}", at, hint)
    modules = {posixpath.dirname(path) for path in left if posixpath.basename(path) == _MODULE_FILE}
    folders = {posixpath.dirname(module.path) for module in course.modules}
    for path in left:
        directory, name = posixpath.split(path)
        if name == _MODULE_FILE:
            at = _first_line(folder, path, r"id:")
            hint = f"add `- {directory}` to `modules` in course.yaml, or take it out of the course's folder"
            found.warn("unlisted-file", "the course does not list this module", at, hint)
        elif not any(_is_within(directory, module) for module in modules):
            _check_file(folder, path, folders, found)


def _check_file(folder: Folder, path: str, folders: Iterable[str], found: Diagnostics) -> None:
    name = posixpath.basename(path)
    if name.endswith(_MEDIA) and any(_is_within(path, module) for module in folders):
        found.note(
            "unlisted-file",
            "no text shows this file",
            SourceFile(path=folder.shown(path)).span(),
            f"show it, `![…]({name})`, or take it out of the course's folder",
        )
    elif name.endswith(".md") and (at := _first_line(folder, path, r"id:", after="---")).text:
        hint = f"add `- {name}` to `activities` in its module.yaml, or take it out of the course's folder"
        found.warn("unlisted-file", "no module lists this lesson", at, hint)
    elif name.endswith((".yaml", ".yml")) and (at := _first_line(folder, path, r"(?:questions|draws):")).text:
        hint = f"add `- {name}` to `activities` in module.yaml, or draw from it: `bank: {name}`"
        found.warn("unlisted-file", "nothing lists this quiz or draws from this bank", at, hint)


def _is_within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")


def _first_line(folder: Folder, path: str, pattern: str, *, after: str = "") -> Span:
    """Return the first line that matches, in a file that begins with a text; else a place without text."""
    file = folder.text(path, Diagnostics())
    lines = file.lines if file and file.lines[0].startswith(after) else ()
    number = next((n for n, line in enumerate(lines, 1) if re.match(pattern, line)), 0)
    return file.line(number) if file and number else SourceFile(path=folder.shown(path)).span()
