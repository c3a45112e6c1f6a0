"""What a course can be built for. A new target is a folder here and a line below."""

from __future__ import annotations

from scorm_export.targets.base import Target
from scorm_export.targets.cmi5.manifest import CMI5
from scorm_export.targets.questions.files import QUESTIONS
from scorm_export.targets.scorm12.manifest import SCORM12
from scorm_export.targets.scorm2004.manifest import SCORM2004_3RD, SCORM2004_4TH
from scorm_export.targets.xapi.manifest import XAPI

TARGETS: dict[str, Target] = {
    target.name: target for target in (SCORM12, SCORM2004_3RD, SCORM2004_4TH, XAPI, CMI5, QUESTIONS)
}
