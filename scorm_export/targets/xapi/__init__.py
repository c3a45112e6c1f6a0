"""xAPI: a package with tincan.xml, the activities it names, and the profile of its statements."""

from __future__ import annotations

from scorm_export.targets.xapi.manifest import XAPI

TARGETS = (XAPI,)
