"""Measures of objectives and of editions."""

from __future__ import annotations

import ibis
from ibis.expr.types import Table

from scorm_export.records.facts import Facts
from scorm_export.records.measures.measure import NO, WILSON, Column, Measure, Unit, quantiles, share, wilson

_REACHED = 2


def _objectives(facts: Facts) -> Table:
    """Return a row for each objective with evidence, from each learner's latest hand-in that tests it."""
    said = facts.said.filter((facts.said.kind == "objective") & facts.said.scaled.notnull())
    verdict = ibis.cases((said.success.isnull(), 0), (said.success, _REACHED), else_=1)
    latest = said.group_by("entry", "learner").aggregate(
        share=said.scaled.argmax(said.moment), verdict=verdict.argmax(said.moment)
    )
    found = latest.group_by("entry").aggregate(
        learners=latest.count(),
        mean=latest.share.mean(),
        judged=(latest.verdict > 0).cast("int64").sum(),
        reached=(latest.verdict == _REACHED).cast("int64").sum(),
    )
    behind = facts.tests.group_by("objective").aggregate(questions=facts.tests.count())
    objectives = facts.entries.filter(facts.entries.kind == "objective").select("entry", "title", "position")
    rows = objectives.inner_join(found, "entry").left_join(behind, objectives.entry == behind.objective)
    return rows.mutate(
        reached_share=share(rows.reached, rows.judged),
        low=wilson(rows.reached, rows.judged, -1),
        high=wilson(rows.reached, rows.judged, 1),
    )


def _editions(facts: Facts) -> Table:
    """Return a row for each edition; learners count in every edition that they used."""
    said = facts.said.filter(facts.said.edition.notnull())
    of_course = said.kind == "course"

    def did(verb: str) -> ibis.Value:
        return (of_course & (said.verb == verb)).any().fill_null(NO)

    each = said.group_by("edition", "learner").aggregate(
        completed=did("completed"),
        passed=did("passed"),
        failed=did("failed"),
        score=said.scaled.argmax(said.moment, where=of_course & said.scaled.notnull()),
        first=said.moment.min(),
    )
    found = each.group_by("edition").aggregate(
        started=each.count(),
        first=each["first"].min(),
        completed=each.completed.cast("int64").sum(),
        passed=each.passed.cast("int64").sum(),
        failed=(each.failed & ~each.passed).cast("int64").sum(),
    )
    rows = found.left_join(quantiles(each, ["edition"], "score", score=0.5), "edition").drop("edition_right")
    return rows.mutate(
        completed_share=share(rows.completed, rows.started),
        completed_low=wilson(rows.completed, rows.started, -1),
        completed_high=wilson(rows.completed, rows.started, 1),
        passed_share=share(rows.passed, rows.started),
    )


OBJECTIVES = Measure(
    "objectives",
    (
        Column("title", Unit.TEXT),
        Column("questions", Unit.COUNT),
        Column("learners", Unit.COUNT),
        Column("mean", Unit.SHARE, people="learners"),
        Column("judged", Unit.COUNT),
        Column("reached", Unit.COUNT),
        Column("reached_share", Unit.SHARE, people="reached"),
        Column("low", Unit.SHARE, WILSON, people="reached"),
        Column("high", Unit.SHARE, WILSON, people="reached"),
    ),
    _objectives,
    ("position",),
)
EDITIONS = Measure(
    "editions",
    (
        Column("edition", Unit.TEXT),
        Column("started", Unit.COUNT),
        Column("completed", Unit.COUNT),
        Column("completed_share", Unit.SHARE, people="completed"),
        Column("completed_low", Unit.SHARE, WILSON, people="completed"),
        Column("completed_high", Unit.SHARE, WILSON, people="completed"),
        Column("passed", Unit.COUNT),
        Column("passed_share", Unit.SHARE, people="passed"),
        Column("failed", Unit.COUNT),
        Column("score", Unit.SHARE, people="started"),
    ),
    _editions,
    ("first", "edition"),
)
