"""Pages for any web server: whoever opens `index.html` takes the course, and nothing is recorded."""

from __future__ import annotations

from scorm_export.check import Limits
from scorm_export.render import Site
from scorm_export.targets.base import Files, Target, player

NAME = "web"


def describe(site: Site) -> Files:
    """Return the player and the pages: there is no manifest."""
    return player(NAME, site) | site.files


WEB = Target(
    name=NAME,
    label="Web pages that record nothing",
    describe=describe,
    limits=Limits("a web server", 10**9, "nothing is saved", one_part="one page opens the whole course"),
)
