"""CheckedCourse → Site: every page, the player's data and the media, the same for every target."""

from __future__ import annotations

from scorm_export.render.launches import Launch
from scorm_export.render.site import RenderedBefore, Site, check_templates, render

__all__ = ["Launch", "RenderedBefore", "Site", "check_templates", "render"]
