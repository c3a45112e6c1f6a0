"""IMS Simple Sequencing of a course that is cut (SCORM 2004 SN): how its parts open, and how their results add up.

Written so that the tree says of a learner what one SCO for the whole course would have said:

- Measures add up by points: each part weighs its share of them, and a part that was not handed in yet counts as 0 (SN,
  RB.1.1). The course is satisfied by that measure alone.
- Points are whole hundredths, measures are rounded. Half a hundredth below the pass mark lies between every score that
  passes and every one that does not, however an LMS computes.
- Lessons weigh nothing and are not asked whether they are satisfied. What completion does not ask for does not count.
- What waits for another part is disabled until that part's objective has a status (SN, 4.2.1.1): a learner who failed
  for good goes on as well, so no part can stay out of reach.

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
    """Say how the whole tree is walked, and when the course is satisfied."""
    sequencing = child(organization, IMSSS, "sequencing")
    _add_controls(sequencing)
    if course.scoring:
        share = (course.scoring.passing - _HALF_A_HUNDREDTH) / course.scoring.total
        objectives = child(sequencing, IMSSS, "objectives")
        primary = child(objectives, IMSSS, "primaryObjective", objectiveID="course_verdict", satisfiedByMeasure="true")
        child(primary, IMSSS, "minNormalizedMeasure", decimal(share))


def add_module(cluster: Element, course: Course, module: Module) -> None:
    """Say how a module that holds parts is walked, and how it counts."""
    sequencing = child(cluster, IMSSS, "sequencing")
    _add_controls(sequencing)
    parts = [part for part in course.parts if part.module == module]
    _add_rollup(sequencing, course, parts)


def add_part(item: Element, course: Course, part: Part) -> None:
    """Say when a part opens, how it counts, and that its player reports for itself."""
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
    """Say how much of its parent it is: its share of the points, and whether completion asks for it."""
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
    """Tell other parts what they wait for, and hear what this one waits for, by objectives of the whole course."""
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
    """Return the id by which the whole course knows a part's objective: under the publisher's own domain."""
    return f"{course.iri}/parts/{part.id}"


def _after(part: Part) -> str:
    return f"after_{part.id}"


def decimal(number: Decimal) -> str:
    """Return a weight or a measure with at most seven digits after the point."""
    return f"{number.quantize(_MEASURE, ROUND_HALF_UP).normalize():f}"


def _boolean(value: bool) -> str:
    return "true" if value else "false"
