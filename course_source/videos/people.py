"""People with joints, who stand, walk, talk, point and hold things. They are about 240 high, feet at 0, 0."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from shapes import BLUE, GREEN, INK, RED, WHITE, at, disc, mix, n, oval, rect, shape, stroke

CAST: Mapping[str, Mapping[str, str]] = {
    "nurse": {"top": BLUE, "legs": BLUE, "skin": "#7a4a2e", "hair": INK, "style": "bun", "badge": "yes"},
    "nurse2": {
        "top": "#3f7fb8",
        "legs": "#3f7fb8",
        "skin": "#a36b45",
        "hair": "#2b211c",
        "style": "short",
        "badge": "yes",
    },
    "midwife": {"top": GREEN, "skirt": GREEN, "skin": "#b77f58", "hair": "#dcf3ea", "style": "scarf", "badge": "yes"},
    "volunteer": {"top": "#3a8f74", "legs": "#5d4a3a", "skin": "#6e452d", "hair": "#1f1713", "style": "short"},
    "manager": {
        "top": "#33485c",
        "legs": "#26384a",
        "skin": "#8d5a3a",
        "hair": "#241a15",
        "style": "short",
        "tie": RED,
    },
    "chief": {"top": "#b98227", "skirt": INK, "skin": "#7d4d31", "hair": INK, "style": "bun"},
    "elder": {"top": "#7c8ea0", "legs": "#5d4a3a", "skin": "#7a4a2e", "hair": "#d9d9d2", "style": "beard"},
    "mother": {"top": RED, "skirt": RED, "skin": "#7d4d31", "hair": "#e3b04b", "style": "wrap"},
    "mother2": {"top": "#c98f2b", "skirt": "#c98f2b", "skin": "#8d5a3a", "hair": BLUE, "style": "wrap"},
    "mother3": {"top": "#7b5a86", "skirt": "#7b5a86", "skin": "#a36b45", "hair": "#c9a0b4", "style": "scarf"},
    "mother4": {"top": "#2f8a6d", "skirt": "#2f8a6d", "skin": "#6e452d", "hair": RED, "style": "wrap"},
}

# Joints in degrees: the upper arm from hanging (0) outwards, the bend of the elbow outwards (inwards if negative), the
# nod of the head; `sit` bends the legs. Left and right are those of the picture.
POSES: Mapping[str, Mapping[str, float]] = {
    "stand": {"left": 12, "left_elbow": -8, "right": 12, "right_elbow": -8, "nod": 0, "sit": 0},
    "point-right": {"right": 84, "right_elbow": 8},
    "point-left": {"left": 84, "left_elbow": 8},
    "up-right": {"right": 124, "right_elbow": 8},
    "up-left": {"left": 124, "left_elbow": 8},
    "wave": {"right": 104, "right_elbow": 58},
    "think": {"right": 42, "right_elbow": -186, "left": 22, "left_elbow": -84, "nod": 5},
    "explain": {"left": 30, "left_elbow": 52, "right": 30, "right_elbow": 52},
    "give-right": {"right": 58, "right_elbow": 22},
    "give-left": {"left": 58, "left_elbow": 22},
    "hold": {"left": 24, "left_elbow": -96, "right": 24, "right_elbow": -96},
    "write": {"left": 18, "left_elbow": -96, "right": 16, "right_elbow": -78, "nod": 8},
    "sad": {"left": 5, "left_elbow": -3, "right": 5, "right_elbow": -3, "nod": 11},
    "hips": {"left": 50, "left_elbow": -112, "right": 50, "right_elbow": -112},
    "cheer": {"left": 138, "left_elbow": 14, "right": 138, "right_elbow": 14},
    "sit": {"left": 20, "left_elbow": -72, "right": 20, "right_elbow": -72, "sit": 1},
}
VALUES: Mapping[str, float] = {
    **POSES["stand"],
    "look": 0,
    "mood": 0.7,
    "talk": 0,
    "baby": 0,
    "expecting": 0,
    "lean": 0,
}
"""What can change of a person, with its first value. `look` turns the eyes from -1 to 1, `mood` bends the mouth."""
_UPPER, _LOWER, _SHOULDER = 40, 40, (27, -156)


def person(who: Mapping[str, str], v: Mapping[str, Any], now: float, steps: float, seed: float) -> str:
    """Draw a person; `steps` are those of a walk so far, `seed` keeps people from breathing and blinking together."""
    breath = math.sin((now + seed) * 1.9)
    talks = v["talk"] * (0.5 + 0.5 * math.sin((now + seed) * 11)) * (0.6 + 0.4 * math.sin((now + seed) * 4.3))
    swing = math.sin(steps * math.pi)
    lift = abs(swing) * 4
    look, sit = v["look"], v["sit"]
    body = (
        _trunk(who, v)
        + _arm(
            -1,
            v["left"] + breath * 1.5 + swing * 14,
            v["left_elbow"] + v["talk"] * 9 * math.sin((now + seed) * 2.6),
            who,
        )
        + _arm(
            1,
            v["right"] + breath * 1.5 - swing * 14,
            v["right_elbow"] + v["talk"] * 12 * math.sin((now + seed) * 3.1),
            who,
        )
        + at(
            0,
            -168,
            _head(who, v, now, talks, seed),
            1,
            v["nod"] * (1 if look >= 0 else -1) + breath * 0.8 + v["talk"] * 2 * breath,
        )
    )
    lean = v["lean"] + swing * 1.2
    legs = _legs(who, swing, sit, look)
    return at(0, -lift + sit * 34, legs + at(0, -84, at(0, 84 - breath * 0.8, body), 1, lean))


def _trunk(who: Mapping[str, str], v: Mapping[str, Any]) -> str:
    sit = v["sit"]
    hem, low = 44 - 4 * sit, -34 - 20 * sit
    skirt = f"M-31 -94 L31 -94 L{n(hem)} {n(low)} Q0 {n(low + 10)} {n(-hem)} {n(low)}Z" if "skirt" in who else ""
    top = shape("M-31 -148 Q-32 -168 -13 -170 L13 -170 Q32 -168 31 -148 L32 -84 Q0 -76 -32 -84Z", who["top"])
    belly = oval(v["expecting"] * 14, -106, 27, 25, who["top"]) if v["expecting"] else ""
    tie = shape("M-11 -170 L11 -170 L0 -132Z", WHITE) + stroke("M0 -164 V-140", who["tie"], 6) if "tie" in who else ""
    badge = (
        at(14, -138, rect(-2.7, -8, 5.4, 16, WHITE, 1) + rect(-8, -2.7, 16, 5.4, WHITE, 1)) if "badge" in who else ""
    )
    baby = (
        at(
            -22,
            -116,
            oval(0, 14, 19, 25, "#fdf0d5")
            + disc(-2, -16, 14, who["skin"])
            + disc(-6, -17, 2, INK)
            + disc(3, -17, 2, INK),
        )
        if v["baby"]
        else ""
    )
    return (shape(skirt, who["skirt"]) if skirt else "") + top + belly + tie + badge + baby


def hand(side: int, upper: float, elbow: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return where the elbow and the hand are, from the joints of an arm."""
    sx, sy = _SHOULDER
    first, second = math.radians(upper), math.radians(upper + elbow)
    ex, ey = sx + _UPPER * math.sin(first), sy + _UPPER * math.cos(first)
    hx, hy = ex + _LOWER * math.sin(second), ey + _LOWER * math.cos(second)
    return (side * ex, ey), (side * hx, hy)


