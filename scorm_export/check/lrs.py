"""Whether reporting to an LRS in addition to the LMS would work, and what it would reveal."""

from __future__ import annotations

import re

from scorm_export.course import Course
from scorm_export.diagnostics import Diagnostics

_OPEN_ADDRESS = re.compile(r"http://(?!(?:127\.0\.0\.1|\[::1\]|localhost)(?:[:/]|$))")


def is_open(address: str) -> bool:
    """Tell whether what is sent to a web address can be read on the way; nothing leaves this machine on loopback."""
    return _OPEN_ADDRESS.match(address) is not None


def check(course: Course, found: Diagnostics) -> None:
    """Report a record store with no way in or two, a key that learners will read, and addresses without encryption."""
    lrs = course.lrs
    if lrs is not None and len(course.parts) > 1:
        found.error(
            "structure-not-supported",
            f"`structure: {course.structure}` does not work with `lrs`",
            course.origin.of("structure"),
            "leave one of the two out: what is reported beside the LMS is about the whole course",
        )
    if lrs is None or not lrs.origin.span.path:
        return  # not there, or not to be read at all, which is reported already
    if (lrs.token is None) == (lrs.key is None):
        given = "neither a `token` nor a `key`" if lrs.token is None else "both a `token` and a `key`"
        found.error(
            "lrs-access",
            f"`lrs` has {given}",
            lrs.origin.of("key"),
            "give one: `token`, the address that gives learners tokens, or `key`, a write-only key",
        )
    elif lrs.key is not None:
        found.warn(
            "key-in-package",
            "every learner can take this key out of the package and write records in anyone's name",
            lrs.origin.of("key"),
            "use `token` if you can; with a key, make sure by `scorm-export lrs check` that it can only write",
        )
    for name, address in (("endpoint", lrs.endpoint), ("token", lrs.token or "")):
        if is_open(address):
            found.warn(
                "open-address",
                f"`{name}` starts with http: browsers refuse it from an LMS on https, and others can read it",
                lrs.origin.of(name),
                "use an https address",
            )
