"""Charts of a report as SVG, drawn by Vega-Lite. The page's style sets their colours, to follow its scheme."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import vl_convert

from scorm_export.records.report.sheets import Sheet

INK, BAR, LINE, GRID = "#010101", "#020202", "#030303", "#040404"
"""Placeholder colours, which the page's style replaces."""
_WIDTH, _STEP, _LABEL = 190, 15, 150
_STATES = ("under_way", "away", "completed", "passed", "failed")


def chart(sheet: Sheet, words: Mapping[str, Any]) -> str:
    """Return the SVG chart of a table, or "" where it has no chart or nothing to draw."""
    drawn = _DRAWN.get(sheet.name)
    made = drawn(sheet, words) if drawn and sheet.rows else None
    if made is None:
        return ""
    spec = made.configure(**_CONFIG).to_json()
    svg = vl_convert.vegalite_to_svg(spec, show_warnings=False)
    title = words["report"]["chart"].format(title=words["tables"][sheet.name])
    return _named(svg, title)


def _named(svg: str, title: str) -> str:
    """Return an SVG as one named image that fits the page and has no background."""
    size = re.search(r'width="(\d+)" height="(\d+)"', svg)
    assert size
    svg = re.sub(r"<rect [^>]*fill=\"white\"/>", "", svg, count=1)
    safe = title.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    head = f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{safe}" viewBox="0 0 {size[1]} {size[2]}">'
    inner = re.sub(r' (role|aria-[a-z]+)="[^"]*"', "", svg.partition(">")[2])
    return head + inner


def _data(values: Sequence[Mapping[str, Any]]) -> alt.Data:
    return alt.Data(values=values)  # type: ignore[no-untyped-call]  # Altair leaves its generated classes untyped


def _bars(rows: Sequence[Mapping[str, Any]], label: str, value: str, head: str, low: str = "", high: str = "") -> Any:
    """Return bars of shares, in the order of the rows, with intervals if there are any."""
    drawn = [
        {"n": n, "label": f"{n}. {row[label]}", "value": row[value], "low": row.get(low), "high": row.get(high)}
        for n, row in enumerate(rows, 1)
        if row[value] is not None
    ]
    if not drawn:
        return None
    axis = alt.Axis(title=head, format="%", tickCount=5)
    y = alt.Y("label:N", sort=None, title=None)
    base = alt.Chart(_data(drawn)).properties(width=_WIDTH, height=alt.Step(_STEP))
    bars = base.mark_bar(color=BAR).encode(y=y, x=alt.X("value:Q", axis=axis, scale=alt.Scale(domain=[0, 1])))
    if not low:
        return bars
    ends = base.mark_rule(color=INK).encode(y=y, x="low:Q", x2="high:Q")
    return bars + ends


def _course(sheet: Sheet, words: Mapping[str, Any]) -> Any:
    heads = words["columns"]
    rows = [row | {"label": heads[row["measure"]]} for row in sheet.rows if row["measure"] in _STATES]
    return _bars(rows, "label", "share", heads["share"], "low", "high")


def _progress(sheet: Sheet, words: Mapping[str, Any]) -> Any:
    return _bars(sheet.rows, "title", "finished_share", words["columns"]["finished_share"], "low", "high")


def _quizzes(sheet: Sheet, words: Mapping[str, Any]) -> Any:
    return _bars(sheet.rows, "title", "mean", words["columns"]["mean"])


def _objectives(sheet: Sheet, words: Mapping[str, Any]) -> Any:
    return _bars(sheet.rows, "title", "mean", words["columns"]["mean"])


def _questions(sheet: Sheet, words: Mapping[str, Any]) -> Any:
    """Return facility against discrimination; points have the numbers of the table's rows."""
    heads = words["columns"]
    points = [
        {"n": str(n), "x": row["facility"], "y": row["discrimination"]}
        for n, row in enumerate(sheet.rows, 1)
        if row["facility"] is not None and row["discrimination"] is not None
    ]
    if not points:
        return None
    x = alt.X("x:Q", axis=alt.Axis(title=heads["facility"], format="%"), scale=alt.Scale(domain=[0, 1]))
    y = alt.Y("y:Q", axis=alt.Axis(title=heads["discrimination"]))
    base = alt.Chart(_data(points)).properties(width=_WIDTH + _LABEL - 30, height=_WIDTH)
    return base.mark_text(color=INK, fontSize=9).encode(x=x, y=y, text="n:N")


def _segments(sheet: Sheet, words: Mapping[str, Any]) -> Any:
    """Return the number of viewers along each video."""
    heads = words["columns"]
    points = [
        {"title": row["title"], "second": row["second"], "viewers": row["viewers"]}
        for row in sheet.rows
        if row["viewers"] is not None
    ]
    if not points:
        return None
    lines = alt.Chart(_data(points)).mark_line(color=LINE, interpolate="step-after")
    encoded = lines.encode(
        x=alt.X("second:Q", axis=alt.Axis(title="s")),
        y=alt.Y("viewers:Q", axis=alt.Axis(title=heads["viewers"], tickCount=3)),
    ).properties(width=_WIDTH + _LABEL - 30, height=50)
    titles = list(dict.fromkeys(point["title"] for point in points))
    return encoded.facet(row=alt.Row("title:N", sort=titles, title=None, header=alt.Header(orient="top")))


_DRAWN = {
    "course": _course,
    "progress": _progress,
    "quizzes": _quizzes,
    "questions": _questions,
    "objectives": _objectives,
    "segments": _segments,
}
_CONFIG = {
    "font": "sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "titleColor": INK,
        "tickColor": GRID,
        "domainColor": GRID,
        "gridColor": GRID,
        "labelLimit": _LABEL,
        "titleFontWeight": "normal",
    },
    "header": {"labelColor": INK, "labelLimit": _WIDTH + _LABEL, "labelAnchor": "start"},
}
