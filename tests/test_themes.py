"""Themes: what becomes of them in a package, and colours against a computation of contrast that is not ours."""

from __future__ import annotations

import os
import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

import scorm_export
from scorm_export.check import contrast
from scorm_export.check.contrast import NON_TEXTS, TEXTS, nearest, pairs
from scorm_export.check.theme import FONT_LIMIT, PICTURE_LIMIT
from scorm_export.course import Colour, SchemeName
from scorm_export.reading.theme import names, shipped
from scorm_export.reading.theme_fields import COLOURS
from scorm_export.render import render
from scorm_export.render.style import custom_properties
from sources import Source, copy_of_starter

PACKAGE = Path(scorm_export.__file__).parent
STYLES = [
    path for pattern in ("render/style/*", "blocks/*/*", "questions/*/*") for path in PACKAGE.glob(f"{pattern}.css")
]
WOFF2 = b"wOF2" + bytes(60)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 1"><path d="M0 0h4v1H0z"/></svg>'
channels = st.integers(0, 255)
colours = st.builds(Colour, channels, channels, channels)


def independent(one: Colour, other: Colour) -> float:
    """Return the contrast of two colours by way of the CIE's lightness: Y is what both L* and WCAG are made of."""

    def y(colour: Colour) -> float:
        def to_linear(value: int) -> float:
            share = value / 255
            return ((share + 0.055) / 1.055) ** 2.4 if share > 0.04045 else share * (1 / 12.92)

        matrix = (0.21263900587151027, 0.71516867876775593, 0.07219231536073371)  # sRGB to XYZ, CSS Color 4
        return sum(
            part * to_linear(value) for part, value in zip(matrix, (colour.red, colour.green, colour.blue), strict=True)
        )

    a, b = y(one) + 0.05, y(other) + 0.05
    return max(a, b) / min(a, b)


@given(colours, colours)
def test_contrast_is_what_another_computation_gives(one: Colour, other: Colour) -> None:
    assert contrast.contrast(one, other) == pytest.approx(independent(one, other), rel=1e-3)
    assert contrast.contrast(one, other) == contrast.contrast(other, one)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        (Colour(0, 0, 0), Colour(255, 255, 255), 21),
        (Colour(119, 119, 119), Colour(255, 255, 255), 4.478),  # WCAG's own example of a grey that fails by a hair
        (Colour(118, 118, 118), Colour(255, 255, 255), 4.542),
        (Colour(255, 0, 0), Colour(255, 255, 255), 3.998),
    ],
)
def test_contrast_of_known_pairs(one: Colour, other: Colour, ratio: float) -> None:
    assert contrast.contrast(one, other) == pytest.approx(ratio, abs=0.001)


@given(colours, st.lists(colours, min_size=1, max_size=4), st.sampled_from([3.0, 4.5, 7.0]))
def test_the_nearest_colour_passes_and_a_colour_that_passes_is_its_own(
    colour: Colour, grounds: list[Colour], least: float
) -> None:
    better = nearest(colour, [(ground, least) for ground in grounds])
    if better is not None:
        assert all(independent(better, ground) >= least * 0.999 for ground in grounds)
    if all(contrast.contrast(colour, ground) >= least for ground in grounds):
        assert better == colour


def test_every_colour_of_the_style_sheets_is_a_themes_and_has_its_pairs() -> None:
    used = set(re.findall(r"var\(--([a-z-]+)", "\n".join(path.read_text("utf-8") for path in STYLES)))
    known = {field.name for field in COLOURS}
    paired = {name for pair in pairs(SchemeName.LIGHT) for name in (pair.colour, pair.ground)}
    assert known <= used
    assert known - paired == {"shade"}
    assert set(TEXTS) | set(NON_TEXTS) <= known


