"""Whether a course can give the certificate that it promises."""

from __future__ import annotations

from scorm_export.course import Course, Structure
from scorm_export.diagnostics import Diagnostics


def check(course: Course, found: Diagnostics) -> None:
    """Report a certificate of a course that is cut: none of its parts knows whether the others were passed."""
    if course.certificate and course.structure is not Structure.COURSE:
        found.error(
            "certificate-in-parts",
            f"a course with `structure: {course.structure}` cannot give a certificate: no part knows of the others",
            course.origin.of("certificate"),
            "leave `structure` out, or let the LMS give the certificate",
        )
