"""Answers in reports of an LMS: Moodle's report on interactions, and rows with an answer each."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from reported import reported
from scorm_export.commands.main import main
from scorm_export.records.outline import outline_of_course
from scorm_export.records.simulate.learners import simulate
from scorm_export.records.store import Store
from transcript_course import START, course_in

Json = dict[str, Any]
NAMES = {
    "en": ("Name", "Email address", "Attempt", "Started on", "Last accessed on", "Score"),
    "fr": ("Nom", "Adresse de courriel", "Tentative", "Commencé le", "Dernier accès le", "Score"),
    "ar": ("الاسم", "عنوان البريد الإلكتروني", "المحاولة", "بدأت في", "آخر دخول", "الدرجة"),
}
CELLS = {
    "en": ("Question {}", "Response {}", "Right answer {}", "Result {}"),
    "fr": ("Question {}", "Réponse {}", "Réponse correcte {}", "Résultat {}"),
    "ar": ("السؤال {}", "الاستجابة {}", "الإجابة الصحيحة {}", "النتيجة {}"),
}
MAP = "report: moodle-interactions\nlearner: {}\nhomePage: https://lms.example.org\n"
TIME = "Monday, 5 January 2026, 10:23 AM"


@pytest.fixture(autouse=True)
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def report(
    rows: Iterable[Iterable[str]], questions: int, tag: str = "en", scos: tuple[str, ...] = ("A course",)
) -> str:
    """Write rows as Moodle does: escaped, with tabs."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    cells = [cell.format(n) for n in range(questions) for cell in CELLS[tag]]
    writer.writerow([*NAMES[tag], *scos, *cells])
    writer.writerows([html.escape(cell, quote=True) for cell in row] for row in rows)
    return text.getvalue()


def pull(text: str, mapping: str = MAP.format("Email address"), *more: str) -> Result:
    Path("report.txt").write_text(text, encoding="utf-8")
    Path("map.yaml").write_text(mapping, encoding="utf-8")
    asked = ["records", "pull", "report.txt", "--map", "map.yaml", "--course", "course", *more]
    result = CliRunner().invoke(main, asked)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def as_scorm(said: Json) -> list[str]:
    """Return the four cells of an answer as SCORM 1.2 has it."""
    about = said["object"]
    quiz, _, question = about["id"].rsplit("/", 3)[1:]
    result, kind = said["result"], about["definition"]["interactionType"]
    response = result.get("response", "").replace("[,]", ",").replace("[.]", ".")
    response = response[:1] if kind == "true-false" else response
    raw, most = result["score"]["raw"], result["score"]["max"]
    return [f"{quiz}_{question}", response, "", "correct" if raw == most else f"{raw:g}" if raw > 0 else "wrong"]


@pytest.mark.parametrize("tag", NAMES)
def test_questions_have_the_same_statistics_as_from_statements(tag: str, tmp_path: Path) -> None:
    course = course_in(tmp_path / "course")
    said = [s for s in simulate(course, 60, 3, START) if "/questions/" in s["object"]["id"]]
    first = [s for s in said if s["context"]["extensions"]["http://id.tincanapi.com/extension/attempt-id"] == "1"]
    (tmp_path / "directly").mkdir()
    directly = reported(course, first, tmp_path / "directly")
    rows = []
    for learner in dict.fromkeys(s["actor"]["account"]["name"] for s in first):
        cells = [cell for s in first if s["actor"]["account"]["name"] == learner for cell in as_scorm(s)]
        rows.append(["A <b>", learner, "1", TIME, TIME, "80", "80/100", *cells])
    rows.append(["N", "never-came", "-", "-", "-", "-", "Not attempted", *[""] * 12])
    result = pull(report(rows, 3, tag), MAP.format(NAMES[tag][1]))
    assert (result.exit_code, "already known" in result.output) == (0, True), result.output
    with Store(Path("records.duckdb")) as store:
        pulled = type(directly)(store, outline_of_course(course))
        for table in ("questions", "options", "quizzes"):
            one, other = directly.rows(table), pulled.rows(table)
            for row in (*one, *other):
                for name in ("time", "iri", "position"):
                    row.pop(name, None)
            assert len(one) == len(other) > 0
            for expected, found in zip(one, other, strict=True):
                assert found == pytest.approx(expected, nan_ok=True), table
        started = store.rows("SELECT count(DISTINCT account) FROM learners")
        assert started == [(len(rows) - 1,)]
        scored = "SELECT DISTINCT raw, most FROM statements JOIN verbs USING (verb) WHERE verbs.name = 'scored'"
        assert store.rows(scored) == [(80, 100)]


ONE = ["check_single-loop", "a", "b", "wrong"]
RIGHT = ["check_single-loop", "b", "b", "correct"]


