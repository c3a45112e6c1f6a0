"""Questions and options with Moodle's published statistics, of first attempts.

With the marks x of a question, the totals T of the attempts and the rest X = T - x (of a question that is drawn from a
bank, X = T, as in Moodle): facility mean(x) / maximum; discrimination index 100 cov(x, X) / sqrt(var(x) var(X));
discriminative efficiency 100 cov(x, X) / cov of both sorted; effective weight sqrt(cov(x, T)) / their sum.
"""

from __future__ import annotations

import ibis
from ibis.expr.types import Table

from scorm_export.records.facts import Facts
from scorm_export.records.measures.measure import (
    MOODLE,
    WILSON,
    Column,
    Measure,
    Unit,
    pieces,
    quantiles,
    share,
    steps,
    wilson,
)

TOO_FEW = 20
"""The least number of answers for a correlation; with fewer it is left out."""
_LISTED = ("choice", "true-false", "likert", "matching", "sequencing", "performance")
"""Interactions whose responses have parts that a report can count."""


def attempts(facts: Facts) -> Table:
    """Return a row for each attempt handed in: learner, context, quiz, attempt, total, most, moment, nth.

    `nth` counts a learner's attempts at a quiz from 0, over registrations and editions.
    """
    if "attempts" in facts.kept:
        return facts.kept["attempts"]
    answers = _answers(facts)
    keys = ["learner", "context", "quiz", "attempt"]
    totals = answers.group_by(keys).aggregate(
        total=answers.x.sum(), most=answers.most.sum(), moment=answers.moment.min(), asked=answers.count()
    )
    order = ibis.window(group_by=["learner", "quiz"], order_by=[totals.moment, totals.attempt])
    return totals.mutate(nth=ibis.row_number().over(order))


def _answers(facts: Facts) -> Table:
    """Return a row for each answer; x and most are points, 0 for answers without points."""
    questions = facts.entries.filter(facts.entries.kind == "question")
    asked = questions.select("entry", "drawn", "interaction", quiz=questions.parent)
    said = facts.said.filter(facts.said.verb == "answered")
    said = said.mutate(
        question=said.entry,
        attempt=said.attempt.fill_null(1),
        x=said.raw.fill_null(0.0),
        most=said["most"].fill_null(0.0),
    )
    return said.inner_join(asked, "entry").select(
        "learner",
        "quiz",
        "drawn",
        "interaction",
        "response",
        "duration",
        "moment",
        "question",
        "context",
        "attempt",
        "x",
        "most",
    )


def first_answers(facts: Facts) -> Table:
    """Return the answers of each learner's first attempt at each quiz, with the attempt's total and the rest."""
    if "first_answers" in facts.kept:
        return facts.kept["first_answers"]
    firsts = attempts(facts)
    firsts = firsts.filter(firsts.nth == 0).select(
        "learner", "context", "quiz", "attempt", total=firsts.total, whole=firsts["most"]
    )
    joined = _answers(facts).inner_join(firsts, ["learner", "context", "quiz", "attempt"])
    return joined.mutate(rest=ibis.ifelse(joined.drawn, joined.total, joined.total - joined.x))


def _questions(facts: Facts) -> Table:
    answers = first_answers(facts)
    answers = answers.filter(answers["most"] > 0)
    by = ["quiz", "question"]
    x, rest, total = answers.x, answers.rest, answers.total
    found = answers.group_by(by).aggregate(
        n=answers.count(),
        mean=x.mean(),
        maximum=answers["most"].max(),
        sd=x.std(how="sample"),
        var_x=x.var(how="sample"),
        var_rest=rest.var(how="sample"),
        cov_rest=x.cov(rest, how="sample"),
        cov_total=x.cov(total, how="sample"),
        omitted_count=answers.response.isnull().cast("int64").sum(),
        right=(x == answers["most"]).cast("int64").sum(),
    )
    found = found.left_join(_greatest_covariance(answers), by).drop("quiz_right", "question_right")
    found = found.left_join(quantiles(answers, by, "duration", time=0.5), by).drop("quiz_right", "question_right")
    root = ibis.ifelse(found.cov_total >= 0, found.cov_total, None).sqrt()
    found = found.mutate(root=root)
    weights = found.root.sum().over(ibis.window(group_by="quiz"))
    enough = found.n >= TOO_FEW
    spread = (found.var_x * found.var_rest).sqrt()
    return found.mutate(
        facility=share(found["mean"], found.maximum),
        sd=share(found.sd, found.maximum),
        discrimination=ibis.ifelse(enough, 100 * found.cov_rest / spread.nullif(0.0), None),
        efficiency=ibis.ifelse(enough, 100 * found.cov_rest / found.cov_most.nullif(0.0), None),
        weight=found.root / weights.nullif(0.0),
        omitted=share(found.omitted_count, found.n),
        right_low=wilson(found.right, found.n, -1),
        right_high=wilson(found.right, found.n, 1),
        right_share=share(found.right, found.n),
    ).inner_join(_titles(facts), "question")


