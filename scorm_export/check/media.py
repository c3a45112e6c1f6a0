"""Files that go into the package: there, of a size and kind that LMSs take, and named so that they serve them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping

from scorm_export.check.checked import Asset
from scorm_export.check.dimensions import dimensions
from scorm_export.diagnostics import Diagnostics, SourceFile, Span, did_you_mean
from scorm_export.source.captions import Cue, read_captions
from scorm_export.source.document import AUDIO_SUFFIXES, VIDEO_SUFFIXES, Document, Medium
from scorm_export.source.folder import MEDIA_LIMIT, Folder
from scorm_export.trust.files import HEAD, agrees, is_known, kind_of
from scorm_export.trust.svg import clean_svg

IMAGE_SUFFIXES = (".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp")
FIGURE_LIMIT = 16 * 1024 * 1024
"""Bytes of the largest SVG: it is read and written again as a whole."""
PATH_LIMIT = 100
"""Characters of a path, so that an LMS's own folder still fits in 260."""
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")


def check(
    documents: Iterable[Document], folder: Folder, linked: Mapping[str, Span], found: Diagnostics
) -> tuple[tuple[Asset, ...], Mapping[str, tuple[Cue, ...]]]:
    """Return every file that some texts need, and the captions in them."""
    files = dict(linked)
    captions: dict[str, tuple[Cue, ...]] = {}
    figures: dict[str, bytes] = {}
    for document in documents:
        for medium in document.media:
            for name, suffixes, at in _names(medium):
                path = resolve_media(name, suffixes, document.path, at, folder=folder, found=found)
                if path is not None:
                    files.setdefault(path, at)
                if path is not None and path.endswith(".vtt") and path not in captions:
                    text = folder.text(path, found)
                    captions[path] = read_captions(text, found) if text else ()
                    if text and folder.is_unsaved(path):
                        figures[path] = "\n".join(text.lines).encode()
    for path, at in files.items():
        check_name(path, at, found)
        if folder.size(path) > MEDIA_LIMIT:
            found.error(
                "file-too-large",
                f"`{path}` has {folder.size(path):,} bytes; LMSs take up to {MEDIA_LIMIT:,}",
                at,
                "compress it, or link to where it is streamed from",
            )
        elif is_what_it_says(path, at, folder, found) and path.lower().endswith(".svg"):
            figures[path] = figure(path, at, folder, found)
    return tuple(asset_of(path, figures.get(path), folder) for path in sorted(files)), captions


def asset_of(path: str, figure: bytes | None, folder: Folder) -> Asset:
    """Return a file that goes into the package; `figure` is the cleaned content of an SVG."""
    size = dimensions(folder.root / path, figure) if path.lower().endswith(IMAGE_SUFFIXES) else None
    return Asset(path, folder.size(path), figure, size)


def is_what_it_says(path: str, at: Span, folder: Folder, found: Diagnostics) -> bool:
    """Report a file that is of no known kind, or not what its name says."""
    if not is_known(path):
        found.error(
            "active-file",
            f"`{path}` is not of a kind that is safe to open from an LMS",
            at,
            "pack it into a .zip and link to that, or link to it on the web",
        )
        return False
    head = folder.head(path, HEAD)
    if head is None:
        found.error("missing-file", f"`{path}` cannot be read", at)
        return False
    return agrees_with_name(path, head, at, found)


def agrees_with_name(path: str, head: bytes, at: Span, found: Diagnostics) -> bool:
    """Report a file that is not what its name says, by its first bytes."""
    suffix = posixpath.splitext(path)[1].lower()
    if not agrees(suffix, head):
        kind = kind_of(head)
        found.error(
            "file-content",
            f"`{path}` is {f'a `{kind}` file' if kind else 'something else'} and no `{suffix}`",
            at,
            f"rename it to `{posixpath.splitext(path)[0]}{kind}`"
            if kind
            else "save it again in the right format, or pack it into a .zip",
        )
        return False
    return True


def figure(path: str, at: Span, folder: Folder, found: Diagnostics) -> bytes:
    """Return a figure as it is packed, and report what in it cannot be packed."""
    if folder.size(path) > FIGURE_LIMIT:
        found.error(
            "file-too-large",
            f"`{path}` has {folder.size(path):,} bytes; a figure may have {FIGURE_LIMIT:,}",
            at,
            "simplify it, or save it as an image",
        )
        return b""
    return drawn(folder.data(path), folder.shown(path), found)


def drawn(data: bytes, shown: str, found: Diagnostics) -> bytes:
    """Return an SVG as it is packed, and report at its lines what cannot be; `shown` is its path in messages."""
    written = clean_svg(data)
    for problem in written.problems:
        file = SourceFile(path=shown, lines=tuple(data.decode("utf-8", "replace").splitlines()))
        found.error("figure-content", problem.message, file.span(problem.line, problem.column), problem.hint)
    return written.content


def _names(medium: Medium) -> Iterator[tuple[str, tuple[str, ...], Span]]:
    if medium.is_video:
        yield medium.src, VIDEO_SUFFIXES, medium.span
    else:
        yield medium.src, AUDIO_SUFFIXES if medium.is_audio else IMAGE_SUFFIXES, medium.span
    if medium.captions:
        yield medium.captions, (".vtt",), medium.captions_span
    if medium.poster:
        yield medium.poster, IMAGE_SUFFIXES, medium.poster_span


def resolve_media(
    name: str, suffixes: tuple[str, ...], named_in: str, at: Span, *, folder: Folder, found: Diagnostics
) -> str | None:
    """Return the path of a file of one of these kinds, relative to the folder; None, and why in `found`."""
    if re.match(r"[a-z][a-z0-9+.-]*:|//", name, re.IGNORECASE):
        shown = name if len(name) <= PATH_LIMIT else f"{name[:PATH_LIMIT]}…"
        found.error(
            "remote-media",
            f"`{shown}` is outside the {folder.what}",
            at,
            "download it, where its licence allows, and put it beside the lesson; a page of the web, or its video, "
            "is `::: embed [Title](https://…)`",
        )
        return None
    path = folder.resolve(name, named_in, at, found)
    if path is None:
        return None
    if not folder.is_file(path):
        found.error("missing-file", f"`{name}` is not a file", at)
        return None
    if not path.lower().endswith(suffixes):
        found.error(
            "unknown-media-type",
            f"`{name}` is not a file that can be shown here",
            at,
            did_you_mean(posixpath.splitext(path)[1], suffixes),
        )
        return None
    return path


def check_name(path: str, at: Span, found: Diagnostics) -> None:
    """Report a path that some LMS or system cannot serve."""
    for part in path.split("/"):
        if _RESERVED.fullmatch(part):
            found.error(
                "file-name", f"Windows cannot store a file called `{part}`", at, f"rename it, for example `a-{part}`"
            )
            return
        if not _NAME.fullmatch(part) or part.endswith("."):
            found.error(
                "file-name",
                f"some LMSs cannot serve a file called `{part}`",
                at,
                "rename it: lower-case letters a-z, digits, `.`, `_` and `-`",
            )
            return
    if len(path) > PATH_LIMIT:
        found.error(
            "file-name",
            f"the path has {len(path)} characters, at most {PATH_LIMIT} are safe",
            at,
            "use shorter folder or file names",
        )
