"""IMS Simple Sequencing of a course of several SCOs (SCORM 2004 SN): when parts open, and how results roll up.

The root's result is the one that a single SCO for the whole course would have reported:

- Measures roll up by points: each part's weight is its share of them, and a part not handed in yet counts as 0 (SN,
  RB.1.1). The course is satisfied by that measure alone.
- Points are whole hundredths, measures are rounded. Half a hundredth below the pass mark lies between every score that
  passes and every one that does not, however an LMS computes.
- Lessons have no weight and do not take part in satisfaction. What completion does not require does not count.
- A part that depends on another is disabled until that part's objective has a status (SN, 4.2.1.1): learners who failed
  for good can go on as well, so every part can be reached.

Whether an objective has a status is either true or false, never unknown: no rule is left undecided.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from scorm_export.course import Course, Module, Order, Part
from scorm_export.render.player_data import COMPLETED
from scorm_export.targets.content_packaging import Element, child

IMSSS = "http://www.imsglobal.org/xsd/imsss"
_VERDICT = "part_verdict"
_MEASURE = Decimal("0.0000001")
_HALF_A_HUNDREDTH = Decimal("0.005")


def add_course(organization: Element, course: Course) -> None:
    """Add the sequencing of the root: control modes, and when the course is satisfied."""
    sequencing = child(organization, IMSSS, "sequencing")
    _add_controls(sequencing)
    if course.scoring:
        share = (course.scoring.passing - _HALF_A_HUNDREDTH) / course.scoring.total
        objectives = child(sequencing, IMSSS, "objectives")
        primary = child(objectives, IMSSS, "primaryObjective", objectiveID="course_verdict", satisfiedByMeasure="true")
        child(primary, IMSSS, "minNormalizedMeasure", decimal(share))


def add_module(cluster: Element, course: Course, module: Module) -> None:
    """Add the sequencing of a module with parts: control modes and rollup."""
    sequencing = child(cluster, IMSSS, "sequencing")
    _add_controls(sequencing)
    parts = [part for part in course.parts if part.module == module]
    _add_rollup(sequencing, course, parts)


def add_part(item: Element, course: Course, part: Part) -> None:
    """Add the sequencing of a part: when it opens, how it rolls up, and that its player sets its statuses."""
    sequencing = child(item, IMSSS, "sequencing")
    before = course.opens_after(part)
    if before:
        rules = child(sequencing, IMSSS, "sequencingRules")
        rule = child(rules, IMSSS, "preConditionRule")
        conditions = child(rule, IMSSS, "ruleConditions", conditionCombination="any")
        for other in before:
            child(
                conditions,
                IMSSS,
                "ruleCondition",
                operator="not",
                condition="objectiveStatusKnown",
                referencedObjective=_after(other),
            )
        child(rule, IMSSS, "ruleAction", action="disabled")
    _add_rollup(sequencing, course, [part])
    _add_objectives(sequencing, course, part, before)
    child(sequencing, IMSSS, "deliveryControls", completionSetByContent="true", objectiveSetByContent="true")


def _add_controls(sequencing: Element) -> None:
    child(sequencing, IMSSS, "controlMode", choice="true", flow="true")


def _add_rollup(sequencing: Element, course: Course, parts: Iterable[Part]) -> None:
    """Add the weight, which is the share of the points, and whether completion requires it."""
    parts = list(parts)
    points = sum((part.points for part in parts), Decimal(0))
    counts = any(course.counts(activity) for part in parts for activity in part.activities)
    weight = points / course.scoring.total if course.scoring else Decimal(0)
    child(
        sequencing,
        IMSSS,
        "rollupRules",
        rollupObjectiveSatisfied=_boolean(points > 0),
        rollupProgressCompletion=_boolean(counts),
        objectiveMeasureWeight=decimal(weight),
    )


def _add_objectives(sequencing: Element, course: Course, part: Part, before: Iterable[Part]) -> None:
    """Add global objectives: the part's own, and those of the parts that it depends on."""
    is_awaited = any(part in course.opens_after(other) for other in course.parts)
    by_verdict = is_awaited and course.order is Order.GATED
    before = list(before)
    if not is_awaited and not before:
        return
    objectives = child(sequencing, IMSSS, "objectives")
    if by_verdict:
        _write(child(objectives, IMSSS, "primaryObjective", objectiveID=_VERDICT), course, part)
    else:
        child(objectives, IMSSS, "primaryObjective")
    if is_awaited and not by_verdict:
        _write(child(objectives, IMSSS, "objective", objectiveID=COMPLETED), course, part)
    for other in before:
        objective = child(objectives, IMSSS, "objective", objectiveID=_after(other))
        child(
            objective,
            IMSSS,
            "mapInfo",
            targetObjectiveID=_shared(course, other),
            readSatisfiedStatus="true",
            readNormalizedMeasure="false",
        )


def _write(objective: Element, course: Course, part: Part) -> None:
    child(
        objective,
        IMSSS,
        "mapInfo",
        targetObjectiveID=_shared(course, part),
        readSatisfiedStatus="false",
        readNormalizedMeasure="false",
        writeSatisfiedStatus="true",
    )


def _shared(course: Course, part: Part) -> str:
    """Return the id of a part's global objective, under the publisher's own domain."""
    return f"{course.iri}/parts/{part.id}"


def _after(part: Part) -> str:
    return f"after_{part.id}"


def decimal(number: Decimal) -> str:
    """Return a weight or a measure with at most seven digits after the point."""
    return f"{number.quantize(_MEASURE, ROUND_HALF_UP).normalize():f}"


def _boolean(value: bool) -> str:
    return "true" if value else "false"
