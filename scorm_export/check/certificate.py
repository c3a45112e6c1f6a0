"""Whether a course can give the certificate that it promises."""

from __future__ import annotations

from scorm_export.course import Course
from scorm_export.diagnostics import Diagnostics


def check(course: Course, found: Diagnostics) -> None:
    """Warn of a certificate in a course that is divided: none of its parts knows whether the others were passed."""
    if course.certificate and not course.gives_certificate:
        found.warn(
            "certificate-in-parts",
            f"with `structure: {course.structure}` the course gives no certificate: no part knows of the others",
            course.origin.of("certificate"),
            "leave `structure` out, or let the LMS give the certificate",
        )
