"""The questions of a course's quizzes for other tools: QTI 2.1 as the package, Moodle XML and GIFT beside it."""

from __future__ import annotations

from scorm_export.check import Limits
from scorm_export.diagnostics import Diagnostics
from scorm_export.exchange.gift import write as gift
from scorm_export.exchange.moodle_xml import write as moodle_xml
from scorm_export.exchange.qti import write as qti
from scorm_export.render import Site
from scorm_export.targets.base import Files, Target

NAME = "questions"


def describe(site: Site) -> Files:
    """Return the QTI package of a site."""
    return qti.write(site, Diagnostics())


def beside(site: Site) -> dict[str, bytes]:
    """Return the two texts, by the end of their files' names."""
    return {
        f"{NAME}.moodle.xml": moodle_xml.write(site, Diagnostics()),
        f"{NAME}.gift.txt": gift.write(site, Diagnostics()),
    }


def losses(site: Site) -> Diagnostics:
    """Return what none of the formats, or only some of them, can carry."""
    found = Diagnostics()
    for write in (qti.write, moodle_xml.write, gift.write):
        write(site, found)
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
