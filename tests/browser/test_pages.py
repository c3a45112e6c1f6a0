"""The pages themselves: accessible in every state, readable without script, light on the line, at home everywhere."""

from __future__ import annotations

import gzip
import re
import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect

from conftest import build_package
from learner import Learner
from lms import HERE, Lms
from scorm_export.commands.new import STARTER
from scorm_export.course import Course, LessonKind
from sources import copy_of_starter

pytestmark = pytest.mark.browser
Start = Callable[[Path], Lms]
AXE = HERE / "node_modules/axe-core/axe.min.js"


LEFT_TO_RIGHT = """shown => {
    const texts = document.createTreeWalker(shown, NodeFilter.SHOW_TEXT);
    const places = [];
    while (texts.nextNode()) {
        for (let at = 0; at < texts.currentNode.data.length; at++) {
            const range = document.createRange();
            range.setStart(texts.currentNode, at);
            range.setEnd(texts.currentNode, at + 1);
            places.push(range.getBoundingClientRect().left);
        }
    }
    return places.length > 3 && places.every((place, n) => !n || place >= places[n - 1]);
}"""
"""Whether the signs of an element stand from left to right in the order in which they are written."""


LOOKS = """() => [...document.querySelectorAll("body > *, body > :not(#page) *")].map((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    const { color, font, backgroundColor, borderRadius } = getComputedStyle(element);
    const isShown = element.checkVisibility({ visibilityProperty: true });
    return isShown ? [element.tagName, x, y + scrollY, width, height, color, font, backgroundColor, borderRadius] : "";
}).filter(Boolean)"""
"""Where everything is in the shell, and what it looks like."""
MOVES = """
    window.moves = [];
    new PerformanceObserver((list) => {
        for (const { sources } of list.getEntries()) moves.push(...sources.map(({ node }) => node?.outerHTML ?? ""));
    }).observe({ type: "layout-shift", buffered: true });
"""
"""Gathers what Chromium saw moving without the learner having done anything."""


def violations(frame: Frame | Page, within: str = ":root") -> list[str]:
    """Return what axe-core finds within an element: WCAG 2.0 to 2.2 A and AA, and its best practices.

    It takes what has been scrolled halfway under the bar at the top for small, so it looks at the page from its top.
    """
    frame.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
    if not frame.evaluate("'axe' in window"):
        frame.evaluate(AXE.read_text("utf-8"))
    script = """async (within) => {
        const runOnly = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
        const { violations } = await axe.run(within, { runOnly, resultTypes: ["violations"] });
        return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`));
    }"""
    found: list[str] = frame.evaluate(script, within)
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [352, 1280])
def test_every_state_of_the_course_has_no_accessibility_violations(
    scheme: str, width: int, reference: tuple[Course, Path], browser: Browser, lms_for: Start
) -> None:
    course, package = reference
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )
    learner = Learner(context, lms_for(package), course, "scorm-again")
    frame = learner.launch()
    found = {"home": violations(frame)}
    lessons = list(course.lessons)
    shown = [next(lesson for lesson in lessons if lesson.kind is kind) for kind in LessonKind]
    for lesson in shown:
        learner.go_to(lesson.id)
        found[lesson.id] = violations(frame)
    if width < 1000:
        frame.locator("#outline-toggle").click()
        found["contents"] = violations(frame)
        frame.locator("#outline-toggle").press("Escape")
    quiz = next(course.quizzes)
    learner.go_to(quiz.id)
    found["quiz"] = violations(frame)
    learner.fill(quiz, {quiz.questions[0].id}, only=[q.id for q in quiz.questions[:-1]])
    frame.locator("#page form [data-action=hand-in]").click()
    expect(frame.locator(".form-message")).to_be_visible()
    found["unanswered"] = violations(frame)
    learner.hand_in()
    found["handed in"] = violations(frame)
    frame.evaluate("location.hash = '#/result'")
    expect(frame.locator("#result")).to_be_visible()
    found["result"] = violations(frame)
    frame.locator("#exit").click()
    expect(frame.locator("#page").get_by_text("Your work is saved.")).to_be_visible()
    found["left"] = violations(frame)
    context.close()

    assert {state: problems for state, problems in found.items() if problems} == {}


