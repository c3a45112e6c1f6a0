"""What the files of a site are called: said once, for pages, links and the player."""

from __future__ import annotations

import posixpath
from urllib.parse import unquote

HOME = "index.html"
STYLE = "style.css"
EARLY = "early.js"
"""What runs before anything of a launched page shows: it keeps what is pressed until the player is there."""
PLAYER = "player.js"
QUIZ = "quiz.js"
"""The part of the player that comes with the first quiz, or the results, on display."""
ENDING = "ending.js"
"""The part that comes with the results or the certificate."""
READING = "reading.js"
"""The part that comes with lessons that are done only when they were read."""
VIDEOS = "videos.js"
"""The part that follows videos: it comes with the lessons that have some."""
LEAVING = "leaving.js"
"""The part that outlives a page, for standards in which a page that goes away has a last word."""
LRS = "lrs.js"
"""The part that sends to an LRS beside the LMS: it comes after the first page."""
NOTICES = "third-party-notices.txt"
MATHS_FONT = "maths.woff2"
"""What formulas are drawn with: fetched by pages that have some."""


def shell_name(part: str) -> str:
    """Return the page that is launched for a part of a course that is cut; a whole course's is HOME."""
    return f"part-{part}.html"


def page_name(activity: str) -> str:
    """Return the page of an activity, which stands on its own."""
    return f"page-{activity}.html"


def page_script_name(activity: str) -> str:
    """Return the script that brings the same article to the player."""
    return f"page-{activity}.js"


def media_name(path: str, named_in: str = "") -> str:
    """Return where a file of the course is in the package; `path` is relative to the file it is named in."""
    return "media/" + posixpath.normpath(posixpath.join(posixpath.dirname(named_in), unquote(path)))


def theme_name(path: str) -> str:
    """Return where a file of the theme is in the package; `path` is relative to the theme's folder."""
    return "theme/" + posixpath.normpath(path)


def picture_name(role: str, path: str) -> str:
    """Return where the logo or the cover is in the package, whichever file of a theme it comes from."""
    return theme_name(role + posixpath.splitext(path)[1].lower())


def anchor_name(anchor: str) -> str:
    """Return the id in a page of an author's anchor: no id of the page's own begins with an underscore."""
    return f"_{anchor}"


def block_script_name(block: str) -> str:
    """Return the script of what a kind of block does."""
    return f"block-{block}.js"
