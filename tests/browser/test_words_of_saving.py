"""What the page says of the record: however it stands, when the learner leaves, when there is something to decide."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from test_pages import violations

from conftest import Packages
from lms import Lms
from scorm_export.commands.new import STARTER
from scorm_export.interface.words import words_for
from sources import GALLERY

pytestmark = pytest.mark.browser
WORDS = words_for("en")["player"] | words_for("en")["quiz"]
Play = Callable[..., Page]
Scheme = Literal["light", "dark"]
DATE = "if (play.opened?.kept) play.opened.kept.date = new Date(2026, 2, 12);"


@pytest.fixture
def play(
    packages: Packages,
    lms_for: Callable[..., Lms],
    strict_script: Callable[[str], str],
    context: BrowserContext,
) -> Iterator[Play]:
    """Open a course around a record that the test has in its hands; see `tests/player/stage.ts`."""
    script = strict_script("stage.ts")
    context.route("**/player.js", lambda route: route.fulfill(body=script, content_type="text/javascript"))

    def open_with(place: str = "", source: Path = STARTER, **play: Any) -> Page:
        _, package = packages(source, "scorm12")
        page = context.new_page()
        page.add_init_script(f"window.play = {json.dumps(play)}; {DATE}")
        page.goto(f"{lms_for(package).url}/content/1/index.html{place}")
        expect(page.locator("#save-status")).to_be_visible()
        return page

    yield open_with
    context.unroute_all(behavior="ignoreErrors")


def say(page: Page, status: str, detail: str | None = None) -> None:
    page.evaluate("([status, detail]) => stage.status(status, detail)", [status, detail])


def asked(page: Page, name: str) -> list[list[Any]]:
    found: list[list[Any]] = page.evaluate("name => stage.asked.filter(([asked]) => asked === name)", name)
    return found


@pytest.mark.parametrize(
    ("status", "word", "notice"),
    [
        ("saving", "Saving…", None),
        ("saved", "Saved", None),
        ("sent", "Sent", None),
        ("unsaved", "Not saved yet", "is not saved yet"),
        ("device", "Kept on this device", "not reached your learning platform yet"),
        ("refused", "The record store refuses", "does not take what you do here"),
        ("signed-out", "Signed out of the platform", "Sign in again in another tab"),
        ("elsewhere", "Open in another window", "Here you can only read"),
        ("untracked", "Not recorded", None),
        ("closed", "Closed", None),
    ],
)
def test_each_way_the_record_stands_has_its_words(status: str, word: str, notice: str | None, play: Play) -> None:
    page = play()

    say(page, status)

    expect(page.locator("#save-status")).to_have_text(word)
    if notice:
        expect(page.locator("#notice")).to_contain_text(notice)
    else:
        expect(page.locator("#notice")).to_be_hidden()


def test_a_trouble_is_told_until_it_is_over_and_a_new_try_changes_nothing(play: Play) -> None:
    page = play()
    say(page, "unsaved")
    say(page, "saving")
    expect(page.locator("#notice .line")).to_have_count(1)

    say(page, "device")
    expect(page.locator("#notice .line")).to_have_count(1)
    expect(page.locator("#notice")).to_contain_text("This device keeps it")
    say(page, "saved")

    expect(page.locator("#notice")).to_be_hidden()
    expect(page.locator("#announcer")).to_have_text("Saved")


def test_a_notice_that_was_closed_stays_closed_while_the_trouble_is_the_same(play: Play) -> None:
    page = play()
    say(page, "unsaved")
    page.get_by_role("button", name=WORDS["dismiss"]).click()
    say(page, "saving")
    say(page, "unsaved")
    expect(page.locator("#notice")).to_be_hidden()

    say(page, "saved")
    say(page, "unsaved")

    expect(page.locator("#notice")).to_be_visible()


def test_what_the_record_store_said_is_there_for_the_administrator(play: Play) -> None:
    page = play()

    say(page, "refused", "400 Bad Request: <script>alert(1)</script>")

    details = page.locator("#notice details")
    expect(details.locator("code")).to_be_hidden()
    details.locator("summary").click()
    expect(details.locator("code")).to_have_text("400 Bad Request: <script>alert(1)</script>")


def test_whoever_uses_the_keyboard_goes_on_from_the_content_when_a_notice_goes_away(play: Play) -> None:
    page = play()
    say(page, "unsaved")
    page.get_by_role("button", name=WORDS["dismiss"]).focus()
    say(page, "saved")
    expect(page.locator("#main")).to_be_focused()

    say(page, "unsaved")
    page.locator("#exit").focus()
    say(page, "saved")

    expect(page.locator("#exit")).to_be_focused()


def test_screen_readers_know_of_the_place_of_notices_before_there_is_one(play: Play) -> None:
    page = play()
    expect(page.locator("#notice")).to_be_hidden()

    assert page.locator("#notice").evaluate("notice => notice.checkVisibility()")
    assert page.locator("#notice").bounding_box() == page.locator("#notice").bounding_box() | {"height": 0}


@pytest.mark.parametrize(
    ("status", "closed", "text"),
    [
        ("saved", None, "left_saved"),
        ("saved", "closed", "left_saved"),
        ("sent", "closed", "left_sent"),
        ("device", None, "left_device"),
        ("device", "closed", "left_saved"),
        ("saved", "unsaved", "left_unsaved"),
        ("untracked", None, "left_untracked"),
        ("elsewhere", "closed", "left_elsewhere"),
    ],
)
def test_leaving_says_what_is_held(status: str, closed: str | None, text: str, play: Play) -> None:
    page = play(**({"closed": closed} if closed else {}))
    say(page, status)

    page.locator("#exit").click()

    expect(page.locator("#page .left p").first).to_have_text(WORDS[text])
    expect(page.locator("#page h1")).to_be_focused()
    expect(page.locator("#announcer")).to_have_text(WORDS[text])
    assert asked(page, "close")


@pytest.mark.parametrize(
    ("settled", "text"), [("closed", "left_saved"), ("device", "left_device"), ("unsaved", "left_unsaved")]
)
def test_leaving_waits_for_the_last_words_before_it_says_what_is_held(settled: str, text: str, play: Play) -> None:
    page = play(closed="saving", settled=settled)

    page.locator("#exit").click()

    expect(page.locator("#page .left p").first).to_have_text(WORDS[text])


def test_leaving_shows_at_once_that_work_is_being_saved_and_can_be_taken_back(play: Play) -> None:
    page = play(hangs=True)

    page.locator("#exit").click()

    expect(page.locator("#page h1")).to_have_text(WORDS["saving"])
    expect(page.locator("#page .left p")).to_have_text(WORDS["leaving_saving"])
    page.locator("#outline a").first.click()
    expect(page.locator("#page .left")).to_be_hidden()

    # A task later, whoever waited for it has gone on.
    page.evaluate("new Promise((done) => { stage.settle(); setTimeout(done); })")

    expect(page.locator("#page .left")).to_be_hidden()
    assert not asked(page, "close")


def test_a_browser_in_which_a_second_window_would_do_harm_asks_for_one(play: Play) -> None:
    page = play(opened={"alone": True})

    expect(page.locator("#notice")).to_contain_text(WORDS["notice_one_window"])


@pytest.mark.parametrize(
    ("status", "held"),
    [("unsaved", "unsaved"), ("saving", "unsaved"), ("refused", "refused"), ("signed-out", "signed-out")],
)
def test_leaving_is_always_possible_and_loses_nothing_unsaid(status: str, held: str, play: Play) -> None:
    page = play()
    say(page, status)
    page.locator("#exit").click()
    expect(page.locator("#page .left > p").first).to_have_text(WORDS[f"leaving_{held}"])
    assert not asked(page, "close")
    page.get_by_role("link", name=WORDS["back"]).click()
    expect(page.locator("#home")).to_be_visible()

    page.locator("#exit").click()
    page.get_by_role("button", name=WORDS["leave_anyway"]).click()

    expect(page.locator("#page .left > p").first).to_have_text(WORDS[f"left_{held}"])
    assert asked(page, "close")


def test_a_refused_launch_is_not_a_missing_platform(play: Play) -> None:
    page = play(status="refused", opened={"tracked": False})

    expect(page.locator("#notice")).to_contain_text("does not take what you do here")
    expect(page.locator("#notice")).not_to_contain_text("without a learning platform")


def test_no_platform_is_told(play: Play) -> None:
    page = play(status="untracked", opened={"tracked": False})

    expect(page.locator("#notice")).to_contain_text("without a learning platform")


def test_a_second_window_reads_only_until_it_takes_the_record_over(play: Play) -> None:
    page = play("#/first-quiz", status="elsewhere", opened={"mode": "elsewhere"}, takenOver={"location": "a-lesson"})
    expect(page.locator("#notice")).to_contain_text("Here you can only read")

    page.get_by_role("button", name=WORDS["go_on_here"]).click()

    expect(page.locator("#notice")).to_be_hidden()
    expect(page.locator("#save-status")).to_have_text("Saved")
    expect(page.locator("#main")).to_be_focused()
    assert asked(page, "takeOver")


def test_a_window_that_gives_the_record_away_says_so(play: Play) -> None:
    page = play()

    say(page, "elsewhere")

    expect(page.get_by_role("button", name=WORDS["go_on_here"])).to_be_visible()
    expect(page.get_by_role("button", name=WORDS["dismiss"])).to_have_count(0)


def test_who_answers_when_another_window_takes_the_record_goes_on_from_the_content(play: Play) -> None:
    page = play("#/first-quiz")
    page.locator("#page fieldset input").first.focus()

    say(page, "elsewhere")

    expect(page.locator("#main")).to_be_focused()


KEPT = {"kept": {"state": "", "location": ""}}


@pytest.mark.parametrize(("choice", "taken"), [("kept_take", True), ("kept_new", False)])
def test_work_of_another_attempt_is_asked_about(choice: str, taken: bool, play: Play) -> None:
    page = play(opened=KEPT)
    dialog = page.get_by_role("dialog", name=WORDS["kept_title"])
    expect(dialog).to_have_accessible_description(re.compile("March 12, 2026"))
    expect(dialog.get_by_role("button", name=WORDS["kept_take"])).to_be_focused()
    assert violations(page) == []
    assert not asked(page, "decideKept")

    dialog.get_by_role("button", name=WORDS[choice]).click()

    expect(dialog).to_be_hidden()
    expect(page.locator("#main")).to_be_focused()
    assert asked(page, "decideKept") == [["decideKept", taken]]


def test_escape_puts_the_question_off(play: Play) -> None:
    page = play(opened=KEPT)
    dialog = page.get_by_role("dialog", name=WORDS["kept_title"])
    for _ in range(2):
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        assert not asked(page, "decideKept")
        expect(page.locator("#main")).to_be_focused()
        page.get_by_role("button", name=WORDS["kept_decide"]).press("Enter")
        expect(dialog).to_be_visible()

    dialog.get_by_role("button", name=WORDS["kept_new"]).click()

    assert asked(page, "decideKept") == [["decideKept", False]]
    expect(page.locator("#notice")).to_be_hidden()


@pytest.mark.parametrize("put_off", [False, True])
def test_who_gives_the_record_away_is_asked_no_more_about_other_work(put_off: bool, play: Play) -> None:
    page = play(opened=KEPT)
    if put_off:
        page.keyboard.press("Escape")

    say(page, "elsewhere")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name=WORDS["kept_decide"])).to_have_count(0)
    assert not asked(page, "decideKept")


def test_questions_with_a_time_limit_show_when_the_begin_is_held_or_the_learner_does_without(play: Play) -> None:
    page = play("#/timed", GALLERY, held=[False, False])
    begin = page.locator("#page [data-action=hand-in]")
    begin.click()

    expect(page.locator(".form-message")).to_have_text(WORDS["begin_not_held"])
    expect(page.locator("#page fieldset").first).to_be_hidden()
    expect(begin).to_contain_text("Start anyway")
    begin.click()

    expect(page.locator("#page fieldset").first).to_be_visible()
    expect(page.locator(".form-message")).to_be_hidden()


def test_another_draft_is_offered(play: Play) -> None:
    page = play("#/first-quiz", otherDraft=True)

    page.get_by_role("button", name=WORDS["other_draft_show"]).click()

    assert asked(page, "switchDraft") == [["switchDraft", "first-quiz"]]


@pytest.mark.parametrize(
    ("button", "take", "text"), [("rival_take", True, "Of the phone"), ("rival_remove", False, "Here")]
)
def test_a_text_of_another_device_is_shown_and_taken_or_let_go(button: str, take: bool, text: str, play: Play) -> None:
    page = play("#/long-answer", GALLERY, rivals={"own-work": {"kind": "essay", "text": "Of the phone", "met": None}})
    question = page.locator("[data-question=own-work]")
    question.locator("textarea").fill("Here")
    expect(page.locator(".rival")).to_have_count(1)
    expect(question.locator(".rival blockquote")).to_have_text("Of the phone")

    question.get_by_role("button", name=WORDS[button]).click()

    expect(page.locator(".rival")).to_have_count(0)
    expect(question.locator("textarea")).to_have_value(text)
    expect(question.locator("textarea")).to_be_focused()
    assert asked(page, "settleRival") == [["settleRival", "long-answer", "own-work", take]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [352, 1280])
def test_what_is_told_and_asked_has_no_accessibility_violations(width: int, scheme: Scheme, play: Play) -> None:
    page = play(opened=KEPT)
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    found = {"kept": violations(page)}
    page.keyboard.press("Escape")
    found["kept, later"] = violations(page)
    for status in ("unsaved", "device", "refused", "signed-out", "elsewhere"):
        say(page, status, "400 Bad Request")
        for details in page.locator("#notice details").all():
            details.locator("summary").click()
        found[status] = violations(page)
    say(page, "refused")
    page.locator("#exit").click()
    found["leaving"] = violations(page)
    texts = play("#/long-answer", GALLERY, otherDraft=True, rivals={"own-work": {"kind": "texts", "texts": ["a", ""]}})
    texts.set_viewport_size({"width": width, "height": 800})
    texts.emulate_media(color_scheme=scheme)
    expect(texts.locator(".rival")).to_be_visible()
    found["another device"] = violations(texts)

    assert {state: problems for state, problems in found.items() if problems} == {}
