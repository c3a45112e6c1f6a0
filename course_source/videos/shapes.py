"""SVG of simple shapes, in the palette of the course's figures. The stage has 1280 by 720 units."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import lru_cache

import fontpkg_arimo
from fontTools.pens.perimeterPen import PerimeterPen
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.svgLib.path import parse_path
from fontTools.ttLib import TTFont

PAPER, INK, GREY, LINE, WHITE = "#f4f8fb", "#14283c", "#44566a", "#c3d3e0", "#ffffff"
BLUE, AMBER, GREEN, RED = "#0b5394", "#92600a", "#0b6b4f", "#a3312b"
PALE = {BLUE: "#e0edf8", AMBER: "#fdf0d5", GREEN: "#dcf3ea", RED: "#fbe9e7", GREY: WHITE, INK: WHITE}
COLOURS = {"blue": BLUE, "amber": AMBER, "green": GREEN, "red": RED, "grey": GREY, "ink": INK, "white": WHITE}
SUN, EARTH, WOOD, LEAF = "#f3c969", "#e6dcc6", "#a97c50", "#5d9a68"


def clamp(value: float) -> float:
    """Return a value between 0 and 1."""
    return min(1.0, max(0.0, value))


def mix(a: float, b: float, p: float) -> float:
    """Return the value a share `p` of the way from `a` to `b`."""
    return a + (b - a) * p


def each(values: Iterable[object], draw: Callable[..., str]) -> str:
    """Draw something of each value."""
    return "".join(draw(value) for value in values)


def n(value: float) -> str:
    """Write a number shortly."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def at(x: float, y: float, svg: str, k: float = 1, turn: float = 0) -> str:
    """Move, enlarge and turn (in degrees, clockwise) what is drawn around 0, 0."""
    turned = f" rotate({n(turn)})" if turn else ""
    scaled = f" scale({k:.4f})" if k != 1 else ""
    return f'<g transform="translate({n(x)} {n(y)}){turned}{scaled}">{svg}</g>'


def fade(p: float, svg: str) -> str:
    """Make something transparent, from 0 to 1."""
    return "" if p <= 0 else svg if p >= 1 else f'<g opacity="{p:.3f}">{svg}</g>'


def rect(x: float, y: float, w: float, h: float, fill: str, r: float = 0, edge: str = "", width: float = 4) -> str:
    """Draw a rectangle with round corners."""
    stroke = f' stroke="{edge}" stroke-width="{n(width)}"' if edge else ""
    return f'<rect x="{n(x)}" y="{n(y)}" width="{n(w)}" height="{n(h)}" rx="{n(r)}" fill="{fill}"{stroke}/>'


def disc(x: float, y: float, r: float, fill: str, edge: str = "", width: float = 4) -> str:
    """Draw a disc."""
    stroke = f' stroke="{edge}" stroke-width="{n(width)}"' if edge else ""
    return f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(r)}" fill="{fill}"{stroke}/>'


def oval(x: float, y: float, rx: float, ry: float, fill: str) -> str:
    """Draw an ellipse."""
    return f'<ellipse cx="{n(x)}" cy="{n(y)}" rx="{n(rx)}" ry="{n(ry)}" fill="{fill}"/>'


def shape(d: str, fill: str) -> str:
    """Fill a path."""
    return f'<path d="{d}" fill="{fill}"/>'


def stroke(d: str, colour: str, width: float, p: float = 1) -> str:
    """Draw a path, or only its first part."""
    if p <= 0:
        return ""
    dash = ""
    if p < 1:
        length = _length(d)
        dash = f' stroke-dasharray="{n(length * p)} {n(length + 10)}"'
    return (
        f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{n(width)}" stroke-linecap="round"'
        f' stroke-linejoin="round"{dash}/>'
    )


@lru_cache(4096)
def _length(d: str) -> float:
    pen = PerimeterPen()
    parse_path(d, pen)
    return float(pen.value)


