"""How large an image is shown: pages keep its place free, so that nothing moves when it arrives."""

from __future__ import annotations

import re
from pathlib import Path

import imagesize

_SVG = re.compile(rb"<(?:[\w-]+:)?svg\b[^>]*>")
_NUMBER = rb"([0-9]+(?:\.[0-9]+)?)"
_LENGTH = re.compile(rb"\s(width|height)=[\"']" + _NUMBER + rb"(?:px)?[\"']")
_VIEW_BOX = re.compile(
    rb"\sviewBox=[\"'][\s,]*[-+0-9.e]+[\s,]+[-+0-9.e]+[\s,]+" + _NUMBER + rb"[\s,]+" + _NUMBER + rb"[\s,]*[\"']"
)
_ALL_WIDTH = 1600
"""Pixels of an SVG without a width, which takes all that there is: more than any column of text has."""
_MOST = 100_000


def dimensions(path: Path, figure: bytes | None) -> tuple[int, int] | None:
    """Return the width and height of an image in CSS pixels, or None if they cannot be read.

    `figure` is the cleaned content of an SVG. One that has a `viewBox` only has a ratio, but no size of its own.
    """
    if figure is None:
        return _of_file(path)
    root = _SVG.search(figure)
    if root is None:
        return None
    lengths = {name: float(value) for name, value in _LENGTH.findall(root[0])}
    box = view_box(figure)
    if len(lengths) == len((b"width", b"height")):
        return _whole(lengths[b"width"], lengths[b"height"])
    if box is None or not lengths.keys() <= {b"width"} or not box[0]:
        return None
    width = lengths.get(b"width", _ALL_WIDTH)
    return _whole(width, width * box[1] / box[0])


def view_box(figure: bytes) -> tuple[float, float] | None:
    """Return the width and height of an SVG's `viewBox` in units of its own, or None without one."""
    root = _SVG.search(figure)
    box = _VIEW_BOX.search(root[0]) if root else None
    return (float(box[1]), float(box[2])) if box else None


def _of_file(path: Path) -> tuple[int, int] | None:
    if path.suffix.lower() == ".svg":  # not cleaned, since something is wrong with it
        return None
    try:
        return _whole(*imagesize.get(path))
    except (ValueError, OSError):
        return None


def _whole(width: float, height: float) -> tuple[int, int] | None:
    size = round(width), round(height)
    return size if all(0 < side < _MOST for side in size) else None
