"""Grounds, and what stands on them: houses, trees, a market, a map, water, a wall."""

from __future__ import annotations

import math

from kinds import Values, colour, thing
from shapes import (
    AMBER,
    BLUE,
    EARTH,
    GREY,
    INK,
    LEAF,
    LINE,
    PAPER,
    RED,
    SUN,
    WHITE,
    WOOD,
    at,
    clamp,
    disc,
    each,
    fade,
    mix,
    n,
    oval,
    plus,
    rect,
    shape,
    stroke,
)


def ground(name: str, now: float) -> str:
    """Draw what is behind a scene."""
    sky = rect(0, 0, 1280, 720, PAPER)
    if name == "plain":
        return sky + rect(14, 14, 1252, 692, "none", 22, LINE, 3)
    if name == "outdoors":
        return (
            sky
            + disc(1130, 118, 58, SUN)
            + _cloud(230 + now * 7, 110, 0.9)
            + _cloud(760 + now * 5, 76, 0.62)
            + shape("M0 520 Q220 400 470 478 T900 458 T1280 470 V600 H0Z", "#dcebe4")
            + rect(0, 540, 1280, 180, EARTH)
            + shape("M0 540 H1280 V546 H0Z", "#d6caae")
        )
    if name == "night":
        return (
            rect(0, 0, 1280, 720, "#22405e")
            + disc(1110, 120, 46, "#f6e7b8")
            + disc(1092, 108, 42, "#22405e")
            + each(
                range(14),
                lambda i: disc(70 + i * 89 % 1200, 50 + i * 53 % 220, 2.2 + math.sin(now * 2 + i) * 0.9, WHITE),
            )
            + shape("M0 520 Q220 400 470 478 T900 458 T1280 470 V600 H0Z", "#2c5068")
            + rect(0, 540, 1280, 180, "#3d5763")
        )
    return (
        sky
        + rect(0, 540, 1280, 180, EARTH)
        + rect(0, 533, 1280, 8, "#d6caae")
        + at(
            1120,
            170,
            rect(-95, -80, 190, 170, WHITE, 10, LINE)
            + rect(-80, -65, 160, 140, "#e0edf8", 6)
            + shape("M-80 75 V30 Q-20 -10 30 28 T80 20 V75Z", "#b9d8c6")
            + rect(-3, -65, 6, 140, WHITE),
        )
        + at(
            150,
            250,
            rect(-80, 0, 160, 10, WOOD, 4)
            + each(
                range(5),
                lambda i: rect(-70 + 24 * i, -54 + 9 * (i % 3), 18, 54 - 9 * (i % 3), (BLUE, RED, AMBER)[i % 3], 3),
            )
            + at(62, 0, rect(-13, -20, 26, 20, RED, 4) + oval(0, -36, 16, 20, LEAF)),
        )
    )


def _cloud(x: float, y: float, k: float) -> str:
    return at(x, y, oval(-40, 6, 38, 22, WHITE) + oval(0, -8, 46, 30, WHITE) + oval(44, 6, 36, 20, WHITE), k)


@thing(colour="blue", open=1)
def clinic(v: Values, now: float) -> str:
    """A clinic; `open` 0 closes its door, and lights go on at `light` 1."""
    roof, light = colour(v), "#ffe9a8" if v.get("light", 0) > 0.5 else "#cfe3f3"
    door = (
        rect(-26, -80, 52, 80, roof, 4)
        if v["open"] < 0.5
        else rect(-26, -80, 52, 80, light, 4) + rect(14, -80, 12, 80, roof, 2)
    )
    return (
        rect(-115, -136, 230, 136, WHITE, 0, LINE, 3)
        + shape("M-138 -132 L0 -206 L138 -132Z", roof)
        + disc(0, -156, 23, WHITE)
        + at(0, -156, plus(14, roof))
        + door
        + rect(-92, -96, 46, 42, light, 4)
        + rect(46, -96, 46, 42, light, 4)
    )


@thing()
def house(v: Values, now: float) -> str:
    """A house."""
    return (
        rect(-42, -54, 84, 54, "#f5e4c3")
        + shape("M-54 -52 L0 -98 L54 -52Z", RED)
        + rect(-28, -38, 22, 20, INK, 3)
        + rect(8, -40, 20, 40, RED, 3)
    )


