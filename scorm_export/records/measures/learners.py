"""Learners who started, are under way, completed, passed, failed or are away; and how far they have come."""

from __future__ import annotations

import ibis
from ibis.expr.types import Table

from scorm_export.records.facts import Facts
from scorm_export.records.measures.measure import NO, WILSON, Column, Measure, Unit, quantiles, share, wilson

_WEEK_DAYS, _AWAY_DAYS, _MONTH_DAYS = 7, 14, 28
_DAY = 86400.0


def standing(facts: Facts) -> Table:
    """Return a row for each learner of the scope: dates, state, scores and times.

    A learner who failed and later passed counts as passed.
    """
    if "standing" in facts.kept:
        return facts.kept["standing"]
    said = facts.said
    of_course = said.kind == "course"

    def first(verb: str) -> ibis.Value:
        return said.moment.min(where=of_course & (said.verb == verb))

    scored = of_course & said.scaled.notnull()
    came = said.group_by("learner").aggregate(
        first=said.moment.min(),
        last=said.moment.max(),
        completed_at=first("completed"),
        passed_at=first("passed"),
        failed_at=first("failed"),
        score=said.scaled.argmax(said.moment, where=scored),
        sessions=(of_course & (said.verb == "initialized")).sum(),
        attempts=((said.kind == "quiz") & (said.verb == "completed")).sum(),
        seconds=said.duration.sum(where=of_course & (said.verb == "terminated")),
    )
    everybody = facts.learners.select("learner", "account", "group").left_join(came, "learner").drop("learner_right")
    now = ibis.literal(facts.scope.now)
    silent = _days(everybody["last"], now)
    started = everybody["first"].notnull()
    finished = everybody.completed_at.notnull() | everybody.passed_at.notnull() | everybody.failed_at.notnull()
    state = ibis.cases(
        (~started, "not started"),
        (everybody.passed_at.notnull(), "passed"),
        (everybody.failed_at.notnull(), "failed"),
        (everybody.completed_at.notnull(), "completed"),
        (silent > _AWAY_DAYS, "away"),
        else_="under way",
    )
    taken = _days(everybody["first"], everybody.completed_at)
    return everybody.mutate(started=started, finished=finished, silent=silent, state=state, days_to_complete=taken)


def _days(begin: ibis.Value, end: ibis.Value) -> ibis.Value:
    """Return the days between two moments, from whole seconds."""
    return (end.epoch_seconds().floor() - begin.epoch_seconds().floor()).cast("float64") / _DAY


def _learners(facts: Facts) -> Table:
    return standing(facts)


def _course(facts: Facts) -> Table:
    """Return one row: numbers of learners, shares of those who started, and medians."""
    people = standing(facts)
    started = people.started

    def count(condition: ibis.Value) -> ibis.Value:
        return condition.fill_null(NO).cast("int64").sum().fill_null(0)

    counts = people.aggregate(
        known=people.count(),
        started=count(started),
        active_7=count(people.silent <= _WEEK_DAYS),
        active_28=count(people.silent <= _MONTH_DAYS),
        completed=count(people.completed_at.notnull()),
        passed=count(people.passed_at.notnull()),
        failed=count(people.passed_at.isnull() & people.failed_at.notnull()),
        under_way=count(people.state == "under way"),
        away=count(people.state == "away"),
        scored=count(people.score.notnull()),
    )
    counts = counts.mutate(not_started=counts.known - counts.started)
    scores = quantiles(people, [], "score", score_low=0.25, score=0.5, score_high=0.75)
    times = quantiles(people, [], "days_to_complete", days=0.5)
    hours = quantiles(people.filter(started), [], "seconds", seconds=0.5)
    whole = counts.cross_join(scores).cross_join(times).cross_join(hours)
    shares = {
        name: end
        for part in ("completed", "passed", "failed", "away", "under_way")
        for name, end in (
            (f"{part}_share", share(whole[part], whole.started)),
            (f"{part}_low", wilson(whole[part], whole.started, -1)),
            (f"{part}_high", wilson(whole[part], whole.started, 1)),
        )
    }
    return whole.mutate(**shares)