def arrow(x1: float, y1: float, x2: float, y2: float, p: float, colour: str, width: float = 9, bend: float = 0) -> str:
    """Draw an arrow as far as `p`; `bend` pushes its middle to the left of its way."""
    if p <= 0.02:
        return ""
    length = math.hypot(x2 - x1, y2 - y1)
    mx, my = (x1 + x2) / 2 + (y2 - y1) / length * bend, (y1 + y2) / 2 - (x2 - x1) / length * bend
    ax, ay = mix(x1, mx, p), mix(y1, my, p)
    ex, ey = mix(ax, mix(mx, x2, p), p), mix(ay, mix(my, y2, p), p)
    angle = math.degrees(math.atan2(ey - ay, ex - ax))
    back = width * 1.1
    bx, by = ex - back * math.cos(math.radians(angle)), ey - back * math.sin(math.radians(angle))
    line = stroke(f"M{n(x1)} {n(y1)} Q{n(ax)} {n(ay)} {n(bx)} {n(by)}", colour, width)
    return line + head(ex, ey, angle, width * 1.7, colour)


def head(x: float, y: float, angle: float, size: float, colour: str) -> str:
    """Draw the head of an arrow with its tip at x, y."""
    tip = f"M0 0 L{n(-size * 1.5)} {n(size * 0.9)} L{n(-size * 1.5)} {n(-size * 0.9)}Z"
    return at(x, y, shape(tip, colour), 1, angle)


def arc(cx: float, cy: float, r: float, start: float, end: float, p: float, colour: str, width: float = 12) -> str:
    """Draw a round arrow as far as `p`; angles in degrees, clockwise from the top."""
    if p <= 0.02:
        return ""
    last = mix(start, end, p)

    def point(angle: float) -> tuple[float, float]:
        return cx + r * math.sin(math.radians(angle)), cy - r * math.cos(math.radians(angle))

    back = math.degrees(width * 1.6 / r) * (1 if end > start else -1)
    (x1, y1), (x2, y2), tip = point(start), point(last - back), point(last)
    large, sweep = int(abs(last - back - start) > 180), int(end > start)
    line = stroke(f"M{n(x1)} {n(y1)} A{n(r)} {n(r)} 0 {large} {sweep} {n(x2)} {n(y2)}", colour, width)
    return line + head(*tip, last if sweep else last + 180, width * 1.6, colour)


def plus(r: float, fill: str) -> str:
    """Draw a cross as clinics have it."""
    return rect(-r / 3, -r, r / 1.5, 2 * r, fill, 2) + rect(-r, -r / 3, 2 * r, r / 1.5, fill, 2)


# ---- words ----

_FONT = TTFont(next(fontpkg_arimo.ROOT.rglob("Arimo[[]wght].ttf")))
_GLYPHS = _FONT.getGlyphSet(location={"wght": 700})
_CMAP, _UNITS = _FONT.getBestCmap(), _FONT["head"].unitsPerEm


@lru_cache(1024)
def _line(text: str) -> tuple[str, float]:
    """Return the outlines of a line of text in the font's units, with y upwards, and its width."""
    svg, x = "", 0.0
    for character in text:
        name = _CMAP.get(ord(character), ".notdef")
        pen = SVGPathPen(_GLYPHS)
        _GLYPHS[name].draw(pen)
        svg += f'<path transform="translate({n(x)} 0)" d="{pen.getCommands()}"/>' if pen.getCommands() else ""
        x += _GLYPHS[name].width
    return svg, x


def width_of(text: str, size: float) -> float:
    """Return the width of the widest of a text's lines."""
    return max(_line(line)[1] for line in text.split("\n")) * size / _UNITS


def text(words: str, x: float, y: float, size: float, colour: str, align: str = "middle") -> str:
    """Write lines of text whose middle is at y; the longest is from x, to x or around it."""
    lines = words.split("\n")
    k, first = size / _UNITS, y + size * 0.36 - (len(lines) - 1) * size * 0.62
    svg = ""
    for number, line in enumerate(lines):
        outlines, width = _line(line)
        left = x - width * k * {"start": 0, "middle": 0.5, "end": 1}[align]
        place = f"translate({n(left)} {n(first + number * size * 1.24)}) scale({k:.5f} {-k:.5f})"
        svg += f'<g transform="{place}" fill="{colour}">{outlines}</g>'
    return svg