@thing()
def tree(v: Values, now: float) -> str:
    """A tree whose crown moves in the wind."""
    sway = math.sin(now * 0.9 + v["x"]) * 3
    return rect(-9, -90, 18, 90, WOOD, 4) + at(
        sway, 0, disc(0, -130, 56, LEAF) + disc(-38, -104, 36, LEAF) + disc(38, -104, 36, LEAF)
    )


@thing(colour="red")
def stall(v: Values, now: float) -> str:
    """A market stall."""
    fill = colour(v)
    return (
        rect(-88, -170, 8, 170, WOOD)
        + rect(80, -170, 8, 170, WOOD)
        + each(
            range(6), lambda i: shape(f"M{n(-108 + 36 * i)} -170 h36 v24 a18 18 0 0 1 -36 0Z", WHITE if i % 2 else fill)
        )
        + shape("M-108 -170 L-88 -208 H88 L108 -170Z", fill)
        + rect(-96, -62, 192, 62, WOOD, 4)
        + each(range(5), lambda i: disc(-66 + 33 * i, -70, 14, (RED, LEAF, "#d99a2b")[i % 3]))
    )


@thing()
def pump(v: Values, now: float) -> str:
    """A water pump that drips into a bucket."""
    drop = (now * 0.9) % 1
    return (
        rect(-13, -130, 26, 130, BLUE, 6)
        + rect(-36, -8, 72, 12, GREY, 4)
        + stroke("M0 -120 L-58 -148", BLUE, 9)
        + stroke("M10 -96 H40 V-78", BLUE, 10)
        + oval(40, mix(-66, -30, drop), 4, 6, "#5b9bd0")
        + shape("M20 -34 h40 l-6 34 h-28Z", GREY)
    )


@thing()
def boat(v: Values, now: float) -> str:
    """A boat on a river."""
    return at(0, math.sin(now * 2) * 3, shape("M-70 -10 H70 L48 24 H-48Z", WOOD), 1, math.sin(now * 1.4) * 2)


@thing(p=1)
def map_of(v: Values, now: float) -> str:
    """A map of a district with a river; homes beyond it turn red with `p`."""
    river = stroke("M60 -210 C20 -120 130 -60 70 30 S150 150 110 215", "#8fc0e3", 34)
    near = [(-220, -110), (-150, 60), (-60, -150), (-250, 130), (-40, 110), (-120, -30)]
    far = [(190, -140), (250, -10), (200, 130), (280, 90)]
    homes = each(near, lambda place: at(*place, _home(BLUE), 1)) + each(
        far,
        lambda place: at(*place, _home(RED if v["p"] > 0.5 else BLUE), 1 + 0.25 * math.sin(math.pi * clamp(v["p"]))),
    )
    return (
        rect(-330, -215, 660, 430, "#e7f1e4", 22, LINE, 4)
        + river
        + homes
        + at(-80, 20, disc(0, 0, 24, WHITE, BLUE, 5) + plus(12, BLUE))
    )


def _home(fill: str) -> str:
    return rect(-16, -10, 32, 26, WHITE, 2, fill, 4) + shape("M-24 -8 L0 -30 L24 -8Z", fill)


@thing(p=0)
def iceberg(v: Values, now: float) -> str:
    """An iceberg whose lower part shows with `p`."""
    wave = math.sin(now * 1.1) * 4
    low = shape("M-250 0 L-300 120 L-160 250 L20 290 L210 220 L290 90 L240 0Z", "#9fc6e6")
    return (
        fade(v["p"], low)
        + shape("M-110 0 L-60 -110 L10 -150 L70 -80 L120 0Z", WHITE)
        + stroke("M-110 0 L-60 -110 L10 -150 L70 -80 L120 0Z", LINE, 4)
        + at(
            wave,
            0,
            stroke("M-420 0 q35 -12 70 0 t70 0 t70 0 t70 0 t70 0 t70 0 t70 0 t70 0 t70 0 t70 0 t70 0 t70 0", BLUE, 6),
        )
    )


@thing(p=0)
def wall(v: Values, now: float) -> str:
    """A wall of bricks that falls apart as `p` grows."""

    def brick(i: int) -> str:
        row, column = divmod(i, 4)
        p = clamp(v["p"] * 2 - (11 - i) / 12)
        x, y = -150 + column * 96 + (row % 2) * 36, -40 - row * 56
        return fade(
            1 - p,
            at(
                x + p * (40 if column > 1 else -40),
                y + p * p * 160,
                rect(-44, -24, 88, 48, "#c98a6b", 6, "#a86a4c", 3),
                1,
                p * (50 if column > 1 else -50),
            ),
        )

    return each(range(12), brick)
