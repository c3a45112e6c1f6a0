"""The pictures of a course as files that office programs show: SVG figures are drawn as PNG."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import typst
from PIL import Image, UnidentifiedImageError

from scorm_export.check.dimensions import dimensions
from scorm_export.render import Site
from scorm_export.render.names import media_name
from scorm_export.targets.facilitator import fonts
from scorm_export.targets.facilitator.content import Picture

_WIDTH = 1600
"""Pixels of a figure's width: sharp on a projector, where it takes up to the whole slide."""
_CSS_PIXEL = 0.75
"""Points."""
_KEPT = {"PNG", "JPEG", "GIF"}
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
"""Characters whose glyphs Typst does not name in an SVG, which PDF/UA asks for."""


@dataclass(slots=True)
class Pictures:
    """Reads each picture of a site once."""

    site: Site
    _read: dict[tuple[str, str], Picture | None] = field(default_factory=dict)

    def of(self, path: str, source: str, alternative: str) -> Picture | None:
        """Return the picture that a text names, given the text's path; None for one that cannot be shown."""
        name = media_name(source, path)
        if (name, alternative) not in self._read:
            content = self.site.files.get(name) or self.site.facilitator_files.get(name)
            data = content.read_bytes() if isinstance(content, Path) else content
            self._read[name, alternative] = _picture(name, data, alternative) if data else None
        return self._read[name, alternative]


def _picture(name: str, data: bytes, alternative: str) -> Picture | None:
    if name.lower().endswith(".svg"):
        return _drawn(data, alternative)
    try:
        with Image.open(BytesIO(data)) as image:
            if image.format in _KEPT:
                return Picture(data, image.width, image.height, alternative)
            out = BytesIO()
            image.convert("RGBA").save(out, "PNG")
            return Picture(out.getvalue(), image.width, image.height, alternative)
    except (UnidentifiedImageError, OSError):
        return None


def _drawn(svg: bytes, alternative: str) -> Picture | None:
    """Draw an SVG at the width of a slide."""
    size = dimensions(Path("figure.svg"), svg)
    if size is None or not all(size):
        return None
    width, height = size[0] * _CSS_PIXEL, size[1] * _CSS_PIXEL
    source = (
        f"#set page(width: {width}pt, height: {height}pt, margin: 0pt, fill: none)\n"
        f'#set text(font: "Arimo")\n#image(bytes(sys.inputs.svg), format: "svg", width: 100%)\n'
    )
    png = typst.compile(
        source.encode(),
        format="png",
        ppi=72 * _WIDTH / width,
        font_paths=fonts.found(),
        sys_inputs={"svg": svg.decode("utf-8", "replace")},
    )
    assert isinstance(png, bytes)
    drawn_again = None if _RIGHT_TO_LEFT.search(svg.decode("utf-8", "replace")) else svg
    with Image.open(BytesIO(png)) as image:
        return Picture(png, image.width, image.height, alternative, drawn_again)
