"""Blocks in Chromium: what they do in the page, by mouse and keyboard, in print, and where no script comes."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Route, expect
from test_pages import violations

from conftest import Packages, window
from learner import Learner
from lms import Lms
from sources import BLOCK_GALLERY, Source

pytestmark = pytest.mark.browser

Start = Callable[..., Lms]
LINKED = """
:::: tabs
::: tab One
The [second](#within) holds a note.[^one]
:::

::: tab Two

### Within

Words
:::

::: tab Three
Last
:::
::::

[^one]: A note.

::: plainly
Words of its own
:::
"""
LONG = "Donaudampfschifffahrtsgesellschaftskapitän"
SIDEWAYS = "Math.max(0, document.documentElement.scrollWidth - innerWidth)"
GATED = """
::: continue
:::

Behind both

## Behind

Words
"""
BLANKS = """  - id: blanks
    type: fill-in
    points: 1
    objectives: [show]
    prompt: Fill in what is missing.
    text: |
      :::: tabs
      ::: tab Nurses
      They see every [[a]].
      :::

      ::: tab Managers
      They see every [[b]].
      :::
      ::::
    blanks:
      - id: a
        answers: [patient]
      - id: b
        answers: [ward]
"""


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The gallery with more in it than people need to see, in a language of either direction of writing."""
    folders = {}
    for name in ("en", "ar"):
        course = Source(tmp_path_factory.mktemp("gallery") / name)
        shutil.copytree(BLOCK_GALLERY, course.root)
        course.replace("course.yaml", "language: en", f"language: {name}")
        course.replace("course.yaml", "blocks:\n", "blocks:\n  plainly: {title: Plainly, style: plain}\n")
        course.replace("course.yaml", "total: 2", "total: 3")
        course.write("blocks/in-questions.yaml", course.text("blocks/in-questions.yaml") + BLANKS)
        course.write("blocks/to-do.md", course.text("blocks/to-do.md") + GATED)
        course.write("blocks/in-order.md", course.text("blocks/in-order.md") + LINKED)
        folders[name] = course.root
    return folders


@pytest.fixture
def lesson(
    sources: dict[str, Path], packages: Packages, context: BrowserContext, lms_for: Start
) -> Callable[[str], Frame]:
    """Open the lesson with tabs, in one of the languages."""

    def opened(language: str = "en", of: BrowserContext = context, to: str = "in-order") -> Frame:
        course, package = packages(sources[language], "scorm12")
        learner = Learner(of, lms_for(package), course, "strict")
        frame = learner.launch()
        learner.go_to(to)
        return frame

    return opened


def chosen(frame: Frame) -> str:
    return frame.locator("[role=tab][aria-selected=true]").last.inner_text()


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [352, 1280])
def test_every_block_is_accessible(
    language: str,
    scheme: str,
    width: int,
    sources: dict[str, Path],
    packages: Packages,
    browser: Browser,
    lms_for: Start,
) -> None:
    course, package = packages(sources[language], "scorm12")
    found = {}
    size = {"width": width, "height": 800}
    with window(browser, viewport=size, color_scheme=scheme, reduced_motion="reduce") as context:
        learner = Learner(context, lms_for(package), course, "strict")
        frame = learner.launch()
        for activity in course.activities:
            learner.go_to(activity.id)
            found[activity.id] = violations(frame)
            assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth"), activity.id
        learner.go_to("in-order")
        frame.locator("[role=tab]").last.click()
        found["another tab"] = violations(frame)
    assert {name: problems for name, problems in found.items() if problems} == {}


SPACED = """:root * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
:root p { margin-block-end: 2em !important; }"""
"""Spacing of text that a reader may set (WCAG 1.4.12)."""


def test_long_words_break_and_nothing_scrolls_sideways_however_text_is_spaced(
    sources: dict[str, Path],
    tmp_path: Path,
    browser: Browser,
    lms_for: Start,
    packages: Packages,
) -> None:
    source = Source(tmp_path / "long")
    shutil.copytree(sources["en"], source.root)
    for path in sorted(path for path in source.root.rglob("*.*") if path.suffix in (".md", ".yaml")):
        words = path.read_text("utf-8")
        for word in (
            "Block gallery",
            "Blocks",
            "Callouts",
            "Nurses",
            "The team",
            "Loop",
            "Show the answer",
            "Single loop",
        ):
            words = words.replace(word, f"{word} {LONG}")
        path.write_text(words, "utf-8")
    course, package = packages(source.root, "scorm12")
    with window(browser, viewport={"width": 320, "height": 800}) as context:
        learner = Learner(context, lms_for(package), course, "strict")
        frame = learner.launch()
        wide = {"home": frame.evaluate(SIDEWAYS)}
        frame.add_style_tag(content=SPACED)
        wide["home, spaced"] = frame.evaluate(SIDEWAYS)
        for activity in course.activities:
            learner.go_to(activity.id)
            wide[activity.id] = frame.evaluate(SIDEWAYS)
        frame.evaluate("location.hash = '#/result'")
        expect(frame.locator("#result")).to_be_visible()
        wide["results"] = frame.evaluate(SIDEWAYS)
    assert wide == dict.fromkeys(wide, 0)


