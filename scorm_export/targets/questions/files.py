"""The questions of a course's quizzes for other tools: QTI 2.1 as the package, Moodle XML and GIFT beside it."""

from __future__ import annotations

from scorm_export.check import Limits
from scorm_export.diagnostics import Diagnostics
from scorm_export.exchange.formats import FORMATS
from scorm_export.exchange.qti.write import write
from scorm_export.render import Site
from scorm_export.targets.base import Files, Target

NAME = "questions"


def describe(site: Site) -> Files:
    """Return the QTI package of a site."""
    return write(site, Diagnostics())


def beside(site: Site) -> dict[str, bytes]:
    """Return the files in the other formats, by the end of their names."""
    return {
        f"{NAME}.{form.ending}": form.write(site, Diagnostics()) for form in FORMATS.values() if form.write is not None
    }


def losses(site: Site) -> Diagnostics:
    """Return what some or all of the formats cannot carry."""
    found = Diagnostics()
    write(site, found)
    for form in FORMATS.values():
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
