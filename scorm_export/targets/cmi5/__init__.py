"""cmi5: courses whose units an LMS launches and an LRS records."""

from __future__ import annotations

from scorm_export.targets.cmi5.manifest import CMI5

TARGETS = (CMI5,)
