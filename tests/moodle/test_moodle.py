"""Learners in a real Moodle: what it holds of them whatever happens, and that the screen says no more than that."""

from __future__ import annotations

import random
import re
import shutil
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from killable import Device
from lxml import etree
from playwright.sync_api import expect

from between import Between
from conftest import REFERENCE, Enrol, Packages, write
from learner import questions_worth
from real_moodle import Activity, RealMoodle
from scorm_export.commands.new import STARTER
from scorm_export.course import Course, Quiz, Structure
from scorm_export.interface.words import words_for
from scorm_export.questions.single_choice.question import SingleChoice
from scorm_export.questions.true_false.question import TrueFalse
from sources import GALLERY
from student import Student

WORDS = words_for("en")["player"] | words_for("en")["quiz"]
TARGETS = ("scorm12", "scorm2004-3rd", "scorm2004-4th")
CUTS = (Structure.MODULE, Structure.LESSON)
NewDevice = Callable[[Activity, Course], Student]


def last_quiz(course: Course) -> Quiz:
    return list(course.quizzes)[-1]


def some(quiz: Quiz, count: int) -> list[str]:
    """Return ids of questions that stay as they are when they are answered twice."""
    return [q.id for q in quiz.questions if isinstance(q, SingleChoice | TrueFalse)][:count]


def new_edition(into: Path) -> Path:
    """The reference course with a new lesson in its first module and another title."""
    shutil.copytree(REFERENCE, into)
    for name, old, new in (
        ("course.yaml", "\nversion: 1.0.0\n", "\nversion: 1.1.0\n"),
        ("why-learning-matters/module.yaml", "  - quiz.yaml\n", "  - new.md\n  - quiz.yaml\n"),
    ):
        text = (into / name).read_text("utf-8")
        assert text.count(old) == 1
        (into / name).write_text(text.replace(old, new), "utf-8")
    matter = "id: new-lesson\ntitle: New in this edition\nkind: reading\nminutes: 1\nobjectives: [why-learning]"
    (into / "why-learning-matters/new.md").write_text(f"---\n{matter}\n---\n\nText.\n", "utf-8")
    return into


@pytest.mark.parametrize("target", TARGETS)
def test_exactly_80_points_are_grade_80_passed_and_complete_whatever_edition(
    target: str, enrol: Enrol, packages: Packages, tmp_path: Path
) -> None:
    student = enrol(REFERENCE, target)
    student.launch()
    first, last = next(student.course.quizzes), last_quiz(student.course)
    student.go_to(first.id)
    drafts = student.fill(first, only=some(first, 4))
    student.leave()
    student.launch()
    assert student.answers(first) == drafts
    student.leave()

    student.course, package = packages(new_edition(tmp_path / "edition"), target)
    student.activity.replace(package, status="passed")
    student.launch()
    assert student.answers(first) == drafts
    student.take_course({last.id: questions_worth(last, Decimal(20))})
    student.stands("saved")
    # Of 46 answers SCORM 2004 cannot say more while the page goes away.
    student.leave(heard=target == "scorm12")

    held = student.activity.held()
    assert (held.grade, held.status(), held.completion, held.attempts) == (80, "passed", "complete", 1)
    assert len(held.interactions()) == sum(quiz.length for quiz in student.course.quizzes)
    student.activity.replace(packages(REFERENCE, target)[1], status="passed")
    student.launch(status=None)
    expect(student.frame.locator("#verdict")).to_contain_text("80")
    student.leave(heard=False)
    held = student.activity.held()
    assert (held.grade, held.status(), held.completion) == (80, "passed", "complete")


@pytest.mark.parametrize("target", TARGETS)
def test_built_for_moodle_a_place_means_the_same_question_whatever_the_order_and_however_often(
    target: str, moodle: RealMoodle, new_device: NewDevice, tmp_path: Path
) -> None:
    course, package = write(STARTER, target, tmp_path, for_moodle=True)
    activity = moodle.add(package.path, status="passed")
    first, last = course.quizzes
    student = new_device(activity, course)
    student.launch()
    for quiz in (last, first):
        student.go_to(quiz.id)
        student.fill(quiz, wrong={question.id for question in quiz.questions})
        student.hand_in()
    student.leave()
    student.launch()
    student.go_to(first.id)
    student.try_again()
    student.fill(first)
    student.hand_in()
    student.leave()

    held = activity.held()
    assert held.interactions() == [f"{quiz.id}_{question.id}" for quiz in (first, last) for question in quiz.questions]
    results = [
        held.elements[name] for name in sorted(held.elements) if re.search(r"interactions[._]\d+\.result$", name)
    ]
    wrong = "wrong" if target == "scorm12" else "incorrect"
    assert results == ["correct"] * len(first.questions) + [wrong] * len(last.questions)


