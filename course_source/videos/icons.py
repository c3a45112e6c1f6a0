"""Icons."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kinds import Values, colour, thing
from people import bust
from shapes import AMBER, INK, RED, WHITE, at, disc, each, oval, rect, shape, stroke, text

ICONS: Mapping[str, Callable[[str], str]] = {
    "heart": lambda c: shape(
        "M0 28 C-44 2 -30 -32 -10 -27 C-3 -25 0 -17 0 -14 C0 -17 3 -25 10 -27 C30 -32 44 2 0 28Z", c
    ),
    "coins": lambda c: each((16, 2, -12), lambda y: oval(0, y, 27, 11, WHITE) + oval(0, y, 24, 8, c)),
    "balance": lambda c: (
        stroke("M0 -28 V26 M-16 28 H16 M-28 -20 H28", c, 5)
        + stroke("M-38 4 L-28 -20 L-18 4 M18 4 L28 -20 L38 4", c, 5)
        + shape("M-42 4 H-14 A14 12 0 0 1 -42 4Z M14 4 H42 A14 12 0 0 1 14 4Z", c)
    ),
    "umbrella": lambda c: (
        shape("M-34 0 A34 32 0 0 1 34 0 Q23 -9 12 0 Q0 -9 -12 0 Q-23 -9 -34 0Z", c)
        + stroke("M0 -34 V22 a8 8 0 0 0 16 0", c, 5)
    ),
    "flag": lambda c: stroke("M-20 -30 V32", c, 6) + shape("M-18 -28 Q2 -38 14 -26 T32 -26 V4 Q22 10 10 4 T-18 6Z", c),
    "talk": lambda c: (
        shape("M-34 -24 h46 q8 0 8 8 v18 q0 8 -8 8 h-24 l-14 14 v-14 h-8 q-8 0 -8 -8 v-18 q0 -8 8 -8Z", c)
        + disc(-22, -7, 3.5, INK)
        + disc(-8, -7, 3.5, INK)
        + disc(6, -7, 3.5, INK)
    ),
    "chart": lambda c: rect(-30, 0, 16, 28, c, 3) + rect(-8, -16, 16, 44, c, 3) + rect(14, -30, 16, 58, c, 3),
    "people": lambda c: at(-24, 2, bust(c), 0.62) + at(24, 2, bust(c), 0.62) + at(0, 8, bust(c), 0.78),
    "clock": lambda c: disc(0, 0, 28, "none", c, 6) + stroke("M0 -16 V0 L12 8", c, 6),
    "eye": lambda c: stroke("M-36 0 Q0 -38 36 0 Q0 38 -36 0Z", c, 6) + disc(0, 0, 12, c),
    "pencil": lambda c: at(0, 0, rect(-8, -38, 16, 52, c, 3) + shape("M-8 18 L8 18 L0 36Z", c), 1, 45),
    "permit": lambda c: (
        stroke("M-22 -32 H12 L24 -20 V32 H-22Z", c, 5) + at(1, 4, stroke("M-20 2 L-6 16 L22 -16", c, 11), 0.6)
    ),
    "shield": lambda c: shape("M0 -34 Q16 -24 30 -24 Q30 18 0 34 Q-30 18 -30 -24 Q-16 -24 0 -34Z", c),
    "chain": lambda c: rect(-38, -12, 44, 24, "none", 12, c, 8) + rect(-6, -12, 44, 24, "none", 12, c, 8),
    "letter": lambda c: rect(-34, -24, 68, 48, c, 6) + stroke("M-30 -18 L0 6 L30 -18", AMBER, 6),
    "papers": lambda c: (
        stroke("M-28 -18 H8 V32 H-28Z M-16 -30 H26 V20", c, 5) + stroke("M-18 -2 h16 M-18 12 h16", c, 5)
    ),
    "hourglass": lambda c: (
        stroke("M-22 -32 H22 M-22 32 H22", c, 6)
        + stroke("M-16 -32 Q-16 -8 0 0 Q-16 8 -16 32 M16 -32 Q16 -8 0 0 Q16 8 16 32", c, 6)
    ),
    "field": lambda c: each(
        (-26, 0, 26),
        lambda x: at(x, 0, stroke("M0 30 V-26 M0 -6 l-12 -14 M0 -6 l12 -14 M0 12 l-12 -14 M0 12 l12 -14", c, 5)),
    ),
    "vial": lambda c: rect(-13, -14, 26, 44, c, 6) + rect(-9, -30, 18, 12, c, 3),
    "question": lambda c: text("?", 0, 0, 72, c),
    "alarm": lambda c: shape("M0 -34 L38 28 H-38Z", c) + rect(-3.5, -14, 7, 22, RED, 2) + disc(0, 17, 4.5, RED),
    "tablet": lambda c: rect(-26, -36, 52, 72, c, 8) + rect(-20, -28, 40, 52, WHITE, 3),
}


@thing(name="question", r=56, colour="blue", bare=0)
def icon(v: Values, now: float) -> str:
    """An icon on a disc, or alone if `bare`."""
    if v["bare"]:
        return at(0, 0, ICONS[v["name"]](colour(v)), v["r"] / 36)
    return disc(0, 0, v["r"], colour(v)) + at(0, 0, ICONS[v["name"]](WHITE), v["r"] / 62)
