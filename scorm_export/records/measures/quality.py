"""Data quality: gaps, duplicates, contradictions, wrong clocks, lost answers, and learners with two accounts.

Unlike other tables it is about everything that the store has of a course, whatever the period, edition or run.
"""

from __future__ import annotations

from collections.abc import Callable

import ibis
from ibis.expr.types import Table

from scorm_export.records.facts import Facts, of_course
from scorm_export.records.measures.measure import NO, Column, Measure, Unit

_EARLIEST = "2010-01-01"
"""Before xAPI: a device without a clock."""
_AHEAD, _BEHIND = -300, 31_536_000
"""Seconds from a statement's timestamp until it was stored, between which a clock is believed."""
_ROUNDING = 0.005
DOUBTFUL = (
    "unreadable",
    "unknown",
    "no_learner",
    "no_attempt",
    "lost",
    "two_verdicts",
    "clocks",
    "scores",
    "two_accounts",
    "profile",
)
"""Checks that should find nothing."""


def _quality(facts: Facts) -> Table:
    """Return a row for each check: its name and how much it found."""
    ours = _ours(facts)
    rows = []
    for position, (name, count) in enumerate(_CHECKS.items()):
        found = count(facts, ours)
        row = found.mutate(check=ibis.literal(name), position=ibis.literal(position).cast("int64"))
        rows.append(row.select("check", "position", n=row.n.fill_null(0).cast("int64")))
    return ibis.union(*rows)


def _ours(facts: Facts) -> Table:
    """Return the statements about the course that are not voided, with the words for their numbers."""
    tables = facts.tables
    objects, verbs = tables["objects"], tables["verbs"]
    contexts = of_course(tables["contexts"], facts.scope.course).select("context", "registration", "edition")
    said = tables["statements"].anti_join(tables["voided"], "id").inner_join(contexts, "context")
    said = said.left_join(objects.select("object", "iri", "kind"), "object").drop("object_right")
    said = said.left_join(verbs.select("verb", said=verbs.name), "verb").drop("verb_right")
    return said.mutate(registration=said.registration.fill_null(""), attempt=said.attempt.fill_null(0).cast("int64"))


def _count(table: Table) -> Table:
    return table.aggregate(n=table.count())


def _duplicates(facts: Facts, _: Table) -> Table:
    pulls = facts.tables["pulls"]
    return pulls.aggregate(n=pulls.duplicates.sum())


def _unreadable(facts: Facts, _: Table) -> Table:
    pulls = facts.tables["pulls"]
    return pulls.aggregate(n=pulls.unreadable.sum())


def _voided(facts: Facts, _: Table) -> Table:
    return _count(facts.tables["statements"].semi_join(facts.tables["voided"], "id"))


def _unknown(facts: Facts, ours: Table) -> Table:
    course = facts.scope.course
    within = ours.filter(ours.iri.startswith(f"{course}/") & ~ours.iri.startswith(f"{course}/units/"))
    return _count(within.anti_join(facts.tables["entries"].select("iri"), "iri"))


def _no_learner(_: Facts, ours: Table) -> Table:
    return _count(ours.filter(ours.learner.isnull()))


def _no_end(facts: Facts, ours: Table) -> Table:
    said = ours.filter(ours.iri == facts.scope.course)
    sessions = said.group_by("learner", "registration").aggregate(
        begun=(said.said == "initialized").cast("int64").sum(), ended=(said.said == "terminated").cast("int64").sum()
    )
    open_ones = sessions.filter(sessions.begun > sessions.ended)
    return open_ones.aggregate(n=(open_ones.begun - open_ones.ended).sum())


def _attempts(ours: Table) -> tuple[Table, Table]:
    """Return the attempts that were handed in, and those with answers: learner, registration, quiz, attempt, points."""
    by = ["learner", "registration", "quiz", "attempt"]
    done = ours.filter((ours.kind == "quiz") & (ours.said == "completed")).mutate(quiz=lambda t: t.iri)
    answered = ours.filter((ours.kind == "question") & (ours.said == "answered"))
    answered = answered.filter(answered.iri.contains("/questions/"))
    answered = answered.mutate(quiz=answered.iri.re_replace("/questions/[^/]*$", ""))
    return (
        done.group_by(by).aggregate(points=done.raw.sum(), known=done.raw.count()),
        answered.group_by(by).aggregate(earned=answered.raw.sum(), answers=answered.count()),
    )


