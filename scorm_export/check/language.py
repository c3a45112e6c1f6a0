"""Whether the interface speaks the course's language."""

from __future__ import annotations

from scorm_export.course import Course
from scorm_export.diagnostics import Diagnostics
from scorm_export.interface import words


def check(course: Course, found: Diagnostics) -> None:
    """Warn of an interface in another language than the course; note one nobody has reviewed."""
    if not course.language:
        return
    tag = words.language_of_words(course.language)
    if tag is None:
        found.warn(
            "missing-interface-language",
            f"there are no interface words for `{course.language}` yet",
            course.origin.of("language"),
            f"buttons and messages will be in `{words.FALLBACK}`, and marked so for screen readers; "
            f"there are words for {', '.join(f'`{name}`' for name in words.languages())}; "
            f"CONTRIBUTING.md says how to add a language, in one file",
        )
    elif words.made(tag) == words.BY_MACHINE:
        found.note(
            "machine-translated-interface",
            f"buttons and messages in `{tag}` were translated by machine, and nobody has reviewed them",
            course.origin.of("language"),
            f"somebody who speaks it can review `scorm_export/interface/locales/{tag}.yaml` and say so in `made`",
        )