def _progress(facts: Facts) -> Table:
    """Return a row for each lesson and quiz: how many opened, finished, and stopped at it."""
    said = facts.said
    steps = facts.entries.filter(facts.entries.kind.isin(["lesson", "quiz"]))
    on_way = said.filter(said.kind.isin(["lesson", "quiz"])).filter(
        lambda t: t.verb.isin(["experienced", "attempted", "completed"])
    )
    reached = on_way.group_by("entry", "learner").aggregate(
        opened=on_way.moment.min(),
        finished=((on_way.kind == "lesson") | (on_way.verb == "completed")).any(),
        touched=on_way.moment.max(),
    )
    people = standing(facts)
    ranked = reached.inner_join(steps.select("entry", "position"), "entry").mutate(
        nth=lambda t: ibis.row_number().over(
            ibis.window(group_by="learner", order_by=[ibis.desc(t.touched), ibis.desc(t.position)])
        )
    )
    away = people.filter(people.state == "away").select(gone=people.learner)
    ranked = ranked.left_join(away, ranked.learner == away.gone)
    counted = ranked.group_by("entry").aggregate(
        opened=ranked.count(),
        finished=ranked.finished.cast("int64").sum(),
        stopped=((ranked.nth == 0) & ranked.gone.notnull()).cast("int64").sum(),
    )
    started = people.aggregate(started=people.started.cast("int64").sum().fill_null(0))
    rows = steps.left_join(counted, "entry").drop("entry_right").cross_join(started)
    filled = rows.mutate(
        opened=rows.opened.fill_null(0), finished=rows.finished.fill_null(0), stopped=rows.stopped.fill_null(0)
    )
    return filled.mutate(
        opened_share=share(filled.opened, filled.started),
        finished_share=share(filled.finished, filled.started),
        low=wilson(filled.finished, filled.started, -1),
        high=wilson(filled.finished, filled.started, 1),
    )


_STARTED = "started"
COURSE = Measure(
    "course",
    (
        Column("known", Unit.COUNT),
        Column("not_started", Unit.COUNT),
        Column("started", Unit.COUNT),
        Column("active_7", Unit.COUNT),
        Column("active_28", Unit.COUNT),
        *(
            column
            for part in ("under_way", "completed", "passed", "failed", "away")
            for column in (
                Column(part, Unit.COUNT),
                Column(f"{part}_share", Unit.SHARE, people=part),
                Column(f"{part}_low", Unit.SHARE, WILSON, people=part),
                Column(f"{part}_high", Unit.SHARE, WILSON, people=part),
            )
        ),
        Column("scored", Unit.COUNT),
        Column("score_low", Unit.SHARE, people="scored"),
        Column("score", Unit.SHARE, people="scored"),
        Column("score_high", Unit.SHARE, people="scored"),
        Column("days", Unit.DAYS, people="completed"),
        Column("seconds", Unit.SECONDS, people=_STARTED),
    ),
    _course,
    ("known",),
)
PROGRESS = Measure(
    "progress",
    (
        Column("title", Unit.TEXT),
        Column("module", Unit.TEXT),
        Column("kind", Unit.TEXT),
        Column("started", Unit.COUNT),
        Column("opened", Unit.COUNT),
        Column("opened_share", Unit.SHARE, people="opened"),
        Column("finished", Unit.COUNT),
        Column("finished_share", Unit.SHARE, people="finished"),
        Column("low", Unit.SHARE, WILSON, people="finished"),
        Column("high", Unit.SHARE, WILSON, people="finished"),
        Column("stopped", Unit.COUNT),
    ),
    _progress,
    ("position",),
)
LEARNERS = Measure(
    "learners",
    (
        Column("account", Unit.TEXT),
        Column("group", Unit.TEXT),
        Column("state", Unit.TEXT),
        Column("score", Unit.SHARE),
        Column("attempts", Unit.COUNT),
        Column("sessions", Unit.COUNT),
        Column("seconds", Unit.SECONDS),
        Column("first", Unit.TIME),
        Column("last", Unit.TIME),
        Column("completed_at", Unit.TIME),
        Column("passed_at", Unit.TIME),
        Column("failed_at", Unit.TIME),
    ),
    _learners,
    ("account",),
    personal=True,
)
