"""CheckedCourse → Site: every page, the player's data and the media, whatever standard will carry them."""

from __future__ import annotations

from scorm_export.render.site import Launch, Site, check_templates, render

__all__ = ["Launch", "Site", "check_templates", "render"]