@pytest.mark.parametrize("structure", CUTS)
def test_exactly_80_points_of_a_cut_course_are_grade_80_and_complete_though_saves_come_late_and_in_any_order(
    structure: Structure, enrol: Enrol, between: Between
) -> None:
    late = random.Random(structure)
    between.delay = lambda: late.uniform(0, 0.6)
    student = enrol(REFERENCE, "scorm12", structure)
    course, quiz = student.course, last_quiz(student.course)
    wrong = {quiz.id: questions_worth(quiz, Decimal(20))}
    student.launch(status="sent")
    for part in course.parts:
        student.open_part(part)
        student.take_part(part, wrong)
    student.leave()

    lessons = [part for part in course.parts if not part.points]
    held = student.activity.held()
    assert {part.id: held.status(f"sco_{part.id}") for part in lessons} == {part.id: "completed" for part in lessons}
    passed = [part for part in course.parts if part.points]
    assert [held.status(f"sco_{part.id}") for part in passed] == ["passed"] * 4 + ["incomplete"]
    assert (held.grade, held.completion) == (80, "complete-pass")


def shows(student: Student, quiz: Quiz) -> set[str]:
    """Return the questions of the quiz on display that have an answer."""
    return {question for question, answer in student.answers(quiz).items() if answer}


def sit_at(device: Device, activity: Activity, course: Course, between: Between) -> Student:
    """Open the browser of a device and sign in."""
    student = Student(device.open(), between, activity, course)
    student.sign_in()
    return student


@pytest.mark.parametrize("target", TARGETS)
def test_a_browser_that_dies_while_nobody_works_loses_no_answer(
    target: str,
    moodle: RealMoodle,
    packages: Packages,
    devices: Callable[[], Device],
    between: Between,
    new_device: NewDevice,
) -> None:
    course, package = packages(REFERENCE, target)
    activity = moodle.add(package)
    device, quiz = devices(), last_quiz(course)
    student = sit_at(device, activity, course, between)
    student.launch()
    student.go_to(quiz.id)
    answered = student.fill(quiz, only=[q.id for q in quiz.questions[:4]])
    student.stands("saved", seconds=60)
    device.kill()

    elsewhere = new_device(activity, course)
    elsewhere.launch()
    assert elsewhere.answers(quiz) == answered


@pytest.mark.parametrize("target", TARGETS)
def test_the_last_tab_of_a_browser_closes_and_no_answer_is_lost(
    target: str, moodle: RealMoodle, packages: Packages, devices: Callable[[], Device], between: Between
) -> None:
    course, package = packages(REFERENCE, target)
    activity = moodle.add(package)
    device, quiz = devices(), last_quiz(course)
    student = sit_at(device, activity, course, between)
    student.launch()
    student.go_to(quiz.id)
    answered = student.fill(quiz, only=[q.id for q in quiz.questions[:13]])
    device.close_last_tab()

    again = sit_at(device, activity, course, between)
    again.launch()
    again.go_to(quiz.id)
    assert again.answers(quiz) == answered


@pytest.mark.parametrize("seed", range(6))
def test_a_browser_killed_at_any_moment_loses_nothing_that_was_told_saved(
    seed: int,
    moodle: RealMoodle,
    packages: Packages,
    devices: Callable[[], Device],
    between: Between,
    new_device: NewDevice,
) -> None:
    chance = random.Random(seed)
    course, package = packages(REFERENCE, TARGETS[seed % 3])
    activity = moodle.add(package)
    device, quiz = devices(), last_quiz(course)
    student = sit_at(device, activity, course, between)
    student.launch()
    student.go_to(quiz.id)
    told: set[str] = set()
    end = time.monotonic() + chance.uniform(3, 12)
    for question in chance.sample(quiz.questions, 12):
        student.fill(quiz, only=[question.id])
        rest = time.monotonic() + chance.choice([0, 0, 0.5, 3])
        while True:
            # What stands there is read first: what comes after it is not what was told.
            answered = shows(student, quiz)
            if student.status == "saved":
                told = answered
            if time.monotonic() >= min(rest, end):
                break
        if time.monotonic() >= end:
            break
    device.kill()

    elsewhere = new_device(activity, course)
    elsewhere.launch()
    elsewhere.go_to(quiz.id)
    assert shows(elsewhere, quiz) >= told