def test_every_text_on_a_ground_of_one_rule_is_a_pair() -> None:
    known = {field.name for field in COLOURS}
    paired = {frozenset((pair.colour, pair.ground)) for pair in pairs(SchemeName.LIGHT)}
    for rule in re.findall(r"\{([^{}]*)\}", "\n".join(path.read_text("utf-8") for path in STYLES)):
        text = re.findall(r"(?<![\w-])color: var\(--([a-z-]+)\)", rule)
        ground = re.findall(r"background(?:-color)?: var\(--([a-z-]+)\)", rule)
        if text and ground and {text[0], ground[0]} <= known and text[0] not in ("control", "line"):
            assert frozenset((text[0], ground[0])) in paired, rule


def test_every_custom_property_of_the_style_sheets_is_set() -> None:
    style = "\n".join([custom_properties(shipped("default")), *(path.read_text("utf-8") for path in STYLES)])
    assert set(re.findall(r"var\(--([a-z-]+)\)", style)) <= set(re.findall(r"--([a-z-]+):", style))


@pytest.mark.parametrize("name", names())
def test_a_theme_that_comes_with_the_compiler_has_every_scheme_and_no_faults(name: str, starter: Source) -> None:
    assert set(shipped(name).schemes) == set(SchemeName)
    starter.replace("course.yaml", "modules:\n", f"theme: {name}\nmodules:\n")
    assert starter.check() == []


def test_the_second_theme_gives_the_golden_style() -> None:
    golden = Path(__file__).parent / "golden" / "themes" / "journal.css"
    style = custom_properties(shipped("journal"))
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(style, "utf-8")
    assert style == golden.read_text("utf-8")


def site_of(starter: Source) -> dict[str, bytes | Path]:
    assert starter.shown() == []
    assert starter.checked
    return render(starter.checked, starter.root).files


def own_theme(starter: Source, text: str = "") -> Source:
    starter.replace("course.yaml", "modules:\n", "theme: look\nmodules:\n")
    starter.write("look/theme.yaml", f"title: The ministry\n{text}")
    return starter


def test_what_a_theme_leaves_out_is_the_default_themes(starter: Source) -> None:
    style = site_of(own_theme(starter, 'colours: {light: {accent: "#06c"}}\nradius: {medium: 0}\n'))["style.css"]
    assert isinstance(style, bytes)
    assert b"  --accent: #0066cc;\n" in style
    assert b"  --radius: 0;\n" in style
    assert b"  --ink: #1f2a2e;\n" in style
    assert b"prefers-contrast" not in style, "high contrast of another theme's colours"


def test_logo_and_cover_are_on_the_home_page_and_in_the_package(starter: Source) -> None:
    logo = "logo: {file: crest.svg, alternative: The crest, dark: crest-night.svg}"
    own_theme(starter, f"{logo}\ncover: {{file: a/sea.png, alternative: The sea}}\n")
    starter.write("look/crest.svg", SVG)
    starter.write("look/crest-night.svg", SVG)
    starter.write("look/a/sea.png", b"\x89PNG\r\n\x1a\n" + bytes(60))
    files = site_of(starter)
    home = files["index.html"]
    assert isinstance(home, bytes)
    dark = b'<source srcset="theme/logo-dark.svg" media="(prefers-color-scheme: dark)">'
    assert dark + b'<img class="logo" src="theme/logo.svg" alt="The crest" width="1600" height="400">' in home
    assert b'<img class="cover" src="theme/cover.png" alt="The sea">' in home
    assert {"theme/logo.svg", "theme/logo-dark.svg", "theme/cover.png"} <= set(files)


def test_fonts_come_with_their_licences_and_the_notices_name_them(starter: Source) -> None:
    own_theme(
        starter,
        "fonts: {text: [Plex Sans, sans-serif]}\n"
        "font-files: [{family: Plex Sans, file: fonts/plex.woff2, licence: fonts/ofl.txt, weight: 400 700}]\n",
    )
    starter.write("look/fonts/plex.woff2", WOFF2)
    starter.write("look/fonts/ofl.txt", "The licence of Plex\n")
    files = site_of(starter)
    assert {"theme/fonts/plex.woff2", "theme/fonts/ofl.txt"} <= set(files)
    style, notices = files["style.css"], files["third-party-notices.txt"]
    assert isinstance(style, bytes)
    assert isinstance(notices, bytes)
    assert (
        b'font-family: "Plex Sans"; src: url("theme/fonts/plex.woff2") format("woff2"); font-weight: 400 700;' in style
    )
    assert b'--body: "Plex Sans", sans-serif;' in style
    assert notices.decode().endswith("theme/fonts/plex.woff2 (Plex Sans): fonts of the theme\n\nThe licence of Plex\n")
    assert "temml" in notices.decode()


