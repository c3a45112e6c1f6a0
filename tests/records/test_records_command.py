"""`scorm-export records`: what it prints, what it writes, and the status it ends with."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from scorm_export.commands.main import main
from scorm_export.records.measures import MEASURES
from scorm_export.records.privacy import withhold
from scorm_export.records.report.words import report_words
from transcript_course import course_in


def run(*arguments: str | Path, **environment: str) -> Result:
    result = CliRunner().invoke(main, ["records", *map(str, arguments)], env=environment)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a course, and statements about it."""
    monkeypatch.chdir(tmp_path)
    course_in(tmp_path / "course")
    assert run("simulate", "course", "--learners", "40", "-o", "a.ndjson").exit_code == 0
    return tmp_path


def read_csv(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))


def test_from_simulation_to_tables(folder: Path) -> None:
    pulled = run("pull", "a.ndjson")
    assert pulled.exit_code == 0
    number = len((folder / "a.ndjson").read_text().splitlines())
    assert pulled.output == f"a.ndjson: {number} read, {number} new, 0 already known\n"
    assert run("pull", "a.ndjson").output == f"a.ndjson: {number} read, 0 new, {number} already known\n"
    told = run("report", "--course", "course")
    assert told.exit_code == 0
    assert "Learning record of A course" in told.output
    assert "learner-0000" not in told.output
    written = run("report", "--course", "course", "-o", "out")
    assert written.exit_code == 0
    names = [measure.name for measure in MEASURES if not measure.personal] + ["quality"]
    expected = {"report.html", "report.json", *(f"{name}.{form}" for name in names for form in ("csv", "parquet"))}
    assert {path.name for path in (folder / "out").iterdir()} == expected
    tables = json.loads((folder / "out/report.json").read_text())["tables"]
    for name in names:
        rows = read_csv(folder / f"out/{name}.csv")
        assert pq.read_table(folder / f"out/{name}.parquet").num_rows == len(rows) == len(tables[name]["rows"])
        assert rows or name in ("videos", "segments", "checks")
    assert all(column["definition"] for column in tables["course"]["columns"] if column["name"] == "share")


def test_the_same_store_gives_the_same_files(folder: Path) -> None:
    run("pull", "a.ndjson")
    for name in ("one", "two"):
        run("report", "--course", "course", "-o", name)
    for path in (folder / "one").iterdir():
        assert path.read_bytes() == (folder / "two" / path.name).read_bytes()


def test_titles_come_from_the_course_a_package_or_the_statements(folder: Path) -> None:
    run("pull", "a.ndjson")
    CliRunner().invoke(main, ["build", "course", "--target", "xapi", "--output", "packages"])
    (package,) = (folder / "packages").glob("*.zip")
    for source in (["--course", "course"], ["--course", package], []):
        assert run("report", *source, "-o", "out", "--format", "csv").exit_code == 0
        assert {row["title"] for row in read_csv(folder / "out/questions.csv")} == {"Which?", "Which ones?", "Is it?"}
        assert {"A", "B", "C"} <= {row["choice"] for row in read_csv(folder / "out/options.csv")}


def test_single_learners_are_listed_when_asked_for(folder: Path) -> None:
    run("pull", "a.ndjson")
    run("report", "--course", "course", "-o", "out", "--names", "--format", "csv")
    learners = read_csv(folder / "out/learners.csv")
    assert learners[0]["account"] == "https://lms.example.org learner-000001"
    assert {row["state"] for row in learners} <= set(report_words("en")["states"].values())


def test_a_report_on_a_run_or_an_organization(folder: Path) -> None:
    iri, clinic = "https://example.org/a-course", "https://health.example.org/clinics/7"
    lines = []
    for line in (folder / "a.ndjson").read_text().splitlines():
        statement = json.loads(line)
        number = int(statement["actor"]["account"]["name"].rpartition("-")[2])
        around = [{"id": f"{iri}/runs/{'autumn' if number % 2 else 'spring'}"}]
        around += [{"id": clinic}] if number < 10 else []
        statement["context"]["contextActivities"].setdefault("grouping", []).extend(around)
        lines.append(json.dumps(statement))
    (folder / "b.ndjson").write_text("\n".join(lines))
    run("pull", "b.ndjson")

    def started(*options: str) -> str:
        asked = ["report", "--course", "course", "--min-group", "1", "-o", "out", "--format", "csv", *options]
        assert run(*asked).exit_code == 0
        (number,) = (row["number"] for row in read_csv(folder / "out/course.csv") if row["measure"] == "Started")
        return number

    everybody = int(started())
    autumn, spring = int(started("--run", "autumn")), int(started("--run", "spring"))
    assert 0 < autumn < everybody
    assert autumn + spring == everybody
    assert int(started("--around", clinic)) <= 10
    assert int(started("--around", clinic, "--run", "autumn")) <= 5
    assert started("--run", "aut") == "0"


