"""How much fits on a slide: texts are measured, made smaller within limits, and else divided among slides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from scorm_export.targets.facilitator.content import Runs, Table, plain
from scorm_export.targets.facilitator.fonts import Fonts, lines
from scorm_export.targets.facilitator.slides.look import (
    BETWEEN,
    BODIES,
    INDENT,
    INSET,
    LINE,
    ROW,
    TABLE_SIZES,
    TITLES,
    Frame,
)
from scorm_export.targets.facilitator.slides.slide import Layout, Point, Slide

_STEP = 1
"""Points by which letters are made smaller at a time."""
_POINTS_PER_INCH = 72
_CELL = (0.1, 0.05)
"""Inches around the text of a cell: at its sides, above and below."""


def fitted(slide: Slide, fonts: Fonts) -> list[Slide]:
    """Return a slide with the sizes of its letters, or several where its points are too many for one.

    The last size is the least: a text that needs a smaller one has the least, and `is_overfull`.
    """
    parts = list(_divided(slide, fonts))
    if len(parts) > 1:
        parts = [replace(each, title=f"{each.title} ({n}/{len(parts)})") for n, each in enumerate(parts, 1)]
        parts = [parts[0], *(replace(each, notes=()) for each in parts[1:])]
    return [replace(each, title_size=_title_size(each, fonts)) for each in parts]


def is_overfull(slide: Slide, fonts: Fonts) -> bool:
    """Whether a slide with its sizes has more text than its frames hold."""
    if _title_height(slide, slide.title_size, fonts) > TITLES[slide.layout].height:
        return True
    if slide.table:
        return table_height(slide.table, slide.size, fonts) > BODIES[slide.layout].height
    return height(slide.points, slide.size, _frame(slide), fonts) > _frame(slide).height


def _frame(slide: Slide) -> Frame:
    return BODIES[slide.layout]


def _sizes(frame: Frame) -> list[float]:
    steps = int((frame.size - frame.least) / _STEP)
    return [frame.size - step * _STEP for step in range(steps + 1)]


def _divided(slide: Slide, fonts: Fonts) -> Iterator[Slide]:
    if slide.table:
        yield from _with_table(slide, slide.table, fonts)
        return
    frame = _frame(slide)
    size = _fitting(slide.points, frame, fonts)
    groups = _groups(slide.points)
    if size or len(groups) < 2 or slide.layout not in (Layout.CONTENT, Layout.QUESTION, Layout.PICTURE):  # noqa: PLR2004
        yield replace(slide, size=size or frame.least)
        return
    count = next(
        (n for n in range(2, len(groups)) if all(_fitting(p, frame, fonts) for p in _shares(groups, n))), len(groups)
    )
    parts = _shares(groups, count)
    size = min(_fitting(points, frame, fonts) or frame.least for points in parts)
    yield from (replace(slide, points=points, size=size) for points in parts)


def _with_table(slide: Slide, table: Table, fonts: Fonts) -> Iterator[Slide]:
    room = BODIES[slide.layout].height
    size = next((s for s in TABLE_SIZES if table_height(table, s, fonts) <= room), TABLE_SIZES[-1])
    rows: list[tuple[Runs, ...]] = []
    for row in table.rows:
        if rows and table_height(replace(table, rows=(*rows, row)), size, fonts) > room:
            yield replace(slide, table=replace(table, rows=tuple(rows)), size=size)
            rows = []
        rows.append(row)
    yield replace(slide, table=replace(table, rows=tuple(rows)), size=size)


def _groups(points: Sequence[Point]) -> list[tuple[Point, ...]]:
    """Return points with those below them, which stay together."""
    groups: list[list[Point]] = []
    for point in points:
        if point.level and groups:
            groups[-1].append(point)
        else:
            groups.append([point])
    return [tuple(group) for group in groups]


def _shares(groups: Sequence[tuple[Point, ...]], count: int) -> list[tuple[Point, ...]]:
    """Return groups in so many parts, each about as long as the others."""
    ends = [round(len(groups) * (n + 1) / count) for n in range(count)]
    starts = [0, *ends[:-1]]
    return [tuple(p for group in groups[start:end] for p in group) for start, end in zip(starts, ends, strict=True)]


def _fitting(points: Sequence[Point], frame: Frame, fonts: Fonts) -> float:
    """Return the largest size at which points fit into a frame; 0 where none does."""
    return next((size for size in _sizes(frame) if height(points, size, frame, fonts) <= frame.height), 0)


def height(points: Sequence[Point], size: float, frame: Frame, fonts: Fonts) -> float:
    """Return the inches that points take in a frame."""
    total = 0.0
    for point in points:
        indent = INDENT * (point.level + bool(point.mark))
        room = (frame.width - 2 * INSET - indent) * _POINTS_PER_INCH
        bold = any(run.bold for run in point.text)
        total += lines(plain(point.text), room, size, fonts.text, bold=bold) * LINE * size + BETWEEN * size
    return total / _POINTS_PER_INCH + INSET


def table_height(table: Table, size: float, fonts: Fonts) -> float:
    """Return the inches that a table takes below the title of a slide."""
    total = 0.0
    widths = columns(table, BODIES[Layout.CONTENT].width)
    for index, row in enumerate((table.header, *table.rows)):
        taken = [
            lines(plain(cell), (wide - 2 * _CELL[0]) * _POINTS_PER_INCH, size, fonts.text, bold=index == 0)
            for cell, wide in zip(row, widths, strict=True)
        ]
        total += max(ROW, max(taken) * LINE * size / _POINTS_PER_INCH + 2 * _CELL[1])
    return total


def columns(table: Table, width: float) -> list[float]:
    """Return the widths of columns: wider where there is more to read, in parts of a width."""
    longest = [max(len(plain(row[n])) for row in (table.header, *table.rows)) for n in range(len(table.header))]
    weights = [min(max(length, 10), 40) for length in longest]
    return [width * weight / sum(weights) for weight in weights]


def _title_size(slide: Slide, fonts: Fonts) -> float:
    frame = TITLES[slide.layout]
    return next((s for s in _sizes(frame) if _title_height(slide, s, fonts) <= frame.height), frame.least)


def _title_height(slide: Slide, size: float, fonts: Fonts) -> float:
    frame = TITLES[slide.layout]
    room = (frame.width - 2 * INSET) * _POINTS_PER_INCH
    count = lines(slide.title, room, size, fonts.headings, bold=True)
    return count * LINE * size / _POINTS_PER_INCH
