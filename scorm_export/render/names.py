"""The names of the files of a site, for pages, links and the player."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import unquote

from scorm_export.course import Part

HOME = "index.html"
STYLE = "style.css"
EARLY = "early.js"
"""Runs before a launched page is displayed, and keeps clicks until the player has loaded."""
PLAYER = "player.js"
QUIZ = "quiz.js"
"""The part of the player that loads with the first quiz, or with the results."""
ENDING = "ending.js"
"""The part that comes with the results or the certificate."""
READING = "reading.js"
"""The part that is put before the script of each lesson that is done only when it was read."""
VIDEOS = "videos.js"
"""The part that follows videos: it comes with the lessons that have some."""
LEAVING = "leaving.js"
"""The part that outlives a page, for standards in which a closing page still sends something."""
LRS = "lrs.js"
"""The part that sends to an LRS in addition to the LMS; it loads after the first page."""
FOREIGN_WORDS = "foreign_words.js"
"""The part that marks words in another language than the course."""
LANGUAGES = "languages.js"
"""The part that changes the language of a package that holds several."""
NOTICES = "third-party-notices.txt"
_PAGE_SCRIPT = re.compile(r"page-([a-z0-9-]+)(?:_[a-z0-9-]+)?\.js")
MATHS_FONT = "maths.woff2"
"""The font of formulas, which only pages with formulas load."""


def shell_of(part: Part) -> str:
    """Return the page that is launched for a part of a course."""
    return f"part-{part.id}.html" if part.module else HOME


def page_name(activity: str) -> str:
    """Return the page of an activity, which stands on its own."""
    return f"page-{activity}.html"


def page_script_name(activity: str) -> str:
    """Return the script that passes the same article to the player."""
    return f"page-{activity}.js"


def in_language(name: str, language: str) -> str:
    """Return the name of a file's version in another language of a package: `page-a.html` is `page-a_fr.html`.

    No id of an author has an underscore.
    """
    stem, suffix = posixpath.splitext(name)
    return f"{stem}_{language.lower()}{suffix}"


def activity_of(name: str) -> str | None:
    """Return the id of the activity that a script passes to the player, in any language; None for other files."""
    match = _PAGE_SCRIPT.fullmatch(name)
    return match[1] if match else None


def media_name(path: str, named_in: str = "") -> str:
    """Return the name of a file of the course in the package; `path` is relative to the file that refers to it."""
    return "media/" + posixpath.normpath(posixpath.join(posixpath.dirname(named_in), unquote(path)))


def theme_name(path: str) -> str:
    """Return the name of a file of the theme in the package; `path` is relative to the theme's folder."""
    return "theme/" + posixpath.normpath(path)


def picture_name(role: str, path: str) -> str:
    """Return the name of the logo or the cover in the package, whichever file of a theme it comes from."""
    return theme_name(role + posixpath.splitext(path)[1].lower())


def anchor_name(anchor: str) -> str:
    """Return the id in a page of an author's anchor: the page's own ids never begin with an underscore."""
    return f"_{anchor}"


def block_script_name(block: str) -> str:
    """Return the name of a block's script."""
    return f"block-{block}.js"
