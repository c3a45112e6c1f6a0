"""Quizzes: attempts and scores, and what Moodle's quiz statistics say of the whole quiz."""

from __future__ import annotations

import ibis
from ibis.expr.types import Table

from scorm_export.records.facts import Facts
from scorm_export.records.measures.answers import TOO_FEW, attempts, first_answers
from scorm_export.records.measures.measure import (
    CRONBACH,
    MOODLE,
    WILSON,
    Column,
    Measure,
    Unit,
    quantiles,
    share,
    wilson,
)

_LEAST_FOR_SKEWNESS, _LEAST_FOR_KURTOSIS = 3, 4
_WHOLE = 100.0


def _quizzes(facts: Facts) -> Table:
    """Return a row for each quiz, in the order of the course.

    Of the totals of first attempts, as shares of the maximum: mean, median, standard deviation (n - 1), skewness
    k3 / k2^1.5 and kurtosis k4 / k2^2 by the k-statistics, which need 3 and 4 attempts. Internal consistency
    100 P / (P - 1) (1 - sum of the questions' variances / k2); error ratio 100 sqrt(1 - consistency / 100); standard
    error: error ratio times the standard deviation / 100. They are left out where questions are drawn, since then
    attempts consist of different questions.
    """
    every = attempts(facts)
    every = every.mutate(share=every.total / every["most"].nullif(0.0))
    firsts = every.filter(every.nth == 0)
    middle = firsts.group_by("quiz").aggregate(n=firsts.count(), mean=firsts.share.mean())
    off = firsts.inner_join(middle, "quiz").mutate(off=lambda t: t.share - t["mean"])
    moments = off.group_by("quiz").aggregate(
        n=off.n.max().cast("float64"),
        mean=off["mean"].max(),
        m2=(off.off * off.off).mean(),
        m3=(off.off * off.off * off.off).mean(),
        m4=(off.off * off.off * off.off * off.off).mean(),
    )
    n, m2, m3, m4 = moments.n, moments.m2, moments.m3, moments.m4
    k2 = n / (n - 1).nullif(0.0) * m2
    k3 = n * n * m3 / ((n - 1) * (n - 2)).nullif(0.0)
    k4 = n * n * ((n + 1) * m4 - 3 * (n - 1) * m2 * m2) / ((n - 1) * (n - 2) * (n - 3)).nullif(0.0)
    scores = moments.mutate(
        learners=n.cast("int64"),
        sd=k2.sqrt(),
        k2=k2,
        skewness=ibis.ifelse(n >= _LEAST_FOR_SKEWNESS, k3 / (k2 * k2.sqrt()).nullif(0.0), None),
        kurtosis=ibis.ifelse(n >= _LEAST_FOR_KURTOSIS, k4 / (k2 * k2).nullif(0.0), None),
    )
    counts = every.group_by("quiz").aggregate(attempts=every.count())
    found = counts.inner_join(scores, "quiz")
    for more in (quantiles(firsts, ["quiz"], "share", median=0.5), _passing(facts), _times(facts), _variances(facts)):
        found = found.left_join(more, "quiz").drop("quiz_right")
    p = found["questions"].cast("float64")
    reliable = (found.learners >= TOO_FEW) & (p > 1) & ~found.drawn
    consistency = 100 * p / (p - 1).nullif(0.0) * (1 - found.variances / found.k2.nullif(0.0))
    found = found.mutate(consistency=ibis.ifelse(reliable, consistency, None))
    found = found.mutate(
        error_ratio=100 * ibis.ifelse(found.consistency <= _WHOLE, 1 - found.consistency / _WHOLE, None).sqrt()
    )
    found = found.mutate(standard_error=found.error_ratio / 100 * found.sd)
    quizzes = facts.entries.filter(facts.entries.kind == "quiz").select(
        "title", "module", "position", quiz=facts.entries.entry
    )
    return quizzes.inner_join(found, "quiz")


def _passing(facts: Facts) -> Table:
    """Return how many learners passed at the first attempt, and at any."""
    said = facts.said.filter(facts.said.kind == "quiz")
    said = said.filter(said.verb.isin(["passed", "failed"]))
    each = said.group_by("entry", "learner").aggregate(
        first=said.verb.argmin(said.moment), passed=(said.verb == "passed").any()
    )
    return (
        each.group_by(quiz=each.entry)
        .aggregate(
            judged=each.count(),
            passed_first=(each["first"] == "passed").cast("int64").sum(),
            passed=each.passed.cast("int64").sum(),
        )
        .mutate(
            passed_first_share=lambda t: share(t.passed_first, t.judged),
            passed_share=lambda t: share(t.passed, t.judged),
            passed_low=lambda t: wilson(t.passed, t.judged, -1),
            passed_high=lambda t: wilson(t.passed, t.judged, 1),
        )
    )


def _times(facts: Facts) -> Table:
    said = facts.said.filter((facts.said.kind == "quiz") & (facts.said.verb == "completed"))
    return quantiles(said.mutate(quiz=said.entry), ["quiz"], "duration", time=0.5)


def _variances(facts: Facts) -> Table:
    """Return the number of questions of each quiz and the sum of their marks' variances, in shares of the total."""
    answers = first_answers(facts)
    answers = answers.filter(answers["most"] > 0).mutate(mark=lambda t: t.x / t.whole.nullif(0.0))
    each = answers.group_by("quiz", "question").aggregate(
        variance=answers.mark.var(how="sample"), drawn=answers.drawn.any()
    )
    return each.group_by("quiz").aggregate(
        questions=each.count(), variances=each.variance.sum(), drawn=each.drawn.any()
    )


QUIZZES = Measure(
    "quizzes",
    (
        Column("title", Unit.TEXT),
        Column("learners", Unit.COUNT),
        Column("attempts", Unit.COUNT),
        Column("mean", Unit.SHARE, MOODLE, people="learners"),
        Column("median", Unit.SHARE, MOODLE, people="learners"),
        Column("sd", Unit.SHARE, MOODLE, people="learners"),
        Column("skewness", Unit.NUMBER, MOODLE, people="learners"),
        Column("kurtosis", Unit.NUMBER, MOODLE, people="learners"),
        Column("consistency", Unit.PERCENT, CRONBACH, people="learners"),
        Column("error_ratio", Unit.PERCENT, MOODLE, people="learners"),
        Column("standard_error", Unit.SHARE, MOODLE, people="learners"),
        Column("judged", Unit.COUNT),
        Column("passed_first", Unit.COUNT),
        Column("passed_first_share", Unit.SHARE, people="passed_first"),
        Column("passed", Unit.COUNT),
        Column("passed_share", Unit.SHARE, people="passed"),
        Column("passed_low", Unit.SHARE, WILSON, people="passed"),
        Column("passed_high", Unit.SHARE, WILSON, people="passed"),
        Column("time", Unit.SECONDS, people="learners"),
    ),
    _quizzes,
    ("position",),
)
