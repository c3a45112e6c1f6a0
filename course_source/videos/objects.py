"""Things that people use: a table, a report, a calendar, a clock, a refrigerator."""

from __future__ import annotations

import math

from kinds import Values, colour, thing
from shapes import (
    AMBER,
    BLUE,
    GREEN,
    GREY,
    INK,
    LEAF,
    LINE,
    RED,
    SUN,
    WHITE,
    WOOD,
    at,
    clamp,
    disc,
    each,
    n,
    oval,
    plus,
    rect,
    shape,
    stroke,
    text,
)


@thing()
def coolbox(v: Values, now: float) -> str:
    """A cool box of vaccines."""
    return rect(-46, -50, 92, 50, BLUE, 7) + rect(-51, -64, 102, 20, WHITE, 7, LINE, 3) + at(0, -22, plus(13, WHITE))


@thing(w=260)
def desk(v: Values, now: float) -> str:
    """A table."""
    w = v["w"]
    return (
        rect(-w / 2, -96, w, 16, WOOD, 6) + rect(-w / 2 + 14, -82, 12, 82, WOOD) + rect(w / 2 - 26, -82, 12, 82, WOOD)
    )


@thing(w=220, h=270, lines=5, p=1, colour="blue", tilt=0)
def sheet(v: Values, now: float) -> str:
    """A report whose lines write themselves."""
    w, h, count = v["w"], v["h"], int(v["lines"])
    gap = h / (count + 2.2)
    body = (
        rect(-w / 2 + 6, -h / 2 + 8, w, h, "#cfdbe6", 12)
        + rect(-w / 2, -h / 2, w, h, WHITE, 12, LINE, 3)
        + rect(-w / 2, -h / 2, w, gap, colour(v), 10)
    )
    return at(
        0,
        0,
        body
        + each(
            range(count),
            lambda i: stroke(
                f"M{n(-w * 0.36)} {n(-h / 2 + gap * (i + 1.9))} h{n(w * (0.72 if i % 3 else 0.55))}",
                GREY,
                7,
                clamp(v["p"] * count - i),
            ),
        ),
        1,
        v["tilt"],
    )


@thing(p=1, colour="red")
def notebook(v: Values, now: float) -> str:
    """A notebook in which something is written."""
    lines = each(
        range(5), lambda i: stroke(f"M-52 {-60 + 32 * i} h{104 if i % 3 else 76}", GREY, 7, clamp(v["p"] * 5 - i))
    )
    tip = (
        at(-52 + 104 * ((v["p"] * 5) % 1), -60 + 32 * min(4, int(v["p"] * 5)), _pencil(), 0.8) if 0 < v["p"] < 1 else ""
    )
    return rect(-90, -106, 180, 212, colour(v), 14) + rect(-66, -94, 144, 188, WHITE, 8) + lines + tip


def _pencil() -> str:
    return at(
        0,
        0,
        rect(-9, -104, 18, 84, SUN, 3) + rect(-9, -116, 18, 16, RED, 4) + shape("M-9 -20 L9 -20 L0 0Z", INK),
        1,
        35,
    )


