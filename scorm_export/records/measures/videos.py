"""Videos by segments of five seconds: how much was watched, and watched again."""

from __future__ import annotations

import ibis
from ibis.expr.types import Table

from scorm_export.records.facts import Facts
from scorm_export.records.measures.measure import WILSON, Column, Measure, Unit, pieces, share, wilson

SEGMENT = 5
"""Seconds."""


def played(facts: Facts) -> Table:
    """Return how often each learner played each segment: entry, learner, segment (from 0), times.

    Each statement of a view reports everything played in it so far, so the last of each view is used. A segment that
    was entered counts.
    """
    if "played" in facts.kept:
        return facts.kept["played"]
    said = facts.said.filter(facts.said.kind == "video")
    order = ibis.window(group_by=["entry", "learner"], order_by=said.moment, preceding=None, following=0)
    said = said.mutate(view=(said.verb == "initialized").cast("int64").sum().over(order))
    views = said.filter(said.segments.notnull() & (said.segments != ""))
    last = views.group_by("entry", "learner", "view").aggregate(segments=views.segments.argmax(views.moment))
    spans = last.mutate(span=pieces(last.segments, "[,]")).unnest("span")
    ends = spans.mutate(pair=pieces(spans.span, "[.]"))
    ends = ends.mutate(
        begin=(ends.pair[0].cast("float64") / SEGMENT).floor().cast("int64"),
        end=(ends.pair[1].cast("float64") / SEGMENT).ceil().cast("int64"),
    )
    each = ends.filter(ends.end > ends.begin).mutate(segment=lambda t: ibis.range(t.begin, t.end)).unnest("segment")
    return each.group_by("entry", "learner", "segment").aggregate(times=each.count())


def _videos(facts: Facts) -> Table:
    """Return a row for each video: how much of it viewers played, and the minute that was most often repeated."""
    said = facts.said.filter(facts.said.kind == "video")
    lengths = said.group_by("entry").aggregate(length=said.length.max(), viewers=said.learner.nunique())
    each = played(facts)
    watched = each.group_by("entry", "learner").aggregate(
        segments=each.count(), again=(each.times > 1).cast("int64").sum()
    )
    whole = (lengths.length / SEGMENT).ceil()
    per = watched.inner_join(lengths.mutate(whole=whole).select("entry", "whole"), "entry")
    shares = per.group_by("entry").aggregate(
        watched=(per.segments / per.whole.nullif(0.0)).mean(),
        finished=(per.segments >= 0.95 * per.whole).cast("int64").sum(),
        again=(per.again / per.whole.nullif(0.0)).mean(),
    )
    minutes = each.mutate(minute=(each.segment * SEGMENT / 60).floor().cast("int64"))
    by_minute = minutes.group_by("entry", "minute").aggregate(repeats=(minutes.times - 1).sum())
    by_minute = by_minute.filter(by_minute.repeats > 0)
    ranked = by_minute.mutate(
        nth=ibis.row_number().over(
            ibis.window(group_by="entry", order_by=[ibis.desc(by_minute.repeats), by_minute.minute])
        )
    )
    most = ranked.filter(ranked.nth == 0).select("entry", again_minute=ranked.minute + 1)
    videos = facts.entries.filter(facts.entries.kind == "video").select("entry", "title", "module", "position")
    rows = videos.inner_join(lengths, "entry").left_join(shares, "entry").drop("entry_right")
    rows = rows.left_join(most, "entry").drop("entry_right")
    return rows.mutate(
        finished_share=share(rows.finished, rows.viewers),
        low=wilson(rows.finished, rows.viewers, -1),
        high=wilson(rows.finished, rows.viewers, 1),
    )


def _segments(facts: Facts) -> Table:
    """Return a row for each segment that was played."""
    each = played(facts)
    found = each.group_by("entry", "segment").aggregate(
        viewers=each.count(), again=(each.times > 1).cast("int64").sum()
    )
    videos = facts.entries.filter(facts.entries.kind == "video").select("entry", "title", "position")
    return videos.inner_join(found, "entry").mutate(second=found.segment * SEGMENT)


SEGMENTS = Measure(
    "segments",
    (
        Column("title", Unit.TEXT),
        Column("second", Unit.SECONDS),
        Column("viewers", Unit.COUNT),
        Column("again", Unit.COUNT),
    ),
    _segments,
    ("position", "title", "second"),
)
VIDEOS = Measure(
    "videos",
    (
        Column("title", Unit.TEXT),
        Column("length", Unit.SECONDS),
        Column("viewers", Unit.COUNT),
        Column("watched", Unit.SHARE, people="viewers"),
        Column("again", Unit.SHARE, people="viewers"),
        Column("again_minute", Unit.NUMBER, people="viewers"),
        Column("finished", Unit.COUNT),
        Column("finished_share", Unit.SHARE, people="finished"),
        Column("low", Unit.SHARE, WILSON, people="finished"),
        Column("high", Unit.SHARE, WILSON, people="finished"),
    ),
    _videos,
    ("position", "title"),
)
