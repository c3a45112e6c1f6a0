"""Embedded pages: of hosts that the course lists, at addresses that can be embedded."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import SplitResult, parse_qs, urlsplit

from scorm_export.blocks.embed.block import embedded
from scorm_export.course import Course
from scorm_export.diagnostics import Diagnostics, Related, Span, replaced
from scorm_export.source.document import Document


def check(course: Course, found: Diagnostics) -> None:
    """Report pages that are embedded from hosts that the course does not list, or that refuse to be embedded."""
    for number, embed in enumerate(course.embeds):
        first = next(one for one in course.embeds if one.host == embed.host)
        if first is not course.embeds[number]:
            found.error(
                "listed-twice",
                f"`{embed.host}` is listed twice",
                embed.origin.of("host"),
                "leave one of the two out",
                related=Related("first listed here", first.origin.of("host")),
            )
    for document in course.documents():
        for address in embedded(document):
            _check_address(address, _place(document, address), course, found)


def _place(document: Document, address: str) -> Span:
    return next(link.span for link in document.links if link.href == address)


def _check_address(address: str, at: Span, course: Course, found: Diagnostics) -> None:
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.netloc:
        found.error(
            "embed-address",
            f"`{address}` does not begin with `https://`",
            at,
            "browsers refuse other pages within an LMS; what is in the course is shown as an image, a video or a link",
        )
    elif instead := _instead(parts):
        fix = replaced(at, address, instead)
        found.error(
            "embed-address", f"`{parts.netloc}` does not let this page be embedded", at, f"write `{instead}`", fix=fix
        )
    elif course.embed_host(parts.netloc) is None:
        found.error(
            "embed-host",
            f"the course does not list `{parts.netloc}` among the hosts of embedded pages",
            at,
            f"add to course.yaml: `embeds: [{{host: {parts.netloc.lower()}, name: who runs it}}]`",
        )


def _instead(address: SplitResult) -> str:
    """Return the address at which a platform lets a video be embedded, where this one is of the page around it."""
    return next((written for host, of in _PLATFORMS.items() if address.netloc == host and (written := of(address))), "")


def _youtube(address: SplitResult) -> str:
    (name,) = parse_qs(address.query).get("v", [""])[:1]
    return f"https://www.youtube-nocookie.com/embed/{name}" if address.path == "/watch" and name else ""


def _short_youtube(address: SplitResult) -> str:
    return f"https://www.youtube-nocookie.com/embed{address.path}"


def _vimeo(address: SplitResult) -> str:
    video = re.fullmatch(r"/(\d+)", address.path)
    return f"https://player.vimeo.com/video/{video[1]}?dnt=1" if video else ""


_PLATFORMS: dict[str, Callable[[SplitResult], str]] = {
    **dict.fromkeys(("www.youtube.com", "youtube.com", "m.youtube.com"), _youtube),
    "youtu.be": _short_youtube,
    **dict.fromkeys(("vimeo.com", "www.vimeo.com"), _vimeo),
}