@thing(mark=0, colour="blue", text="")
def calendar(v: Values, now: float) -> str:
    """A month; the day `mark` (1 to 15) has a coloured disc, and `text` is its heading."""
    days = each(
        range(15),
        lambda i: disc(
            -112 + 56 * (i % 5), -18 + 54 * (i // 5), 16, colour(v) if i + 1 == int(v["mark"]) else "#dbe5ee"
        ),
    )
    return (
        rect(-150, -134, 300, 260, WHITE, 16, LINE, 4)
        + shape("M-150 -70 V-118 Q-150 -134 -134 -134 H134 Q150 -134 150 -118 V-70Z", colour(v))
        + text(v["text"], 0, -101, 48, WHITE)
        + days
    )


@thing(hours=9.0, colour="blue", r=80)
def clock(v: Values, now: float) -> str:
    """A clock that shows `hours`."""
    r, hours = v["r"], v["hours"]

    def hand_of(turns: float, length: float, width: float) -> str:
        return stroke(
            f"M0 0 L{n(length * math.sin(turns * 2 * math.pi))} {n(-length * math.cos(turns * 2 * math.pi))}",
            INK,
            width,
        )

    ticks = each(range(12), lambda i: at(0, 0, rect(-2.5, -r * 0.78, 5, r * 0.12, GREY), 1, 30 * i))
    return (
        disc(0, 0, r, colour(v))
        + disc(0, 0, r * 0.86, WHITE)
        + ticks
        + hand_of(hours / 12, r * 0.45, r * 0.1)
        + hand_of(hours % 1, r * 0.66, r * 0.07)
        + disc(0, 0, r * 0.08, INK)
    )


@thing(p=1, flower=0)
def plant(v: Values, now: float) -> str:
    """A plant that grows from a seed, and flowers."""
    p, sway = v["p"], math.sin(now * 1.3) * 2
    h = 260 * p

    def leaf(side: int, y: float, grown: float) -> str:
        d = f"M0 0 C{side * 24} -42 {side * 76} -40 {side * 88} -22 C{side * 66} 12 {side * 22} 12 0 0Z"
        return at(0, y, shape(d, LEAF), grown) if grown > 0.02 else ""

    crown = (
        at(
            0,
            -h,
            each(range(6), lambda i: at(0, 0, oval(0, -26, 14, 22, "#d99a2b"), 1, 60 * i)) + disc(0, 0, 16, RED),
            v["flower"],
        )
        if v["flower"] > 0.02
        else ""
    )
    grown = (
        stroke(f"M0 0 V{n(-h)}", "#3c7a4c", 13)
        + leaf(-1, -h * 0.4, clamp(p * 3 - 0.7))
        + leaf(1, -h * 0.6, clamp(p * 3 - 1.3))
        + leaf(-1, -h * 0.82, clamp(p * 3 - 2) * 0.7)
        + crown
    )
    return (
        at(0, 0, grown, 1, sway) + shape("M-60 0 H60 L48 64 H-48Z", "#b5683f") + rect(-68, -12, 136, 22, "#9c5530", 6)
    )


@thing(ring=0)
def phone(v: Values, now: float) -> str:
    """A telephone that shakes while `ring` is 1."""
    shake = math.sin(now * 38) * 3 * v["ring"] * (0.5 + 0.5 * math.sin(now * 5))
    return at(
        0,
        0,
        rect(-70, -130, 140, 260, INK, 22)
        + rect(-58, -106, 116, 200, "#e0edf8", 8)
        + disc(0, 112, 9, GREY)
        + at(0, -10, shape("M-36 -24 H36 V26 H-36Z", AMBER) + stroke("M-34 -22 L0 6 L34 -22", WHITE, 6)),
        1,
        shake,
    )


@thing(weight=-100)
def scales(v: Values, now: float) -> str:
    """Scales whose hand moves."""
    ticks = each(range(7), lambda i: at(0, 0, rect(-3, -62, 6, 14, GREY), 1, -105 + 35 * i))
    return (
        rect(-110, -28, 220, 28, BLUE, 8)
        + rect(-12, -230, 24, 206, BLUE)
        + at(
            0,
            -250,
            disc(0, 0, 82, BLUE)
            + disc(0, 0, 67, WHITE)
            + ticks
            + at(0, 0, stroke("M0 0 V-46", RED, 8), 1, v["weight"])
            + disc(0, 0, 9, INK),
        )
    )


@thing(open=0, cold=1)
def fridge(v: Values, now: float) -> str:
    """A refrigerator for vaccines; `cold` 0 is a broken one."""
    light = GREEN if v["cold"] > 0.5 else RED
    hum = math.sin(now * 30) * 0.8 * v["cold"]
    return at(
        hum,
        0,
        rect(-80, -250, 160, 250, WHITE, 12, GREY, 5)
        + stroke("M-80 -160 H80", GREY, 5)
        + stroke("M-56 -215 V-180 M-56 -140 V-70", GREY, 8)
        + disc(48, -205, 13, light)
        + (
            each(
                range(3),
                lambda i: disc(-30 + 30 * i + math.sin(now * 2 + i) * 4, 8 - (now * 20 + i * 14) % 12, 5, "#5b9bd0"),
            )
            if v["cold"] < 0.5
            else ""
        ),
    )


@thing()
def spanner(v: Values, now: float) -> str:
    """A spanner."""
    return rect(-9, -6, 18, 120, GREY, 8) + stroke("M-22 -28 a26 26 0 1 0 44 0", GREY, 15)


@thing()
def lens(v: Values, now: float) -> str:
    """A magnifying glass."""
    return (
        stroke("M42 42 L92 92", INK, 20)
        + disc(0, 0, 58, "none", INK, 13)
        + stroke("M-30 -12 A32 32 0 0 1 -8 -32", "#8fb8dc", 7)
    )
