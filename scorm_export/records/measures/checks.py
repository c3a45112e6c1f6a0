"""Checks in lessons: how many learners were right at their first try, how many in the end, and after how many tries."""

from __future__ import annotations

import ibis
from ibis.expr.types import Table

from scorm_export.records.facts import Facts
from scorm_export.records.measures.measure import WILSON, Column, Measure, Unit, share, wilson


def _checks(facts: Facts) -> Table:
    """Return a row for each check that was answered; learners' tries count over registrations and editions."""
    entries, lessons = facts.entries, facts.entries.view()
    checks = entries.filter(entries.kind == "check").select("entry", "iri", "title", "position", lesson=entries.parent)
    lessons = lessons.select(lesson=lessons.entry, lesson_title=lessons.title)
    said = facts.said.filter(facts.said.verb == "answered").inner_join(checks.select("entry"), "entry")
    order = ibis.window(group_by=["entry", "learner"], order_by=[said.moment, said.attempt])
    tried = said.mutate(nth=ibis.row_number().over(order), right=said.success.cast("int64"))
    each = tried.group_by("entry", "learner").aggregate(
        tries=tried.count(), first=ibis.ifelse(tried.nth == 0, tried.right, None).max(), ever=tried.right.max()
    )
    found = each.group_by("entry").aggregate(
        learners=each.count(), right_first=each.first.sum(), right_ever=each.ever.sum(), tries=each.tries.mean()
    )
    rows = checks.inner_join(found, "entry").inner_join(lessons, "lesson")
    return rows.mutate(
        right_first_share=share(rows.right_first, rows.learners),
        low=wilson(rows.right_first, rows.learners, -1),
        high=wilson(rows.right_first, rows.learners, 1),
        right_ever_share=share(rows.right_ever, rows.learners),
    )


CHECKS = Measure(
    "checks",
    (
        Column("title", Unit.TEXT),
        Column("lesson_title", Unit.TEXT),
        Column("learners", Unit.COUNT),
        Column("right_first", Unit.COUNT),
        Column("right_first_share", Unit.SHARE, people="right_first"),
        Column("low", Unit.SHARE, WILSON, people="right_first"),
        Column("high", Unit.SHARE, WILSON, people="right_first"),
        Column("right_ever", Unit.COUNT),
        Column("right_ever_share", Unit.SHARE, people="right_ever"),
        Column("tries", Unit.NUMBER, people="learners"),
    ),
    _checks,
    ("position", "iri"),
)