def test_every_page_of_the_course_stands_alone_and_has_no_accessibility_violations(
    reference: tuple[Course, Path], context: BrowserContext, lms_for: Start
) -> None:
    course, package = reference
    lms = lms_for(package)
    page = context.new_page()
    found = {}
    for activity in course.activities:
        page.goto(f"{lms.url}/content/1/page-{activity.id}.html")
        expect(page.locator("h1")).to_have_text(activity.title)
        found[activity.id] = violations(page)

    assert {name: problems for name, problems in found.items() if problems} == {}


def test_without_script_the_whole_course_can_be_read(
    reference: tuple[Course, Path], browser: Browser, lms_for: Start
) -> None:
    course, package = reference
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{lms_for(package).url}/content/1/index.html")
    activities = list(course.activities)
    page.locator(f"#home a[data-activity='{activities[0].id}']").first.click()
    for activity, following in pairwise(activities):
        expect(page.locator("h1")).to_have_text(activity.title)
        page.locator(f"nav.pager a[data-activity='{following.id}']").click()
    expect(page.locator("h1")).to_have_text(activities[-1].title)
    context.close()


def test_from_disk_it_runs_untracked_with_a_calm_notice(
    reference: tuple[Course, Path], context: BrowserContext
) -> None:
    course, package = reference
    page = context.new_page()
    page.goto((package / "index.html").as_uri())
    expect(page.locator("#notice")).to_be_visible(timeout=15_000)
    quiz = next(course.quizzes)
    page.locator(f"#home a[data-activity='{quiz.id}']").first.click()
    expect(page.locator(f"#page article[data-activity='{quiz.id}'] form [data-action=hand-in]")).to_be_enabled()


def test_the_first_lesson_takes_at_most_five_requests_and_100_kb(
    reference: tuple[Course, Path], context: BrowserContext, lms_for: Start
) -> None:
    course, package = reference
    lms = lms_for(package)
    learner = Learner(context, lms, course, "scorm-again")
    learner.launch()
    learner.go_to(next(course.lessons).id)
    expect(learner.frame.locator("#page .prose p").first).to_be_visible()

    lesson = f"page-{next(course.lessons).id}.js"
    until_readable = lms.requested[: lms.requested.index(lesson) + 1]
    sent = sum(len(gzip.compress((package / name).read_bytes(), 6)) for name in until_readable)

    # The theme's cover is on the course home: nothing in a lesson waits for it.
    assert len([name for name in until_readable if name != "theme/cover.svg"]) <= 5, until_readable
    assert not [name for name in lms.requested if name.endswith((".vtt", ".mp4"))], (
        "media wait until they are asked for"
    )
    assert sent <= 100 * 1024


@pytest.mark.parametrize("theme", ["its own", "journal"])
@pytest.mark.parametrize("width", [352, 1280])
def test_a_launched_page_shows_after_one_round_trip_and_nothing_in_it_moves_then(
    width: int, theme: str, reference: tuple[Course, Path], tmp_path: Path, context: BrowserContext, lms_for: Start
) -> None:
    _, package = reference
    if theme != "its own":
        source = copy_of_starter(tmp_path / "course")
        source.write("course.yaml", source.text("course.yaml") + f"\ntheme: {theme}\n")
        _, package = build_package(source.root, tmp_path / "package")
    held: dict[str, Any] = {}

    def hold(route: Any) -> None:
        held[route.request.url.rpartition("/")[2]] = route

    context.route(re.compile("/(style.css|player.js)$"), hold)
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 800})
    page.add_init_script(MOVES)
    page.goto(lms_for(package).url + "/content/1/index.html", wait_until="commit")
    expect(page.locator("#home h1")).to_be_visible()
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
    first = page.evaluate(LOOKS)
    assert "style.css" in held

    held["style.css"].continue_()
    page.wait_for_function("[...document.styleSheets].some(({ href }) => href?.endsWith('/style.css'))")
    assert page.evaluate(LOOKS) == first
    held["player.js"].continue_()
    expect(page.locator("#home .progress").first).to_be_visible()

    assert page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(moves))))") == []


