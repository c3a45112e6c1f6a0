"""xAPI 1.0.3 content that an LMS launches by `tincan.xml`, a convention outside the specification."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from scorm_export.course import Course
from scorm_export.render import Site
from scorm_export.targets.base import Files, Target, player
from scorm_export.targets.content_packaging import child, to_bytes
from scorm_export.targets.lom import duration, minutes
from scorm_export.targets.xapi.activities import COURSE_TYPE, add_activities, limits
from scorm_export.targets.xapi.profile import losses, profile

NAME = "xapi"
DESCRIPTOR = "tincan.xml"
_TINCAN = "http://projecttincan.com/tincan.xsd"


def describe(site: Site) -> Files:
    """Return the files of a site's package: descriptor, player, pages, media."""
    return {DESCRIPTOR: _descriptor(site)} | add_activities(player(NAME, site), site.course)


def _descriptor(site: Site) -> bytes:
    """Return tincan.xml, with the course as its only activity.

    One activity may have a `launch`, and importers take the first activity for the course. Some complete the course
    as soon as the first activity is completed, and others as soon as any is (Docebo), so no other is listed. Nothing
    is indented within `launch`: importers do not trim.
    """
    (launch,) = site.launches  # this descriptor has no place for a second one
    course = site.course
    root = etree.Element(f"{{{_TINCAN}}}tincan", nsmap={None: _TINCAN})
    activities = child(root, _TINCAN, "activities")
    activity = child(activities, _TINCAN, "activity", id=course.iri, type=COURSE_TYPE)
    address = f"{launch.page}?{site.launch_parameters}" if site.launch_parameters else launch.page
    for name, text in (("name", course.title), ("description", course.description.plain)):
        for language, each in course.in_languages(text).items():
            child(activity, _TINCAN, name, each, lang=language)
    child(activity, _TINCAN, "launch", address, lang=course.language)
    extensions = child(activity, _TINCAN, "extensions")
    for term, text in _terms(course):
        child(extensions, _TINCAN, "extension", text, key=f"http://purl.org/dc/terms/{term}")
    return to_bytes(root)


def _terms(course: Course) -> Iterator[tuple[str, str]]:
    """Yield the course's metadata as terms of Dublin Core, several values of one separated by semicolons."""
    yield "language", course.language
    yield "hasVersion", course.version
    yield "publisher", course.provider.name
    if course.authors:
        yield "creator", "; ".join(author.name for author in course.authors)
    if course.keywords:
        yield "subject", "; ".join(course.keywords)
    if course.audiences:
        yield "audience", "; ".join(course.audiences)
    if time := minutes(course):
        yield "extent", duration(time)
    if course.rights:
        yield "license", course.rights.url or course.rights.licence


XAPI = Target(
    name=NAME,
    label="xAPI (tincan.xml)",
    describe=describe,
    beside=profile,
    losses=losses,
    sends_statements=True,
    limits=replace(limits("xAPI"), one_part="tincan.xml has one activity with a launch"),
)
