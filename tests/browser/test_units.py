"""Learners in cmi5 courses that are cut into several assignable units, each launched by itself before a real LRS."""

from __future__ import annotations

import json
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from playwright.sync_api import BrowserContext, expect
from test_lrs import CMI5
from test_parts import cut, take

from conftest import build_package
from launching import ACTOR, Reader, Site, Story, launch_cmi5
from learner import Learner
from real_lrs import RealLrs
from scorm_export.commands.new import STARTER
from scorm_export.course import Course, Part, Quiz
from sources import copy_of_starter
from validator import violations

pytestmark = pytest.mark.browser
CONTEXT = "https://w3id.org/xapi/cmi5/context"
SESSION = f"{CONTEXT}/extensions/sessionid"
MASTERY = f"{CONTEXT}/extensions/masteryscore"
Json = dict[str, Any]


class Launcher:
    """An LMS that launches the AUs of one registration as `cmi5.xml` describes them, under ids of its own (8.1.5)."""

    def __init__(self, course: Course, package: Path, lrs: RealLrs, context: BrowserContext) -> None:
        self.course, self.package, self.lrs, self.context = course, package, lrs, context
        self.units: dict[str, Any] = {
            str(unit.get("id")).rpartition("/")[2]: unit
            for unit in etree.parse(package / "cmi5.xml").iterfind(".//{*}au")
        }
        self.registration = str(uuid.uuid4())

    def activity_id(self, part: Part) -> str:
        return f"https://lms.example.org/units/{part.id}"

    @contextmanager
    def launched(self, part: Part) -> Iterator[Learner]:
        """Open an AU for a learner, who leaves it by its own button; the LRS then has all of the session."""
        unit = self.units[part.id]
        site = Site(self.package, self.lrs.authorization.removeprefix("Basic "))
        story = Story(site, self.lrs, self.course)
        story.registration = self.registration
        mastery = {"masteryScore": float(unit.get("masteryScore"))} if unit.get("masteryScore") else {}
        page = unit.findtext("{*}url")
        reader = Reader(self.context, self.course)
        url = launch_cmi5(story, unit_id=self.activity_id(part), page=page, moveOn=unit.get("moveOn"), **mastery)
        before = story.told().count("terminated course")
        tab = reader.open(url)
        yield reader
        reader.stands("saved")
        tab.locator("#exit").click()
        story.wait_for("terminated", before + 1)
        assert len(site.fetched) == 1
        tab.close()
        site.close()

    def sessions(self) -> list[list[Json]]:
        """Return what the LRS holds, session by session, each in the order in which it was said."""
        found: dict[str, list[Json]] = {}
        for statement in sorted(self.lrs.statements(registration=self.registration), key=lambda s: s["timestamp"]):
            found.setdefault(statement["context"]["extensions"][SESSION], []).append(statement)
        return list(found.values())


def verb(statement: Json) -> str:
    name: str = statement["verb"]["id"].rpartition("/")[2]
    return name


def categories(statement: Json) -> list[str]:
    return [activity["id"] for activity in statement["context"]["contextActivities"].get("category", [])]


def defined(session: list[Json]) -> list[Json]:
    return [statement for statement in session if CMI5 in categories(statement)]


def fail(learner: Learner, part: Part) -> Decimal:
    """Get the dearest question right and no other until no attempt is left; return the points."""
    (quiz,) = (activity for activity in part.activities if isinstance(activity, Quiz))
    dearest = max(quiz.questions, key=lambda question: question.points)
    wrong = {question.id for question in quiz.questions} - {dearest.id}
    take(learner, part, {quiz.id: wrong})
    for _ in range((quiz.attempts or 0) - 1):
        learner.try_again()
        learner.fill(quiz, wrong)
        learner.hand_in()
    return dearest.points


