"""Checks in lessons: read as questions, counted in the state, sealed in the package, written with ids."""

from __future__ import annotations

import random

from scorm_export.commands.ids import with_ids
from scorm_export.course import state
from scorm_export.render import render
from sources import Source

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
