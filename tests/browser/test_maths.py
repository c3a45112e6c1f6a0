"""Formulas as Chromium draws them, against what KaTeX draws of the same TeX: every letter, and where it stands."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext, Page, Route

from lms import HERE
from scorm_export.render.names import MATHS_FONT, anchor_name
from scorm_export.source.maths import to_mathml
from scorm_export.trust.html import clean

pytestmark = pytest.mark.browser
PACKAGE = HERE.parent.parent / "scorm_export"
KATEX = HERE / "node_modules/katex/dist"
FORMULAS = [
    line
    for line in (HERE.parent / "maths/formulas.tex").read_text("utf-8").splitlines()
    if line and not line.startswith("# ")
]
SIZE = 20
"""Pixels of an em."""
TOLERANCE = 0.8
"""Ems that a sign may stand elsewhere: the fonts differ in the height of fractions and the width of letters."""
STRETCH = 0.35
"""By how much a formula may be wider or narrower, as a share of KaTeX's."""
COLLECT = """async (formulas) => {
    const shown = (root) => {
        const signs = [];
        const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
            const { parentElement, data } = texts.currentNode;
            const { visibility, color } = getComputedStyle(parentElement);
            if (visibility === "hidden" || color.endsWith(", 0)")) continue;
            let at = 0;
            for (const sign of data) {
                const range = document.createRange();
                range.setStart(texts.currentNode, at);
                range.setEnd(texts.currentNode, at += sign.length);
                const { left, right, top, bottom } = range.getBoundingClientRect();
                if (right > left) signs.push([sign, (left + right) / 2, (top + bottom) / 2]);
            }
        }
        return signs;
    };
    const theirs = [...document.querySelectorAll(".theirs")];
    const options = { displayMode: true, output: "html" };
    theirs.forEach((place, n) => katex.render(formulas[n], place, options));
    await Promise.all([...document.fonts].map((font) => font.load()));
    return theirs.map((place) => [shown(place.previousElementSibling), shown(place)]);
}"""


@dataclass(frozen=True, slots=True)
class Sign:
    """A letter or digit, and its middle in ems from the first of its formula."""

    name: str
    x: float
    y: float


def signs(found: list[tuple[str, float, float]]) -> list[Sign]:
    """Return the letters and digits of a formula, whatever style they are in, from its left upper corner."""
    plain = [(name, x, y) for sign, x, y in found for name in unicodedata.normalize("NFKC", sign)]
    kept = [(name, x / SIZE, y / SIZE) for name, x, y in plain if name.isalnum()]
    left, top = min((x for _, x, _ in kept), default=0), min((y for _, _, y in kept), default=0)
    return [Sign(name, x - left, y - top) for name, x, y in kept]


def apart(ours: list[Sign], theirs: list[Sign]) -> float:
    """Return how far a sign stands at most from its like, once both formulas are of one width."""
    scale = width(theirs) / width(ours) if width(ours) > 1 else 1
    pairs = sorted(
        (max(abs(a.x * scale - b.x), abs(a.y - b.y)), i, j)
        for i, a in enumerate(ours)
        for j, b in enumerate(theirs)
        if a.name == b.name
    )
    taken: dict[int, int] = {}
    worst = 0.0
    for distance, i, j in pairs:
        if i not in taken and j not in taken.values():
            taken[i] = j
            worst = distance
    return worst


def width(found: list[Sign]) -> float:
    return max((sign.x for sign in found), default=0)


@pytest.fixture(scope="module")
def drawn() -> str:
    """A page with every formula as lessons have it, and a place for KaTeX's beside it."""
    styles: dict[str, str] = {}
    rows = [
        f'<div class="ours">{clean(to_mathml(tex, is_block=True), named=anchor_name, styles=styles)}</div>'
        '<div class="theirs"></div>'
        for tex in FORMULAS
    ]
    theme = (PACKAGE / "render/style/maths.css").read_text("utf-8")
    own = "".join(f".{name}{{{declarations}}}" for name, declarations in styles.items())
    return (
        '<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="katex.min.css">'
        f"<style>{theme}{own} div, .katex, math {{ font-size: {SIZE}px !important }} div {{ width: 700px }}</style>"
        f'<script src="katex.min.js"></script><script src="contrib/mhchem.min.js"></script>{"".join(rows)}'
    )


@pytest.fixture
def page(drawn: str, context: BrowserContext) -> Page:
    def serve(route: Route) -> None:
        name = route.request.url.removeprefix("http://maths/")
        files = {MATHS_FONT: PACKAGE / "third_party" / MATHS_FONT}
        if not name:
            route.fulfill(body=drawn, content_type="text/html")
        else:
            route.fulfill(path=files.get(name, KATEX / name))

    page = context.new_page()
    page.route("http://maths/**", serve)
    page.goto("http://maths/")
    return page


