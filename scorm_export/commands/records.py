"""`scorm-export records`: pull learning records into a store, report on them, simulate them."""

from __future__ import annotations

import csv
import json
import tempfile
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scorm_export.commands.arguments import FOUND_ERRORS, authorization, check_endpoint, stop
from scorm_export.commands.records_source import Source, from_events, from_store
from scorm_export.commands.records_store import (
    DATE,
    course_in,
    extra,
    keys,
    now,
    opened,
    outline_options,
    pseudonyms_option,
    store_option,
    unwritten,
)
from scorm_export.commands.records_upkeep import erase, forget, verify

if TYPE_CHECKING:
    from scorm_export.course import Course
    from scorm_export.records.report.report import Report
    from scorm_export.records.store import Store


@click.group("records")
def command() -> None:
    """Collect learning records in one file, and report on them."""


for each in (verify, erase, forget):
    command.add_command(each)


@command.command("pull")
@click.argument("sources", nargs=-1, type=click.Path(path_type=Path))
@store_option
@click.option("--endpoint", help="The xAPI endpoint of an LRS, to read its new statements.")
@click.option(
    "--map",
    "mapping",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A mapping file: SOURCES are CSV reports of an LMS.",
)
@click.option(
    "--course",
    "folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The course's folder, for reports of an LMS with answers.",
)
@click.option(
    "--profile",
    "profiles",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    help="A course's xAPI Profile: `verify` reports statements that break its rules. It is kept for later pulls.",
)
@pseudonyms_option
def pull(
    sources: tuple[Path, ...],
    path: Path,
    endpoint: str | None,
    mapping: Path | None,
    folder: Path | None,
    profiles: tuple[Path, ...],
    *,
    pseudonyms: bool,
) -> None:
    """Read statements from SOURCES, or from an LRS, into the store; each statement is kept once.

    A source is a file of statements (NDJSON, a JSON array, Parquet; .gz), or a folder of such files. The key of an LRS
    comes from the environment variable SCORM_EXPORT_LRS_KEY, as `name:secret` or as a whole Authorization header, or is
    asked for. An interrupted pull continues where it stopped.

    Exit status 0 when everything was read, 1 when some lines are not statements, 2 when the command was misused.
    """
    if not sources and not endpoint:
        stop("name files or folders of statements, or an LRS with --endpoint")
    if endpoint:
        check_endpoint(endpoint)
    with extra():
        key = keys(wanted=pseudonyms)
        with opened(path, key, must_exist=False) as store:
            for profile in profiles:
                _follow(store, profile)
            course = course_in(folder).course if folder else None
            unreadable = sum(_pull_files(store, source, mapping, course) for source in sources)
            unreadable += _pull_lrs(store, endpoint) if endpoint else 0
    raise SystemExit(FOUND_ERRORS if unreadable else 0)


def _follow(store: Store, path: Path) -> None:
    from scorm_export.records.store.profile import NotAProfileError, read_profile

    try:
        store.follow(read_profile(path.read_text("utf-8")))
    except (NotAProfileError, UnicodeDecodeError, OSError):
        stop(f"`{path}` is not an xAPI Profile: a JSON-LD file with versions and templates")


def _pull_files(store: Store, source: Path, mapping: Path | None, course: Course | None) -> int:
    """Read a file or a folder; return how many lines are not statements."""
    from scorm_export.records.files import as_lines, statement_files

    if mapping is not None:
        return _pull_report(store, source, mapping, course)
    unreadable = 0
    for file in statement_files(source):
        with tempfile.TemporaryDirectory() as work:
            found = store.add([as_lines(file, Path(work))], str(file), now())
        click.echo(f"{file}: {found.read} read, {found.added} new, {found.duplicates} already known")
        for problem in found.unreadable:
            click.echo(f"  {problem.place}: {problem.reason}", err=True)
        unreadable += len(found.unreadable)
    return unreadable