def french(into: Path) -> Path:
    """The starter course with the player's words in French."""
    shutil.copytree(STARTER, into)
    text = (into / "course.yaml").read_text("utf-8")
    (into / "course.yaml").write_text(text.replace("\nlanguage: en\n", "\nlanguage: fr\n"), "utf-8")
    return into


@pytest.mark.parametrize("target", TARGETS)
def test_who_was_signed_out_reads_so_and_loses_nothing(
    target: str, moodle: RealMoodle, enrol: Enrol, tmp_path: Path
) -> None:
    words = words_for("fr")["player"] | words_for("fr")["quiz"]
    student = enrol(french(tmp_path / "source"), target)
    student.launch()
    first, last = student.course.quizzes
    student.go_to(first.id)
    answered = student.fill(first)
    moodle.sign_everybody_out()

    student.hand_in()
    student.stands("signed-out", seconds=60)
    expect(student.frame.locator("#save-status")).to_have_text(words["signed-out"])
    expect(student.frame.locator("#notice")).to_contain_text(words["notice_signed-out"])
    student.read_on()
    failed = student.frame.locator("#page")
    expect(failed).to_contain_text(words["load_signed_out"])
    expect(failed).not_to_contain_text(words["load_failed"])
    student.stands("signed-out")

    student.sign_in()
    student.frame.locator("#page").get_by_role("button", name=words["load_again"]).click()
    expect(student.frame.locator("#page article[data-activity='media']")).to_be_visible()
    assert student.activity.held().grade is None
    assert student.status != "saved"
    student.leave(heard=False)
    student.launch()
    student.go_to(first.id)
    assert student.answers(first) == answered
    expect(student.frame.locator("#page .quiz-result")).to_be_visible()
    student.stands("saved")
    for lesson in ("a-lesson", "media"):
        student.go_to(lesson)
        student.read_to_the_end()
    student.go_to(last.id)
    student.fill(last)
    student.hand_in()
    student.stands("saved")
    held = student.activity.held()
    assert (held.grade, held.status(), held.completion) == (100, "passed", "complete")


def test_who_was_signed_out_in_a_cut_course_is_not_told_saved_and_loses_nothing(
    moodle: RealMoodle, enrol: Enrol
) -> None:
    student = enrol(STARTER, "scorm12", Structure.MODULE)
    first_part, second_part = student.course.parts
    first, _ = student.course.quizzes
    student.launch(status="sent")
    student.open_part(second_part)
    student.open_part(first_part)
    student.go_to(first.id)
    student.fill(first)
    moodle.sign_everybody_out()

    student.hand_in()
    assert student.status in ("saving", "sent", "signed-out")
    student.frame.locator(".course-title").click()
    student.frame.locator("#home a[data-activity='a-lesson']").first.click()
    expect(student.frame.locator("#page")).to_contain_text(WORDS["load_signed_out"])
    student.stands("signed-out")

    student.sign_in()
    student.leave(heard=False)
    student.launch(status=None)
    student.open_part(first_part)
    student.go_to(first.id)
    expect(student.frame.locator("#page .quiz-result")).to_be_visible()
    student.leave()
    assert student.activity.held_when(lambda held: held.grade == 50).grade == 50


@pytest.mark.parametrize("target", TARGETS)
def test_refused_saves_come_again_and_nothing_is_lost(target: str, enrol: Enrol, between: Between) -> None:
    student = enrol(STARTER, target)
    student.launch()
    first, _ = student.course.quizzes
    student.go_to(first.id)
    student.fill(first)
    between.refusing = True
    student.hand_in()
    student.stands("unsaved", "device", seconds=60)
    expect(student.frame.locator("#notice")).to_be_visible()

    between.refusing = False

    student.stands("saved", seconds=90)
    held = student.activity.held()
    assert held.grade == 50
    # In SCORM 1.2 Moodle takes those for stored that were in the save that failed.
    told = 0 if target == "scorm12" else len(first.questions)
    assert len(held.interactions()) == len(set(held.interactions())) == told