@pytest.mark.parametrize(
    ("field", "path", "content"),
    [
        ("font-files: [{family: A, file: a.woff2, licence: l.txt}]", "a.woff2", WOFF2 + bytes(FONT_LIMIT)),
        ("logo: {file: a.png, alternative: A}", "a.png", b"\x89PNG\r\n\x1a\n" + bytes(PICTURE_LIMIT)),
    ],
)
def test_a_file_that_keeps_the_first_page_waiting_is_an_error(
    field: str, path: str, content: bytes, starter: Source
) -> None:
    own_theme(starter, f"{field}\n")
    starter.write(f"look/{path}", content)
    starter.write("look/l.txt", "A licence\n")
    assert [d.rule for d in starter.check() if d.rule != "unlisted-file"] == ["file-too-large"]


def test_files_that_a_theme_does_not_use_are_noted(starter: Source) -> None:
    own_theme(starter)
    starter.write("look/old-logo.svg", SVG)
    assert [(d.rule, starter.path_of(d)) for d in starter.check()] == [("unlisted-file", "look/old-logo.svg")]


KEYS = st.sampled_from(
    ["light:", "dark:", "colours:", "fonts:", "accent:", "radius:", "logo:", "font-files:", "- ", "{", "["]
)
BITS = st.one_of(KEYS, st.text(max_size=8))


@given(at=st.integers(0, 2000), length=st.integers(0, 40), put=BITS)
def test_no_theme_breaks_the_compiler(at: int, length: int, put: str) -> None:
    text = (PACKAGE / "themes" / "journal" / "theme.yaml").read_text("utf-8")
    with TemporaryDirectory() as folder:
        course = copy_of_starter(Path(folder))
        own_theme(course)
        course.write("look/theme.yaml", text[:at] + put + text[at + length :])
        course.check()
        assert course.checked or course.found.errors


@pytest.mark.parametrize(
    ("named", "written", "message", "hint"),
    [
        (
            "./look",
            "title: Look\naccent: red\n",
            "the theme has no field `accent`",
            "it belongs in `light`, in `colours`",
        ),
        ("./look", "accent: red\n", "the theme needs a field `title`", "`title`: the theme's name, for people"),
        ("themes/journal", "", "there is no folder `themes/journal`", "write its name alone: `journal`"),
        ("look/theme.yaml", "title: Look\n", "there is no folder `look/theme.yaml`", "write its folder: `look`"),
        (
            "themes/blue",
            "",
            "there is no file `themes/blue`",
            "a theme of your own is a folder with a `theme.yaml`; the others are named alone: `default`",
        ),
    ],
)
def test_what_is_nearly_a_theme_gets_a_hint_that_mends_it(
    named: str, written: str, message: str, hint: str, starter: Source
) -> None:
    starter.write("course.yaml", f"{starter.text('course.yaml')}theme: {named}\n")
    if written:
        starter.write("look/theme.yaml", written)
    assert (message, hint) in [(each.message, each.hint) for each in starter.check()]


@pytest.mark.parametrize(
    ("attribute", "hint"),
    [
        ("alt", "write it in the brackets: `![What it shows](file)`"),
        ("subtitles", "name the file with them as `captions`"),
    ],
)
def test_an_attribute_of_html_gets_the_spelling_that_is_known(attribute: str, hint: str, starter: Source) -> None:
    path = "first-steps/a-lesson.md"
    starter.write(path, f'{starter.text(path)}\n\n![a](cycle.svg){{{attribute}="x"}}\n')
    assert (f"`{attribute}` cannot be set here", hint) in [(each.message, each.hint) for each in starter.check()]
    missing = next(each for each in starter.check() if each.rule == "missing-file")
    assert "a-lesson.md" not in missing.hint, "a file of another kind is not what was meant"