def answers() -> list[tuple[Any, ...]]:
    with Store(Path("records.duckdb")) as store:
        return store.rows(
            "SELECT response, raw, attempt, CAST(moment AS VARCHAR) FROM statements JOIN verbs USING (verb) "
            "WHERE verbs.name = 'answered' ORDER BY ALL"
        )


def row(*cells: str, number: str = "1", last: str = TIME, score: str = "passed") -> list[str]:
    return ["Amina A", "amina", number, TIME, last, "-", score, *cells]


def test_a_later_report_replaces_the_attempts_of_an_earlier_one(tmp_path: Path) -> None:
    course_in(tmp_path / "course")
    pull(report([row(*ONE)], 1))
    again = pull(report([row(*RIGHT, last="Tuesday, 6 January 2026, 08:00 PM"), row(*ONE, number="2")], 1))
    assert again.output.endswith("6 statements, 3 new, 3 already known\n")
    assert answers() == [("a", 0, 2, "2026-01-05 10:23:00"), ("b", 20, 1, "2026-01-06 20:00:00")]


def test_rows_about_several_scos_are_longer_than_the_header(tmp_path: Path) -> None:
    course_in(tmp_path / "course")
    cells = [*ONE, "", "", "", ""]
    rows = [row(*cells, "50", "check_which-loops_2", "a,c", "a,c", "correct", "check_why-learn_2", "f", "t", "wrong")]
    assert pull(report(rows, 2, scos=("One", "Part 2"))).exit_code == 0
    assert [found[:3] for found in answers()] == [("a", 0, 1), ("a[,]c", 40, 2), ("false", 0, 2)]


NOT_FIT = "report.txt:2: the row has 10 cells, which does not fit the header"
UNKNOWN = "report.txt:2: the course has no question that an LMS calls `other`"
BAD = {
    "has no column `E-mail`; it has `Name`, `Email address`": (row(*ONE), {"Email address": "E-mail"}, 2),
    "has an unknown `report`, `grades`; known: moodle-interactions": (row(*ONE), {"moodle-interactions": "grades"}, 2),
    NOT_FIT: (row(*ONE)[:-1], {}, 1),
    UNKNOWN: (row("other", *ONE[1:]), {}, 1),
    "report.txt:2: `perhaps` is not the result of an answer": (row(*ONE[:3], "perhaps"), {}, 1),
    "set your language in Moodle to English": (row(*ONE, last="lundi 5 janvier 2026, 10:23"), {}, 1),
}


@pytest.mark.parametrize("reason", BAD)
def test_what_cannot_be_read_is_said(reason: str, tmp_path: Path) -> None:
    course_in(tmp_path / "course")
    cells, changed, status = BAD[reason]
    mapping = MAP.format("Email address")
    for old, new in changed.items():
        mapping = mapping.replace(old, new)
    result = pull(report([cells], 1), mapping)
    assert result.exit_code == status
    assert reason in result.output


@pytest.mark.parametrize("head", ["Name\tEmail address\n", report([], 1).replace("\tResult 0", "")])
def test_a_report_without_all_four_summaries_says_what_to_tick(head: str, tmp_path: Path) -> None:
    course_in(tmp_path / "course")
    assert "tick all four summaries" in pull(head).output


def test_without_the_course_the_message_says_what_to_give() -> None:
    Path("report.txt").write_text(report([row(*ONE)], 1))
    Path("map.yaml").write_text(MAP.format("Email address"))
    result = CliRunner().invoke(main, ["records", "pull", "report.txt", "--map", "map.yaml"])
    assert result.exit_code == 2
    assert "needs the course's folder: give it with --course" in result.output


ROWS = """\
Learner,When,Interaction,Response,Result,Attempt
amina,2026-01-05T10:00:00Z,check_single-loop_1,a,wrong,1
amina,2026-01-05T10:00:00Z,check_which-loops_1,"a[,]c",20,1
amina,2026-01-05T11:00:00Z,check_single-loop_2,b,correct,1
brecht,2026-01-05T12:00:00Z,nothing,b,correct,1
"""
OF_ROWS = """\
learner: Learner
homePage: https://lms.example.org
time: When
question: Interaction
response: Response
result: Result
attempt: Attempt
"""


def test_other_reports_have_a_row_for_each_answer(tmp_path: Path) -> None:
    course_in(tmp_path / "course")
    result = pull(ROWS, OF_ROWS)
    assert result.exit_code == 1
    assert "report.txt:5: the course has no question that an LMS calls `nothing`" in result.output
    assert [found[:3] for found in answers()] == [("a", 0, 1), ("a[,]c", 20, 1), ("b", 20, 2)]
