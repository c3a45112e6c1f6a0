"""`scorm-export records`: pull learning records into a store, report on them, check them, erase learners, simulate."""

from __future__ import annotations

import csv
import json
import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scorm_export.build import check_course
from scorm_export.check import CheckedCourse
from scorm_export.commands import messages
from scorm_export.commands.arguments import FOUND_ERRORS, authorization, check_endpoint, stop
from scorm_export.diagnostics import Diagnostics

if TYPE_CHECKING:
    from scorm_export.records.outline import Outline
    from scorm_export.records.report.report import Report
    from scorm_export.records.store import Store
    from scorm_export.records.store.pseudonyms import Pseudonyms

_STORE = "records.duckdb"
_store = click.option(
    "--store",
    "path",
    type=click.Path(path_type=Path, dir_okay=False),
    default=_STORE,
    show_default=True,
    help="The file that keeps the records.",
)
_date = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"])


@click.group("records")
def command() -> None:
    """Keep learning records in one file, and report on them."""


@contextmanager
def _extra(name: str = "records") -> Iterator[None]:
    """Say in a sentence which extra is missing, and end the command where a store refuses."""
    try:
        yield
    except ModuleNotFoundError as missing:
        if (missing.name or "").startswith("scorm_export"):
            raise
        stop(f"this needs more than the compiler itself: pip install 'scorm-export[{name}]' (missing: {missing.name})")


@contextmanager
def _opened(path: Path, pseudonyms: Pseudonyms | None = None, *, must_exist: bool = True) -> Iterator[Store]:
    from scorm_export.records.store import Store, StoreError

    try:
        with Store(path, pseudonyms, must_exist=must_exist) as store:
            yield store
    except StoreError as refused:
        stop(str(refused))


def _keys(*, wanted: bool) -> Pseudonyms | None:
    """Return the institution's key for pseudonyms, from the environment or by asking; None where none are wanted."""
    if not wanted:
        return None
    from scorm_export.records.store.pseudonyms import SHORTEST_KEY, Pseudonyms

    key = os.environ.get("SCORM_EXPORT_PSEUDONYM_KEY", "")
    try:
        key = key or click.prompt("Key for pseudonyms", hide_input=True, err=True)
    except click.Abort:
        stop("a key is needed: set SCORM_EXPORT_PSEUDONYM_KEY")
    if len(key) < SHORTEST_KEY:
        stop(f"the key for pseudonyms has fewer than {SHORTEST_KEY} characters, so it could be found by trying")
    return Pseudonyms(key)


_pseudonyms = click.option(
    "--pseudonyms", is_flag=True, help="Keep learners by pseudonyms alone; the key is SCORM_EXPORT_PSEUDONYM_KEY."
)


@command.command("pull")
@click.argument("sources", nargs=-1, type=click.Path(path_type=Path))
@_store
@click.option("--endpoint", help="The address of an LRS's xAPI, to read what is new there.")
@click.option(
    "--map",
    "mapping",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A mapping file: SOURCES are CSV reports of an LMS.",
)
@_pseudonyms
def pull(
    sources: tuple[Path, ...], path: Path, endpoint: str | None, mapping: Path | None, *, pseudonyms: bool
) -> None:
    """Read statements from SOURCES, or from an LRS, into the store; each statement is kept once.

    A source is a file of statements (NDJSON, a JSON array, Parquet; .gz), or a folder of such files. The key of an LRS
    comes from the environment variable SCORM_EXPORT_LRS_KEY, as `name:secret` or as a whole Authorization header, or is
    asked for. A pull that was interrupted goes on where it was.

    Exit status 0 when all was read, 1 when some lines are no statements, 2 when the command was misused.
    """
    if not sources and not endpoint:
        stop("name files or folders of statements, or an LRS with --endpoint")
    if endpoint:
        check_endpoint(endpoint)
    with _extra():
        key = _keys(wanted=pseudonyms)
        with _opened(path, key, must_exist=False) as store:
            unreadable = sum(_pull_files(store, source, mapping) for source in sources)
            unreadable += _pull_lrs(store, endpoint) if endpoint else 0
    raise SystemExit(FOUND_ERRORS if unreadable else 0)


