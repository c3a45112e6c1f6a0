"""Files that go into the package: there, of a size and kind that LMSs take, and named so that they serve them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

from scorm_export.check.checked import Asset
from scorm_export.course import Course
from scorm_export.diagnostics import Diagnostics, Span, did_you_mean
from scorm_export.source.captions import Cue, read_captions
from scorm_export.source.folder import MEDIA_LIMIT, Folder
from scorm_export.source.markdown import VIDEO_SUFFIXES, Medium

IMAGE_SUFFIXES = (".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp")
SERVER_SUFFIXES = frozenset(
    ".asp .aspx .bat .cgi .cmd .com .dll .exe .htaccess .jsp .php .php3 .php4 .php5 .phtml .pl .py .rb .sh "
    ".shtml".split()
)
"""What LMSs refuse to import because a server might run it (Docebo, CrossKnowledge)."""
PATH_LIMIT = 100
"""Characters of a path, so that an LMS's own folder still fits in 260."""
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")


def check(
    course: Course, folder: Folder, linked: Mapping[str, Span], found: Diagnostics
) -> tuple[tuple[Asset, ...], Mapping[str, tuple[Cue, ...]]]:
    """Return every file the package needs, and the captions in them."""
    files = dict(linked)
    captions: dict[str, tuple[Cue, ...]] = {}
    for document in course.documents():
        for medium in document.media:
            for name, suffixes, at in _names(medium):
                path = _resolve(name, suffixes, document.path, at, folder=folder, found=found)
                if path is not None:
                    files.setdefault(path, at)
                if path is not None and path.endswith(".vtt") and path not in captions:
                    text = folder.text(path, found)
                    captions[path] = read_captions(text, found) if text else ()
    for path, at in files.items():
        _check_name(path, at, found)
        if folder.size(path) > MEDIA_LIMIT:
            found.error(
                "file-too-large",
                f"`{path}` has {folder.size(path):,} bytes; LMSs take up to {MEDIA_LIMIT:,}",
                at,
                "compress it, or link to where it is streamed from",
            )
    return tuple(Asset(path, folder.size(path)) for path in sorted(files)), captions


def _names(medium: Medium) -> Iterator[tuple[str, tuple[str, ...], Span]]:
    yield medium.src, VIDEO_SUFFIXES if medium.is_video else IMAGE_SUFFIXES, medium.span
    if medium.captions:
        yield medium.captions, (".vtt",), medium.captions_span
    if medium.poster:
        yield medium.poster, IMAGE_SUFFIXES, medium.poster_span


def _resolve(
    name: str, suffixes: tuple[str, ...], named_in: str, at: Span, *, folder: Folder, found: Diagnostics
) -> str | None:
    if re.match(r"[a-z][a-z0-9+.-]*:|//", name, re.IGNORECASE):
        shown = name if len(name) <= PATH_LIMIT else f"{name[:PATH_LIMIT]}…"
        found.error(
            "remote-media",
            f"`{shown}` is outside the course",
            at,
            "download it, where its licence allows, and put it beside the lesson",
        )
        return None
    path = folder.resolve(name, named_in, at, found)
    if path is None:
        return None
    if not path.lower().endswith(suffixes) or not folder.is_file(path):
        found.error(
            "unknown-media-type",
            f"`{name}` is not a file that can be shown here",
            at,
            did_you_mean(posixpath.splitext(path)[1], suffixes),
        )
        return None
    return path


def _check_name(path: str, at: Span, found: Diagnostics) -> None:
    for part in path.split("/"):
        if _RESERVED.fullmatch(part):
            found.error("file-name", f"Windows has no file called `{part}`", at, f"rename it, for example `a-{part}`")
            return
        if not _NAME.fullmatch(part) or part.endswith("."):
            found.error(
                "file-name",
                f"some LMSs cannot serve a file called `{part}`",
                at,
                "rename it: lower-case letters a-z, digits, `.`, `_` and `-`",
            )
            return
    if posixpath.splitext(path)[1] in SERVER_SUFFIXES:
        found.error(
            "file-name",
            f"LMSs refuse `{posixpath.splitext(path)[1]}` files",
            at,
            "pack it into a .zip, or leave it out",
        )
    if len(path) > PATH_LIMIT:
        found.error(
            "file-name",
            f"the path has {len(path)} characters, at most {PATH_LIMIT} are safe",
            at,
            "use shorter folder or file names",
        )