def _pull_report(store: Store, source: Path, mapping: Path, course: Course | None) -> int:
    """Read a CSV report of an LMS; return how many rows could not be read."""
    from scorm_export.records.lms_reports import as_statements, has_answers, read_mapping
    from scorm_export.records.store import Problem

    if not source.is_file():
        stop(f"`{source}` is not a file")
    with tempfile.TemporaryDirectory() as work:
        fields = read_mapping(mapping)
        lines, problems = as_statements(source, fields, Path(work), course)
        found = store.add([lines], str(source), now(), replaces=has_answers(fields))
    store.keep_problems(
        store.number("SELECT max(pull) FROM pulls"), (Problem(*problem.split(": ", 1)) for problem in problems)
    )
    click.echo(f"{source}: {found.read} statements, {found.added} new, {found.duplicates} already known")
    for problem in problems:
        click.echo(f"  {problem}", err=True)
    return len(problems)


def _pull_lrs(store: Store, endpoint: str) -> int:
    """Read the new statements of an LRS; return how many could not be read."""
    from scorm_export.records import lrs as stores

    try:
        with stores.Lrs(endpoint, authorization(), _wait) as lrs:
            found = stores.pull(store, lrs, now(), lambda so_far: click.echo(f"  {so_far.read} read", err=True))
    except stores.LrsError as refused:
        stop(str(refused))
    click.echo(f"{endpoint}: {found.read} read, {found.added} new, {found.duplicates} already known")
    if not found.read and not store.number("SELECT count(*) FROM statements"):
        click.echo(
            "  the LRS returns no statements: either there are none yet, or this key may not read them", err=True
        )
    for problem in found.unreadable:
        click.echo(f"  {problem.place}: {problem.reason}", err=True)
    return len(found.unreadable)


def _wait(seconds: float) -> None:
    click.echo(f"  the LRS is busy or cannot be reached; trying again in {seconds:.0f} s", err=True)
    time.sleep(seconds)


@command.command("report")
@store_option
@outline_options
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    help="A folder for the files of the report; without it, tables are printed.",
)
@click.option(
    "--format",
    "forms",
    type=click.Choice(["html", "csv", "parquet", "json"]),
    multiple=True,
    help="A kind of file to write; repeat the option for several. Default: all.",
)
@click.option("--since", type=DATE, help="Only statements at or after this time (UTC).")
@click.option("--until", type=DATE, help="Only statements before this time (UTC).")
@click.option("--edition", help="Only this version of the course.")
@click.option("--run", metavar="NAME", help="Only this run of the course: the name given to `build --run`.")
@click.option(
    "--around",
    metavar="IRI",
    multiple=True,
    help="Only statements with this IRI in grouping, such as an organization's; several: with all of them.",
)
@click.option("--module", help="Only the lessons and quizzes of this module, by its id.")
@click.option(
    "--groups",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A CSV file with the columns learner and group.",
)
@click.option("--group", help="Only this group of the file.")
@click.option(
    "--now", type=DATE, help="The time for which the report says who is active. Default: that of the newest statement."
)
@click.option(
    "--min-group",
    "least",
    type=click.IntRange(1),
    default=5,
    show_default=True,
    help="Withhold numbers of fewer learners than this.",
)
@click.option(
    "--engine",
    "address",
    default="",
    help="Compute the report on spark://host:7077 or clickhouse://host:8123/database.",
)
@click.option(
    "--events",
    metavar="TABLE",
    help="Report on the statements in this table of the engine, such as xapi.xapi_events_all of Ralph or Aspects, "
    "instead of on a store. Needs --course.",
)
@click.option("--names", is_flag=True, help="Also list individual learners.")
@click.option("--language", help="The language of the report. Default: the course's.")
def report(path: Path, source: Path | None, iri: str | None, address: str, events: str | None, **asked: Any) -> None:
    """Report on a course: who completed it, how far others are, how quizzes, questions, objectives and videos do.

    Titles and texts come from the course's folder, from a package, or otherwise from the statements.
    """
    given = from_events(address, events, source) if events else from_store(path, address, source, iri)
    with extra(), given as records:
        try:
            _report(records, **asked)
        except OSError as problem:
            stop(f"the report is incomplete: {unwritten(problem)}")


