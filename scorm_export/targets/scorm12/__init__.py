"""SCORM 1.2."""

from __future__ import annotations

from scorm_export.targets.scorm12.manifest import SCORM12

TARGETS = (SCORM12,)
