"""A survey in every standard: what the learner sees, and what the LMS or LRS holds of it in the end."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Frame, expect
from test_delivery import strictly
from test_pages import violations

from conftest import Packages, build_package
from launching import ACTOR, Reader, Site, Story, launch_cmi5
from learner import Learner
from lms import Lms
from real_lrs import PASSWORD, USER, RealLrs
from scorm_export.course import Course
from sources import GALLERY, Source

pytestmark = pytest.mark.browser
SENT: dict[str, dict[str, list[str]]] = {
    "scorm12": {
        "useful": ["likert", "b"],
        "came-from": ["choice", "c"],
        "will-use": ["choice", "a,c"],
        "missed": ["fill-in", "A search."],
    },
    "scorm2004": {
        "useful": ["likert", "b"],
        "came-from": ["choice", "c"],
        "will-use": ["choice", "a[,]c"],
        "missed": ["long-fill-in", "A search."],
    },
}
"""What is held of each question, by standard: the type of the interaction and the response."""
SENT["xapi"] = SENT["cmi5"] = SENT["scorm2004"]


def send(frame: Frame) -> None:
    """Answer all questions and send the survey."""
    for question, option in (("useful", "b"), ("came-from", "c"), ("will-use", "a"), ("will-use", "c")):
        frame.locator(f"[data-question='{question}'] [data-option='{option}'] input").check()
    frame.locator("[data-question='missed'] textarea").fill("A search.")
    frame.get_by_role("button", name="Send", exact=True).click()
    expect(frame.locator("#page .quiz-result h2")).to_have_text("Sent. Thank you.")


def held(lms: Lms) -> list[dict[str, str]]:
    """Return the interactions that an LMS holds, each by the names of its fields."""
    found: dict[str, dict[str, str]] = {}
    for name, value in lms.stored.items():
        if name.startswith("cmi.interactions.") and name.count(".") > 2:
            number, field = name.removeprefix("cmi.interactions.").split(".", 1)
            found.setdefault(number, {})[field] = value
    return list(found.values())


@strictly
def test_the_lms_holds_neutral_answers_without_weight(enrol: Callable[[Path], Learner]) -> None:
    learner = enrol(GALLERY)
    frame = learner.launch()
    learner.go_to("survey")
    expect(frame.locator("#page header .meta")).to_have_text("Survey · 2 min")
    expect(frame.locator("#page article > .hint")).to_contain_text("Your answers are recorded with your name.")
    assert violations(frame) == []
    frame.get_by_role("button", name="Send", exact=True).click()
    expect(frame.locator("#page .form-message")).to_contain_text("send what is there")
    assert violations(frame) == []
    send(frame)
    expect(frame.locator("#outline li[data-activity='survey'] .state")).to_have_text("sent")
    expect(frame.locator("#page .tag:visible")).to_have_text(["Your answer"] * 4)
    assert violations(frame) == []
    learner.leave()
    learner.launch()
    expect(learner.frame.locator("#page .quiz-result h2")).to_have_text("Sent. Thank you.")
    expect(learner.frame.locator("#survey_came-from_c")).to_be_checked()
    standard = "scorm12" if "12" in learner.lms.run_time.strict else "scorm2004"
    response = "student_response" if standard == "scorm12" else "learner_response"
    told = {record["id"].split("_")[1]: [record["type"], record[response]] for record in held(learner.lms)}
    assert told == SENT[standard]
    assert [[record["result"], record["weighting"]] for record in held(learner.lms)] == [["neutral", "0"]] * 4
    assert not any("pattern" in field for record in held(learner.lms) for field in record)
    assert learner.lms.score() is None
    assert learner.mistakes() == []


def answered(statements: list[dict[str, Any]], course: Course) -> list[dict[str, Any]]:
    return [s for s in statements if s["object"]["id"].startswith(f"{course.iri}/quizzes/survey/questions/")]


def assert_told(statements: list[dict[str, Any]]) -> None:
    """Compare what an LRS holds of each question with what was sent."""
    told = {
        s["object"]["id"].rpartition("/")[2]: [s["object"]["definition"]["interactionType"], s["result"]["response"]]
        for s in statements
    }
    assert told == SENT["xapi"]
    assert not any({"score", "success"} & set(s["result"]) for s in statements)


@pytest.mark.parametrize("standard", ["xapi", "cmi5"])
def test_the_lrs_holds_answers_without_score_and_success(
    standard: str, packages: Packages, context: BrowserContext, lrs: RealLrs
) -> None:
    course, package = packages(GALLERY, standard)
    story = Story(Site(package, lrs.authorization.removeprefix("Basic ")), lrs, course)
    reader = Reader(context, course)
    page = reader.open(launch_cmi5(story) if standard == "cmi5" else story.url())
    reader.go_to("survey")
    send(reader.frame)
    page.locator("#exit").click()
    story.wait_for("terminated")
    story.site.close()
    story.assert_sound()
    assert_told(answered(story.statements(), course))
    (sent,) = (s for s in story.statements() if story.brief(s) == "completed survey")
    assert set(sent["result"]) == {"completion", "duration"}


@pytest.fixture
def anonymous(tmp_path: Path) -> Source:
    """Copy the gallery with an anonymous survey, under an address of its own."""
    source = Source(tmp_path / "course")
    shutil.copytree(GALLERY, source.root)
    source.replace("delivering/survey.yaml", "purpose: survey\n", "purpose: survey\nanonymous: true\n")
    source.replace("course.yaml", "org/question-gallery", f"org/{tmp_path.name}")
    return source


def assert_unnamed(statements: list[dict[str, Any]], course: Course) -> None:
    assert_told(statements)
    accounts = [statement["actor"]["account"] for statement in statements]
    assert {account["homePage"] for account in accounts} == {course.iri}
    assert len({account["name"] for account in accounts}) == 1
    assert accounts[0]["name"].startswith("anonymous-")
    assert {statement["timestamp"][10:] for statement in statements} == {"T00:00:00.000Z"}
    assert not any("registration" in statement["context"] for statement in statements)


def test_an_anonymous_survey_names_nobody_to_the_lrs(
    anonymous: Source, tmp_path: Path, context: BrowserContext, lrs: RealLrs
) -> None:
    course, package = build_package(anonymous.root, tmp_path / "built", "xapi")
    story = Story(Site(package, ""), lrs, course)
    reader = Reader(context, course)
    page = reader.open(story.url())
    reader.go_to("survey")
    expect(page.locator("#page article > .hint")).to_contain_text("sent without your name")
    send(page.main_frame)
    expect(page.locator("#page fieldset:visible")).to_have_count(0)
    page.locator("#exit").click()
    story.wait_for("terminated")
    story.site.close()
    assert answered(story.statements(), course) == []
    (sent,) = (s for s in story.statements() if story.brief(s) == "completed survey")
    assert sent["actor"]["account"] == ACTOR["account"]
    assert_unnamed(answered(lrs.statements(), course), course)


@pytest.mark.parametrize("standard", ["scorm12", "scorm2004-4th"])
def test_beside_scorm_the_lrs_has_the_answers_and_the_lms_has_none(
    standard: str, anonymous: Source, tmp_path: Path, context: BrowserContext, lrs: RealLrs, lms_for: Callable[..., Lms]
) -> None:
    home_page = f"https://lms.example.org/{tmp_path.name}"
    access = {"endpoint": lrs.endpoint, "homePage": home_page, "key": f"{USER}:{PASSWORD}"}
    file = tmp_path / "lrs.yaml"
    file.write_text("".join(f"{name}: {value}\n" for name, value in access.items()), "utf-8")
    course, package = build_package(anonymous.root, tmp_path / "built", standard, lrs=file)
    learner = Learner(context, lms_for(package, standard), course, "strict")
    frame = learner.launch()
    learner.go_to("survey")
    frame.locator("[data-question='useful'] input").first.check()
    state = learner.lms.stored
    assert not any(name.startswith("cmi.interactions.0") for name in state)
    send(frame)
    while len(answered(lrs.statements(), course)) < len(SENT["xapi"]):
        assert lrs.heard.acquire(timeout=15)
    assert_unnamed(answered(lrs.statements(), course), course)
    learner.leave()
    assert held(learner.lms) == []
    frame = learner.launch()
    expect(frame.locator("#page .quiz-result h2")).to_have_text("Sent. Thank you.")
    expect(frame.locator("#page fieldset:visible")).to_have_count(0)
    assert learner.mistakes() == []
