"""xAPI: a package with tincan.xml, its xAPI activities, and the xAPI Profile of its statements."""

from __future__ import annotations

from scorm_export.targets.xapi.manifest import XAPI

TARGETS = (XAPI,)
