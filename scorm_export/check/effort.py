"""How long a course says it takes."""

from __future__ import annotations

from scorm_export.course import Course
from scorm_export.diagnostics import Diagnostics


def check(course: Course, found: Diagnostics) -> None:
    """Report a span of time that ends before it begins."""
    effort = course.effort
    if effort is not None and effort.least > effort.most:
        found.error(
            "effort-order", "`least` is more than `most`", effort.origin.of("least"), "exchange the two durations"
        )
