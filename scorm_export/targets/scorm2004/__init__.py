"""SCORM 2004, 3rd and 4th Edition."""

from __future__ import annotations

from scorm_export.targets.scorm2004.manifest import SCORM2004_3RD, SCORM2004_4TH

TARGETS = (SCORM2004_3RD, SCORM2004_4TH)
