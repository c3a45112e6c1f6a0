"""What measures are computed from: a course's statements as one Ibis table, and the course's entries.

Nothing is computed before an engine is asked for the result; every engine runs the same expressions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import ibis
from ibis.expr.types import Table

TABLES = (
    "statements",
    "learners",
    "verbs",
    "objects",
    "contexts",
    "voided",
    "others",
    "pulls",
    "breaches",
    "entries",
    "tests",
    "roster",
)
"""The tables of an engine: nine of the store, two of the course's outline, and the roster of learners."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """What a report is about."""

    course: str
    """The course's IRI."""
    now: datetime
    """The time, UTC, for which learners are called "active" or "away"."""
    since: datetime | None = None
    until: datetime | None = None
    edition: str | None = None
    around: tuple[str, ...] = ()
    """IRIs that statements have in grouping, such as that of a run, an organization or a group."""
    module: str | None = None
    """The id of a module, to which quizzes, questions and lessons are restricted."""
    group: str | None = None
    """A group of the roster, to which learners are restricted."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The tables of a scope.

    `said`: learner, entry and context (numbers of the store), moment (UTC), verb (its last word), kind, edition,
    attempt, raw and most (points), scaled, success, duration (s), progress, response, segments, length (s). A context
    is a registration in an edition. `entries`, of the outline: entry, iri, kind, id, title, parent (number), module
    (id), position, drawn, guess (0 to 1). `tests`: question and objective (numbers). `learners`: those of the scope,
    and those of its roster without statements. `tables`: the engine's. `kept`: what an engine has computed for several
    measures, by the names of `KEPT`.
    """

    scope: Scope
    said: Table
    entries: Table
    tests: Table
    learners: Table
    has_roster: bool
    tables: Mapping[str, Table]
    kept: Mapping[str, Table] = field(default_factory=dict)


def of_course(contexts: Table, course: str) -> Table:
    """Return the contexts of a course; in cmi5, parts of it may be courses of their own to the LMS."""
    return contexts.filter((contexts.course == course) | contexts.course.startswith(f"{course}/units/"))


def facts(tables: Mapping[str, Table], scope: Scope, *, has_roster: bool) -> Facts:
    """Return the facts of a scope from an engine's tables."""
    objects, verbs, entries = tables["objects"], tables["verbs"], tables["entries"]
    contexts = of_course(tables["contexts"], scope.course)
    if scope.edition is not None:
        contexts = contexts.filter(contexts.edition == scope.edition)
    for iri in scope.around:
        contexts = contexts.filter(contexts.around.contains(f" {iri} "))
    contexts = contexts.select("context", "edition")
    about = objects.left_join(entries, objects.object == entries.entry)
    is_within = objects.iri.startswith(f"{scope.course}/") & ~objects.iri.startswith(f"{scope.course}/units/")
    about = about.select(
        "object",
        entry=objects.object,
        kind=ibis.coalesce(entries.kind, ibis.ifelse(is_within, objects.kind, "course")),
    )
    said = tables["statements"]
    if scope.since is not None:
        said = said.filter(said.moment >= ibis.literal(scope.since))
    if scope.until is not None:
        said = said.filter(said.moment < ibis.literal(scope.until))
    said = (
        said.anti_join(tables["voided"], "id")
        .inner_join(contexts, "context")
        .inner_join(about, "object")
        .inner_join(verbs.select("verb", said=verbs.name), "verb")
        .drop("verb", "object", "id", "delay")
        .rename(verb="said")
    )
    learners = tables["learners"]
    if has_roster:
        roster = tables["roster"]
        if scope.group is not None:
            roster = roster.filter(roster["group"] == scope.group)
        learners = learners.right_join(roster, "account").select(
            "learner", account=roster.account, group=roster["group"]
        )
        said = said.semi_join(learners, "learner")
    else:
        learners = learners.semi_join(said, "learner").mutate(group=ibis.null("string"))
    said = said.filter(said.learner.notnull())
    return Facts(scope, said, _entries_of(entries, scope), tables["tests"], learners, has_roster, tables)


def _entries_of(entries: Table, scope: Scope) -> Table:
    """Return the entries to list: those of the scope's module, or all."""
    if scope.module is None:
        return entries
    return entries.filter((entries.module == scope.module) | (entries.kind == "objective"))
