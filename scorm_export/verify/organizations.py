"""Rules for the identifiers, organizations and items of a manifest."""

from __future__ import annotations

import re

from lxml import etree

from scorm_export.verify.descriptor import Descriptor, Kind, attribute, child, children, local, text, token
from scorm_export.verify.findings import Element, Findings, quoted
from scorm_export.verify.package import Package

_IDENTIFIED = frozenset({"manifest", "organization", "item", "resource"})
_IDENTIFIER = re.compile(r"[^\W\d][\w.-]*")
_WORD = re.compile(r"[A-Za-z_][\w.-]*")
_LENGTHS = {
    Kind.SCORM12: {"title": 200, "parameters": 1000, "datafromlms": 255, "prerequisites": 200},
    Kind.SCORM2004: {"title": 200, "parameters": 1000, "dataFromLMS": 4000},
}
"""The most characters that every LMS accepts (CAM 1.2, 2.3.5; CAM 2004, 3.4.1)."""


def check_identifiers(package: Package, descriptor: Descriptor, found: Findings) -> None:  # noqa: ARG001 — as all rules
    """Check that identifiers are unique XML names (IMS CP 1.1.2, 3; xs:ID)."""
    seen: set[str] = set()
    for element in descriptor.root.iter(etree.Element):
        if local(element) not in _IDENTIFIED:
            continue
        identifier = token(element, "identifier")
        if identifier is None:
            if local(element) != "manifest" or descriptor.is_scorm:
                found.error("identifier-form", f"{quoted(local(element))} has no identifier", element)
            continue
        if identifier in seen:
            found.error(
                "identifier-twice", f"the identifier {quoted(identifier)} is used twice", element, near=identifier
            )
        elif not _IDENTIFIER.fullmatch(identifier):
            found.error(
                "identifier-form",
                f"the identifier {quoted(identifier)} is not an XML name",
                element,
                "begin with a letter or `_`, and go on with letters, digits, `.`, `-` and `_`",
                near=identifier,
            )
        seen.add(identifier)


def check_organizations(package: Package, descriptor: Descriptor, found: Findings) -> None:  # noqa: ARG001 — as all
    """Check that there is an organization with something to launch (CAM 1.2, 2.3.2.4; CAM 2004, 3.4.1.7)."""
    above = child(descriptor.root, "organizations")
    listed = list(children(above, "organization")) if above is not None else []
    launched = [item for item in descriptor.items if token(item, "identifierref")]
    if descriptor.is_scorm and not launched:
        found.error(
            "organization-empty",
            "no item launches anything",
            above if above is not None else descriptor.root,
            "add an organization with an item for each resource that learners launch",
        )
    default = token(above, "default") if above is not None else None
    if default is not None and above is not None and default not in {token(o, "identifier") for o in listed}:
        found.error("organization-default", f"there is no organization {quoted(default)}", above, near="default")
    for element in [*listed, *descriptor.items] if descriptor.is_scorm else []:
        if not text(child(element, "title")):
            found.warn("item-title", f"{quoted(element.get('identifier'))} has no title", element)


def check_items(package: Package, descriptor: Descriptor, found: Findings) -> None:  # noqa: ARG001 — as all rules
    """Check each item: its resource, and its values for the LMS."""
    known = {token(item, "identifier") for item in descriptor.items}
    for item in descriptor.items:
        reference, below = token(item, "identifierref"), child(item, "item")
        if reference and reference not in descriptor.resources:
            found.error("item-resource", f"there is no resource {quoted(reference)}", item, near=reference)
        if not descriptor.is_scorm:
            continue
        if not reference and below is None:
            found.error("item-without-resource", f"{quoted(item.get('identifier'))} launches nothing", item)
        if reference and below is not None and descriptor.kind is Kind.SCORM2004:
            found.error(
                "item-branch-with-resource",
                f"{quoted(item.get('identifier'))} has items below it and a resource of its own",
                item,
                near="identifierref",
            )
        _check_facts(descriptor, item, known, found)


def _check_facts(descriptor: Descriptor, item: Element, known: set[str | None], found: Findings) -> None:
    limits = _LENGTHS[descriptor.kind]
    for element in item:
        name, value = local(element), text(element)
        if name in limits and len(value) > limits[name]:
            found.warn(
                "item-text-length", f"{quoted(name)} has {len(value)} characters, more than {limits[name]}", element
            )
        if name == "masteryscore" and not _is_score(value):
            found.error("item-mastery-score", f"{quoted(value)} is not a score from 0 to 100", element)
        if name == "prerequisites":
            strange = [word for word in _WORD.findall(value) if word not in known]
            if strange:
                found.error("item-prerequisites", f"there is no item {quoted(strange[0])}", element, near=strange[0])
    parameters = item.get("parameters") or ""
    if len(parameters) > limits["parameters"]:
        found.warn("item-text-length", f"`parameters` has {len(parameters)} characters, more than 1000", item)
    if attribute(item, "isvisible") not in (None, "true", "false", "1", "0"):
        found.error("schema-invalid", "`isvisible` must be `true` or `false`", item, near="isvisible")


def _is_score(value: str) -> bool:
    try:
        return 0 <= float(value) <= 100  # noqa: PLR2004 — CAM 1.2, 2.3.2.5.1
    except ValueError:
        return False
