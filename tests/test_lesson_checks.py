"""Checks in lessons: read as questions, counted in the state, sealed in the package, written with ids."""

from __future__ import annotations

import random
import re

import pytest

from scorm_export import Diagnostics, check_course
from scorm_export.commands.ids import with_ids
from scorm_export.course import state
from scorm_export.records.outline import outline_of_course
from scorm_export.render import render
from scorm_export.render.player_data import lesson_items
from sources import GALLERY, Source

COURSES = GALLERY.parent
LESSON = "going-further/media.md"
CHECK = """
::: check Which of them learns? {#learns}
- [x] Whoever looks back {#b}
  > Yes, and then goes on.
- [ ] Whoever only goes on {#a}

> It takes both.
:::
"""


def add(starter: Source, text: str) -> Source:
    starter.write(LESSON, starter.text(LESSON) + text)
    return starter


def worst_case(starter: Source) -> int:
    assert starter.shown() == []
    assert starter.checked
    return state.worst_case(starter.checked.course)


def test_a_check_takes_room_as_a_quiz_of_one_question(starter: Source) -> None:
    before = worst_case(starter)
    assert worst_case(add(starter, CHECK)) == before + 10 + 4


def test_its_right_answer_and_feedback_stand_nowhere_in_clear(starter: Source) -> None:
    worst_case(add(starter, CHECK))
    assert starter.checked
    files = render(starter.checked, starter.root).files
    pages = [
        content.decode() for name, content in files.items() if name.startswith("page-") and isinstance(content, bytes)
    ]
    assert any("Which of them learns?" in page for page in pages)
    assert not any("and then goes on" in page or "It takes both" in page for page in pages)


def test_it_earns_nothing_and_needs_no_points(starter: Source) -> None:
    worst_case(add(starter, CHECK))
    assert starter.checked
    course = starter.checked.course
    (check,) = next(lesson for lesson in course.lessons if lesson.checks).practice
    assert (check.weight, check.attempts, course.scoring and course.scoring.total) == (0, None, 10)


def test_two_checks_of_a_lesson_have_ids_of_their_own(starter: Source) -> None:
    assert add(starter, CHECK + CHECK).rules() == ["duplicate-id"]


def test_a_check_does_not_take_the_id_of_a_video_in_its_lesson(starter: Source) -> None:
    starter.write("going-further/talk.mp4", "....ftypisom")
    starter.write("going-further/talk.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nA talk\n")
    video = '\n![A talk](talk.mp4){{captions="talk.vtt"{}}}\n\n::: transcript\nA talk.\n:::\n'
    add(starter, video.format(" #learns") + CHECK)
    assert starter.rules() == ["duplicate-id"]


def test_a_check_may_have_the_id_of_a_heading_or_of_what_programs_name_alike(starter: Source) -> None:
    starter.replace("course.yaml", "lesson_done: read", "lesson_done: done")
    names = ("end", "constructor", "media", "achievement", "a-heading")
    add(starter, "\n## A heading {#a-heading}\n" + "".join(CHECK.replace("learns", name) for name in names))
    assert starter.shown() == []
    assert starter.checked
    items = lesson_items(starter.checked.course)["media"]
    assert [item.get("id") for item in items] == [None, *names]
    keys = state.course_keys(starter.checked.course)
    assert len({key.short for key in keys.values()}) == len(keys)
    assert len({item["key"] for item in items}) == len(items)
    page = page_ids(starter)
    assert len(page) == len(set(page))


@pytest.mark.parametrize("name", ["__proto__", "End", "a b", "ä"])
def test_an_id_of_a_check_that_is_none_is_reported(starter: Source, name: str) -> None:
    assert add(starter, CHECK.replace("learns", name)).rules()


def page_ids(starter: Source) -> list[str]:
    """Return the ids of the elements on a lesson's page."""
    assert starter.checked
    content = render(starter.checked, starter.root).files["page-media.html"]
    assert isinstance(content, bytes)
    return re.findall(r'\bid="([^"]*)"', content.decode())


def test_a_list_of_tasks_outside_of_a_check_stays_one(starter: Source) -> None:
    add(starter, "\n- [x] done\n- [ ] to do\n")
    assert starter.shown() == []
    assert starter.checked
    assert not any(lesson.checks for lesson in starter.checked.course.lessons)