@pytest.mark.parametrize("structure", ["module", "lesson"])
def test_each_unit_tells_its_own_verdict_with_its_own_share(
    structure: str, tmp_path: Path, lrs: RealLrs, context: BrowserContext
) -> None:
    course, package = cut(STARTER, tmp_path, "cmi5", structure)
    parts = course.parts
    launcher = Launcher(course, package, lrs, context)
    assert list(launcher.units) == [part.id for part in parts]
    failing = next(part for part in parts if part.points)
    earned = {part.id: part.points for part in parts}
    for part in parts:
        with launcher.launched(part) as learner:
            if part is failing:
                earned[part.id] = fail(learner, part)
            else:
                take(learner, part, {})
    sessions = launcher.sessions()
    assert len(sessions) == len(parts)
    for part, session in zip(parts, sessions, strict=True):
        # A unit is completed by the first attempt of its quiz, and failed by the last.
        verdicts = [] if not part.points else ["failed"] if part is failing else ["passed"]
        told = ["completed", *verdicts] if part is failing else [*verdicts, "completed"]
        assert [verb(s) for s in defined(session)] == ["initialized", *told, "terminated"]
        assert (session[0], session[-1]) == (defined(session)[0], defined(session)[-1])
        own = launcher.activity_id(part)
        assert {s["object"]["id"] for s in defined(session)} == {own}
        for statement in session:
            grouped = [activity["id"] for activity in statement["context"]["contextActivities"]["grouping"]]
            assert statement["object"]["id"] == own or own in grouped
        scored = [s for s in defined(session) if "score" in s.get("result", {})]
        assert [verb(s) for s in scored] == verdicts
        for statement in scored:
            assert statement["result"]["score"] == share(earned[part.id], part.points)
            mastery = launcher.units[part.id].get("masteryScore")
            assert statement["context"]["extensions"][MASTERY] == float(mastery) == 0.8
    assert violations([s for session in sessions for s in session]) == []


def share(earned: Decimal, points: Decimal) -> Json:
    """Return the score of a unit: of its own points, which are whole in the starter (cmi5 9.5.1)."""
    return {"scaled": float(earned / points), "raw": int(earned), "min": 0, "max": int(points)}


def test_a_unit_that_is_done_says_nothing_twice_and_another_keeps_its_own_state(
    tmp_path: Path, lrs: RealLrs, context: BrowserContext
) -> None:
    course, package = cut(STARTER, tmp_path, "cmi5", "module")
    first, second = course.parts[:2]
    launcher = Launcher(course, package, lrs, context)
    with launcher.launched(first) as learner:
        take(learner, first, {})
    with launcher.launched(second) as learner:
        learner.go_to(second.activities[0].id)
    with launcher.launched(first) as learner:
        expect(learner.frame.locator(f"#page article[data-activity='{first.activities[-1].id}']")).to_be_visible()
        learner.go_to(first.activities[0].id)
    done, begun, again = launcher.sessions()
    assert [verb(s) for s in defined(done)] == ["initialized", "passed", "completed", "terminated"]
    assert [verb(s) for s in defined(begun)] == ["initialized", "terminated"]
    assert [verb(s) for s in again] == ["initialized", "terminated"]
    assert {s["object"]["id"] for s in again} == {launcher.activity_id(first)}


@pytest.mark.parametrize("preference", ["off", "on", None])
def test_videos_start_as_the_learner_prefers(
    preference: str | None, tmp_path: Path, lrs: RealLrs, context: BrowserContext
) -> None:
    """audioPreference, cmi5 11.2."""
    source = copy_of_starter(tmp_path / "source")
    video = '![A circle](cycle.mp4){captions="cycle.vtt"}\n\n::: transcript\nA circle.\n:::\n'
    source.write("going-further/cycle.mp4", "....ftypisom")
    source.write("going-further/cycle.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\nA circle.\n")
    for lesson in ("first-steps/a-lesson.md", "going-further/media.md"):
        source.write(lesson, source.text(lesson) + "\n" + video.replace("cycle.", "../going-further/cycle."))
    course, package = build_package(source.root, tmp_path, "cmi5")
    site = Site(package, lrs.authorization.removeprefix("Basic "))
    unit = Story(site, lrs, course)
    if preference:
        query = {"agent": json.dumps(ACTOR), "profileId": "cmi5LearnerPreferences"}
        prefers = {"languagePreference": "fr,en", "audioPreference": preference}
        assert put(lrs, "agents/profile", query, prefers) == HTTPStatus.NO_CONTENT
    reader = Reader(context, course)
    # One video is on display before the preferences are known, the other comes after.
    page = reader.open(f"{launch_cmi5(unit)}#/a-lesson")
    for lesson in ("a-lesson", "media"):
        reader.go_to(lesson)
        shown = page.locator(f"article[data-activity={lesson}] video")
        expect(shown).to_have_js_property("muted", preference == "off")
    page.close()
    unit.wait_for("terminated")
    site.close()


def put(lrs: RealLrs, resource: str, query: dict[str, str], document: Json) -> int:
    """Write a document as the LMS does, and return the status."""
    request = urllib.request.Request(
        f"{lrs.endpoint}{resource}?{urllib.parse.urlencode(query)}",
        json.dumps(document).encode(),
        method="PUT",
        headers={
            "Authorization": lrs.authorization,
            "X-Experience-API-Version": "1.0.3",
            "Content-Type": "application/json",
            "If-None-Match": "*",
        },
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        status: int = answer.status
    return status
