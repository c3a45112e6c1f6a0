"""The store: each statement once, whatever it comes in; what cannot be read is named; nothing is lost."""

from __future__ import annotations

import gzip
import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from scorm_export.records.files import as_lines, statement_files
from scorm_export.records.simulate.learners import simulate
from scorm_export.records.store import Pull, Store, StoreError
from scorm_export.records.store.pseudonyms import Pseudonyms
from transcript_course import START, course_in

Json = dict[str, Any]
KEY = "a key of the institution"


@pytest.fixture
def said(tmp_path: Path) -> list[Json]:
    return list(simulate(course_in(tmp_path / "course"), 4, 1, START))


def lines(statements: list[Json]) -> str:
    return "".join(json.dumps(statement) + "\n" for statement in statements)


def other(**more: Any) -> Json:
    """Return a statement of other software."""
    actor = {"name": "Amina", "mbox": "mailto:amina@example.org"}
    verb = {"id": "https://other.example/verbs/shared"}
    when = "2026-02-03T10:00:00.5+02:00"
    return {
        "id": str(uuid.uuid4()),
        "timestamp": when,
        "actor": actor,
        "verb": verb,
        "object": {"id": "https://x"},
    } | more


def add(store: Store, path: Path, text: str | bytes) -> Pull:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return store.add([as_lines(path, path.parent)], path.name, START)


def as_parquet(name: str) -> Callable[[Path, list[Json]], None]:
    def write(path: Path, statements: list[Json]) -> None:
        source = path.with_suffix(".tmp")
        source.write_text(lines(statements))
        read = {
            "columns": "SELECT * FROM read_json($f, format = 'newline_delimited')",
            "text": "SELECT json AS event FROM read_ndjson_objects($f)",
        }
        with duckdb.connect() as connection:
            connection.sql(read[name], params={"f": str(source)}).write_parquet(str(path))

    return write


FORMS: dict[str, Callable[[Path, list[Json]], Any]] = {
    "a.ndjson": lambda path, said: path.write_text(lines(said)),
    "a.jsonl.gz": lambda path, said: path.write_bytes(gzip.compress(lines(said).encode())),
    "array.json": lambda path, said: path.write_text(json.dumps(said, indent=2)),
    "answer.json": lambda path, said: path.write_text(json.dumps({"statements": said, "more": ""})),
    "marked.ndjson": lambda path, said: path.write_text("\ufeff" + lines(said)),
    "columns.parquet": as_parquet("columns"),
    "text.parquet": as_parquet("text"),
}


@pytest.mark.parametrize("name", FORMS)
def test_every_kind_of_file_holds_the_same_statements(name: str, said: list[Json], tmp_path: Path) -> None:
    FORMS[name](tmp_path / name, said)
    with Store(tmp_path / "expected.duckdb") as store:
        add(store, tmp_path / "plain.ndjson", lines(said))
        expected = store.rows("FROM statements ORDER BY id")
    with Store(tmp_path / "s.duckdb") as store:
        (path,) = statement_files(tmp_path / name)
        assert store.add([as_lines(path, tmp_path)], name, START) == Pull(len(said), len(said), 0, ())
        found = store.rows("FROM statements ORDER BY id")
    assert [row[:2] for row in found] == [row[:2] for row in expected]
    assert [row[7:] for row in found] == [row[7:] for row in expected]


def test_a_folder_is_all_its_files(said: list[Json], tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    (folder / "2026").mkdir(parents=True)
    (folder / "b.ndjson").write_text(lines(said[:5]))
    (folder / "2026" / "a.jsonl").write_text(lines(said[5:]))
    (folder / "notes.md").write_text("Not a statement.")
    assert [path.name for path in statement_files(folder)] == ["a.jsonl", "b.ndjson"]


@pytest.mark.parametrize("name", ["nothing.ndjson", "report.pdf", "."])
def test_what_holds_no_statements_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "report.pdf").write_bytes(b"%PDF")
    with pytest.raises(StoreError):
        statement_files(tmp_path / name)


def test_a_statement_is_kept_once(said: list[Json], tmp_path: Path) -> None:
    with Store(tmp_path / "s.duckdb") as store:
        assert add(store, tmp_path / "a.ndjson", lines(said + said[:7])) == Pull(len(said) + 7, len(said), 7, ())
        assert add(store, tmp_path / "b.ndjson", lines([*said[:3], other()])) == Pull(4, 1, 3, ())
        assert store.number("SELECT count(*) FROM statements") == len(said) + 1


BROKEN = {
    '{"id": "3f0b8d8e-6c1f-4f1e-9a57-0c1d2e3f4a5b", "timesta': "not JSON: the line is cut off or damaged",
    "[1, 2]": "not a statement: a statement is a JSON object",
    json.dumps(other(id="7")): "no `id`: the store keeps each statement once, by the id that the LRS assigns",
    json.dumps(other(timestamp="yesterday")): "no valid `timestamp`",
    json.dumps(other(verb={})): "no verb",
}


