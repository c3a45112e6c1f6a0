"""Learners are erased for good, here and in a record store; what is old is forgotten; what is doubtful is found."""

from __future__ import annotations

import json
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from real_lrs import PASSWORD, USER, RealLrs
from reported import send
from scorm_export.commands.main import main
from scorm_export.records.simulate.learners import simulate
from scorm_export.records.store import Store
from transcript_course import START, course_in

Json = dict[str, Any]
AMINA = "https://lms.example.org learner-000002"
KEYS = {"SCORM_EXPORT_LRS_KEY": f"{USER}:{PASSWORD}", "SCORM_EXPORT_PSEUDONYM_KEY": "a key of the institution"}


def run(*arguments: str, **more: Any) -> Result:
    result = CliRunner().invoke(main, ["records", *arguments], env=KEYS, **more)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Json]:
    monkeypatch.chdir(tmp_path)
    statements = list(simulate(course_in(tmp_path / "course"), 6, 9, START))
    write(tmp_path, statements)
    return statements


def write(folder: Path, statements: list[Json], name: str = "a.ndjson") -> None:
    (folder / name).write_text("".join(json.dumps(statement) + "\n" for statement in statements))


def of(account: str, statements: list[Json]) -> list[Json]:
    return [s for s in statements if s["actor"]["account"]["name"] == account.rpartition(" ")[2]]


def test_who_is_erased_is_gone_and_does_not_come_back(said: list[Json]) -> None:
    run("pull", "a.ndjson")
    number = len(of(AMINA, said))
    declined = run("erase", "learner-000002", input="n\n")
    assert (declined.exit_code, "nothing was erased" in declined.output) == (2, True)
    erased = run("erase", "learner-000002", "--yes")
    assert erased.output == f"{AMINA}: {number} statements\nrecords.duckdb: contains nothing of {AMINA} any more\n"
    again = run("pull", "a.ndjson")
    assert f"{len(said)} read, 0 new" in again.output
    with Store(Path("records.duckdb")) as store:
        assert store.number("SELECT count(*) FROM statements") == len(said) - number
        assert AMINA not in [account for (account,) in store.rows("SELECT account FROM learners")]


def test_a_pseudonym_is_found_by_the_account_and_the_key(said: list[Json]) -> None:
    run("pull", "a.ndjson", "--pseudonyms")
    assert "a store of pseudonyms also needs its key" in run("erase", AMINA, "--yes").output
    assert f"{len(of(AMINA, said))} statements" in run("erase", AMINA, "--yes", "--pseudonyms").output


@pytest.mark.parametrize(
    ("name", "reason"),
    [("nobody", "the store has no learner `nobody`"), ("learner-000003", "give the whole account")],
)
def test_a_name_that_fits_nobody_or_two_is_refused(name: str, reason: str, said: list[Json], tmp_path: Path) -> None:
    other = json.loads(json.dumps(of("learner-000003", said)[0]))
    other["id"] = "00000000-0000-4000-8000-000000000001"
    other["actor"]["account"]["homePage"] = "https://other.example.org"
    write(tmp_path, [*said, other])
    run("pull", "a.ndjson")
    result = run("erase", name, "--yes")
    assert result.exit_code == 2
    assert reason in result.output


@pytest.fixture(scope="module")
def own_lrs() -> Iterator[RealLrs]:
    with RealLrs() as lrs:
        yield lrs


def test_a_record_store_voids_what_is_erased_first(own_lrs: RealLrs, said: list[Json]) -> None:
    send(own_lrs, said)
    at = ("--endpoint", own_lrs.endpoint)
    assert f"{len(said)} new" in run("pull", *at).output
    own_lrs.fault = lambda request: 403 if request.method == "POST" else None
    refused = run("erase", AMINA, "--yes", *at)
    assert refused.exit_code == 2
    assert "nothing was deleted from the store" in refused.output
    own_lrs.reset()
    number = len(of(AMINA, said))
    erased = run("erase", AMINA, "--yes", *at)
    assert f"{number} statements are voided" in erased.output
    assert f"contains nothing of {AMINA} any more" in erased.output
    run("pull", *at, "--store", "fresh.duckdb")
    with Store(Path("fresh.duckdb")) as store:
        assert AMINA not in [account for (account,) in store.rows("SELECT account FROM learners")]
        assert store.number("SELECT count(*) FROM voided") == number


def test_what_is_old_is_forgotten_with_learners_who_have_nothing_else(said: list[Json]) -> None:
    run("pull", "a.ndjson")
    day = "2026-01-20"
    kept = [s for s in said if s["timestamp"] >= day]
    assert 0 < len(kept) < len(said)
    assert f"{len(said) - len(kept)} statements from before {day} are deleted" in run("forget", "--before", day).output
    with Store(Path("records.duckdb")) as store:
        assert store.number("SELECT count(*) FROM statements") == len(kept)
        assert store.number("SELECT count(*) FROM learners") == len({s["actor"]["account"]["name"] for s in kept})


