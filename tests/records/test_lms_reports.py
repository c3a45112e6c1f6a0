"""CSV reports of an LMS: what a mapping makes of them, and what it says of what it cannot read."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from scorm_export.commands.main import main
from scorm_export.records.store import Store

GRADES = """\
First name,Last name,Email address,Course total (Real),Last downloaded from this course
Amina,A,amina@example.org,"87,50",1774951200
Brecht,B,brecht@example.org,-,1774951200
Chidi,C,chidi@example.org,40.00,1774951200
"""
OF_GRADES = """\
course: https://example.org/a-course
learner: Email address
at: 2026-03-31
score: Course total (Real)
maximum: 100
"""
COMPLETION = """\
Username;Course complete;Completed on
amina;Completed;Monday, 5 January 2026, 10:23 AM
brecht;Not completed;Monday, 5 January 2026, 10:23 AM
"""
OF_COMPLETION = """\
course: https://example.org/a-course
learner: Username
homePage: https://moodle.example.org
time: Completed on
timeFormat: "%A, %d %B %Y, %I:%M %p"
completed: Course complete
completedWhen: Completed
delimiter: ";"
"""


@pytest.fixture(autouse=True)
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def pull(report: str, mapping: str, *more: str) -> Result:
    Path("report.csv").write_text(report)
    Path("map.yaml").write_text(mapping)
    result = CliRunner().invoke(main, ["records", "pull", "report.csv", "--map", "map.yaml", *more])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def rows() -> list[tuple[Any, ...]]:
    with Store(Path("records.duckdb")) as store:
        return store.rows(
            "SELECT account, verbs.name, CAST(moment AS VARCHAR), raw, scaled "
            "FROM statements JOIN learners USING (learner) JOIN verbs USING (verb) ORDER BY ALL"
        )


def test_moodles_gradebook_gives_scores() -> None:
    assert pull(GRADES, OF_GRADES).output == "report.csv: 2 statements, 2 new, 0 already known\n"
    assert rows() == [
        ("mailto:amina@example.org", "scored", "2026-03-31 00:00:00", 87.5, 0.875),
        ("mailto:chidi@example.org", "scored", "2026-03-31 00:00:00", 40, 0.4),
    ]
    assert pull(GRADES, OF_GRADES).output == "report.csv: 2 statements, 0 new, 2 already known\n"


def test_moodles_completion_gives_who_completed_and_a_report_counts_them() -> None:
    pull(COMPLETION, OF_COMPLETION)
    assert rows() == [("https://moodle.example.org amina", "completed", "2026-01-05 10:23:00", None, None)]
    asked = ["records", "report", "-o", "out", "--format", "csv", "--min-group", "1"]
    assert CliRunner().invoke(main, asked).exit_code == 0
    numbers = {row["measure"]: row["number"] for row in csv.DictReader(io.StringIO(Path("out/course.csv").read_text()))}
    assert numbers["Completed"] == "1"


BAD = [
    (OF_GRADES.replace("score:", "scores:"), "has an unknown field `scores`"),
    (OF_GRADES.replace("learner: Email address\n", ""), "needs the field `learner`"),
    (OF_GRADES.replace("at: 2026-03-31\n", ""), "needs `time`, a column, or `at`"),
    (OF_GRADES.replace("Email address", "E-mail"), "has no column `E-mail`; it has `First name`, `Last name`"),
    ("- course\n", "is not a mapping of fields to columns"),
]


@pytest.mark.parametrize(("mapping", "reason"), BAD, ids=[reason for _, reason in BAD])
def test_a_mapping_that_does_not_fit_is_refused(mapping: str, reason: str) -> None:
    result = pull(GRADES, mapping)
    assert result.exit_code == 2
    assert reason in result.output


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("40.00", "forty", "report.csv:4: `forty` is not a score"),
        ("40.00", "140", "report.csv:4: the score 140 is not between 0 and 100: set `maximum`"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_and_the_others_are_kept(old: str, new: str, reason: str) -> None:
    result = pull(GRADES.replace(old, new), OF_GRADES)
    assert (result.exit_code, len(rows())) == (1, 1)
    assert reason in result.output


def test_a_time_in_another_form_is_named() -> None:
    result = pull(COMPLETION.replace("Monday, 5 January 2026, 10:23 AM", "5/1/26"), OF_COMPLETION)
    assert "report.csv:2: `5/1/26` is not a time such as %A, %d %B %Y, %I:%M %p" in result.output