def _no_attempt(_: Facts, ours: Table) -> Table:
    done, answered = _attempts(ours)
    alone = answered.anti_join(done, ["learner", "registration", "quiz", "attempt"])
    return alone.aggregate(n=alone.answers.sum())


def _lost(_: Facts, ours: Table) -> Table:
    """Return how many first attempts have answers that do not add up to the points of the quiz.

    A learner's browser sends both when the quiz is handed in, so that some have not arrived. Later attempts may
    keep right answers of earlier ones, and quizzes whose answers are never reported have none.
    """
    done, answered = _attempts(ours)
    reported = answered.select("quiz").distinct()
    firsts = done.filter((done.attempt == 1) & (done.known > 0)).semi_join(reported, "quiz")
    both = firsts.left_join(answered, ["learner", "registration", "quiz", "attempt"])
    earned = both.earned.fill_null(0.0)
    least = ibis.greatest(earned, ibis.literal(0.0))
    return _count(both.filter(((both.points - earned).abs() > _ROUNDING) & ((both.points - least).abs() > _ROUNDING)))


def _two_verdicts(facts: Facts, ours: Table) -> Table:
    said = ours.filter((ours.iri == facts.scope.course) & ours.said.isin(["passed", "failed"]))
    verdicts = said.group_by("learner").aggregate(verdicts=said.said.nunique())
    return _count(verdicts.filter(verdicts.verdicts > 1))


def _clocks(facts: Facts, ours: Table) -> Table:
    pulls = facts.tables["pulls"]
    last = pulls.aggregate(pulled=pulls.moment.max())
    said = ours.cross_join(last)
    early = said.moment < ibis.timestamp(_EARLIEST)
    off = (said.delay < _AHEAD) | (said.delay > _BEHIND)
    ahead = said.moment > said.pulled + ibis.interval(days=1)
    wrong = early | off.fill_null(NO) | ahead.fill_null(NO)
    return _count(said.filter(wrong))


def _scores(_: Facts, ours: Table) -> Table:
    beyond = (ours.scaled.abs() > 1).fill_null(NO) | (ours.raw > ours["most"]).fill_null(NO)
    return _count(ours.filter(beyond))


def _two_accounts(facts: Facts, ours: Table) -> Table:
    learners = facts.tables["learners"].semi_join(ours, "learner")
    spelled = ibis.coalesce(learners.name, learners.account.re_replace("^.* ", "")).strip().lower()
    names = learners.mutate(spelled=spelled).group_by("spelled").aggregate(accounts=lambda t: t.count())
    shared = names.filter(names.accounts > 1)
    return shared.aggregate(n=shared.accounts.sum())


def _editions(_: Facts, ours: Table) -> Table:
    return ours.aggregate(n=ours.edition.nunique())


_CHECKS: dict[str, Callable[[Facts, Table], Table]] = {
    "statements": lambda _, ours: _count(ours),
    "duplicates": _duplicates,
    "unreadable": _unreadable,
    "voided": _voided,
    "other": lambda facts, _: _count(facts.tables["others"]),
    "unknown": _unknown,
    "no_learner": _no_learner,
    "no_end": _no_end,
    "no_attempt": _no_attempt,
    "lost": _lost,
    "two_verdicts": _two_verdicts,
    "clocks": _clocks,
    "scores": _scores,
    "two_accounts": _two_accounts,
    "profile": lambda facts, ours: _count(ours.semi_join(facts.tables["breaches"], "id")),
    "editions": _editions,
}
QUALITY = Measure(
    "quality",
    (Column("check", Unit.TEXT), Column("n", Unit.COUNT)),
    _quality,
    ("position",),
)
