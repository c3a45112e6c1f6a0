"""Rules for tincan.xml and cmi5.xml."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from lxml import etree

from scorm_export.verify.descriptor import Descriptor, Kind, child, file_of, is_elsewhere, local, text
from scorm_export.verify.findings import Element, Findings, quoted
from scorm_export.verify.package import Package

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_MOVE_ON = frozenset({"Passed", "Completed", "CompletedAndPassed", "CompletedOrPassed", "NotApplicable"})
_LAUNCH_PARAMETERS = re.compile(r"[?&](endpoint|fetch|actor|registration|activityId)=")


def check_tincan(package: Package, descriptor: Descriptor, found: Findings) -> None:
    """Check a tincan.xml, a convention outside xAPI 1.0."""
    if descriptor.kind is not Kind.XAPI:
        return
    activities = [element for element in descriptor.root.iter(etree.Element) if local(element) == "activity"]
    launches = [launch for activity in activities if (launch := child(activity, "launch")) is not None]
    if not launches:
        found.error("xapi-launch", "no activity has a `<launch>`", descriptor.root)
    if len(launches) > 1:
        found.warn("xapi-several-launches", f"{len(launches)} activities have a `<launch>`", launches[1])
    for activity in activities:
        _check_iri(activity, "xapi-activity-id", found)
        if child(activity, "name") is None:
            found.warn("xapi-name", f"{quoted(activity.get('id'))} has no name", activity)
    for launch in launches:
        _check_file(package, launch, text(launch), found)
    _check_twice(activities, found)


def check_cmi5(package: Package, descriptor: Descriptor, found: Findings) -> None:
    """Check a cmi5.xml (cmi5 1.0, 13)."""
    if descriptor.kind is not Kind.CMI5:
        return
    named = ("course", "block", "au", "objective")
    elements = [e for e in descriptor.root.iter(etree.Element) if local(e) in named and "idref" not in e.attrib]
    units = [element for element in elements if local(element) == "au"]
    if child(descriptor.root, "course") is None or not units:
        found.error(
            "cmi5-structure", "a course structure needs one `<course>` and at least one `<au>`", descriptor.root
        )
    for element in elements:
        _check_iri(element, "cmi5-id", found)
        if child(element, "title") is None:
            found.error("cmi5-structure", f"{quoted(element.get('id'))} has no title", element)
    _check_twice(elements, found)
    for unit in units:
        _check_unit(package, unit, found)


def _check_unit(package: Package, unit: Element, found: Findings) -> None:
    address = text(child(unit, "url"))
    if not address:
        found.error("cmi5-structure", f"{quoted(unit.get('id'))} has no `<url>`", unit)
    else:
        _check_file(package, unit, address, found)
        if _LAUNCH_PARAMETERS.search(address):
            found.error("cmi5-url", f"{quoted(address)} contains a parameter that the LMS adds", child(unit, "url"))
    move_on, method, score = unit.get("moveOn"), unit.get("launchMethod"), unit.get("masteryScore")
    if move_on is None:
        found.note("cmi5-move-on", f"{quoted(unit.get('id'))} does not say when it is satisfied (`moveOn`)", unit)
    elif move_on not in _MOVE_ON:
        found.error("cmi5-move-on", f"{quoted(move_on)} is not a value of `moveOn`", unit, near=move_on)
    if method not in (None, "OwnWindow", "AnyWindow"):
        found.error("cmi5-launch-method", f"{quoted(method)} is not a value of `launchMethod`", unit, near=method or "")
    if score is not None:
        _check_score(unit, score, found)


def _check_score(unit: Element, score: str, found: Findings) -> None:
    try:
        number = Decimal(score)
    except InvalidOperation:
        number = Decimal(-1)
    if not 0 <= number <= 1:
        found.error("cmi5-mastery-score", f"{quoted(score)} is not a number from 0 to 1", unit, near=score)
    elif round(number, 2) != number:
        found.warn("cmi5-mastery-score", f"some LMSs keep two decimals of {quoted(score)}", unit, near=score)


def _check_iri(element: Element, rule: str, found: Findings) -> None:
    identifier = element.get("id") or ""
    if not _IRI.fullmatch(identifier):
        report = f"{quoted(identifier)} is not an IRI such as `https://example.org/courses/fire-safety`"
        if rule == "cmi5-id":
            found.error("cmi5-id", report, element)
        else:
            found.error("xapi-activity-id", report, element)


def _check_twice(elements: list[Element], found: Findings) -> None:
    seen: set[str] = set()
    for element in elements:
        identifier = element.get("id") or ""
        if identifier in seen:
            found.error("activity-twice", f"the id {quoted(identifier)} is used twice", element, near=identifier)
        seen.add(identifier)


def _check_file(package: Package, element: Element, address: str, found: Findings) -> None:
    if is_elsewhere(address):
        return
    name = file_of(address).removeprefix("./")
    if name not in package.files:
        twin = package.lower.get(name.lower())
        hint = f"its name in the package is {quoted(twin)}" if twin else ""
        found.error("activity-file-missing", f"{quoted(name)} is not in the package", element, hint)
