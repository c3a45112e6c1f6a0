"""An xAPI Profile (1.0, JSON-LD) of a course: what its statements mean, which forms they have, and in what order.

It tells institutions what to expect, and programs can validate statements with it. The id of the profile is permanent,
and that of its version is the edition's. What a template or pattern requires is part of its id: one that requires
something else has another id, and is a revision of the one in the profile that the course names as published.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any

from scorm_export.course import Course
from scorm_export.diagnostics import Diagnostics
from scorm_export.render import Site
from scorm_export.targets.xapi.activities import (
    course_activities,
    language_map,
    page_activities,
    profile_iri,
    profile_version_iri,
)
from scorm_export.targets.xapi.templates import templates

FILE = "xapi-profile.jsonld"
_FIXED_TIME = "1980-01-01T00:00:00Z"
"""A version needs a time, and the same source must give the same bytes: without a day of release, that of the zip's
entries."""
_DIGEST_LENGTH = 8
_CONTEXT = "https://w3id.org/xapi/profiles/context"
_ACTIVITY_CONTEXT = "https://w3id.org/xapi/profiles/activity-context"

Json = dict[str, Any]


def profile(site: Site) -> dict[str, bytes]:
    """Return the xAPI Profile of a site's course, by the end of its file name."""
    text = json.dumps(_profile(site.course), ensure_ascii=False, indent=2)
    return {FILE: text.encode() + b"\n"}


def losses(site: Site) -> Diagnostics:
    """Warn of a profile that was published for this edition and says something else."""
    course, found = site.course, Diagnostics()
    published = course.published
    if published and published.versions[0]["id"] == profile_version_iri(course):
        now = {one["id"] for one in _identified(course)}
        if now != set(published.revised):
            found.warn(
                "published-profile",
                f"the xAPI Profile of version {course.version} is published, and its statements have changed since",
                course.origin.of("version"),
                "give this edition a new `version`",
            )
    return found


def _profile(course: Course) -> Json:
    version = profile_version_iri(course)
    author = {"type": "Organization", "name": course.provider.name}
    if course.provider.url:
        author["url"] = course.provider.url
    identified = _identified(course)
    return {
        "@context": _CONTEXT,
        "id": profile_iri(course),
        "type": "Profile",
        "conformsTo": "https://w3id.org/xapi/profiles#1.0",
        "prefLabel": language_map(course.title, course),
        "definition": {"en": f"The statements about the course {course.iri}"},
        "author": author,
        "versions": _versions(course),
        "concepts": [{**concept, "inScheme": version} for concept in _concepts(course, identified)],
        "templates": [{**one, "inScheme": version} for one in identified if one["type"] == "StatementTemplate"],
        "patterns": [{**one, "inScheme": version} for one in identified if one["type"] == "Pattern"],
    }


def _versions(course: Course) -> list[Json]:
    """Return the version objects, the newest first; those before this edition's are the published ones."""
    before = [dict(one) for one in course.published.versions] if course.published else []
    this = profile_version_iri(course)
    before = [one for one in before if one["id"] != this]
    released = f"{course.released}T00:00:00Z" if course.released else _FIXED_TIME
    revised = {"wasRevisionOf": [before[0]["id"]]} if before else {}
    return [{"id": this, **revised, "generatedAtTime": released}, *before]


def _identified(course: Course) -> list[Json]:
    """Return templates and patterns under the ids that stand for what they require, each with what it revises."""
    found = [_under_its_id(course, template) for template in templates(course)]
    return [*found, *_patterns(course, [template["id"] for template in found])]


def _patterns(course: Course, ids: list[str]) -> list[Json]:
    """Return the patterns of a session and of all sessions, by the ids of the templates."""

    def pattern(name: str, **content: Any) -> Json:
        return _under_its_id(course, {"id": f"{profile_iri(course)}/patterns/{name}", "type": "Pattern", **content})

    initialized, *others = ids
    anything = pattern("anything", alternates=others)
    whatever = pattern("whatever", zeroOrMore=anything["id"])
    session = pattern(
        "session",
        prefLabel={"en": "session"},
        definition={
            "en": "The learner opens the course, and then does anything in it. On two devices, sessions overlap."
        },
        sequence=[initialized, whatever["id"]],
    )
    whole = pattern(
        "course",
        primary=True,
        prefLabel={"en": "course"},
        definition={"en": "All statements of a registration, by their timestamps."},
        oneOrMore=session["id"],
    )
    return [anything, whatever, session, whole]


def _under_its_id(course: Course, one: Json) -> Json:
    content = json.dumps({name: value for name, value in one.items() if name != "definition"}, sort_keys=True)
    identifier = f"{one['id']}/{sha256(content.encode()).hexdigest()[:_DIGEST_LENGTH]}"
    before: Iterable[str] = ()
    if published := course.published:
        earlier = published.ids.get(one["id"])
        before = published.revised.get(identifier, [earlier] if earlier else [])
    return {**one, "id": identifier, **({"wasRevisionOf": list(before)} if before else {})}


def _concepts(course: Course, identified: Iterable[Json]) -> Iterator[Json]:
    """Yield the verbs and types that templates name, which others have defined, and the course's own activities."""
    named = [one for one in identified if one["type"] == "StatementTemplate"]
    for kind, iris in (
        ("Verb", [one["verb"] for one in named]),
        ("ActivityType", [one["objectActivityType"] for one in named]),
    ):
        for iri in dict.fromkeys(iris):
            word = iri.rpartition("/")[2]
            where = iri.removesuffix(word)
            yield {
                "id": iri,
                "type": kind,
                "prefLabel": {"en": word},
                "definition": {"en": f"As defined in the vocabulary {where}"},
            }
    activities = course_activities(course)
    groups = (activities["modules"], activities["activities"], activities["objectives"])
    pages = [page_activities(course, activity) for activity in course.activities]
    for activity in (activities["course"], *(one for group in (*groups, *pages) for one in group.values())):
        definition = {"@context": _ACTIVITY_CONTEXT, **activity["definition"]}
        yield {"id": activity["id"], "type": "Activity", "activityDefinition": definition}
