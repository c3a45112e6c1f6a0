"""What an LMS launches, and the files that each launch alone needs."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from scorm_export.check import CheckedCourse
from scorm_export.course import Part
from scorm_export.render.names import MATHS_FONT, in_language, media_name, page_name, page_script_name, shell_of
from scorm_export.render.versions import Version
from scorm_export.source.document import Document


@dataclass(frozen=True, kw_only=True, slots=True)
class Launch:
    """What an LMS launches: a SCO or an assignable unit, in the standards' terms."""

    id: str
    title: str
    page: str
    part: Part
    files: frozenset[str]
    """Files that only it needs, by name in the package. Files that several need, and the player, are not included."""


def launches_of(
    checked: CheckedCourse, files: Iterable[str], versions: Sequence[tuple[CheckedCourse, Version]] = ()
) -> tuple[Launch, ...]:
    """Return the launches of a course; `versions` are its languages where a package holds several."""
    parts = checked.course.parts
    names = list(files)
    used: dict[str, set[str]] = {}
    for number, part in enumerate(parts):
        used[part.id] = set(names) if part.module is None else _used(checked, part)
        for each, version in versions if part.module else ():
            own = each.course.parts[number]
            used[part.id] |= {version.named(name) for name in _used(each, own)} | {shell_script(own, version)}
    counts = Counter(name for names in used.values() for name in names)
    return tuple(
        Launch(
            id=part.id,
            title=part.title,
            page=shell_of(part),
            part=part,
            files=frozenset(name for name in used[part.id] if counts[name] == 1),
        )
        for part in parts
    )


def shell_script(part: Part, version: Version) -> str:
    """Return the name of the script that hands the shell of a part in a language to the player."""
    return in_language(posixpath.splitext(shell_of(part))[0] + ".js", version.language)


def _used(checked: CheckedCourse, part: Part) -> set[str]:
    """Yield the names of what a part of a course shows: its pages, and the media and files that its texts refer to."""
    names = {shell_of(part)}
    for activity in part.activities:
        names |= {page_name(activity.id), page_script_name(activity.id)}
    for document in _documents(part):
        for medium in document.media:
            names |= {media_name(path, document.path) for path in (medium.src, medium.captions, medium.poster) if path}
        for link in document.links:
            target = checked.target(document, link.href)
            if target and target.path:
                names.add(media_name(target.path))
        if document.has_maths:
            names.add(MATHS_FONT)
    return names


def _documents(part: Part) -> Iterator[Document]:
    if part.module and part.is_module and part.module.description:
        yield part.module.description
    for activity in part.activities:
        yield from activity.documents()