def _report(
    records: Source,
    *,
    output: Path | None,
    forms: tuple[str, ...],
    groups: Path | None,
    now: datetime | None,
    least: int,
    names: bool,
    language: str | None,
    run: str | None,
    around: tuple[str, ...],
    **filters: Any,
) -> None:
    from rich.console import Console

    from scorm_export.records.engines import outline_tables
    from scorm_export.records.facts import Scope
    from scorm_export.records.report import report as reports
    from scorm_export.records.report.terminal import show
    from scorm_export.records.report.words import report_words
    from scorm_export.targets.xapi.activities import run_iri

    outline = records.outline
    roster = _roster(records.accounts, groups) if groups else {}
    around += (run_iri(outline.iri, run),) if run else ()
    scope = Scope(course=outline.iri, now=now or records.newest, around=around, **filters)
    tag = language or outline.language
    words = report_words(tag)
    with records.running(outline_tables(records.objects, outline, roster)) as running:
        made = reports.make(outline, scope, running, roster, least, personal=names)
    if output is None:
        show(made, words, Console())
        return
    if "html" in forms or not forms:
        click.echo(str(_write_html(made, words, tag, output)))
    for form in [name for name in reports.FORMATS if name in forms or not forms]:
        for written in reports.write(made, form, output, words):
            click.echo(str(written))


def _write_html(made: Report, words: dict[str, Any], language: str, output: Path) -> Path:
    from scorm_export.interface.words import language_of_folder
    from scorm_export.records.report.html import as_html

    output.mkdir(parents=True, exist_ok=True)
    path = output / "report.html"
    path.write_text(as_html(made, words, language_of_folder("records", "report", language)), encoding="utf-8")
    return path


def _roster(accounts: Sequence[str], path: Path) -> dict[str, str]:
    """Read the groups of learners from two columns: account, as the store spells it or its name alone, and group."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [row for row in csv.reader(file) if any(row)]
    except (OSError, UnicodeDecodeError, csv.Error):
        stop(f"`{path}` cannot be read as a CSV file in UTF-8")
    if not rows or any(len(row) < 2 for row in rows):  # noqa: PLR2004 — learner and group
        stop(f"`{path}` needs two columns: learner and group")
    known = {account.rpartition(" ")[2]: account for account in accounts}
    head = rows[0][0].strip().lower() in ("learner", "account", "id", "username", "email")
    return {known.get(name.strip(), name.strip()): group.strip() for name, group, *_ in rows[int(head) :]}


@command.command("simulate")
@click.argument("source", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="COURSE")
@click.option(
    "--learners", type=click.IntRange(1), default=100, show_default=True, help="How many learners to simulate."
)
@click.option("--seed", type=int, default=1, show_default=True, help="A different seed simulates different learners.")
@click.option(
    "--start", type=DATE, default="2026-01-05", show_default=True, help="When the first learners start (UTC)."
)
@click.option(
    "--output",
    "-o",
    type=click.File("w", encoding="utf-8"),
    default="-",
    help="The file to write; - is standard output.",
)
def simulate(source: Path, learners: int, seed: int, start: datetime, output: Any) -> None:
    """Write statements of simulated learners, one per line, as the player would send them."""
    from scorm_export.records.simulate.learners import simulate as simulated

    try:
        for statement in simulated(course_in(source).course, learners, seed, start):
            output.write(json.dumps(statement, ensure_ascii=False, separators=(",", ":")) + "\n")
        output.flush()
    except OSError as problem:
        stop(f"the statements are incomplete: {unwritten(problem)}")