@pytest.mark.parametrize(("language", "onward", "back"), [("en", "Right", "Left"), ("ar", "Left", "Right")])
def test_tabs_are_walked_with_the_keyboard(
    language: str, onward: str, back: str, lesson: Callable[[str], Frame]
) -> None:
    frame = lesson(language)
    tabs = frame.get_by_role("tablist").last
    assert tabs.get_by_role("tab").all_inner_texts() == ["One", "Two", "Three"]
    first = tabs.get_by_role("tab", name="One")
    first.focus()
    for key, name in [
        (f"Arrow{onward}", "Two"),
        (f"Arrow{onward}", "Three"),
        (f"Arrow{onward}", "One"),
        (f"Arrow{back}", "Three"),
        ("Home", "One"),
        ("End", "Three"),
    ]:
        frame.locator(":focus").press(key)
        expect(frame.locator(":focus")).to_have_text(name)
        assert chosen(frame) == name
    frame.locator(":focus").press("Tab")
    expect(frame.locator(":focus")).to_have_attribute("role", "tabpanel")
    expect(frame.locator(":focus")).to_have_accessible_name("Three")
    expect(frame.locator(":focus")).to_contain_text("Last")


def test_one_text_is_shown_at_a_time(lesson: Callable[..., Frame]) -> None:
    frame = lesson()
    within, last = frame.get_by_text("Words", exact=True), frame.get_by_text("Last", exact=True)
    expect(within).to_be_hidden()
    frame.get_by_role("tab", name="Two").click()
    expect(within).to_be_visible()
    expect(last).to_be_hidden()


def test_a_link_to_a_place_in_a_tab_opens_it(lesson: Callable[..., Frame]) -> None:
    frame = lesson()
    frame.get_by_role("link", name="second").click()
    expect(frame.get_by_role("heading", name="Within")).to_be_in_viewport()
    assert chosen(frame) == "Two"


def test_the_way_back_from_a_note_opens_the_tab_it_is_in(lesson: Callable[..., Frame]) -> None:
    frame = lesson()
    frame.get_by_role("tab", name="Three").click()
    frame.locator(".footnote-back").click()
    expect(frame.get_by_role("link", name="second")).to_be_visible()
    assert chosen(frame) == "One"


def test_print_shows_every_tab_below_its_title(lesson: Callable[..., Frame]) -> None:
    frame = lesson()
    frame.page.emulate_media(media="print")
    for words in ("The second", "Words", "Last"):
        expect(frame.locator(".tab").get_by_text(words).first).to_be_visible()
    for title in ("One", "Two", "Three"):
        expect(frame.locator(".tab-title", has_text=title).last).to_be_visible()
    expect(frame.get_by_role("tablist").last).to_be_hidden()


def test_a_page_by_itself_shows_every_tab(
    sources: dict[str, Path], packages: Packages, context: BrowserContext, lms_for: Start
) -> None:
    _, package = packages(sources["en"], "scorm12")
    page = context.new_page()
    page.goto(f"{lms_for(package).url}/content/1/page-in-order.html")
    for words in ("You see every patient.", "You see every ward.", "Words", "Last"):
        expect(page.locator(".tab").get_by_text(words, exact=True)).to_be_visible()
    assert violations(page) == []


def test_a_lesson_is_read_without_the_script_of_its_blocks(
    context: BrowserContext, lesson: Callable[..., Frame]
) -> None:
    context.route("**/block-tabs.js", lambda route: route.abort())
    frame = lesson()
    expect(frame.locator(".tab").get_by_text("Last", exact=True)).to_be_visible()
    expect(frame.get_by_role("tab")).to_have_count(0)


def test_what_has_to_be_filled_in_is_in_no_tab_that_is_hidden(
    sources: dict[str, Path], packages: Packages, context: BrowserContext, lms_for: Start
) -> None:
    course, package = packages(sources["en"], "scorm12")
    learner = Learner(context, lms_for(package), course, "strict")
    frame = learner.launch()
    learner.go_to("in-questions")
    expect(frame.locator(".tab .blank")).to_have_count(2)
    for blank in frame.locator(".tab .blank").all():
        expect(blank).to_be_visible()
    expect(frame.get_by_role("tab")).to_have_text(["Nurses", "Managers"])


def test_numbers_are_aligned_as_the_table_says(lesson: Callable[..., Frame]) -> None:
    frame = lesson()
    cells = frame.locator("td, th").filter(has_text="Cases")
    assert cells.evaluate("cell => getComputedStyle(cell).textAlign") == "end"