def test_a_page_whose_policy_refuses_its_style_is_shown_when_the_stylesheet_is_there(
    reference: tuple[Course, Path], context: BrowserContext, lms_for: Start
) -> None:
    _, package = reference
    page = context.new_page()
    held: list[Any] = []

    def add_policy(route: Any) -> None:
        response = route.fetch()
        route.fulfill(response=response, headers={**response.headers, "content-security-policy": "default-src 'self'"})

    context.route("**/index.html", add_policy)
    context.route("**/style.css", lambda route: held.append(route))  # noqa: PLW0108 — it sets a mark on what it is given
    with page.expect_request("**/player.js"):
        page.goto(lms_for(package).url + "/content/1/index.html", wait_until="commit")
    expect(page.locator("#home h1")).to_be_attached()
    page.wait_for_function("'playerStarted' in window")
    expect(page.locator("#home h1")).to_be_hidden()
    assert page.evaluate("performance.getEntriesByType('paint').length") == 0
    (stylesheet,) = held

    stylesheet.continue_()

    expect(page.locator("#home h1")).to_be_visible()
    refused = page.evaluate(LOOKS)
    context.unroute_all()
    page.goto("about:blank")
    page.goto(lms_for(package).url + "/content/1/index.html")
    expect(page.locator("#home h1")).to_be_visible()
    assert refused == page.evaluate(LOOKS)


def test_on_a_slow_line_the_course_shows_after_one_round_trip_and_is_tracked_after_two(
    reference: tuple[Course, Path], context: BrowserContext, lms_for: Start
) -> None:
    course, package = reference
    lms = lms_for(package)
    lms.delay, lms.compressing = 1, True
    learner = Learner(context, lms, course, "scorm-again")
    frame = learner.launch(width=352)
    arrived = frame.evaluate("performance.getEntriesByType('resource').map(one => [one.name, one.responseEnd])")
    needed = [end for name, end in arrived if name.endswith((".css", "early.js", "player.js"))]
    assert len(needed) == 3
    assert max(needed) < 3000 * lms.delay  # what the second makes possible is over before a third could be
    sent = [len(gzip.compress((package / name).read_bytes(), 6)) for name in lms.requested if name != "theme/cover.svg"]
    # Each round trip takes at most one second of a line with 50 KB/s.
    assert sent[0] <= 50 * 1024
    assert sum(sent[1:]) <= 50 * 1024


@pytest.mark.parametrize("more", ["", "; require-trusted-types-for 'script'"], ids=["", "trusted types"])
def test_a_strict_content_security_policy_and_no_outside_host(
    more: str, reference: tuple[Course, Path], context: BrowserContext, lms_for: Start
) -> None:
    course, package = reference
    lms = lms_for(package)
    asked: list[str] = []
    complaints: list[str] = []

    def add_policy(route: Any) -> None:
        response = route.fetch()
        policy = {"content-security-policy": f"default-src 'self'{more}"}
        route.fulfill(response=response, headers={**response.headers, **policy})

    context.route("**/content/**", add_policy)
    context.on("request", lambda request: asked.append(request.url))
    context.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    learner = Learner(context, lms, course, "scorm-again")
    learner.launch()
    for activity in list(course.activities)[:6]:
        learner.go_to(activity.id)

    context.unroute_all(behavior="ignoreErrors")

    assert {url for url in asked if not url.startswith(lms.url)} == set()
    refused = [text for text in complaints if "Content Security Policy" in text or "Trusted" in text]
    # What makes the launched page readable earlier is refused; the page waits for its files then.
    assert [kind for text in refused for kind in ("inline style", "inline script") if kind in text] == [
        "inline style",
        "inline script",
    ]
    assert len(refused) == 2


@pytest.mark.parametrize("width", [320, 352, 768, 1280])
def test_nothing_is_wider_than_the_frame(
    width: int, reference: tuple[Course, Path], context: BrowserContext, lms_for: Start
) -> None:
    course, package = reference
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 700})
    lms = lms_for(package)
    wide = {}
    for name in ["index", *(f"page-{activity.id}" for activity in course.activities)]:
        page.goto(f"{lms.url}/content/1/{name}.html")
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if overflow > 0:
            wide[name] = overflow
    assert wide == {}


def test_a_slow_lms_shows_each_page_as_it_comes(
    starter: tuple[Course, Path], context: BrowserContext, lms_for: Start
) -> None:
    course, package = starter
    lms = lms_for(package)
    lms.delay = 0.3
    learner = Learner(context, lms, course, "scorm-again")
    learner.launch(width=352)

    learner.take_course({})

    assert lms.status == "passed"