def test_every_line_that_is_no_statement_is_named_and_the_others_are_kept(tmp_path: Path) -> None:
    good = json.dumps(other())
    with Store(tmp_path / "s.duckdb") as store:
        pull = add(store, tmp_path / "a.ndjson", "\n".join([good, *BROKEN, "", json.dumps(other())]))
        assert (pull.read, pull.added, pull.duplicates) == (7, 2, 0)
        assert {problem.reason for problem in pull.unreadable} == set(BROKEN.values())
        assert pull.unreadable[0].place == "a.ndjson:2"
        assert store.number("SELECT count(*) FROM unreadable") == len(BROKEN)


def test_what_other_software_says_is_kept_as_it_is(tmp_path: Path) -> None:
    sent = other(result={"extensions": {"https://x/y": {"deep": [1, None]}}, "duration": "P1DT2H3M4.5S"})
    with Store(tmp_path / "s.duckdb") as store:
        add(store, tmp_path / "a.ndjson", lines([sent]))
        ((kept,),) = store.rows("SELECT raw FROM others")
        assert json.loads(kept) == sent
        assert store.rows("SELECT CAST(moment AS VARCHAR), duration FROM statements") == [
            ("2026-02-03 08:00:00.5", 86400 + 7200 + 180 + 4.5)
        ]


def test_a_clock_of_1970_is_replaced_by_the_record_stores(tmp_path: Path) -> None:
    wrong, alone = (
        {"timestamp": "1970-01-01T00:01:00Z", "stored": "2026-02-03T10:00:00Z"},
        {"timestamp": "1970-01-01T00:01:00Z"},
    )
    with Store(tmp_path / "s.duckdb") as store:
        add(store, tmp_path / "a.ndjson", lines([other(**wrong), other(**alone)]))
        found = store.rows("SELECT CAST(moment AS VARCHAR), delay IS NULL FROM statements ORDER BY moment")
    assert found == [("1970-01-01 00:01:00", True), ("2026-02-03 10:00:00", False)]


def test_a_store_with_pseudonyms_has_no_account_anywhere(said: list[Json], tmp_path: Path) -> None:
    path = tmp_path / "s.duckdb"
    group = {"objectType": "Group", "member": [{"mbox": "mailto:brecht@example.org", "name": "Brecht"}]}
    sent = [*said, other(context={"instructor": {"mbox": "mailto:amina@example.org"}, "team": group})]
    with Store(path, Pseudonyms(KEY)) as store:
        add(store, tmp_path / "a.ndjson", lines(sent))
        accounts = [account for (account,) in store.rows("SELECT account FROM learners")]
        assert all(len(account) == 24 and int(account, 16) for account in accounts)
        ((raw,),) = store.rows("SELECT raw FROM others")
        assert json.loads(raw)["actor"] == json.loads(raw)["context"]["instructor"]
        store.connection.execute("CHECKPOINT")
    content = path.read_bytes()
    for secret in (b"amina", b"Amina", b"brecht", b"Brecht", b"learner-0000", KEY.encode()):
        assert secret not in content


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        (KEY, None, "this store keeps pseudonyms: give its key with --pseudonyms"),
        (None, KEY, "this store keeps learners' accounts: pseudonyms need a store of their own"),
        (KEY, "another key altogether", "the key is not the one that this store's pseudonyms were made with"),
    ],
)
def test_a_store_has_one_key_or_none(first: str | None, second: str | None, reason: str, tmp_path: Path) -> None:
    with Store(tmp_path / "s.duckdb", Pseudonyms(first) if first else None) as store:
        add(store, tmp_path / "a.ndjson", lines([other()]))
    with (
        Store(tmp_path / "s.duckdb", Pseudonyms(second) if second else None) as store,
        pytest.raises(StoreError, match=reason),
    ):
        add(store, tmp_path / "b.ndjson", lines([other()]))


def test_a_file_that_is_no_store_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.duckdb").write_text("A text that is no database." * 100)
    with pytest.raises(StoreError, match="cannot be opened as a store"):
        Store(tmp_path / "text.duckdb")
    with duckdb.connect(str(tmp_path / "foreign.duckdb")) as connection:
        connection.execute("CREATE TABLE statements (id UUID)")
    with pytest.raises(StoreError, match="not a store of learning records"):
        Store(tmp_path / "foreign.duckdb")
    with pytest.raises(StoreError, match="does not exist"):
        Store(tmp_path / "none.duckdb", must_exist=True)


def test_what_fails_in_the_middle_leaves_the_store_as_it_was(said: list[Json], tmp_path: Path) -> None:
    with Store(tmp_path / "s.duckdb") as store:
        add(store, tmp_path / "a.ndjson", lines([other()]))
        before = store.rows("FROM statements")
        store.connection.execute("ALTER TABLE pulls RENAME TO elsewhere")
        with pytest.raises(StoreError, match=r"nothing was added from b\.ndjson"):
            add(store, tmp_path / "b.ndjson", lines(said))
        assert store.rows("FROM statements") == before
