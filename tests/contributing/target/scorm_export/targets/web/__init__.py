"""Pages for any web server, which records nothing."""

from __future__ import annotations

from scorm_export.targets.web.manifest import WEB

TARGETS = (WEB,)
