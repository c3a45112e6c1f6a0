"""The xAPI Profile of the edition before this one, which a course names as `published_profile`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from scorm_export.course import Published
from scorm_export.diagnostics import Diagnostics, Span
from scorm_export.source.folder import Folder

_DIGEST = re.compile(r"/[0-9a-f]{8}\Z")
"""What an id ends with, since it stands for what it identifies: other rules have another id."""
_HINT = "name the file `…-xapi-profile.jsonld` that `build --target xapi` wrote beside the package of that edition"


def read_published(name: str, at: Span, iri: str, folder: Folder, found: Diagnostics) -> Published | None:
    """Return what the next profile of the course with an IRI follows; None where the file is another's."""
    path = folder.resolve(name, "", at, found)
    file = folder.text(path, found) if path else None
    if file is None:
        return None
    try:
        profile = json.loads("\n".join(file.lines))
        if profile["id"] == f"{iri}/profile" and profile["versions"]:
            return _published(profile)
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
        pass
    found.error("published-profile", "this file is not an xAPI Profile of this course", at, _HINT)
    return None


def _published(profile: Any) -> Published:
    named: Iterable[Any] = (*profile["templates"], *profile.get("patterns", ()))
    revised = {str(one["id"]): tuple(map(str, one.get("wasRevisionOf", ()))) for one in named}
    versions = tuple(
        {name: one[name] for name in ("id", "wasRevisionOf", "generatedAtTime") if name in one}
        for one in profile["versions"]
    )
    if not all(isinstance(one.get("id"), str) for one in versions):
        raise ValueError("a version without an id")
    return Published(versions=versions, ids={_DIGEST.sub("", name): name for name in revised}, revised=revised)