def _pull_files(store: Store, source: Path, mapping: Path | None) -> int:
    """Read a file or a folder; return how many lines are no statements."""
    from scorm_export.records.files import as_lines, statement_files

    if mapping is not None:
        return _pull_report(store, source, mapping)
    unreadable = 0
    for file in statement_files(source):
        with tempfile.TemporaryDirectory() as work:
            found = store.add([as_lines(file, Path(work))], str(file), _now())
        click.echo(f"{file}: {found.read} read, {found.added} new, {found.duplicates} known")
        for problem in found.unreadable:
            click.echo(f"  {problem.place}: {problem.reason}", err=True)
        unreadable += len(found.unreadable)
    return unreadable


def _pull_report(store: Store, source: Path, mapping: Path) -> int:
    """Read a CSV report of an LMS; return how many rows could not be read."""
    from scorm_export.records.lms_reports import as_statements, read_mapping
    from scorm_export.records.store import Problem

    if not source.is_file():
        stop(f"`{source}` is no file")
    with tempfile.TemporaryDirectory() as work:
        lines, problems = as_statements(source, read_mapping(mapping), Path(work))
        found = store.add([lines], str(source), _now())
    store.keep_problems(
        store.number("SELECT max(pull) FROM pulls"), (Problem(*problem.split(": ", 1)) for problem in problems)
    )
    click.echo(f"{source}: {found.read} statements, {found.added} new, {found.duplicates} known")
    for problem in problems:
        click.echo(f"  {problem}", err=True)
    return len(problems)


def _pull_lrs(store: Store, endpoint: str) -> int:
    """Read what is new in an LRS; return how many statements could not be read."""
    from scorm_export.records import lrs as stores

    try:
        with stores.Lrs(endpoint, authorization(), time.sleep) as lrs:
            found = stores.pull(store, lrs, _now(), lambda so_far: click.echo(f"  {so_far.read} read", err=True))
    except stores.LrsError as refused:
        stop(str(refused))
    click.echo(f"{endpoint}: {found.read} read, {found.added} new, {found.duplicates} known")
    for problem in found.unreadable:
        click.echo(f"  {problem.place}: {problem.reason}", err=True)
    return len(found.unreadable)


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


@command.command("report")
@_store
@click.option(
    "--course", "source", type=click.Path(path_type=Path, exists=True), help="The course's folder, or a package of it."
)
@click.option("--iri", help="The course's IRI, where the store has several and there is no folder.")
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), help="A folder for files; without it tables are printed."
)
@click.option(
    "--format",
    "forms",
    type=click.Choice(["html", "csv", "parquet", "json"]),
    multiple=True,
    help="Which files; repeat it. Default: all.",
)
@click.option("--since", type=_date, help="Only statements from this time on (UTC).")
@click.option("--until", type=_date, help="Only statements before this time (UTC).")
@click.option("--edition", help="Only this version of the course.")
@click.option("--module", help="Only the lessons and quizzes of this module, by its id.")
@click.option(
    "--groups", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A CSV file: learner, group."
)
@click.option("--group", help="Only this group of the file.")
@click.option("--now", type=_date, help="The moment that activity is reckoned from. Default: the newest statement.")
@click.option(
    "--min-group", "least", type=click.IntRange(1), default=5, show_default=True, help="Smaller groups are withheld."
)
@click.option(
    "--engine", "address", default="", help="Compute it on spark://host:7077 or clickhouse://host:8123/database."
)
@click.option("--names", is_flag=True, help="List single learners as well.")
@click.option("--language", help="The language of the report. Default: the course's.")
def report(path: Path, source: Path | None, iri: str | None, **asked: Any) -> None:
    """Report on a course: who completed it, how far others are, how quizzes, questions, objectives and videos do.

    Titles and texts come from the course's folder, from a package, or else from the statements.
    """
    with _extra(), _opened(path) as store:
        outline = _outline(store, source, iri)
        try:
            _report(store, outline, **asked)
        except OSError as problem:
            stop(f"the report cannot be written: {problem.strerror}: {problem.filename}")


