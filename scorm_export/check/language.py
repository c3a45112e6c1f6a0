"""Whether the interface speaks the course's language."""

from __future__ import annotations

from scorm_export.course import Course
from scorm_export.diagnostics import Diagnostics
from scorm_export.interface import words


def check(course: Course, found: Diagnostics) -> None:
    """Warn when buttons and messages would be in another language than the course."""
    if course.language and words.language_of_words(course.language) is None:
        found.warn(
            "missing-interface-language",
            f"there are no interface words for `{course.language}` yet",
            course.origin.of("language"),
            f"buttons and messages will be in `{words.FALLBACK}`; "
            f"there are words for {', '.join(f'`{name}`' for name in words.languages())}",
        )
