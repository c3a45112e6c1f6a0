"""Rules for SCORM 2004 sequencing: dangling references, contradictions, and activities that learners cannot reach."""

from __future__ import annotations

from urllib.parse import unquote

from lxml import etree

from scorm_export.verify.descriptor import Descriptor, Kind, child, children, local, token
from scorm_export.verify.findings import Element, Findings, quoted
from scorm_export.verify.package import Package


def check_sequencing(package: Package, descriptor: Descriptor, found: Findings) -> None:  # noqa: ARG001 — as all rules
    """Check the sequencing of organizations and items (SN 2004, 3; CAM 2004, 5.1)."""
    if descriptor.kind is not Kind.SCORM2004:
        return
    collection = child(descriptor.root, "sequencingCollection")
    shared = {token(s, "ID"): s for s in children(collection, "sequencing")} if collection is not None else {}
    for element in descriptor.root.iter(etree.Element):
        own = child(element, "sequencing") if local(element) in ("organization", "item") else None
        if own is None:
            continue
        reference = token(own, "IDRef")
        if reference and reference not in shared:
            found.error("sequencing-reference", f"there is no sequencing {quoted(reference)}", own, near=reference)
        above = shared.get(reference) if reference else None
        _check_ways(element, own, above, found)
        _check_objectives(own, above, found)


def _reference(element: Element, name: str) -> str | None:
    """Return an objective's identifier for comparison: `%20` and a space are equal (CAM 2004, 5.1.7)."""
    value = element.get(name)
    return None if value is None else " ".join(unquote(value).split())


def _check_ways(element: Element, own: Element, above: Element | None, found: Findings) -> None:
    """Check that some request leads into a cluster: choice, flow, or both (SN 2004, 3.2.1 and 3.2.3)."""
    mode = child(own, "controlMode")
    mode = child(above, "controlMode") if mode is None and above is not None else mode
    if child(element, "item") is None or mode is None:
        return
    choice, flow = mode.get("choice", "true"), mode.get("flow", "false")
    if choice in ("false", "0") and flow in ("false", "0"):
        found.warn(
            "sequencing-dead-end",
            f"learners can neither choose nor go on in {quoted(element.get('identifier'))}",
            mode,
            'set `flow="true"`, or `choice="true"`',
        )


def _check_objectives(own: Element, above: Element | None, found: Findings) -> None:
    """Check the objectives of one activity, including inherited ones (SN 2004, 3.10; CAM 2004, 5.1.7)."""
    objectives = child(own, "objectives")
    known: set[str] = set()
    written: set[str] = set()
    for objective in objectives if objectives is not None else ():
        if local(objective) not in ("primaryObjective", "objective"):
            continue
        identifier = _reference(objective, "objectiveID")
        maps = list(children(objective, "mapInfo"))
        if identifier is None and (maps or local(objective) == "objective"):
            found.error("sequencing-objective", "a shared objective needs an `objectiveID`", objective)
        if identifier is not None and identifier in known:
            found.error("sequencing-objective", f"the objective {quoted(identifier)} is defined twice", objective)
        known.add(identifier or "")
        for each in maps:
            if each.get("writeSatisfiedStatus") in ("true", "1") or each.get("writeNormalizedMeasure") in ("true", "1"):
                target = _reference(each, "targetObjectiveID") or ""
                if target in written:
                    found.error("sequencing-objective", f"two objectives write to {quoted(target)}", each)
                written.add(target)
    known |= (
        {_reference(each, "objectiveID") or "" for each in above.iter(etree.Element)} if above is not None else set()
    )
    for condition in own.iter(etree.Element):
        reference = _reference(condition, "referencedObjective")
        if reference and reference not in known and local(condition) == "ruleCondition":
            found.error("sequencing-reference", f"there is no objective {quoted(reference)}", condition, near=reference)