def test_what_a_cut_course_lost_on_the_way_is_handed_on_by_the_device(enrol: Enrol, between: Between) -> None:
    student = enrol(STARTER, "scorm12", Structure.MODULE)
    first_part, second_part = student.course.parts
    first, _ = student.course.quizzes
    student.launch(status="sent")
    student.open_part(second_part)
    student.open_part(first_part)
    student.go_to(first.id)
    student.fill(first)
    between.refusing = True
    student.hand_in()
    assert student.status in ("saving", "sent")
    student.leave()
    assert student.activity.held().grade in (None, 0)

    between.refusing = False
    student.launch(status=None)
    student.open_part(first_part)

    student.go_to(first.id)
    expect(student.frame.locator("#page .quiz-result")).to_be_visible()
    student.leave()
    assert student.activity.held_when(lambda held: held.grade == 50).grade == 50


@pytest.mark.parametrize("structure", CUTS)
def test_who_comes_back_to_a_part_with_a_result_keeps_it_and_is_recorded(structure: Structure, enrol: Enrol) -> None:
    student = enrol(STARTER, "scorm12", structure)
    parts = {activity.id: part for part in student.course.parts for activity in part.activities}
    first, last = student.course.quizzes
    student.launch(status="sent")
    student.open_quiz(first)
    student.fill(first, {"plain-text"})
    student.hand_in()
    student.open_part(parts["media"])

    student.open_quiz(first)

    student.stands("sent")
    expect(student.frame.locator("#page .quiz-result")).to_be_visible()
    student.try_again()
    student.fill(first)
    student.hand_in()
    student.open_quiz(last)
    student.fill(last)
    student.hand_in()
    student.leave()
    held = student.activity.held_when(lambda held: held.grade == 100)
    assert (held.grade, held.completion) == (100, "complete-pass")
    # The second visit was recorded as well.
    assert held.attempt()[f"sco_{parts[first.id].id}"]["cmi.core.score.raw"] == "50"


@pytest.mark.parametrize("target", [target for target in TARGETS if target != "scorm12"])
def test_with_46_recorded_answers_what_is_saved_on_leaving_is_there_again(target: str, enrol: Enrol) -> None:
    """From some 30 on Moodle's beacon is too small for the model, so nothing of it waits for the page to go away."""
    student = enrol(REFERENCE, target)
    course, last = student.course, last_quiz(student.course)
    student.launch()
    wrong = questions_worth(last, Decimal(25))
    student.take_course({last.id: wrong})
    student.go_to(last.id)
    student.try_again()
    drafts = student.fill(last, only=wrong)
    student.leave(heard=False)

    held = student.activity.held()
    assert len(held.interactions()) == sum(quiz.length for quiz in course.quizzes) == 46
    assert (held.grade, held.status(), held.elements["cmi.exit"]) == (75, "incomplete", "suspend")
    assert held.elements["cmi.location"]
    assert held.elements["cmi.session_time"] != "PT0S"
    student.launch()
    assert student.answers(last) == drafts


@pytest.mark.parametrize("target", TARGETS)
def test_a_second_window_takes_over_and_nothing_is_lost(target: str, enrol: Enrol, between: Between) -> None:
    first_window = enrol(STARTER, target)
    second_window = Student(first_window.context, between, first_window.activity, first_window.course)
    first, last = first_window.course.quizzes
    first_window.launch()
    first_window.go_to(first.id)
    answered = first_window.fill(first)

    second_window.launch(status="elsewhere")
    expect(second_window.frame.locator("#save-status")).to_have_text(WORDS["elsewhere"])
    before = len(between.saves)
    second_window.go_to(first.id)
    expect(second_window.frame.locator("#page fieldset input").first).to_be_disabled()
    assert len(between.saves) == before
    second_window.frame.get_by_role("button", name=WORDS["go_on_here"]).click()

    second_window.stands("saved")
    first_window.stands("elsewhere")
    assert second_window.answers(first) == answered
    second_window.hand_in()
    first_window.leave(heard=False)
    for lesson in ("media", "a-lesson"):
        second_window.go_to(lesson)
        second_window.read_to_the_end()
    second_window.go_to(last.id)
    second_window.fill(last)
    second_window.hand_in()
    second_window.stands("saved")
    second_window.leave()
    held = first_window.activity.held()
    assert (held.grade, held.status(), held.completion, held.attempts) == (100, "passed", "complete", 1)
    assert len(held.interactions()) == len(set(held.interactions())) == 3


