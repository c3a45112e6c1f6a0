"""Course → CheckedCourse: what must hold across the whole course before anything is written.

Only `check` makes a CheckedCourse; the type is the proof. Targets hand their Limits down: nothing here names one.
"""

from __future__ import annotations

from collections.abc import Iterable

from scorm_export.check import (
    accessibility,
    certificate,
    clues,
    code,
    effort,
    embeds,
    identifiers,
    language,
    lettering,
    limits,
    lrs,
    media,
    references,
    reporting,
    scoring,
    theme,
    unlisted,
)
from scorm_export.check.checked import Asset, CheckedCourse, CheckedPicture, CheckedTheme, Limits
from scorm_export.course import Course
from scorm_export.diagnostics import Diagnostics
from scorm_export.reading.theme import DEFAULT, shipped
from scorm_export.source.folder import Folder

__all__ = ["Asset", "CheckedCourse", "CheckedPicture", "CheckedTheme", "Limits", "check"]


def check(course: Course, folder: Folder, standards: Iterable[Limits], found: Diagnostics) -> CheckedCourse | None:
    """Prove that a course is sound for some standards; None if there is any error, even one found while reading."""
    read_whole = not found.errors
    standards = list(standards)
    identifiers.check(course, found)
    links = references.check(course, folder, found, read_whole=read_whole)
    assets, captions = media.check(course.documents(), folder, links.files, found)
    others, _ = media.check(course.facilitator_documents(), folder, {}, found)
    look = theme.check(course.theme or shipped(DEFAULT), course.logo, found)
    accessibility.check(course, found)
    lettering.check(course, assets, found)
    embeds.check(course, found)
    code.check(course, found)
    language.check(course, found)
    limits.check_order(course, found)
    certificate.check(course, found)
    lrs.check(course, found)
    scoring.check_questions(course, found)
    if read_whole:
        scoring.check_draws(course, found)
        scoring.check_quizzes(course, found)
        scoring.check_points(course, found)
        clues.check(course, found)
        effort.check(course, captions, found)
        limits.check(course, standards, found)
        limits.check_interactions(course, standards, found)
        reporting.check(course, standards, found)
        limits.check_anonymity(course, standards, found)
    if found.errors:
        return None
    unlisted.check(course, folder, (*assets, *others), found)  # a file with a wrong name has its own error
    return CheckedCourse(
        course=course,
        assets=assets,
        facilitator_assets=others,
        targets=links.targets,
        theme=look,
        captions=captions,
    )
