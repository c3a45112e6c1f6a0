"""How large the text of figures is on a phone.

At 12 px and a distance of 40 cm small letters subtend about 0.23 degrees, just above the 0.2 degrees below which
reading becomes slow (Legge and Bigelow 2011, https://doi.org/10.1167/11.5.8).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from xml.etree import ElementTree as ET

from scorm_export.check.checked import Asset
from scorm_export.check.dimensions import view_box
from scorm_export.course import Course
from scorm_export.diagnostics import Diagnostics, Span
from scorm_export.trust.svg import SVG

LEAST = 12
"""The least size of text in a figure, in CSS pixels."""
PHONE = 352
"""The width that a figure has on a common phone, in CSS pixels: 390 without the margins of the page."""
_INITIAL = 16.0
"""The size of text without a `font-size`."""
_NUMBER = r"([0-9]+(?:\.[0-9]+)?)"
_SIZE = re.compile(rf"\s*{_NUMBER}(?:px)?\s*")
_STYLED = re.compile(rf"font-size:\s*{_NUMBER}(?:px)?\s*(?:;|$)")


def check(course: Course, assets: Sequence[Asset], found: Diagnostics) -> None:
    """Note figures whose smallest text is too small on a phone."""
    places = _places(course)
    for asset in assets:
        at = places.get(asset.path)
        if at is None or not asset.figure or not asset.path.lower().endswith(".svg"):
            continue
        size = smallest_on_a_phone(asset.figure)
        if size is not None and size < LEAST:
            found.note(
                "small-figure-text",
                f"the smallest text of `{posixpath.basename(asset.path)}` is {size:.1f} px high where it is shown "
                f"{PHONE} px wide",
                at,
                f"at least {LEAST} px can be read on a phone: make the text larger, or the `viewBox` narrower",
            )


def _places(course: Course) -> Mapping[str, Span]:
    places: dict[str, Span] = {}
    for document in course.documents():
        for medium in document.media:
            path = posixpath.normpath(posixpath.join(posixpath.dirname(document.path), medium.src))
            places.setdefault(path, medium.span)
    return places


def smallest_on_a_phone(figure: bytes) -> float | None:
    """Return the size of a figure's smallest text in CSS pixels; None without text, `viewBox` or a known size.

    `figure` is the cleaned content of an SVG. Sizes in other units than pixels, in style sheets and by `transform` are
    not known.
    """
    try:
        root = ET.fromstring(figure)  # noqa: S314 — `clean_svg` has read it and written it again
    except ET.ParseError:  # what it could read of a figure that is reported
        return None
    box = view_box(figure)
    if box is None or root.find(f".//{{{SVG}}}style") is not None:
        return None
    sizes, width = list(_sizes(root)), box[0]
    return min(sizes) * min(1.0, PHONE / width) if sizes and width > 0 else None


def _sizes(root: ET.Element) -> Iterator[float]:
    left = [(root, _INITIAL)]
    while left:
        element, inherited = left.pop()
        named = _STYLED.search(element.get("style", "")) or _SIZE.fullmatch(element.get("font-size", ""))
        size = float(named[1]) if named else inherited
        if element.tag in (f"{{{SVG}}}text", f"{{{SVG}}}tspan", f"{{{SVG}}}textPath") and (element.text or "").strip():
            yield size
        left += [(child, size) for child in element]
