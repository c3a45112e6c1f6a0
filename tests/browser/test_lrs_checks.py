"""What an LRS learns of checks and reflections in lessons, launched as xAPI and as cmi5."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from check_profile import breaches
from conftest import build_package, window
from launching import Reader, Site, Story, launch_cmi5
from real_lrs import RealLrs
from scorm_export.course import Course
from sources import copy_of_starter

pytestmark = pytest.mark.browser
ASKED = """
::: check Which of them learns? {#learns}
- [x] Whoever looks back {#b}
  > Yes, and then goes on.
- [ ] Whoever only goes on {#a}
:::

::: reflection What surprised you? {#surprise length=100}
:::
"""
SECRET = "That nobody looks back"
ATTEMPT = "http://id.tincanapi.com/extension/attempt-id"
Launch = Callable[[], str]


@pytest.fixture(scope="module", params=["xapi", "cmi5"])
def package(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Course, Path]:
    source = copy_of_starter(tmp_path_factory.mktemp("course"))
    source.replace("course.yaml", "lesson_done: read", "lesson_done: done")
    source.write("going-further/media.md", source.text("going-further/media.md") + ASKED)
    return request.param, *build_package(source.root, tmp_path_factory.mktemp("package"), request.param)


@pytest.fixture
def story(package: tuple[str, Course, Path], lrs: RealLrs) -> Iterator[Story]:
    _, course, folder = package
    site = Site(folder, lrs.authorization.removeprefix("Basic "))
    yield Story(site, lrs, course)
    site.close()


@pytest.fixture
def launch(package: tuple[str, Course, Path], story: Story) -> Launch:
    return story.url if package[0] == "xapi" else lambda: launch_cmi5(story, masteryScore=0.8)


def check(reader: Reader) -> Locator:
    return reader.frame.locator("form[data-check=learns]")


def choose(reader: Reader, option: str) -> None:
    check(reader).locator(f"[data-option={option}] label").click()
    check(reader).get_by_role("button", name="Check my answer").click()
    expect(check(reader).locator(".question-verdict")).to_be_visible()


def answers(story: Story) -> list[dict[str, Any]]:
    said = sorted(story.statements(), key=lambda s: s["timestamp"])
    return [s for s in said if story.brief(s) == "answered media"]


def test_every_try_of_a_check_is_an_answer_to_a_part_of_the_lesson_and_no_attempt(
    story: Story, launch: Launch, browser: Browser, package: tuple[str, Course, Path]
) -> None:
    with window(browser) as context:
        reader = Reader(context, story.course)
        reader.open(launch())
        reader.go_to("media")
        choose(reader, "a")
        check(reader).get_by_role("button", name="Try again").click()
        choose(reader, "b")
        reader.stands("saved")
        reader.read_to_the_end()
        reader.frame.locator("#exit").click()
        story.wait_for("terminated")
    lesson = f"{story.course.iri}/lessons/media"
    said = answers(story)
    assert [s["object"]["id"] for s in said] == [f"{lesson}/checks/learns"] * 2
    assert [(s["result"]["response"], s["result"]["success"]) for s in said] == [("a", False), ("b", True)]
    assert [s["result"]["score"]["raw"] for s in said] == [0, 1]
    assert [s["context"]["extensions"][ATTEMPT] for s in said] == ["1", "2"]
    assert {s["context"]["contextActivities"]["parent"][0]["id"] for s in said} == {lesson}
    told = story.told()
    assert not {"attempted media", "completed media", "passed media", "failed media"} & set(told)
    assert "scored course" not in told
    if package[0] == "xapi":
        profile = json.loads(next(package[2].parent.glob("*.jsonld")).read_text("utf-8"))
        assert breaches(profile, story.statements()) == []
    story.assert_sound()


def test_another_device_shows_what_was_answered_and_written_and_no_statement_holds_what_was_written(
    story: Story, launch: Launch, browser: Browser
) -> None:
    field = "form[data-notes=surprise] textarea"
    with window(browser) as context:
        laptop = Reader(context, story.course)
        laptop.open(launch())
        laptop.go_to("media")
        choose(laptop, "a")
        laptop.frame.locator(field).fill(SECRET)
        laptop.frame.locator(field).blur()
        laptop.stands("saved")
        laptop.frame.locator("#exit").click()
        story.wait_for("terminated")
    with window(browser) as context:
        phone = Reader(context, story.course)
        phone.open(launch())
        phone.go_to("media")
        expect(check(phone).locator(".question-verdict")).to_have_text("Not right")
        expect(check(phone).locator("[data-option=a] input")).to_be_checked()
        expect(phone.frame.locator(field)).to_have_value(SECRET)
        check(phone).get_by_role("button", name="Try again").click()
        choose(phone, "b")
        phone.stands("saved")
        phone.frame.locator("#exit").click()
        story.wait_for("terminated", 2)
    assert [s["context"]["extensions"][ATTEMPT] for s in answers(story)] == ["1", "2"]
    statements = json.dumps(story.statements())
    assert SECRET not in statements
    assert "surprise" not in statements
    story.assert_sound()
