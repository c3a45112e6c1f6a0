"""What the packages of xAPI and cmi5 tell: activities under the course's IRI, and the structure an LMS reads."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from scorm_export import TARGETS, build
from scorm_export.course import Completion, Course, Extent, Scoring, Structure
from scorm_export.render import Site, render
from scorm_export.targets.cmi5 import manifest as cmi5
from scorm_export.targets.xapi import activities
from sources import Source

IRI = "https://courses.example.org/my-course"
CMI5 = "{https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd}"


def course_of(source: Source) -> Course:
    source.check()
    assert source.checked, source.found
    return source.checked.course


def site_of(source: Source) -> Site:
    course_of(source)
    assert source.checked
    return render(source.checked, source.root)


def every(course: Course) -> Iterator[dict[str, Any]]:
    told = activities.course_activities(course)
    yield told["course"]
    for group in ("modules", "activities", "objectives"):
        yield from told[group].values()
    for activity in course.activities:
        yield from activities.page_activities(course, activity).values()


def structure(site: Site) -> Any:
    content = TARGETS["cmi5"].describe(site)["cmi5.xml"]
    assert isinstance(content, bytes)
    return etree.fromstring(content)


def test_every_activity_has_an_iri_of_its_own_under_the_courses(starter: Source) -> None:
    found = list(every(course_of(starter)))
    ids = [activity["id"] for activity in found]
    assert len(ids) == len(set(ids)) == 1 + 2 + 4 + 2 + 3
    assert all(one == IRI or one.startswith(f"{IRI}/") for one in ids)
    assert all(activity["definition"]["type"].startswith("http") for activity in found)
    assert all(set(activity["definition"]["name"]) == {"en", "en-US"} for activity in found)


def test_ids_do_not_follow_wording_or_order(starter: Source) -> None:
    before = {activity["id"] for activity in every(course_of(starter))}
    starter.replace("course.yaml", "  - first-steps\n  - going-further\n", "  - going-further\n  - first-steps\n")
    starter.replace("first-steps/module.yaml", "title: First steps", "title: The beginning")
    starter.replace("first-steps/quiz.yaml", "A course kept as text can be reviewed line by line.", "Other words.")
    assert {activity["id"] for activity in every(course_of(starter))} == before


@pytest.mark.parametrize(
    ("language", "tags"), [("en", {"en", "en-US"}), ("en-GB", {"en-GB", "en"}), ("fr", {"fr"}), ("pt-BR", {"pt-BR"})]
)
def test_texts_go_by_the_courses_language(starter: Source, language: str, tags: set[str]) -> None:
    course = replace(course_of(starter), language=language)
    assert set(activities.language_map("text", course)) == tags


def test_a_question_is_told_with_what_could_be_chosen_and_not_what_is_right(starter: Source) -> None:
    course = course_of(starter)
    first, last = (activities.page_activities(course, quiz) for quiz in course.quizzes)
    assert first["id-change"]["id"] == f"{IRI}/quizzes/first-quiz/questions/id-change"
    one = first["id-change"]["definition"]
    assert one["interactionType"] == "choice"
    assert [choice["id"] for choice in one["choices"]] == ["a", "b", "c"]
    assert one["choices"][1]["description"]["en"] == "The id"
    two = first["plain-text"]["definition"]
    assert two["interactionType"] == "true-false"
    assert "choices" not in two
    definitions = [page["definition"] for page in (*first.values(), *last.values())]
    assert not any("correctResponsesPattern" in definition for definition in definitions), "it is for the player to add"


def test_a_long_prompt_has_a_short_name_and_is_whole_in_the_description(starter: Source) -> None:
    words = " ".join(f"word{n}" for n in range(60))
    starter.replace("first-steps/quiz.yaml", "A course kept as text can be reviewed line by line.", words)
    course = course_of(starter)
    definition = activities.page_activities(course, next(course.quizzes))["plain-text"]["definition"]
    assert definition["description"]["en"] == words
    assert len(definition["name"]["en"]) <= 120
    assert definition["name"]["en"].endswith("…")
    assert words.startswith(definition["name"]["en"].removesuffix("…"))


def test_videos_have_permanent_ids(starter: Source) -> None:
    def videos(attributes: str) -> dict[str, str]:
        text = starter.text("going-further/media.md")
        start = text.index("![A circle")
        end = text.index("\n", start)
        video = f'![A circle](cycle.mp4){{captions="cycle.vtt"{attributes}}}\n\n::: transcript\nA circle.\n:::'
        starter.write("going-further/media.md", text[:start] + video + text[end:])
        course = course_of(starter)
        lesson = next(lesson for lesson in course.lessons if lesson.id == "media")
        found = {name: video["id"] for name, video in activities.page_activities(course, lesson).items()}
        page = render(starter.checked, starter.root).files["page-media.html"]  # type: ignore[arg-type]
        identifiers = {name: f"_{name}" if attributes else name for name in found}
        assert all(f'<video id="{i}" data-video="{name}"'.encode() in page for name, i in identifiers.items())  # type: ignore[operator]
        starter.write("going-further/media.md", text)
        return found

    starter.write("going-further/cycle.mp4", "....ftypisom")
    starter.write("going-further/cycle.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nA circle\n")
    assert videos("") == {"video-cycle": f"{IRI}/lessons/media/videos/cycle"}
    assert videos(" #cycle") == {"cycle": f"{IRI}/lessons/media/videos/cycle"}
    assert videos(" #wheel") == {"wheel": f"{IRI}/lessons/media/videos/wheel"}


@pytest.mark.parametrize("standard", ["xapi", "cmi5"])
def test_the_player_is_handed_the_course_and_each_quiz_its_questions(
    standard: str, starter: Source, tmp_path: Path
) -> None:
    course = course_of(starter)
    assert starter.checked
    (package,) = build(starter.checked, starter.root, [TARGETS[standard]], tmp_path)
    with zipfile.ZipFile(package.path) as archive:
        player, page = (archive.read(name).decode() for name in ("player.js", "page-first-quiz.js"))
        lesson = archive.read("page-a-lesson.js").decode()
    head = player.splitlines()[0].removeprefix("window.courseActivities=").removesuffix(";")
    assert json.loads(head) == activities.course_activities(course, with_profile=standard == "xapi")
    call = page.splitlines()[-1].removeprefix("pageActivities(").removesuffix(");")
    assert json.loads(f"[{call}]") == ["first-quiz", activities.page_activities(course, next(course.quizzes))]
    assert "pageActivities" not in lesson


@pytest.mark.parametrize("standard", ["xapi", "cmi5"])
def test_a_lesson_with_videos_brings_what_follows_them(standard: str, starter: Source, tmp_path: Path) -> None:
    starter.write("going-further/cycle.mp4", "....ftypisom")
    starter.write("going-further/cycle.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nA circle\n")
    video = '![A circle](cycle.mp4){captions="cycle.vtt"}\n\n::: transcript\nA circle.\n:::'
    starter.write("going-further/media.md", f"{starter.text('going-further/media.md')}\n\n{video}\n")
    course_of(starter)
    assert starter.checked
    (package,) = build(starter.checked, starter.root, [TARGETS[standard]], tmp_path)
    with zipfile.ZipFile(package.path) as archive:
        pages = {name: archive.read(name).decode() for name in archive.namelist() if name.startswith("page-")}
    assert [name for name, page in pages.items() if "courseVideos" in page] == ["page-media.js"]


def test_the_profile_lies_beside_the_package_of_xapi_alone(starter: Source, tmp_path: Path) -> None:
    course_of(starter)
    assert starter.checked
    packages = list(build(starter.checked, starter.root, TARGETS.values(), tmp_path))
    beside = {package.target.name: [path.name for path in package.beside] for package in packages}
    assert beside.pop("xapi") == ["my-course-1.0.0-xapi-profile.jsonld"]
    assert beside.pop("questions") == ["my-course-1.0.0-questions.moodle.xml", "my-course-1.0.0-questions.gift.txt"]
    assert set(map(tuple, beside.values())) == {()}


def test_only_the_course_is_in_the_descriptor_of_xapi(starter: Source) -> None:
    content = TARGETS["xapi"].describe(site_of(starter))["tincan.xml"]
    assert isinstance(content, bytes)
    (group,) = etree.fromstring(content)
    (activity,) = group
    assert activity.get("id") == IRI
    assert [etree.QName(child).localname for child in activity] == ["name", "description", "launch", "extensions"]
    assert activity[2].text == "index.html"


def test_one_unit_for_the_course_has_its_rules(starter: Source) -> None:
    root = structure(site_of(starter))
    (unit,) = root.iter(f"{CMI5}au")
    assert unit.get("id") == f"{IRI}/units/my-course"
    assert (unit.get("moveOn"), unit.get("masteryScore")) == ("CompletedAndPassed", "0.8")
    assert unit.findtext(f"{CMI5}url") == "index.html"
    assert root.find(f"{CMI5}block") is None


def test_a_course_that_shares_its_id_with_a_module_is_one_unit_all_the_same(starter: Source) -> None:
    starter.replace("course.yaml", "id: my-course", "id: first-steps")
    root = structure(site_of(starter))
    (unit,) = root.iter(f"{CMI5}au")
    assert unit.get("activityType").rpartition("/")[2] == "course"
    assert root.find(f"{CMI5}block") is None


def test_units_of_activities_stand_in_their_modules_block(starter: Source) -> None:
    root = structure(cut(starter, Structure.LESSON))
    first, second = root.iter(f"{CMI5}block")
    assert [unit.get("id").rpartition("/")[2] for unit in first.iter(f"{CMI5}au")] == ["a-lesson", "first-quiz"]
    assert [unit.get("moveOn") for unit in first.iter(f"{CMI5}au")] == ["Completed", "CompletedAndPassed"]
    kinds = [unit.get("activityType").rpartition("/")[2] for unit in second.iter(f"{CMI5}au")]
    assert kinds == ["lesson", "assessment"]
    assert [unit.findtext(f"{CMI5}url") for unit in first.iter(f"{CMI5}au")] == [
        "part-a-lesson.html",
        "part-first-quiz.html",
    ]
    unique(root)


def test_units_of_modules_have_the_courses_rules(starter: Source) -> None:
    root = structure(cut(starter, Structure.MODULE))
    units = list(root.iter(f"{CMI5}au"))
    assert [unit.get("activityType").rpartition("/")[2] for unit in units] == ["module", "module"]
    assert [(unit.get("moveOn"), unit.get("masteryScore")) for unit in units] == [("CompletedAndPassed", "0.8")] * 2
    unique(root)


def cut(source: Source, structure: Structure) -> Site:
    course = course_of(source)
    assert source.checked
    return render(replace(source.checked, course=replace(course, structure=structure)), source.root)


def unique(root: Any) -> None:
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("passing", "total", "share"),
    [
        ("8", "10", "0.8"),
        ("2", "3", "0.66"),
        ("10", "10", "1"),
        ("0.01", "1000", "0"),
        ("12.5", "100", "0.12"),
        ("99.9", "100", "0.99"),
    ],
)
def test_who_reaches_the_pass_mark_reaches_the_mastery_score(
    passing: str, total: str, share: str, starter: Source
) -> None:
    course = course_of(starter)
    assert course.scoring
    scoring = Scoring(total=Decimal(total), passing=Decimal(passing), origin=course.scoring.origin)
    rules = cmi5._rules(replace(course, scoring=scoring), course.parts[0])
    assert rules["masteryScore"] == share
    assert Decimal(share) <= Decimal(passing) / Decimal(total)


@pytest.mark.parametrize(
    ("lessons", "quizzes", "scored", "move_on"),
    [
        (Extent.ALL, Extent.ALL, True, "CompletedAndPassed"),
        (Extent.NONE, Extent.ALL, True, "CompletedAndPassed"),
        (Extent.ALL, Extent.NONE, True, "CompletedAndPassed"),
        (Extent.NONE, Extent.NONE, True, "Passed"),
        (Extent.ALL, Extent.NONE, False, "Completed"),
        (Extent.NONE, Extent.NONE, False, "NotApplicable"),
    ],
)
def test_a_unit_is_satisfied_as_the_course_asks(
    lessons: Extent,
    quizzes: Extent,
    scored: bool,
    move_on: str,
    starter: Source,
) -> None:
    course = course_of(starter)
    asked = replace(
        course, completion=Completion(lessons=lessons, quizzes=quizzes), scoring=course.scoring if scored else None
    )
    (whole,) = asked.parts
    part = whole if scored else replace(whole, activities=tuple(course.lessons))
    assert cmi5._rules(asked, part)["moveOn"] == move_on


def test_the_same_source_gives_the_same_bytes_in_every_process(starter: Source, tmp_path: Path) -> None:
    def built(name: str, seed: str) -> dict[str, bytes]:
        command = [sys.executable, "-m", "scorm_export", "build", str(starter.root), "--output", str(tmp_path / name)]
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": f"UTC{seed}"}
        targets = ["--target", "xapi", "--target", "cmi5"]
        subprocess.run([*command, *targets], check=True, capture_output=True, env=environment)
        return {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()}

    one = built("one", "1")
    assert len(one) == 3
    assert built("two", "2") == one
