"""The standards a course can be published in. A new one is a module here, an adapter, and a line below."""

from __future__ import annotations

from scorm_export.standards.base import Standard
from scorm_export.standards.cmi5 import CMI5
from scorm_export.standards.questions import QUESTIONS
from scorm_export.standards.scorm12 import SCORM12
from scorm_export.standards.scorm2004 import SCORM2004_3RD, SCORM2004_4TH
from scorm_export.standards.xapi import XAPI

STANDARDS: dict[str, Standard] = {s.name: s for s in (SCORM12, SCORM2004_3RD, SCORM2004_4TH, XAPI, CMI5, QUESTIONS)}