def _report(
    store: Store,
    outline: Outline,
    *,
    output: Path | None,
    forms: tuple[str, ...],
    groups: Path | None,
    now: datetime | None,
    least: int,
    names: bool,
    address: str,
    language: str | None,
    **filters: Any,
) -> None:
    from rich.console import Console

    from scorm_export.records.engines import engine, newest, outline_tables
    from scorm_export.records.facts import Scope
    from scorm_export.records.report import report as reports
    from scorm_export.records.report.terminal import show
    from scorm_export.records.report.words import report_words

    roster = _roster(store, groups) if groups else {}
    scope = Scope(course=outline.iri, now=now or newest(store), **filters)
    tag = language or outline.language
    words = report_words(tag)
    with _extra(address.partition(":")[0]), engine(address, store, outline_tables(store, outline, roster)) as running:
        made = reports.make(store, outline, scope, running, roster, least, personal=names)
    if output is None:
        show(made, words, Console())
        return
    if "html" in forms or not forms:
        click.echo(str(_write_html(made, words, tag, output)))
    for form in [name for name in reports.FORMATS if name in forms or not forms]:
        for written in reports.write(made, form, output, words):
            click.echo(str(written))


def _write_html(made: Report, words: Mapping[str, Any], language: str, output: Path) -> Path:
    from scorm_export.interface.words import FALLBACK, language_of_words
    from scorm_export.records.report.html import as_html

    output.mkdir(parents=True, exist_ok=True)
    path = output / "report.html"
    path.write_text(as_html(made, words, language_of_words(language) or FALLBACK), encoding="utf-8")
    return path


def _outline(store: Store, source: Path | None, iri: str | None) -> Outline:
    """Return the outline of the course that is asked for, or of the only one in the store."""
    from scorm_export.records.outline import outline_of_course, outline_of_package, outline_of_store

    if source is not None:
        return outline_of_course(_course(source).course) if source.is_dir() else outline_of_package(source)
    known = store.courses()
    if not known and iri is None:
        stop("the store has no statements about a course; `scorm-export records pull` reads some")
    if iri is None and len(known) > 1:
        listed = "\n".join(f"  {course}  {title} ({count} statements)" for course, title, count in known)
        stop(f"the store has several courses; choose one with --course FOLDER or --iri:\n{listed}")
    return outline_of_store(store, iri or known[0][0])


def _roster(store: Store, path: Path) -> dict[str, str]:
    """Read which learner is in which group: two columns, accounts as the store spells them or account names alone."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [row for row in csv.reader(file) if any(row)]
    except (OSError, UnicodeDecodeError, csv.Error):
        stop(f"`{path}` cannot be read as a CSV file in UTF-8")
    if not rows or any(len(row) < 2 for row in rows):  # noqa: PLR2004 — learner and group
        stop(f"`{path}` has two columns: learner and group")
    known = {account.rpartition(" ")[2]: account for (account,) in store.rows("SELECT account FROM learners")}
    head = rows[0][0].strip().lower() in ("learner", "account", "id", "username", "email")
    return {known.get(name.strip(), name.strip()): group.strip() for name, group, *_ in rows[int(head) :]}


def _course(root: Path) -> CheckedCourse:
    """Read a course's folder, or end the command with what is wrong in it."""
    found = Diagnostics()
    checked = check_course(root, [], found)
    if checked is None:
        click.echo(messages.FORMATS["human"](found), nl=False, err=True)
        raise SystemExit(FOUND_ERRORS)
    return checked


@command.command("verify")
@_store
@click.option(
    "--course", "source", type=click.Path(path_type=Path, exists=True), help="The course's folder or package."
)
@click.option("--iri", help="The course's IRI, where the store has several and there is no folder.")
def verify(path: Path, source: Path | None, iri: str | None) -> None:
    """Look for what is doubtful in the store: gaps, contradictions, wrong clocks, lines that could not be read.

    Exit status 0 when nothing is, 1 when something is, 2 when the command was misused.
    """
    with _extra(), _opened(path) as store:
        from scorm_export.records.quality import DOUBTFUL, details, quality
        from scorm_export.records.report.words import report_words

        outline = _outline(store, source, iri)
        said = report_words("en")["quality"]
        counts = {row["check"]: row["n"] for row in quality(store, outline).rows}
        for name, count in counts.items():
            click.echo(f"{count:>10}  {said[name]}")
            for line in details(store, name) if count else ():
                click.echo(f"{'':12}{line}")
    raise SystemExit(FOUND_ERRORS if any(counts[name] for name in DOUBTFUL) else 0)