def test_a_gate_opens_what_follows_and_takes_the_reader_there(lesson: Callable[..., Frame]) -> None:
    frame = lesson(to="to-do")
    answer, gate = (
        frame.get_by_text("The team asks why the mistake could happen.", exact=True),
        frame.get_by_role("button", name="Show the answer"),
    )
    last, second = frame.get_by_text("Behind both", exact=True), frame.get_by_role("button", name="Continue")
    expect(answer).to_be_hidden()
    expect(second).to_be_hidden()
    gate.press("Enter")
    expect(answer).to_be_focused()
    expect(gate).to_have_count(0)
    expect(last).to_be_hidden()
    second.click()
    expect(last).to_be_focused()


def test_print_shows_what_a_gate_hides_and_what_is_opened_at_will(lesson: Callable[..., Frame]) -> None:
    frame = lesson(to="to-do")
    frame.page.emulate_media(media="print")
    for words in ("The team asks why the mistake", "Behind both", "Those who do the work.", "nobody asks whether"):
        expect(frame.locator("article").get_by_text(words).last).to_be_visible()
    expect(frame.get_by_role("button", name="Continue")).to_be_hidden()


def test_a_link_and_a_return_open_the_gates_before_their_place(lesson: Callable[..., Frame]) -> None:
    frame = lesson(to="to-do")
    frame.evaluate("location.hash = '#/to-do#_behind'")
    expect(frame.get_by_role("heading", name="Behind")).to_be_in_viewport()
    expect(frame.locator(".gate > button")).to_have_count(0)


FRAMED = "<!doctype html><title>Salt</title><p>A tank</p><script>try { top.saw = parent.document } catch {}</script>"


@pytest.fixture
def asked(context: BrowserContext) -> list[dict[str, str]]:
    """Answer requests for the embedded page, and keep the headers of each."""
    headers: list[dict[str, str]] = []

    def answer(route: Route) -> None:
        headers.append(route.request.all_headers())
        route.fulfill(content_type="text/html", body=FRAMED)

    context.route("https://phet.colorado.edu/**", answer)
    return headers


@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_embedded_page_loads_once_it_is_asked_for(
    language: str, lesson: Callable[..., Frame], asked: list[dict[str, str]]
) -> None:
    frame = lesson(language, to="shown")
    card = frame.locator(".embed-card")
    expect(card.locator(".embed-notice")).to_contain_text("phet.colorado.edu")
    load = card.locator(".embed-load")
    expect(load).to_be_visible()
    assert asked == []
    load.press("Enter")
    embedded = card.locator("iframe")
    expect(embedded.content_frame.get_by_text("A tank")).to_be_visible()
    expect(embedded).to_be_focused()
    expect(card.locator(".embed-notice")).to_be_hidden()
    (headers,) = asked
    assert headers["referer"] == frame.evaluate("location.origin") + "/"
    assert embedded.get_attribute("title") == card.get_attribute("aria-label")
    assert violations(frame) == []
    assert frame.page.evaluate("window.saw") is None
    card.locator(".embed-close").click()
    expect(embedded).to_have_count(0)
    expect(load).to_be_focused()


def test_a_platform_that_forbids_frames_leaves_the_link(
    lesson: Callable[..., Frame], asked: list[dict[str, str]], context: BrowserContext
) -> None:
    def with_policy(route: Route) -> None:
        answer = route.fetch()
        policy = {"content-security-policy": "default-src 'self'; frame-src 'self'"}
        route.fulfill(response=answer, headers={**answer.headers, **policy})

    context.route("**/content/**/index.html*", with_policy)
    frame = lesson(to="shown")
    card = frame.locator(".embed-card")
    card.locator(".embed-load").click()
    expect(card.locator(".embed-blocked")).to_contain_text("does not allow this page here")
    expect(card.locator("iframe")).to_have_count(0)
    expect(card.get_by_role("link", name="Open at phet.colorado.edu")).to_be_visible()
    assert asked == []


def test_an_embedded_page_is_a_title_a_link_and_a_text_without_script_and_in_print(
    lesson: Callable[..., Frame], context: BrowserContext, asked: list[dict[str, str]]
) -> None:
    frame = lesson(to="shown")
    frame.page.emulate_media(media="print")
    expect(frame.locator(".embed-title")).to_be_visible()
    expect(frame.locator(".embed-link > a")).to_be_visible()
    expect(frame.locator(".embed-alternative p").first).to_be_visible()
    expect(frame.locator(".embed-load")).to_be_hidden()
    page = context.new_page()
    page.goto(frame.url.split("/index.html")[0] + "/page-shown.html")
    expect(page.locator(".embed-link > a")).to_be_visible()
    expect(page.locator(".embed-load")).to_be_hidden()
    assert violations(page) == []
    assert asked == []
