"""Words, and diagrams in the manner of the course's figures: boxes, arrows, rings, bars, crowds, chains."""

from __future__ import annotations

import math
from itertools import pairwise

from icons import icon
from kinds import Values, colour, thing
from people import bust
from shapes import (
    BLUE,
    GREEN,
    GREY,
    INK,
    PALE,
    RED,
    WHITE,
    arc,
    arrow,
    at,
    clamp,
    disc,
    each,
    fade,
    head,
    mix,
    n,
    rect,
    shape,
    stroke,
    text,
    width_of,
)


@thing(size=44, colour="ink", p=1)
def words(v: Values, now: float) -> str:
    """Words alone."""
    return text(v["text"], 0, 12 * (1 - v["p"]), v["size"], colour(v))


@thing(size=38, colour="blue", w=0, h=0, filled=0)
def box(v: Values, now: float) -> str:
    """Words in a box, as in the course's figures; `filled` 1 turns it into the full colour."""
    w = v["w"] or width_of(v["text"], v["size"]) + v["size"] * 1.5
    h = v["h"] or v["size"] * (1.1 + 1.24 * len(v["text"].split("\n")))
    back = PALE[colour(v)] if v["filled"] < 0.5 else colour(v)
    return rect(-w / 2, -h / 2, w, h, back, 14, colour(v), 4) + text(
        v["text"], 0, 0, v["size"], INK if v["filled"] < 0.5 else WHITE
    )


@thing(size=40, w=0, h=0, tail=0, drop=70, colour="ink")
def bubble(v: Values, now: float) -> str:
    """A speech bubble with words, an icon or nothing; its tail ends `drop` below it, `tail` right of its middle."""
    words = v.get("text", "")
    w = v["w"] or width_of(words, v["size"]) + v["size"] * 1.8
    h = v["h"] or v["size"] * (1.3 + 1.24 * len(words.split("\n")))
    foot = min(max(v["tail"], -w / 2 + 40), w / 2 - 40)
    tail = f"M{n(foot - 18)} {n(h / 2 - 3)} L{n(v['tail'])} {n(h / 2 + v['drop'])} L{n(foot + 18)} {n(h / 2 - 3)}Z"
    outline = f'<path d="{tail}" fill="{WHITE}" stroke="{GREY}" stroke-width="4" stroke-linejoin="round"/>'
    inside = text(words, 0, 0, v["size"], colour(v)) if words else ""
    if v.get("icon"):
        inside = icon({"name": v["icon"], "colour": v["colour"], "r": h * 0.38, "bare": 1}, now)
    return outline + rect(-w / 2, -h / 2, w, h, WHITE, 26, GREY, 4) + shape(tail, WHITE) + inside


@thing(x2=0, y2=0, p=1, colour="grey", width=9, bend=0)
def arrow_to(v: Values, now: float) -> str:
    """An arrow to x2, y2, from where it stands."""
    return arrow(0, 0, v["x2"], v["y2"], v["p"], colour(v), v["width"], v["bend"])


@thing(points="", p=1, colour="grey", width=10)
def route(v: Values, now: float) -> str:
    """An arrow along points, `0,0 100,0 100,80`, with corners as in the course's figures."""
    points = [tuple(map(float, point.split(","))) for point in v["points"].split()]
    legs = [math.dist(a, b) for a, b in pairwise(points)]
    left, path, last = sum(legs) * v["p"], f"M{n(points[0][0])} {n(points[0][1])}", points[0]
    angle = 0.0
    for (a, b), leg in zip(pairwise(points), legs, strict=True):
        if left <= 0:
            break
        share = min(1.0, left / leg)
        last = (mix(a[0], b[0], share), mix(a[1], b[1], share))
        angle = math.degrees(math.atan2(b[1] - a[1], b[0] - a[0]))
        path += f" L{n(last[0])} {n(last[1])}"
        left -= leg
    return (
        "" if v["p"] <= 0.02 else stroke(path, colour(v), v["width"]) + head(*last, angle, v["width"] * 1.6, colour(v))
    )


@thing(r=120, start=20, end=340, p=1, colour="blue", width=14)
def ring(v: Values, now: float) -> str:
    """A round arrow."""
    return arc(0, 0, v["r"], v["start"], v["end"], v["p"], colour(v), v["width"])


@thing(r=46, colour="red", p=1)
def check(v: Values, now: float) -> str:
    """A tick in a disc that draws itself."""
    return disc(0, 0, v["r"], GREEN) + at(0, 0, stroke("M-20 2 L-6 16 L22 -16", WHITE, 10, v["p"]), v["r"] / 46)


@thing(r=46, p=1)
def cross(v: Values, now: float) -> str:
    """A cross in a disc that draws itself."""
    p = v["p"]
    return disc(0, 0, v["r"], RED) + at(
        0,
        0,
        stroke("M-16 -16 L16 16", WHITE, 10, clamp(p * 2)) + stroke("M16 -16 L-16 16", WHITE, 10, clamp(p * 2 - 1)),
        v["r"] / 46,
    )


@thing(w=300, p=1, colour="red", width=12)
def strike(v: Values, now: float) -> str:
    """A line through something."""
    return stroke(f"M{n(-v['w'] / 2)} 0 H{n(v['w'] / 2)}", colour(v), v["width"], v["p"])


@thing(values="", w=520, h=260, p=1, marked="")
def bars(v: Values, now: float) -> str:
    """Bars of `values` (0 to 1) that grow one after the other; those that are `marked` (from 1) are red."""
    values = [float(value) for value in str(v["values"]).split()]
    marked = {int(number) for number in str(v["marked"]).split()}
    step = v["w"] / len(values)

    def bar(i: int) -> str:
        grown = clamp(v["p"] * 2.2 - i / len(values) * 1.2) * values[i] * v["h"]
        fill = RED if i + 1 in marked else BLUE
        return (
            rect(-v["w"] / 2 + step * (i + 0.16), -grown, step * 0.68, grown, fill, min(6, grown / 2))
            if grown > 1
            else ""
        )

    return each(range(len(values)), bar) + stroke(f"M{n(-v['w'] / 2)} 2 h{n(v['w'])}", INK, 4)


@thing(count=10, full=10, columns=5, gap=84, colour="blue", p=1)
def crowd(v: Values, now: float) -> str:
    """Heads and shoulders of `count` people, who appear one by one; those after `full` are pale."""

    def one(i: int) -> str:
        x, y = (i % v["columns"] - (v["columns"] - 1) / 2) * v["gap"], i // v["columns"] * v["gap"] * 1.05
        shown = clamp(v["p"] * v["count"] - i)
        bob = math.sin(now * 1.7 + i * 1.3) * 1.6
        share = clamp(v["full"] - i)
        fill = colour(v) if share > 0.5 else "#cdd9e4"
        return fade(shown, at(x, y + bob, bust(fill), v["gap"] / 84 * mix(0.6, 1, shown)))

    return each(range(int(v["count"])), one)


@thing(broken=0, colour="blue")
def link(v: Values, now: float) -> str:
    """A link of a chain; `broken` opens it."""
    gap = v["broken"] * 18
    edge = RED if v["broken"] > 0.2 else colour(v)
    left = stroke("M0 -34 H-70 A34 34 0 0 0 -70 34 H0", edge, 18)
    right = stroke("M0 -34 H70 A34 34 0 0 1 70 34 H0", edge, 18)
    return at(-gap, 0, left, 1, -v["broken"] * 6) + at(gap, 0, right, 1, v["broken"] * 6)
