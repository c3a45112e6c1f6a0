"""The questions of a course's quizzes for other tools: QTI 2.1 as the package, Moodle XML and GIFT beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from scorm_export.check import Limits
from scorm_export.diagnostics import Diagnostics
from scorm_export.render import Site
from scorm_export.targets.base import Files, Target

if TYPE_CHECKING:
    from scorm_export.exchange.base import Format

NAME = "questions"


def _formats() -> Mapping[str, Format]:
    """Return the formats. What reads files of other tools takes a quarter of a start, so most builds are without it."""
    from scorm_export.exchange.formats import FORMATS  # noqa: PLC0415 — see above

    return FORMATS


def _qti(site: Site, found: Diagnostics) -> Files:
    from scorm_export.exchange.qti.write import write  # noqa: PLC0415 — as above

    return write(site, found)


def describe(site: Site) -> Files:
    """Return the QTI package of a site."""
    return _qti(site, Diagnostics())


def beside(site: Site) -> dict[str, bytes]:
    """Return the files in the other formats, by the end of their names."""
    forms = _formats().values()
    return {f"{NAME}.{form.ending}": form.write(site, Diagnostics()) for form in forms if form.write is not None}


def losses(site: Site) -> Diagnostics:
    """Return what some or all of the formats cannot carry."""
    found = Diagnostics()
    _qti(site, found)
    for form in _formats().values():
        if form.write is not None:
            form.write(site, found)
    return found


QUESTIONS = Target(
    name=NAME,
    label="Questions (QTI 2.1, with Moodle XML and GIFT beside it)",
    describe=describe,
    beside=beside,
    losses=losses,
    is_launched=False,
    limits=Limits("the exchange of questions", 10**9, "nothing is saved: there is no learner"),
)