def test_groups_come_from_a_file(folder: Path) -> None:
    (folder / "groups.csv").write_text(
        "learner,group\nlearner-000001,north\nlearner-000002,north\nnobody,north\nlearner-000003,south\n"
    )
    run("pull", "a.ndjson")
    asked = (
        "--groups",
        "groups.csv",
        "--group",
        "north",
        "--names",
        "--min-group",
        "1",
        "-o",
        "out",
        "--format",
        "csv",
    )
    assert run("report", "--course", "course", *asked).exit_code == 0
    numbers = {row["measure"]: row["number"] for row in read_csv(folder / "out/course.csv")}
    assert (numbers["Known learners"], numbers["Not started"]) == ("3", "1")
    assert "not started" in {row["state"] for row in read_csv(folder / "out/learners.csv")}


def test_small_groups_are_withheld_in_all_that_is_written(folder: Path) -> None:
    run("pull", "a.ndjson")
    run("report", "--course", "course", "-o", "out", "--min-group", "1000")
    for name in ("progress", "questions", "options", "quizzes", "objectives", "editions"):
        counts = [
            row[key]
            for row in read_csv(folder / f"out/{name}.csv")
            for key in row
            if key in ("n", "opened", "started", "learners")
        ]
        assert set(counts) <= {"", "0"}
        assert counts


ROWS = [
    # what is asked, what stays: None is withheld
    ({"started": 40, "opened": 36}, {"started": 40, "opened": None}),
    ({"started": 40, "opened": 4}, {"started": 40, "opened": None}),
    ({"started": 40, "opened": 35}, {"started": 40, "opened": 35}),
    ({"started": 40, "opened": 40}, {"started": 40, "opened": 40}),
    ({"started": 40, "opened": 0}, {"started": 40, "opened": 0}),
]


@pytest.mark.parametrize(("row", "kept"), ROWS)
def test_a_count_is_withheld_where_it_or_what_it_leaves_is_small(
    row: dict[str, int], kept: dict[str, int | None]
) -> None:
    (progress,) = [measure for measure in MEASURES if measure.name == "progress"]
    given = {"module": "m", "kind": "quiz", "title": "T", "finished": 0, "stopped": 0, "opened_share": 0.5} | row
    ((found,), _) = withhold("progress", progress.columns, [given], 5)
    assert {name: found[name] for name in kept} == kept
    assert (found["opened_share"] is None) == (kept["opened"] is None)


def test_what_could_be_reckoned_by_subtraction_is_withheld_too() -> None:
    (options,) = [measure for measure in MEASURES if measure.name == "options"]
    rows = [
        {"iri": "q", "choice": c, "n": n, "answered": 40, "share": n / 40} for c, n in (("a", 3), ("b", 7), ("c", 30))
    ]
    found, count = withhold("options", options.columns, rows, 5)
    assert [row["n"] for row in found] == [None, None, 30]
    assert count >= 2


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["pull"], "name files or folders of statements, or an LRS with --endpoint"),
        (["pull", "none.ndjson"], "`none.ndjson` does not exist"),
        (["report"], "`records.duckdb` does not exist; `scorm-export records pull` creates a store"),
        (["report", "--store", "empty.duckdb"], "the store has no statements about a course"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(arguments: list[str], reason: str, folder: Path) -> None:
    (folder / "empty.ndjson").write_text("")
    run("pull", "empty.ndjson", "--store", "empty.duckdb")
    result = run(*arguments)
    assert result.exit_code == 2
    assert f"scorm-export: {reason}" in result.output


def test_a_damaged_line_ends_with_status_1_and_keeps_the_others(folder: Path) -> None:
    text = (folder / "a.ndjson").read_text()
    (folder / "b.ndjson").write_text(text[:-40])
    result = run("pull", "b.ndjson")
    assert result.exit_code == 1
    number = len(text.splitlines())
    assert f"b.ndjson:{number}: not JSON: the line is cut off or damaged" in result.output
    assert f"{number} read, {number - 1} new" in result.output


def test_pseudonyms_need_a_key_that_cannot_be_guessed(folder: Path) -> None:
    assert (
        "fewer than 16 characters" in run("pull", "a.ndjson", "--pseudonyms", SCORM_EXPORT_PSEUDONYM_KEY="short").output
    )
    assert run("pull", "a.ndjson", "--pseudonyms", SCORM_EXPORT_PSEUDONYM_KEY="k" * 16).exit_code == 0
    run("report", "--course", "course", "-o", "out", "--names", "--format", "csv")
    assert all(len(row["account"]) == 24 for row in read_csv(folder / "out/learners.csv"))


def test_without_its_extra_the_command_says_what_to_install(folder: Path) -> None:
    code = "import sys; sys.modules['duckdb'] = None; from scorm_export.commands.main import main; main()"
    found = subprocess.run(
        [sys.executable, "-c", code, "records", "pull", folder / "a.ndjson"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (found.returncode, found.stdout) == (2, "")
    assert found.stderr == (
        "scorm-export: this needs more than the compiler itself: "
        "pip install 'scorm-export[records]' (missing: duckdb)\n"
    )


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.name)
def test_every_table_and_column_has_words(measure: object) -> None:
    words = report_words("en")
    assert words["tables"][measure.name]
    assert all(words["columns"][column.name] for column in measure.columns if measure.name != "course")
    assert set(words["definitions"][measure.name]) <= {column.name for column in measure.columns} | {"share"}