@command.command("erase")
@click.argument("learner")
@_store
@_pseudonyms
@click.option("--endpoint", help="Also void the learner's statements in this LRS.")
@click.option("--yes", is_flag=True, help="Do it without asking.")
def erase(learner: str, path: Path, endpoint: str | None, *, pseudonyms: bool, yes: bool) -> None:
    """Erase LEARNER from the store, and with --endpoint void their statements in the LRS.

    LEARNER is an account as reports with --names show it. What is erased is not taken in again by a later pull. Copies
    on the learner's own devices, exports and backups are not reached.
    """
    if endpoint:
        check_endpoint(endpoint)
    with _extra():
        from scorm_export.records import erase as erasing
        from scorm_export.records.store import StoreError

        with _opened(path, _keys(wanted=pseudonyms)) as store:
            try:
                number, account = erasing.find_learner(store, learner)
            except StoreError as refused:
                stop(str(refused))
            statements = erasing.statements_of(store, number)
            click.echo(f"{account}: {len(statements)} statements")
            what = f"void them in {endpoint} and delete them from {path}" if endpoint else f"delete them from {path}"
            if not yes and not click.confirm(f"{what}?".capitalize(), err=True):
                stop("nothing was erased")
            if endpoint:
                _void(endpoint, statements)
            erasing.delete_learner(store, number)
        _rewrite(path)
        left = erasing.traces(path, account)
    click.echo(f"{path}: nothing of {account} is left" if not left else f"{path}: still holds {', '.join(left)}")
    raise SystemExit(FOUND_ERRORS if left else 0)


def _void(endpoint: str, statements: list[str]) -> None:
    """Void statements in an LRS, or end the command before anything is deleted here."""
    from scorm_export.records import lrs as stores
    from scorm_export.records.erase import void

    try:
        with stores.Lrs(endpoint, authorization(), time.sleep) as lrs:
            left = void(lrs, statements)
    except stores.LrsError as refused:
        stop(f"{refused}; nothing was deleted from the store")
    if left:
        stop(f"{endpoint} still gives {len(left)} of the statements; nothing was deleted from the store")
    click.echo(f"{endpoint}: {len(statements)} statements are voided")


def _rewrite(path: Path) -> None:
    from scorm_export.records.erase import rewrite
    from scorm_export.records.store import StoreError

    try:
        rewrite(path)
    except StoreError as refused:
        stop(str(refused))


@command.command("forget")
@click.option("--before", type=_date, required=True, help="Statements from before this time (UTC) are deleted.")
@_store
def forget(before: datetime, path: Path) -> None:
    """Delete old statements from the store for good, as your retention rules ask for."""
    with _extra():
        from scorm_export.records.erase import delete_before

        with _opened(path) as store:
            count = delete_before(store, before)
        _rewrite(path)
    click.echo(f"{path}: {count} statements from before {before:%Y-%m-%d} are deleted")


@command.command("simulate")
@click.argument("source", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="COURSE")
@click.option(
    "--learners", type=click.IntRange(1), default=100, show_default=True, help="How many learners to simulate."
)
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed simulates other learners.")
@click.option(
    "--start", type=_date, default="2026-01-05", show_default=True, help="When the first learners start (UTC)."
)
@click.option(
    "--output", "-o", type=click.File("w", encoding="utf-8"), default="-", help="The file to write; - is the terminal."
)
def simulate(source: Path, learners: int, seed: int, start: datetime, output: Any) -> None:
    """Write the statements of learners who do not exist, one a line, as the player would send them."""
    from scorm_export.records.simulate.learners import simulate as simulated

    for statement in simulated(_course(source).course, learners, seed, start):
        output.write(json.dumps(statement, ensure_ascii=False, separators=(",", ":")) + "\n")
