"""What the player needs of the languages of a package that holds several, in the shapes of its `languages.ts`."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from typing import Any

from scorm_export.course import Course, Part, state
from scorm_export.interface.words import Words
from scorm_export.render.names import shell_of
from scorm_export.render.player_data import compact_json, recorded
from scorm_export.render.versions import Version


def languages_data(course: Course, part: Part, versions: Sequence[Version]) -> dict[str, Any]:
    """Return the languages' tags, what their scripts' names begin with, and where the state holds a choice."""
    if not versions:
        return {}
    shell, _ = posixpath.splitext(shell_of(part))
    chosen = recorded("", state.language_key(course))
    return {"languages": {"tags": [version.language for version in versions], "shell": shell, "chosen": chosen}}


def version_script(version: Version, data: Mapping[str, Any], words: Words, shell: bytes) -> bytes:
    """Return the script that hands a language to the player: what of a launch's data differs, all words, the shell."""
    names = ("title", "language", "modules", "objectives", "activities")
    differing = {name: data[name] for name in names if name in data}
    course = differing | {
        "end": version.end,
        "wordsIn": data.get("wordsIn", data["language"]),
        "datesIn": data.get("datesIn", data["language"]),
        "words": words["player"] | words["quiz"],
    }
    _, _, body = shell.decode().partition('<body class="course" hidden>\n')
    html, _, _ = body.rpartition('<script type="application/json"')
    given = {"direction": version.direction, "course": course, "html": html}
    return f"courseVersion({compact_json(given)});\n".encode()
