"""Where everything is on a slide, and how large its letters are: inches of a slide of 13.33 by 7.5, and points."""

from __future__ import annotations

from dataclasses import dataclass

from scorm_export.targets.facilitator.slides.slide import Layout

WIDTH, HEIGHT = 13.333, 7.5
INSET = 0.1
"""Inches between the side of a frame and its text."""
LINE = 1.2
"""The height of a line, in sizes of its letters."""
BETWEEN = 0.35
"""The space before a point, in sizes of its letters."""
INDENT = 0.4
"""Inches by which each level is indented, and the first too where it has a mark."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle that holds text, and the sizes of its letters: the usual and the least."""

    left: float
    top: float
    width: float
    height: float
    size: float = 24
    least: float = 18

    def mirrored(self) -> Frame:
        """Return the frame of a language that is written from right to left."""
        return Frame(WIDTH - self.left - self.width, self.top, self.width, self.height, self.size, self.least)


_TITLE = Frame(0.75, 0.45, 11.83, 1.15, 32, 24)
_BODY = Frame(0.75, 1.85, 11.83, 4.75, 26, 18)
WHOLE_PICTURE = Frame(0.75, 1.75, 11.83, 4.95)
"""Of a picture without text beside it."""
PICTURE = Frame(0.75, 1.85, 7.1, 4.75)
FOOTER = Frame(0.75, 6.95, 9.0, 0.35, 11, 11)
NUMBER = Frame(11.58, 6.95, 1.0, 0.35, 11, 11)
TABLE_SIZES = (22, 21, 20, 19, 18, 17, 16, 15, 14)
ROW = 0.55
"""The least height of a row of a table."""
TITLES = {
    Layout.TITLE: Frame(1.1, 1.7, 11.1, 2.4, 46, 32),
    Layout.SECTION: Frame(1.1, 2.7, 11.1, 2.2, 42, 30),
    Layout.CONTENT: _TITLE,
    Layout.PICTURE: _TITLE,
    Layout.QUOTE: Frame(1.6, 0.75, 10.1, 0.9, 22, 18),
    Layout.QUESTION: _TITLE,
    Layout.CLOSING: Frame(1.1, 1.7, 11.1, 2.0, 46, 32),
}
BODIES = {
    Layout.TITLE: Frame(1.1, 4.35, 11.1, 1.2, 22, 18),
    Layout.SECTION: Frame(1.1, 1.95, 11.1, 0.65, 20, 16),
    Layout.CONTENT: _BODY,
    Layout.PICTURE: Frame(8.15, 1.85, 4.43, 4.75, 22, 16),
    Layout.QUOTE: Frame(1.6, 1.75, 10.1, 4.6, 32, 20),
    Layout.QUESTION: _BODY,
    Layout.CLOSING: Frame(1.1, 3.9, 11.1, 2.2, 26, 20),
}