def test_a_check_in_code_is_code(starter: Source) -> None:
    add(starter, f"\n```markdown{CHECK}```\n")
    assert starter.shown() == []
    assert starter.checked
    assert not any(lesson.checks for lesson in starter.checked.course.lessons)


def test_a_check_elsewhere_is_reported(starter: Source) -> None:
    listed = "\n- first\n\n  ::: check Which? {#which}\n  - [x] this {#a}\n  - [ ] that {#b}\n  :::\n"
    assert "block-content" in add(starter, listed).rules()


def test_ids_are_written_into_a_lesson(starter: Source) -> None:
    add(starter, CHECK.replace(" {#learns}", "").replace(" {#a}", ""))
    assert starter.rules() == ["missing-id"]
    written, number = with_ids(starter.text(LESSON), random.Random(1))
    starter.write(LESSON, written)
    assert number == 2
    assert starter.shown() == []


NOTES = """
::: reflection What surprised you? {#surprise length=100}
:::

::: worksheet A plan {#plan}
Write, then print.

- The problem {#p length=60}
- What we try {#t}
:::
"""


def test_notes_take_room_for_what_is_kept_with_the_record(starter: Source) -> None:
    """A head of 10; of each field a head of 3, a length of 2, a letter, and four characters for every three bytes."""
    before = worst_case(starter)
    texts = [-(-4 * length // 3) for length in (100, 60)]
    assert worst_case(add(starter, NOTES)) == before + 2 * 10 + sum(3 + 2 + 1 + text for text in texts)


def test_a_field_without_a_length_stays_on_the_device(starter: Source) -> None:
    worst_case(add(starter, NOTES))
    assert starter.checked
    reflection, worksheet = next(lesson for lesson in starter.checked.course.lessons if lesson.notes).notes
    assert [each.on_device for each in (*reflection.fields, *worksheet.fields)] == [False, False, True]
    assert worksheet.title
    assert (worksheet.title.plain, worksheet.text and worksheet.text.plain) == ("A plan", "Write, then print.")


def test_what_is_wrong_with_notes_is_reported(starter: Source) -> None:
    assert "question-shape" in add(starter, "\n::: worksheet Empty {#empty}\nNothing to fill in.\n:::\n").rules()


def test_fields_without_ids_get_them(starter: Source) -> None:
    add(starter, NOTES.replace("#plan", "").replace("#p ", "").replace(" {#t}", ""))
    assert starter.rules() == ["missing-id"]
    written, number = with_ids(starter.text(LESSON), random.Random(1))
    starter.write(LESSON, written)
    assert number == 3
    assert starter.shown() == []


def test_every_lesson_of_the_reference_course_has_something_to_do_in_little_room() -> None:
    found = Diagnostics()
    checked = check_course(COURSES / "learning-health-systems", [], found)
    assert checked
    assert [lesson.id for lesson in checked.course.lessons if not (lesson.checks or lesson.notes)] == []
    assert state.worst_case(checked.course) <= 1500


@pytest.mark.parametrize(("when", "asked"), [("opened", None), ("read", ["end"]), ("done", ["end", "check"])])
def test_a_lesson_that_is_to_be_done_asks_for_its_checks(starter: Source, when: str, asked: list[str] | None) -> None:
    starter.replace("course.yaml", "lesson_done: read", f"lesson_done: {when}")
    worst_case(add(starter, CHECK + NOTES))
    assert starter.checked
    course = starter.checked.course
    items = lesson_items(course).get("media")
    assert (items and [item["kind"] for item in items]) == asked
    if when == "done":
        assert items
        assert items[-1]["id"] == "learns"
        assert items[-1]["key"] == state.course_keys(course)["media/learns"].long


def test_reports_keep_checks_apart_from_the_questions_of_quizzes(starter: Source) -> None:
    worst_case(add(starter, CHECK))
    assert starter.checked
    parts = outline_of_course(starter.checked.course).entries
    (check,) = [part for part in parts if part.kind == "check"]
    assert (check.id, check.iri.rpartition("/lessons/")[2]) == ("learns", "media/checks/learns")