def with_long_texts(into: Path) -> Path:
    """The starter course with a quiz of four questions that are answered with long texts."""
    shutil.copytree(STARTER, into)
    module = into / "going-further/module.yaml"
    module.write_text(module.read_text("utf-8").replace("  - quiz.yaml\n", "  - quiz.yaml\n  - texts.yaml\n"), "utf-8")
    questions = "".join(
        f"  - id: text-{n}\n    type: long-answer\n    objectives: [write]\n    length: 800\n"
        f"    prompt: “Qu’en pensez-vous ?” Écrivez à l’aide d’un exemple.\n    model: A great deal.\n"
        for n in range(4)
    )
    (into / "going-further/texts.yaml").write_text(
        f"id: texts\ntitle: Texts\nminutes: 9\nquestions:\n{questions}", "utf-8"
    )
    return into


@pytest.mark.parametrize("target", [target for target in TARGETS if target != "scorm12"])
def test_four_texts_of_800_characters_are_whole_on_another_device(
    target: str, enrol: Enrol, new_device: NewDevice, tmp_path: Path
) -> None:
    student = enrol(with_long_texts(tmp_path / "source"), target)
    student.launch()
    student.go_to("texts")
    sentence = (
        "What “they” said, é, ✓ & <b>, in all the parts of the country, at its {n}th time and with a % and a | sign. "
    )
    texts = [(sentence.replace("{n}", str(n)) * 20)[:800].strip() for n in range(4)]
    for n, text in enumerate(texts):
        student.form(f"text-{n}").locator("textarea").fill(text)
    assert [student.form(f"text-{n}").locator("textarea").input_value() for n in range(4)] == texts
    student.leave()

    elsewhere = new_device(student.activity, student.course)
    elsewhere.launch()

    assert [elsewhere.form(f"text-{n}").locator("textarea").input_value() for n in range(4)] == texts


def last_quiz_once(into: Path) -> Path:
    """The starter course with one attempt in its last quiz."""
    shutil.copytree(STARTER, into)
    quiz = into / "going-further/quiz.yaml"
    quiz.write_text(quiz.read_text("utf-8").replace("minutes: 3\n", "minutes: 3\nattempts: 1\n"), "utf-8")
    return into


@pytest.mark.parametrize("target", TARGETS)
def test_who_failed_comes_back_for_reading_and_a_pass_of_an_open_window_counts(
    target: str, enrol: Enrol, new_device: NewDevice, tmp_path: Path
) -> None:
    laptop = enrol(last_quiz_once(tmp_path / "source"), target)
    phone = new_device(laptop.activity, laptop.course)
    last = last_quiz(laptop.course)
    laptop.launch()
    phone.launch()
    phone.take_course({last.id: {"good-question"}})
    phone.stands("saved")
    phone.leave()
    held = phone.activity.held()
    assert (held.grade, held.status(), held.completion) == (50, "failed", "incomplete")
    phone.launch(status=None)
    expect(phone.frame.locator("#save-status")).to_have_text(WORDS["reviewing"])
    phone.leave(heard=False)

    laptop.take_course({})
    laptop.stands("saved")
    laptop.leave()

    held = laptop.activity.held()
    assert (held.grade, held.status(), held.completion) == (100, "passed", "complete")


def in_moodle_xml(file: Path) -> int:
    return int(etree.parse(file).xpath("count(/quiz/question[@type != 'category'])"))


def in_gift(file: Path) -> int:
    return len(re.findall(r"^::", file.read_text("utf-8"), re.MULTILINE))


@pytest.mark.parametrize(
    ("form", "ending", "number_in"), [("xml", ".moodle.xml", in_moodle_xml), ("gift", ".gift.txt", in_gift)]
)
@pytest.mark.parametrize("source", [REFERENCE, GALLERY, STARTER], ids=lambda source: source.name)
def test_every_question_arrives_in_moodles_question_bank(
    source: Path, form: str, ending: str, number_in: Callable[[Path], int], moodle: RealMoodle, tmp_path: Path
) -> None:
    _, package = write(source, "questions", tmp_path)
    (file,) = (path for path in package.beside if path.name.endswith(ending))
    given = number_in(file)

    said = moodle.php("import_questions.php", file=file, format=form, course=f"bank-{source.name}-{form}")

    assert given
    assert (said["n"], said["errors"]) == (given, 0)
    judged = [found for found in said["questions"] if found["mark_correct"] is not None]
    assert [found["name"] for found in judged if found["mark_correct"] != pytest.approx(found["mark"])] == []
    assert [found["name"] for found in said["questions"] if "engine_error" in found] == []