def test_a_page_that_does_not_arrive_can_be_asked_for_again(
    starter: tuple[Course, Path], context: BrowserContext, lms_for: Start
) -> None:
    course, package = starter
    learner = Learner(context, lms_for(package), course, "scorm-again")
    frame = learner.launch()
    first = next(course.lessons)
    context.route(f"**/page-{first.id}.js", lambda route: route.abort())
    frame.locator(f"#home a[data-activity='{first.id}']").first.click()
    again = frame.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    context.unroute(f"**/page-{first.id}.js")

    again.click()

    expect(frame.locator(f"#page article[data-activity='{first.id}'] h1")).to_have_text(first.title)


def test_a_keyboard_alone_takes_the_course(
    starter: tuple[Course, Path], context: BrowserContext, lms_for: Start
) -> None:
    course, package = starter
    lms = lms_for(package)
    learner = Learner(context, lms, course, "scorm-again")
    frame = learner.launch()
    page = learner.page
    assert page

    def tab_to(selector: str, key: str = "Tab") -> None:
        for _ in range(80):
            page.keyboard.press(key)
            if frame.evaluate("selector => document.activeElement?.matches(selector) ?? false", selector):
                return
        raise AssertionError(f"Tab never reached {selector}")

    tab_to("#resume")
    page.keyboard.press("Enter")
    for activity in course.activities:
        expect(frame.locator(f"#page article[data-activity='{activity.id}'] h1")).to_be_focused()
        if hasattr(activity, "questions"):
            for question in activity.questions:
                tab_to(f"[data-question='{question.id}'] input")
                page.keyboard.press("Space")
            tab_to("#page form [data-action=hand-in]")
            page.keyboard.press("Enter")
            expect(frame.locator("#page .quiz-result")).to_be_visible()
        tab_to("#page nav.pager a[rel=next]")
        page.keyboard.press("Enter")
    expect(frame.locator("#result h1")).to_be_focused()
    assert lms.score() is not None


def test_a_course_in_arabic_runs_from_right_to_left(tmp_path: Path, context: BrowserContext, lms_for: Start) -> None:
    source = tmp_path / "source"
    shutil.copytree(STARTER, source)
    text = (source / "course.yaml").read_text("utf-8")
    (source / "course.yaml").write_text(text.replace("language: en", "language: ar"), "utf-8")
    with (source / "first-steps/a-lesson.md").open("a", encoding="utf-8") as lesson:
        lesson.write('\nاكتب `git commit -m "x"` ثم انتظر، والمعادلة $a + 1 = b$ في السطر.\n')
    course, package = build_package(source, tmp_path / "built")
    learner = Learner(context, lms_for(package), course, "scorm-again")

    frame = learner.launch(width=352)

    assert frame.evaluate("getComputedStyle(document.documentElement).direction") == "rtl"
    assert frame.locator("html").get_attribute("lang") == "ar"
    assert violations(frame) == []
    learner.go_to(next(course.lessons).id)
    assert frame.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    for shown in (frame.locator("#page code", has_text="git commit"), frame.locator("#page math")):
        assert shown.evaluate(LEFT_TO_RIGHT)


def test_the_home_of_a_long_course_opens_the_module_in_which_the_learner_goes_on(
    reference: tuple[Course, Path], context: BrowserContext, lms_for: Start
) -> None:
    course, package = reference
    learner = Learner(context, lms_for(package), course, "strict")
    home = learner.launch().locator("#home")
    first, _, third, *_ = course.modules
    expect(home.locator(f"li[data-activity={first.activities[0].id}]")).to_be_visible()
    expect(home.locator(f"li[data-activity={third.activities[0].id}]")).to_be_hidden()
    learner.go_to(third.activities[0].id)
    learner.frame.locator(".course-title").click()
    expect(home.locator(f"li[data-activity={third.activities[0].id}]")).to_be_visible()
    contents = learner.frame.locator("#outline")
    contents.locator("summary").nth(3).click()  # by hand: it stays
    learner.go_to(first.activities[0].id)
    shown = [contents.locator(f"li[data-activity={module.activities[0].id}]") for module in course.modules]
    assert [item.is_visible() for item in shown] == [True, False, False, True, False]