def _arm(side: int, upper: float, elbow: float, who: Mapping[str, str]) -> str:
    (ex, ey), (hx, hy) = hand(side, upper, elbow)
    sx, sy = _SHOULDER
    sleeve = _darker(who["top"])
    return stroke(
        f"M{side * sx} {sy} L{n(ex)} {n(ey)} L{n(mix(ex, hx, 0.72))} {n(mix(ey, hy, 0.72))}", sleeve, 17
    ) + disc(hx, hy, 9.5, who["skin"])


def _darker(colour: str) -> str:
    parts = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{min(255, int(part * 0.88 + 6)):02x}" for part in parts)


def _legs(who: Mapping[str, str], swing: float, sit: float, look: float) -> str:
    svg = ""
    for side in (-1, 1):
        forward = side * swing
        hip, foot = (side * 11, -84), (side * 13 + forward * 13 + side * sit * 6, -9 - max(0, -forward) * 5 - sit * 34)
        knee = (mix(hip[0], foot[0], 0.5) + forward * 3 + side * sit * 14, mix(hip[1], foot[1], 0.5) - sit * 8)
        svg += stroke(
            f"M{n(hip[0])} {hip[1]} Q{n(knee[0])} {n(knee[1])} {n(foot[0])} {n(foot[1])}",
            who.get("legs", who["skin"]),
            17,
        )
        svg += oval(foot[0] + 4 * look, foot[1] + 4, 14, 6, INK)
    return svg


