"""Erases a learner, or statements from before a moment: in the LRS by voiding, in the store for good."""

from __future__ import annotations

import os
import uuid
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from scorm_export.records.lrs import Lrs
from scorm_export.records.store import Store, StoreError

_NOT_DELETED = "nothing was deleted from the store"
_AT_A_TIME = 50
"""The most voiding statements in one request."""
_ACTOR = {"objectType": "Agent", "account": {"homePage": "https://scorm-export.invalid", "name": "records-erase"}}
_VERB = {"id": "http://adlnet.gov/expapi/verbs/voided", "display": {"en": "voided", "en-US": "voided"}}


def find_learner(store: Store, name: str) -> tuple[int, str]:
    """Return the number and account of a learner, by the account as the store spells it, or by its name alone.

    In a store of pseudonyms, the key that the store was opened with gives the pseudonym. Raises StoreError.
    """
    asked = [name, *([store.pseudonyms.of(name)] if store.pseudonyms else [])]
    found = store.rows("SELECT learner, account FROM learners WHERE list_contains(?, account)", asked)
    found = found or store.rows("SELECT learner, account FROM learners WHERE ends_with(account, ' ' || ?)", name)
    if not found:
        hint = "give the account as `<home page> <name>`, or `mailto:…`"
        keyed = "; a store of pseudonyms also needs its key, with --pseudonyms" if store.is_pseudonymous else ""
        raise StoreError(f"the store has no learner `{name}`: {hint}{keyed}")
    if len(found) > 1:
        listed = ", ".join(f"`{account}`" for _, account in found)
        raise StoreError(f"`{name}` matches several accounts, {listed}: give the whole account")
    ((number, account),) = found
    return int(number), str(account)


def statements_of(store: Store, learner: int) -> list[str]:
    """Return the ids of a learner's statements."""
    return [str(key) for (key,) in store.rows("SELECT id FROM statements WHERE learner = ? ORDER BY id", learner)]


def void(lrs: Lrs, statements: Sequence[str]) -> list[str]:
    """Void statements in an LRS; return those that it still returns. Raises LrsError."""
    for start in range(0, len(statements), _AT_A_TIME):
        lrs.void([_voiding(identifier) for identifier in statements[start : start + _AT_A_TIME]])
    return [identifier for identifier in statements if lrs.has(identifier)]


def _voiding(identifier: str) -> dict[str, Any]:
    about = {"objectType": "StatementRef", "id": identifier}
    derived = uuid.uuid5(uuid.NAMESPACE_URL, f"https://scorm-export.invalid/voids/{identifier}")
    return {"id": str(derived), "actor": _ACTOR, "verb": _VERB, "object": about}


def delete_learner(store: Store, learner: int) -> None:
    """Delete a learner and their statements from the store, and keep later pulls from adding these statements again.

    Raises StoreError, as does `delete_before`; nothing is deleted then.
    """
    with store.all_or_nothing(_NOT_DELETED):
        store.connection.execute("INSERT INTO erased SELECT id FROM statements WHERE learner = ?", [learner])
        store.connection.execute("DELETE FROM learners WHERE learner = ?", [learner])
        _delete(store, "DELETE FROM statements WHERE learner = ?", learner)


def delete_before(store: Store, moment: datetime) -> int:
    """Delete statements from before a moment, and learners without others; return the number of statements deleted."""
    count = store.number("SELECT count(*) FROM statements WHERE moment < ?", moment)
    with store.all_or_nothing(_NOT_DELETED):
        store.connection.execute("INSERT INTO erased SELECT id FROM statements WHERE moment < ?", [moment])
        _delete(store, "DELETE FROM statements WHERE moment < ?", moment)
    return count


def _delete(store: Store, query: str, value: Any) -> None:
    store.connection.execute(query, [value])
    for orphans in (
        "DELETE FROM others WHERE id NOT IN (SELECT id FROM statements)",
        "DELETE FROM breaches WHERE id NOT IN (SELECT id FROM statements)",
        "DELETE FROM contexts WHERE context NOT IN (SELECT context FROM statements)",
        "DELETE FROM learners WHERE learner NOT IN (SELECT learner FROM statements WHERE learner IS NOT NULL)",
    ):
        store.connection.execute(orphans)


def rewrite(path: Path) -> None:
    """Rewrite a store's file without the blocks that deleted rows leave in it. Raises StoreError."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    try:
        with duckdb.connect() as connection:
            for name, file in (("old", path), ("fresh", fresh)):
                connection.execute("ATTACH " + _quoted(file) + f" AS {name}")
            connection.execute("COPY FROM DATABASE old TO fresh")
    except duckdb.Error as problem:
        fresh.unlink(missing_ok=True)
        raise StoreError(
            f"the statements are deleted, but deleted blocks remain in `{path}`, since it could not be rewritten "
            f"({str(problem).partition(chr(10))[0]}); when there is room, "
            "`scorm-export records forget --before 1970-01-01` rewrites it"
        ) from None
    os.replace(fresh, path)


def _quoted(path: Path) -> str:
    text = str(path).replace("'", "''")
    return f"'{text}'"


def traces(path: Path, word: str) -> list[str]:
    """Return where a store's file still contains a word: text columns, by table, and the file's own bytes."""
    with duckdb.connect(str(path), read_only=True) as connection:
        texts = connection.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE data_type = 'VARCHAR' AND NOT internal"
        ).fetchall()
        found = [f"{table}.{column}" for table, column in texts if _holds(connection.table(table), column, word)]
    return [*found, *([str(path)] if word.encode() in path.read_bytes() else [])]


def _holds(table: duckdb.DuckDBPyRelation, column: str, word: str) -> bool:
    given = duckdb.FunctionExpression("contains", duckdb.ColumnExpression(column), duckdb.ConstantExpression(word))
    return bool(table.filter(given).limit(1).fetchall())