def test_every_formula_is_drawn_as_katex_draws_it(page: Page) -> None:
    wrong = {}
    for tex, found in zip(FORMULAS, page.evaluate(COLLECT, FORMULAS), strict=True):
        ours, theirs = map(signs, found)
        if sorted(sign.name for sign in ours) != sorted(sign.name for sign in theirs):
            wrong[tex] = "not the same signs"
        elif r"\tag" not in tex and abs(width(ours) - width(theirs)) > STRETCH * max(1, width(theirs)):
            wrong[tex] = f"{width(ours):.1f} em wide, not {width(theirs):.1f}"
        elif r"\tag" not in tex and (distance := apart(ours, theirs)) > TOLERANCE:
            wrong[tex] = f"a sign is {distance:.2f} em away"
    assert wrong == {}
    assert len(FORMULAS) >= 150


def box(page: Page, tex: str, selector: str) -> dict[str, float]:
    """Return where the first of some elements of a formula is."""
    found = page.locator(".ours").nth(FORMULAS.index(tex)).locator(selector).first.bounding_box()
    assert found is not None
    return dict(found)


def test_braces_rules_strikes_and_boxes_are_as_large_as_what_they_hold(page: Page) -> None:
    system = next(tex for tex in FORMULAS if tex.startswith(r"\left\{ \begin{array}"))
    assert box(page, system, "mo[fence]")["height"] >= 0.9 * box(page, system, "mtable")["height"]
    root = next(tex for tex in FORMULAS if tex.startswith(r"\sqrt{1 + \sqrt"))
    assert box(page, root, "msqrt")["height"] > box(page, root, "msqrt msqrt")["height"] > SIZE
    struck = box(page, r"\cancel{x}y", ".tml-cancel")
    assert struck["width"] > 0.3 * SIZE and struck["height"] > 0.5 * SIZE
    boxed = page.locator(".ours").nth(FORMULAS.index(r"\boxed{x = 42}")).locator("mrow").first
    assert boxed.evaluate("box => getComputedStyle(box).borderTopStyle") == "solid"
    ruled = page.locator(".ours").nth(FORMULAS.index(r"\begin{array}{c|c} a & b \\ \hline c & d \end{array}"))
    sides = ruled.locator("mtd").first.evaluate(
        "cell => [getComputedStyle(cell).borderRightStyle, getComputedStyle(cell).borderBottomStyle]"
    )
    assert sides == ["solid", "solid"]


def test_lines_are_aligned_at_their_equals_signs(page: Page) -> None:
    lines = next(tex for tex in FORMULAS if tex.startswith(r"\begin{aligned} 2x"))
    equals = page.locator(".ours").nth(FORMULAS.index(lines)).locator("mo", has_text="=")
    places = [equals.nth(n).bounding_box() for n in range(equals.count())]
    assert len(places) == 3
    assert len({round(place["x"]) for place in places if place}) == 1
    assert len({round(place["y"]) for place in places if place}) == 3


def test_the_number_of_an_equation_stands_at_the_end_of_its_line(page: Page) -> None:
    tagged = r"E = mc^2 \tag{1}"
    number, line = box(page, tagged, ".tml-tag"), box(page, tagged, "math")
    assert abs(number["x"] + number["width"] - line["x"] - line["width"]) < SIZE


@pytest.mark.parametrize(
    "tex",
    [
        r"\hspace{-20em}\smash{\colorbox{white}{\rule{60em}{60em}}}",
        r"\smash{\rule{9em}{60em}}",
        r"\raisebox{-30em}{\smash{\rule{9em}{20em}}}",
        r"\kern-60em\rule{90em}{1em}",
        r"\mathllap{\rule{60em}{1em}}",
        r"\mathllap{\smash{\rule{60em}{60em}}}",
    ],
)
@pytest.mark.parametrize("is_block", [False, True])
def test_no_formula_covers_what_stands_around_it(page: Page, tex: str, is_block: bool) -> None:
    styles: dict[str, str] = {}
    formula = clean(to_mathml(tex, is_block=is_block), named=anchor_name, styles=styles)
    own = "".join(f".{name}{{{declarations}}}" for name, declarations in styles.items())
    theme = "".join((PACKAGE / f"render/style/{name}.css").read_text("utf-8") for name in ("shell", "maths"))
    around = "<button>Next</button>" * 20
    page.set_content(
        f"<style>{theme}{own} body {{ display: block; padding: 0 0 0 200px }} button {{ display: block; height: 60px }}"
        f" .left {{ position: absolute; left: 0; top: 0 }}</style><div class=left>{around}</div>{around}"
        f'<article class="prose"><p>{formula}</p></article>{around}'
    )
    covered = page.evaluate(
        """() => [...document.querySelectorAll("button")].filter((button) => {
            button.scrollIntoView({ block: "center" });
            const { left, top, width, height } = button.getBoundingClientRect();
            return document.elementFromPoint(left + width / 2, top + height / 2) !== button;
        }).length"""
    )
    assert covered == 0


def test_the_font_weighs_no_more_than_a_lesson_may() -> None:
    assert (PACKAGE / "third_party" / MATHS_FONT).stat().st_size < 150_000