def _titles(facts: Facts) -> Table:
    """Return the texts of rows of questions."""
    entries, quizzes = facts.entries, facts.entries.view()
    quizzes = quizzes.select(quiz=quizzes.entry, quiz_title=quizzes.title)
    named = entries.select(
        "iri", "title", "position", "interaction", "guess", "pattern", question=entries.entry, quiz=entries.parent
    )
    return named.inner_join(quizzes, "quiz").drop("quiz")


def _greatest_covariance(answers: Table) -> Table:
    """Return the covariance of marks and rests when both are sorted, so that each rank has a mark and a rest."""
    by = ["quiz", "question"]
    means = answers.group_by(by).aggregate(n=answers.count(), mean_x=answers.x.mean(), mean_rest=answers.rest.mean())
    marks = steps(answers, by, "x").rename(x_begin="begin", x_upto="upto")
    both = marks.inner_join(steps(answers, by, "rest"), by).inner_join(means, by)
    common = ibis.least(both.x_upto, both.upto) - ibis.greatest(both.x_begin, both.begin)
    shared = both.mutate(product=(both.x - both.mean_x) * (both.rest - both.mean_rest) * ibis.greatest(common, 0))
    summed = shared.group_by(by).aggregate(products=shared["product"].sum(), n=shared.n.max())
    return summed.select("quiz", "question", cov_most=summed.products / (summed.n - 1).nullif(0))


def _options(facts: Facts) -> Table:
    """Return a row for each choice in first attempts; an answer without a response is a row with an empty choice."""
    answers = first_answers(facts)
    answers = answers.filter(answers.interaction.isin(list(_LISTED)))
    chosen = answers.mutate(choice=pieces(answers.response.fill_null(""), "[,]")).unnest("choice")
    by = ["quiz", "question", "choice"]
    counted = chosen.group_by(by).aggregate(n=chosen.count(), rest=chosen.rest.mean())
    whole = answers.group_by(["quiz", "question"]).aggregate(answered=answers.count())
    rows = counted.inner_join(whole, ["quiz", "question"])
    rows = rows.inner_join(_titles(facts), "question")
    rows = rows.mutate(
        share=share(rows.n, rows.answered),
        low=wilson(rows.n, rows.answered, -1),
        high=wilson(rows.n, rows.answered, 1),
        right=ibis.ifelse(
            rows.pattern.isnull() | (rows.pattern == ""),
            None,
            ("[,]" + rows.pattern + "[,]").contains("[,]" + rows.choice + "[,]") & (rows.choice != ""),
        ),
        rest=ibis.ifelse(rows.answered >= TOO_FEW, rows.rest, None),
    )
    of_key = ibis.ifelse(rows.right, rows.rest, None)
    return rows.mutate(key_rest=of_key.max().over(ibis.window(group_by=["quiz", "question"])))


QUESTIONS = Measure(
    "questions",
    (
        Column("title", Unit.TEXT),
        Column("quiz_title", Unit.TEXT),
        Column("interaction", Unit.TEXT),
        Column("n", Unit.COUNT),
        Column("facility", Unit.SHARE, MOODLE, people="n"),
        Column("right_share", Unit.SHARE, people="n"),
        Column("right_low", Unit.SHARE, WILSON, people="n"),
        Column("right_high", Unit.SHARE, WILSON, people="n"),
        Column("sd", Unit.SHARE, MOODLE, people="n"),
        Column("guess", Unit.SHARE, MOODLE),
        Column("discrimination", Unit.PERCENT, MOODLE, people="n"),
        Column("efficiency", Unit.PERCENT, MOODLE, people="n"),
        Column("weight", Unit.SHARE, MOODLE, people="n"),
        Column("omitted", Unit.SHARE, people="n"),
        Column("time", Unit.SECONDS, people="n"),
        Column("flags", Unit.FLAGS),
    ),
    _questions,
    ("position", "iri"),
)
OPTIONS = Measure(
    "options",
    (
        Column("title", Unit.TEXT),
        Column("choice", Unit.TEXT),
        Column("right", Unit.YES),
        Column("n", Unit.COUNT),
        Column("answered", Unit.COUNT),
        Column("share", Unit.SHARE, people="n"),
        Column("low", Unit.SHARE, WILSON, people="n"),
        Column("high", Unit.SHARE, WILSON, people="n"),
        Column("rest", Unit.POINTS, people="n"),
        Column("flags", Unit.FLAGS),
    ),
    _options,
    ("position", "iri", "choice"),
    beside=("key_rest",),
)
