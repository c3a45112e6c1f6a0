"""Images keep their place on the page free: their width and height are in it before they have arrived."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scorm_export.check.dimensions import dimensions
from scorm_export.render import render
from sources import Source

FIGURES = {
    b'<svg xmlns="s" width="300" height="200px" viewBox="0 0 30 10">': (300, 200),
    b'<svg viewBox="0 0 720 360" role="img">': (1600, 800),
    b'<svg viewBox="0,0,7.2,3.6">': (1600, 800),
    b'<svg width="300" viewBox="-5 -5 720 360">': (300, 150),
    b'<svg width="100%" viewBox="0 0 720 360">': (1600, 800),
    b'<svg height="300" viewBox="0 0 720 360">': None,
    b'<svg viewBox="0 0 0 360">': None,
    b'<svg viewBox="none">': None,
    b'<svg viewBox="0 0 1.2.3 4">': None,
    b'<svg width="1.2.3" height="4">': None,
    b"<svg>": None,
    b"": None,
}
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (400).to_bytes(4, "big") + (100).to_bytes(4, "big") + b"\x08\x06\0\0\0"


@pytest.mark.parametrize("figure", FIGURES)
def test_a_figure_has_a_size_or_a_ratio(figure: bytes) -> None:
    assert dimensions(Path("none.svg"), figure) == FIGURES[figure]


@pytest.mark.parametrize("content", [b"", PNG[:20], b"GIF89a", b"\xff\xd8\xff\xe0\0\x10", b"RIFF\0\0\0\0WEBPVP8 "])
def test_an_image_whose_size_cannot_be_read_has_none(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(content)
    assert dimensions(path, None) is None


@pytest.mark.parametrize(
    ("written", "size"),
    [
        ("", ["width=400", "height=100"]),
        ('{width="200"}', ["width=200", "height=50"]),
        ('{height="30"}', ["height=30"]),
    ],
)
def test_the_place_of_an_image_is_kept_free(written: str, size: list[str], starter: Source) -> None:
    starter.write("first-steps/a.png", PNG)
    lesson = starter.text("first-steps/a-lesson.md")
    starter.write("first-steps/a-lesson.md", f"{lesson}\n![A sign](a.png){written}\n")
    starter.check()
    assert starter.checked, starter.found
    page = render(starter.checked, starter.root).files["page-a-lesson.html"]
    assert isinstance(page, bytes)
    (image,) = re.findall(r"<img [^>]*a\.png[^>]*>", page.decode())
    assert re.findall(r"(?:width|height)=\S+", re.sub(r"[\">]", "", image)) == size