def _head(who: Mapping[str, str], v: Mapping[str, Any], now: float, talks: float, seed: float) -> str:
    """Draw a head whose neck is at 0, 0."""
    look, mood = v["look"] * 6, v["mood"]
    shut = (now + seed * 1.7) % 4.3 < 0.14
    eyes = "".join(
        stroke(f"M{n(side * 10 + look - 4)} -28 h8", INK, 2.5) if shut else disc(side * 10 + look, -28, 3.6, INK)
        for side in (-1, 1)
    )
    slope = (1 - mood) * 1.6
    brows = "".join(
        stroke(f"M{n(x - 5)} {n(-37 - side * slope)} L{n(x + 5)} {n(-37 + side * slope)}", INK, 2)
        for side in (-1, 1)
        for x in (side * 10 + look,)
    )
    mouth = (
        oval(look, -12 - mood, 7, 2 + 5 * talks, "#5a2a22")
        if talks > 0.25
        else stroke(f"M{n(-9 + look)} {n(-13 - mood)} q9 {n(mood * 9)} 18 0", INK, 3)
    )
    if who["style"] == "scarf":
        skull = shape(
            "M-34 -24 C-36 -74 36 -74 34 -24 C36 0 40 8 36 18 L-36 18 C-40 8 -36 0 -34 -24Z", who["hair"]
        ) + oval(0, -24, 23, 25, who["skin"])
    else:
        skull = rect(-9, -8, 18, 18, who["skin"], 6) + disc(0, -27, 28, who["skin"])
    return skull + eyes + brows + mouth + _hair(who)


def _hair(who: Mapping[str, str]) -> str:
    cap = shape("M-29 -26 C-32 -68 32 -68 29 -26 C24 -46 -24 -46 -29 -26Z", who["hair"])
    return {
        "short": cap,
        "bun": disc(0, -62, 13, who["hair"]) + cap,
        "beard": cap + shape("M-24 -20 C-22 10 22 10 24 -20 C12 -8 -12 -8 -24 -20Z", who["hair"]),
        "wrap": oval(0, -54, 31, 20, who["hair"])
        + disc(20, -70, 11, who["hair"])
        + stroke("M-27 -46 Q0 -58 27 -46", WHITE, 3),
    }.get(who["style"], "")


def bust(colour: str) -> str:
    """Draw a head and shoulders in one colour: one of many. It is about 80 high around 0, 0."""
    return disc(0, -20, 17, colour) + shape("M-28 28 Q-28 0 0 0 Q28 0 28 28Z", colour)


__all__ = ["CAST", "POSES", "VALUES", "bust", "hand", "person"]
