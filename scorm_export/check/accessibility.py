"""What the source needs for learners who cannot see, hear or use a pointer (WCAG 2.2 A and AA)."""

from __future__ import annotations

from scorm_export.course import Course
from scorm_export.diagnostics import Diagnostics
from scorm_export.source.document import Document, Medium


def check(course: Course, found: Diagnostics) -> None:
    """Report media without their alternatives, and headings that break the outline."""
    for document in course.documents():
        check_media(document, found)
    for document in course.facilitator_documents():
        check_media(document, found)
    for lesson in course.lessons:
        _check_headings(lesson.body, found)


def check_media(document: Document, found: Diagnostics) -> None:
    """Report media without their alternatives in a text."""
    for medium in document.media:
        _check_medium(medium, found)


def _check_medium(medium: Medium, found: Diagnostics) -> None:
    what = "video" if medium.is_video else "recording" if medium.is_audio else "image"
    if what != "image" and not medium.alone:
        found.error(
            "video-in-text",
            f"the {what} `{medium.src}` is not in a paragraph of its own",
            medium.span,
            "put it in a paragraph of its own, outside lists, between empty lines",
        )
    elif what != "image":
        if not medium.alternative:
            found.error(
                "missing-alternative-text",
                f"the {what} `{medium.src}` has no title",
                medium.span,
                f"write it in the brackets: `![Title]({medium.src})`",
            )
        if medium.is_video and not medium.captions:
            found.error(
                "missing-captions",
                f"the video `{medium.src}` has no captions",
                medium.span,
                'add `{captions="NAME.vtt"}` after it',
                "WCAG 2.2, 1.2.2",
            )
        if not medium.has_transcript:
            found.error(
                "missing-transcript",
                f"the {what} `{medium.src}` has no transcript",
                medium.span,
                "put a `::: transcript` right after it",
                "WCAG 2.2, 1.2.3" if medium.is_video else "WCAG 2.2, 1.2.1",
            )
    elif not medium.alternative and not medium.decorative:
        found.error(
            "missing-alternative-text",
            f"the image `{medium.src}` has no text alternative",
            medium.span,
            f"say what it shows: `![…]({medium.src})`, or mark it as `{{.decorative}}`",
            "WCAG 2.2, 1.1.1",
        )
    elif medium.alternative and medium.decorative:
        found.error(
            "missing-alternative-text",
            f"`{medium.src}` is marked as decorative but has a text",
            medium.span,
            "leave out one of the two",
        )


def _check_headings(document: Document, found: Diagnostics) -> None:
    level = 1
    for heading in document.headings:
        if heading.level == 1:
            found.error(
                "first-level-heading",
                "the lesson's title is its only first-level heading",
                heading.span,
                "start the headings of the text at `##`",
            )
        elif heading.level > level + 1:
            found.error(
                "heading-order",
                f"a heading of level {heading.level} follows one of level {level}",
                heading.span,
                f"use {'#' * (level + 1)}",
                "WCAG 2.2, 1.3.1",
            )
        level = heading.level