def test_a_new_edition_with_parts_moved_added_and_removed_keeps_what_the_learner_did(
    tmp_path: Path, starter: tuple[Course, Path], context: BrowserContext, lms_for: Start
) -> None:
    course, package = starter
    lms = lms_for(package)
    learner = Learner(context, lms, course, "strict")
    learner.launch()
    learner.take_course({})
    learner.leave()

    source = tmp_path / "source"
    shutil.copytree(STARTER, source)
    module = source / "first-steps" / "module.yaml"
    module.write_text(
        module.read_text("utf-8").replace(
            "  - a-lesson.md\n  - quiz.yaml", "  - added.md\n  - quiz.yaml\n  - a-lesson.md"
        )
    )
    added = (source / "first-steps" / "a-lesson.md").read_text("utf-8").replace("id: a-lesson", "id: added")
    (source / "first-steps" / "added.md").write_text(added, "utf-8")
    edition, package = build_package(source, tmp_path / "built")
    lms.package = package
    learner = Learner(context, lms, edition, "strict")
    frame = learner.launch()
    frame.locator(".course-title").click()

    statuses = {
        item.id: frame.locator(f"#outline li[data-activity='{item.id}']").get_attribute("data-status")
        for item in edition.activities
    }

    assert statuses == {
        "added": "none",
        "first-quiz": "passed",
        "a-lesson": "visited",
        "media": "visited",
        "last-quiz": "passed",
    }


def names_of_the_shell() -> list[str]:
    """Return every id, class and name of data in the templates, the player and its style."""
    package = HERE.parent.parent / "scorm_export"
    sources = [
        *(path for folder in ("render", "questions") for path in (package / folder).rglob("*.html")),
        *(path for folder in ("player/src", "questions", "targets") for path in (package / folder).rglob("*.ts")),
    ]
    text = "\n".join(path.read_text("utf-8") for path in sources)
    shells = [package / "render/style" / f"{name}.css" for name in ("shell", "activities")]
    styles = [*shells, *(package / "questions").glob("*/question.css")]
    style = "\n".join(path.read_text("utf-8") for path in styles)
    named = re.findall(r'(?:id|class|className|shell)[=:(]\s*"([^"{}]+)"', text)
    words = {word for value in named for word in value.split() if re.fullmatch(r"[a-z][\w-]*", word)}
    return sorted(words | set(re.findall(r"[.#]([a-z][a-z-]+)", style)) | set(re.findall(r"data-([a-z-]+)", text)))


def test_headings_named_as_the_players_parts_disturb_nothing(
    tmp_path: Path, context: BrowserContext, lms_for: Start
) -> None:
    """Every id and class of the shell as a heading, an anchor and a class, in a lesson and in the description."""
    names = names_of_the_shell()
    assert {"objectives", "missing", "course-data", "page", "prose", "option", "notice"} <= set(names)
    source = copy_of_starter(tmp_path / "course")
    text = "\n\n".join(
        f"## {name.replace('-', ' ').capitalize()}\n\n[Anchored]{{#own-{name} .{name}}} "
        f'<span id="{name}" class="{name}" data-activity="{name}" data-slot="0" onclick="alert(1)">Words</span>'
        for name in names
    )
    source.write(
        "first-steps/a-lesson.md", source.text("first-steps/a-lesson.md") + "\n\n" + text + "\n\n[Up](#missing)\n"
    )
    source.replace(
        "course.yaml", "description: |\n", "description: |\n" + "".join(f"  {line}\n" for line in text.split("\n"))
    )
    course, package = build_package(source.root, tmp_path)
    learner = Learner(context, lms_for(package), course, "scorm-again")
    frame = learner.launch()
    headings = [name.replace("-", " ").capitalize() for name in names]

    assert frame.locator("#home .prose h2").all_inner_texts()[: len(names)] == headings
    learner.go_to("a-lesson")
    assert frame.locator("#page h2").all_inner_texts()[-len(names) - 1 : -1] == headings
    hidden = "shown => shown.filter((one) => !one.checkVisibility()).map((one) => one.outerHTML)"
    assert frame.locator("#page .prose > :is(h2, p)").evaluate_all(hidden) == []
    frame.locator("#page a", has_text="Up").click()
    expect(frame.locator("#page h2", has_text="Missing")).to_be_in_viewport()
    quiz = next(course.quizzes)
    learner.go_to(quiz.id)
    learner.fill(quiz, {question.id for question in quiz.questions})
    learner.hand_in()
    expect(frame.locator(".quiz-result")).to_be_visible()
