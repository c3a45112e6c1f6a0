"""`scorm-export records verify`, `erase` and `forget`: check a store, and delete from it."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

import click

from scorm_export.commands.arguments import FOUND_ERRORS, authorization, check_endpoint, stop
from scorm_export.commands.records_store import (
    DATE,
    extra,
    keys,
    opened,
    outline_for,
    outline_options,
    pseudonyms_option,
    store_option,
)


@click.command("verify")
@store_option
@outline_options
def verify(path: Path, source: Path | None, iri: str | None) -> None:
    """Look for doubtful data in the store: gaps, contradictions, wrong clocks, lines that could not be read.

    Exit status 0 when nothing was found, 1 when something was, 2 when the command was misused.
    """
    with extra(), opened(path) as store:
        from scorm_export.records.engines import DuckDB, newest, objects_in, outline_tables
        from scorm_export.records.facts import Scope, facts
        from scorm_export.records.measures import DOUBTFUL
        from scorm_export.records.quality import details
        from scorm_export.records.report.sheets import quality
        from scorm_export.records.report.words import report_words

        outline = outline_for(store, source, iri)
        said = report_words("en")["quality"]
        engine = DuckDB(store, outline_tables(objects_in(store), outline, {}))
        known = facts(engine.tables, Scope(course=outline.iri, now=newest(store)), has_roster=False)
        counts = {row["check"]: row["n"] for row in quality(engine, known).rows}
        for name, count in counts.items():
            click.echo(f"{count:>10}  {said[name]}")
            for line in details(store, name) if count else ():
                click.echo(f"{'':12}{line}")
    raise SystemExit(FOUND_ERRORS if any(counts[name] for name in DOUBTFUL) else 0)


@click.command("erase")
@click.argument("learner")
@store_option
@pseudonyms_option
@click.option("--endpoint", help="Also void the learner's statements in this LRS.")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
def erase(learner: str, path: Path, endpoint: str | None, *, pseudonyms: bool, yes: bool) -> None:
    """Erase LEARNER from the store, and with --endpoint void their statements in the LRS.

    LEARNER is an account as reports with --names show it. Later pulls leave the erased statements out. Copies
    on the learner's own devices, exports and backups are not reached.
    """
    if endpoint:
        check_endpoint(endpoint)
    with extra():
        from scorm_export.records import erase as erasing
        from scorm_export.records.store import StoreError

        with opened(path, keys(wanted=pseudonyms)) as store:
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
    click.echo(
        f"{path}: contains nothing of {account} any more" if not left else f"{path}: still contains {', '.join(left)}"
    )
    raise SystemExit(FOUND_ERRORS if left else 0)


def _void(endpoint: str, statements: list[str]) -> None:
    """Void statements in an LRS; ends the command before anything is deleted here if that fails."""
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


@click.command("forget")
@click.option("--before", type=DATE, required=True, help="Delete statements from before this time (UTC).")
@store_option
def forget(before: datetime, path: Path) -> None:
    """Delete old statements from the store for good, as your retention rules require."""
    with extra():
        from scorm_export.records.erase import delete_before

        with opened(path) as store:
            count = delete_before(store, before)
        _rewrite(path)
    click.echo(f"{path}: {count} statements from before {before:%Y-%m-%d} are deleted")
