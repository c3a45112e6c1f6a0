"""Statements in columns (decision 26): what reports need, a row for each id.

Repeated values (learners, verbs, objects, contexts) are whole numbers that refer to tables. Statements of other
software also keep their text, so that nothing is lost. The tables are in `schema.sql`: `moment` is UTC, `delay` whole
seconds from a statement's timestamp until the LRS stored it, `duration` and `length` seconds, `raw` and `most`
points, `around` the IRIs that grouping has in addition to the course and its parts, each with a space on both sides,
`scaled` 0 to 1, `progress` the percentage of a course or the share of a video. A timestamp from before xAPI
(2010) comes from a device without a clock: the moment is then the time of storing, if the LRS gives it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

from scorm_export.records.store.lines import unreadable_lines
from scorm_export.records.store.profile import Profile, breaches, read_profile
from scorm_export.records.store.pseudonyms import Pseudonyms

_SQL = Path(__file__).parent
_FORMAT = "2"
_MOST_MEMORY = 6
"""GiB."""


class StoreError(Exception):
    """The file is not a store, or the store cannot be used as asked."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that is not a statement."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Pull:
    """The result of reading a source."""

    read: int
    added: int
    duplicates: int
    unreadable: tuple[Problem, ...]


class Store:
    """An open store. Raises StoreError for a file that is not a store."""

    def __init__(self, path: Path, pseudonyms: Pseudonyms | None = None, *, must_exist: bool = False) -> None:
        if must_exist and not path.is_file():
            raise StoreError(f"`{path}` does not exist; `scorm-export records pull` creates a store")
        try:
            self.connection = duckdb.connect(str(path), config={"autoinstall_known_extensions": "false"})
        except duckdb.Error as problem:
            raise StoreError(f"`{path}` cannot be opened as a store: {_first_line(problem)}") from None
        self.connection.execute("SET TimeZone = 'UTC'")
        self._limit_memory()
        self.pseudonyms = pseudonyms
        self._prepare(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self.connection.close()

    def _limit_memory(self) -> None:
        """Use no more memory than `_MOST_MEMORY`; DuckDB spills the rest to disk beside the store."""
        ((limit,),) = self.rows("SELECT current_setting('memory_limit')")
        number, _, unit = str(limit).partition(" ")
        if unit == "TiB" or (unit == "GiB" and float(number) > _MOST_MEMORY):
            self.connection.execute(f"SET memory_limit = '{_MOST_MEMORY}GiB'")

    def _prepare(self, path: Path) -> None:
        tables = {name for (name,) in self.rows("SELECT table_name FROM duckdb_tables()")}
        if tables and "settings" not in tables:
            raise StoreError(f"`{path}` is a DuckDB file, but not a store of learning records")
        self.connection.execute(_sql("schema"))
        if not tables:
            mark = self.pseudonyms.mark if self.pseudonyms else ""
            self.connection.executemany("INSERT INTO settings VALUES (?, ?)", [("format", _FORMAT), ("key", mark)])
        elif self.setting("format") != _FORMAT:
            raise StoreError(f"`{path}` was written by another version of scorm-export; pull into a new file")

    @property
    def is_pseudonymous(self) -> bool:
        """Whether the store keeps only pseudonyms of learners."""
        return bool(self.setting("key"))

    def setting(self, name: str) -> str:
        """Return a setting, or "" if it is not set."""
        return str(next((value for (value,) in self.rows("SELECT value FROM settings WHERE name = ?", name)), ""))

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        return self.connection.execute(query, values).fetchall()

    def number(self, query: str, *values: Any) -> int:
        """Return the number that a query selects."""
        ((found,),) = self.rows(query, *values)
        return int(found or 0)

    def check_key(self) -> None:
        """Raise StoreError if statements cannot be added with the given key, or without one."""
        mark = self.pseudonyms.mark if self.pseudonyms else ""
        if mark == self.setting("key"):
            return
        if not mark:
            raise StoreError("this store keeps pseudonyms: give its key with --pseudonyms")
        if not self.is_pseudonymous:
            raise StoreError("this store keeps learners' accounts: pseudonyms need a store of their own")
        raise StoreError("the key is not the one that this store's pseudonyms were made with")

    def add(self, files: Sequence[Path], source: str, at: datetime, *, replaces: bool = False) -> Pull:
        """Read files with one statement per line, plain or gzip, and add each new statement: all or nothing.

        `replaces` puts statements that are known already in the place of those with the same ids. Raises StoreError,
        for example when the disk is full; the store is then as it was.
        """
        self.check_key()
        with self.all_or_nothing(f"nothing was added from {source}"):
            return self._add([str(path) for path in files], source, at, replaces=replaces)

    @contextmanager
    def all_or_nothing(self, otherwise: str) -> Iterator[None]:
        """Change the store in one transaction. Raises StoreError, which says what happened otherwise, and why."""
        try:
            self.connection.execute("BEGIN")
            yield
            self.connection.execute("COMMIT")
        except duckdb.Error as problem:
            with suppress(duckdb.Error):  # a transaction that could not be committed is gone
                self.connection.rollback()
            raise StoreError(f"{otherwise}: {_first_line(problem)}") from None

    def _add(self, files: list[str], source: str, at: datetime, *, replaces: bool) -> Pull:
        before = self.number("SELECT count(*) FROM statements")
        self.connection.execute(_sql("read"), {"files": files})
        read = self.number("SELECT count(*) FROM incoming")
        broken = self.number("SELECT count(*) FROM incoming WHERE id IS NULL OR moment IS NULL OR verb_iri IS NULL")
        problems = tuple(Problem(*found) for found in unreadable_lines(files)) if broken else ()
        self.connection.execute("DELETE FROM incoming WHERE id IS NULL OR moment IS NULL OR verb_iri IS NULL")
        if replaces:
            self.connection.execute("DELETE FROM statements WHERE id IN (SELECT id FROM incoming)")
            self.connection.execute("DELETE FROM others WHERE id IN (SELECT id FROM incoming)")
            self.connection.execute("DELETE FROM breaches WHERE id IN (SELECT id FROM incoming)")
        self.connection.execute(_sql("once"))
        if self.pseudonyms:
            self._hide_accounts(self.pseudonyms)
        self.connection.execute(_sql("add"))
        self._keep_others(files)
        self._check_profiles(files)
        self.connection.execute("DROP TABLE incoming")
        added = self.number("SELECT count(*) FROM statements") - before
        pull = Pull(read, added, read - broken - added, problems)
        number = self.number("SELECT coalesce(max(pull), 0) + 1 FROM pulls")
        counts = [number, source, at, pull.read, pull.added, pull.duplicates, broken]
        self.connection.execute("INSERT INTO pulls VALUES (?, ?, ?, ?, ?, ?, ?)", counts)
        self.keep_problems(number, problems)
        return pull

    def follow(self, profile: Profile) -> None:
        """Hold the statements that name a profile against it, from now on, whenever they are read."""
        self.connection.execute("DELETE FROM profiles WHERE version = ?", [profile.version])
        self.connection.execute("INSERT INTO profiles VALUES (?, ?)", [profile.version, profile.text])

    def _check_profiles(self, files: list[str]) -> None:
        """Store which statements in files break which rules of the profiles."""
        profiles = [read_profile(text) for (text,) in self.rows("SELECT text FROM profiles ORDER BY version")]
        if not profiles:
            return
        self.connection.execute(_sql("texts"), {"files": files})
        for profile in profiles:
            self.connection.execute("CREATE OR REPLACE TEMP TABLE found AS " + breaches(profile))
            self.connection.execute(_sql("breaches"))
        self.connection.execute("DROP TABLE texts")

    def remember(self, source: str, stored: str, more: str) -> None:
        """Store how far an LRS was read: the newest time of storing, and the address of the next page."""
        self.connection.execute("DELETE FROM cursors WHERE source = ?", [source])
        self.connection.execute("INSERT INTO cursors VALUES (?, ?, ?)", [source, stored, more])

    def keep_problems(self, pull: int, problems: Iterable[Problem]) -> None:
        """Store the places of lines that could not be read."""
        rows = [(pull, problem.place, problem.reason) for problem in problems]
        if rows:
            self.connection.executemany("INSERT INTO unreadable VALUES (?, ?, ?)", rows)

    def _hide_accounts(self, pseudonyms: Pseudonyms) -> None:
        """Replace each account by its pseudonym."""
        accounts = [a for (a,) in self.rows("SELECT DISTINCT account FROM incoming WHERE account IS NOT NULL")]
        self.connection.execute("CREATE OR REPLACE TEMP TABLE hidden (account VARCHAR, pseudonym VARCHAR)")
        if accounts:
            names = [pseudonyms.of(account) for account in accounts]
            self.connection.execute("INSERT INTO hidden SELECT unnest(?), unnest(?)", [accounts, names])
        self.connection.execute(
            "UPDATE incoming SET account = pseudonym, learner_name = NULL FROM hidden "
            "WHERE incoming.account = hidden.account"
        )

    def _keep_others(self, files: list[str]) -> None:
        """Keep the texts of statements of other software, with pseudonyms in place of their actors if asked for."""
        if not self.number("SELECT count(*) FROM incoming WHERE NOT own"):
            return
        self.connection.execute(_sql("others"), {"files": files})
        if self.pseudonyms:
            texts = self.rows("SELECT id, raw FROM others WHERE id IN (SELECT id FROM incoming WHERE NOT own)")
            hidden = [(self.pseudonyms.hide_actor(raw), key) for key, raw in texts]
            self.connection.executemany("UPDATE others SET raw = ? WHERE id = ?", hidden)

    def courses(self) -> list[tuple[str, str, int]]:
        """Return the IRI, title and number of statements of each course, the largest first."""
        return [(str(iri), str(name or ""), int(count)) for iri, name, count in self.rows(_sql("courses"))]

    def components(self, iri: str) -> list[tuple[str, str]]:
        """Return the ids and texts of a question's interaction components, from its statements."""
        found = self.rows("SELECT components FROM objects WHERE iri = ?", iri)
        listed = json.loads(found[0][0] or "[]") if found else []
        return [(str(each.get("id")), str(next(iter((each.get("description") or {}).values()), ""))) for each in listed]


def _sql(name: str) -> str:
    return (_SQL / f"{name}.sql").read_text("utf-8")


def _first_line(problem: Exception) -> str:
    return str(problem).partition("\n")[0]