def copy(statement: Json, **changes: Any) -> Json:
    made: Json = json.loads(json.dumps(statement)) | changes
    return made | {"id": "00000000-0000-4000-8000-000000000009"}


def find(statements: list[Json], verb: str, kind: str) -> Json:
    return next(
        s
        for s in statements
        if s["verb"]["id"].endswith(f"/{verb}") and s["object"]["definition"]["type"].endswith(kind)
    )


def with_result(statement: Json, result: Json) -> Json:
    return copy(statement, result=result)


DOUBTFUL: dict[str, Callable[[list[Json]], list[Json]]] = {
    "Statements from a wrong clock": lambda s: [copy(s[0], timestamp="1970-01-01T00:00:10Z")],
    "Statements from a wrong clock ": lambda s: [
        copy(s[0], timestamp="1970-01-01T00:00:10Z", stored="2026-01-10T10:00:00Z")
    ],
    "Scores beyond their maximum": lambda s: [
        with_result(find(s, "answered", "cmi.interaction"), {"score": {"scaled": 1, "raw": 30, "min": 0, "max": 20}})
    ],
    "Learners who both failed and passed the course": lambda s: [
        copy(find(s, "passed", "/course"), verb={"id": "http://adlnet.gov/expapi/verbs/failed"})
    ],
    "First attempts whose answers do not add up to their score: statements are missing": lambda s: [
        copy(find(s, "answered", "cmi.interaction"))
    ],
    "Answers without a completed attempt": lambda s: [
        copy(
            find(s, "answered", "cmi.interaction"),
            context=find(s, "answered", "cmi.interaction")["context"]
            | {"extensions": {"http://id.tincanapi.com/extension/attempt-id": "9"}},
        )
    ],
    "Statements about activities that this edition of the course does not have": lambda s: [
        copy(s[1], object=s[1]["object"] | {"id": "https://example.org/a-course/lessons/gone"})
    ],
    "Statements without a learner": lambda s: [copy(s[0], actor={"objectType": "Group", "member": []})],
    "Accounts that may belong to one person": lambda s: [
        copy(s[0], actor={"account": {"homePage": "https://other.example.org", "name": "LEARNER-000001"}})
    ],
}


@pytest.mark.parametrize("check", DOUBTFUL)
def test_what_is_doubtful_is_found(check: str, said: list[Json], tmp_path: Path) -> None:
    run("pull", "a.ndjson")
    sound = run("verify", "--course", "course")
    assert sound.exit_code == 0, sound.output
    write(tmp_path, DOUBTFUL[check](said), "b.ndjson")
    run("pull", "b.ndjson")
    found = run("verify", "--course", "course")
    counts = {line[12:].strip(): int(line[:10]) for line in found.output.splitlines() if line[:10].strip()}
    assert counts[check.strip()] > 0
    assert found.exit_code == 1


def test_lines_that_could_not_be_read_are_named_again(said: list[Json], tmp_path: Path) -> None:
    (tmp_path / "b.ndjson").write_text(json.dumps(said[0]) + "\n{broken\n")
    run("pull", "a.ndjson", "b.ndjson")
    found = run("verify", "--course", "course")
    assert "b.ndjson:2: not JSON: the line is cut off or damaged" in found.output
    assert found.exit_code == 1


FULL = """\
import resource, sys
from scorm_export.commands.main import main
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)),) * 2)
main()
"""


@pytest.mark.parametrize(
    ("command", "room", "reason"),
    [
        ("pull b.ndjson", 1000, "nothing was added from b.ndjson"),
        ("pull b.json", 100_000, "cannot be written: File too large"),
        ("erase learner-000001 --yes", 100, "nothing was deleted from the store"),
        ("simulate course -o c.ndjson", 100_000, "the statements are incomplete"),
        ("report --course course -o out --format html", 1000, "the report is incomplete"),
    ],
)
def test_a_full_disk_gets_a_sentence_and_nothing_is_lost(
    command: str, room: int, reason: str, said: list[Json], tmp_path: Path
) -> None:
    run("pull", "a.ndjson")
    more = [copy(s) | {"id": str(uuid.uuid4())} for s in said] * 2
    write(tmp_path, more, "b.ndjson")
    (tmp_path / "b.json").write_text(json.dumps(more))
    asked = [sys.executable, "-c", FULL, str(room), "records", *command.split()]
    found = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert (found.returncode, "Traceback" in found.stderr) == (2, False), found.stderr
    assert reason in found.stderr
    with Store(tmp_path / "records.duckdb") as store:
        assert store.number("SELECT count(*) FROM statements") == len(said)
