"""cmi5 (AICC, Quartz, 1st edition): the course structure of section 13, in `cmi5.xml`."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_DOWN, Decimal

from lxml import etree

from scorm_export.course import Course, Module, Part
from scorm_export.render import Launch, Site
from scorm_export.targets.base import Files, Target, player
from scorm_export.targets.content_packaging import Element, child, to_bytes
from scorm_export.targets.lom import ieee_metadata
from scorm_export.targets.xapi.activities import (
    COURSE_TYPE,
    MODULE_TYPE,
    activity_type,
    add_activities,
    language_map,
    launch_iri,
    limits,
    module_iri,
    objective_iri,
)

NAME = "cmi5"
DESCRIPTOR = "cmi5.xml"
_CMI5 = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"
_MASTERY_PRECISION = Decimal("0.01")
"""cmi5 allows four decimals (13.1.4); ADL's player stores two, and rounds up."""


def describe(site: Site) -> Files:
    """Return the files of a site's package: course structure, player, pages, media."""
    files = player(NAME, site, leaving=True)
    # Statements about the course are about the launch, whose id may be the LMS's, so they do not follow the profile.
    return {DESCRIPTOR: _structure(site)} | add_activities(files, site.course, with_profile=False)


def _structure(site: Site) -> bytes:
    """Return cmi5.xml: an AU for each launch, in the block of its module if it is a part of one.

    Metadata stand in the course, which takes elements of other namespaces (13.1.1).
    """
    course = site.course
    root = etree.Element(f"{{{_CMI5}}}courseStructure", nsmap={None: _CMI5})
    head = child(root, _CMI5, "course", id=course.iri)
    _texts(head, course, course.title, course.description.plain)
    head.append(ieee_metadata(course, site.launches[0].page))
    objectives = child(root, _CMI5, "objectives")
    for objective in course.objectives:
        element = child(objectives, _CMI5, "objective", id=objective_iri(course, objective.id))
        _texts(element, course, objective.text.plain or objective.id)
    blocks: dict[str, Element] = {}
    for launch in site.launches:
        module = launch.part.module
        if module is not None and module.id not in blocks:
            blocks[module.id] = _block(root, module, course)
        _unit(root if module is None else blocks[module.id], launch, module, site)
    return to_bytes(root)


def _block(parent: Element, module: Module, course: Course) -> Element:
    block = child(parent, _CMI5, "block", id=module_iri(course, module.id))
    _texts(block, course, module.title, module.description.plain if module.description else "")
    _references(block, course, module.objectives)
    return block


def _unit(parent: Element, launch: Launch, module: Module | None, site: Site) -> None:
    """Add an AU. It works in a frame and in a window of its own, so the LMS may choose (13.1.4)."""
    course = site.course
    one = launch.part.activities[0] if module is not None and not launch.part.is_module else None
    kind = activity_type(one) if one else MODULE_TYPE if module else COURSE_TYPE
    named = [o.id for o in course.objectives] if module is None else (one or module).objectives
    unit = child(
        parent,
        _CMI5,
        "au",
        id=launch_iri(course, launch.id),
        **_rules(course, launch.part),
        launchMethod="AnyWindow",
        activityType=kind,
    )
    about = course.description if module is None else None if one else module.description
    _texts(unit, course, launch.title, about.plain if about else "")
    _references(unit, course, named)
    child(unit, _CMI5, "url", launch.page)
    if site.launch_parameters:
        child(unit, _CMI5, "launchParameters", site.launch_parameters)


def given(site: Site, launch: Launch) -> dict[str, str]:
    """Return what LaunchData tells an AU of the course structure (10.2)."""
    parameters = {"launchParameters": site.launch_parameters} if site.launch_parameters else {}
    return {**_rules(site.course, launch.part), **parameters}


def _rules(course: Course, part: Part) -> dict[str, str]:
    """Return the `moveOn` of an AU and its mastery score: the course's rules for its activities (13.1.4, 10.2.4).

    A mastery score is rounded down, so that learners who pass always reach it. Each launch returns it, and the
    player judges by it.
    There is none where a quiz has to be passed as well: no AU may say "failed" with a score that reaches it (9.3.5).
    """
    asked = any(course.counts(activity) for activity in part.activities)
    if course.scoring is None or not part.points:
        return {"moveOn": "Completed" if asked else "NotApplicable"}
    move_on = {"moveOn": "CompletedAndPassed" if asked else "Passed"}
    if not part.by_points:
        return move_on
    share = (course.scoring.passing / course.scoring.total).quantize(_MASTERY_PRECISION, ROUND_DOWN)
    return {**move_on, "masteryScore": f"{share.normalize():f}"}


def _texts(parent: Element, course: Course, title: str, description: str = "") -> None:
    """Add the required title and description; without a description, the title again."""
    for name, text in (("title", title), ("description", description or title)):
        element = child(parent, _CMI5, name)
        for language, words in language_map(text, course).items():
            child(element, _CMI5, "langstring", words, lang=language)


def _references(parent: Element, course: Course, objectives: Iterable[str]) -> None:
    named = list(objectives)
    if named:
        element = child(parent, _CMI5, "objectives")
        for name in named:
            child(element, _CMI5, "objective", idref=objective_iri(course, name))


LIMITS = limits("cmi5", "every statement of a session has the actor of its launch (cmi5, 9.2)")
CMI5 = Target(name=NAME, label="cmi5", describe=describe, given=given, sends_statements=True, limits=LIMITS)
