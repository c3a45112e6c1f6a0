"""What the commands of `records` share: the store and its options, keys, the choice of a course."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scorm_export.build import check_course
from scorm_export.check import CheckedCourse
from scorm_export.commands import messages
from scorm_export.commands.arguments import FOUND_ERRORS, stop
from scorm_export.diagnostics import Diagnostics

if TYPE_CHECKING:
    from scorm_export.records.outline import Outline
    from scorm_export.records.store import Store
    from scorm_export.records.store.pseudonyms import Pseudonyms

_STORE = "records.duckdb"
store_option = click.option(
    "--store",
    "path",
    type=click.Path(path_type=Path, dir_okay=False),
    default=_STORE,
    show_default=True,
    help="The file with the records.",
)
DATE = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"])


def outline_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the choice of a course to a command: the arguments `source` and `iri` of `outline_for`."""
    for option in (
        click.option("--iri", help="The course's IRI, if the store has several courses and you have no folder."),
        click.option(
            "--course",
            "source",
            type=click.Path(path_type=Path, exists=True),
            help="The course's folder, or one of its packages.",
        ),
    ):
        command = option(command)
    return command


@contextmanager
def extra(name: str = "records") -> Iterator[None]:
    """End the command with a message if an extra is not installed or the store raises an error."""
    try:
        yield
    except ModuleNotFoundError as missing:
        if (missing.name or "").startswith("scorm_export"):
            raise
        stop(f"this needs more than the compiler itself: pip install 'scorm-export[{name}]' (missing: {missing.name})")


@contextmanager
def opened(path: Path, pseudonyms: Pseudonyms | None = None, *, must_exist: bool = True) -> Iterator[Store]:
    """Open a store; ends the command if it cannot be used as asked, or something cannot be written."""
    import duckdb

    from scorm_export.records.store import Store, StoreError

    try:
        with Store(path, pseudonyms, must_exist=must_exist) as store:
            yield store
    except StoreError as refused:
        stop(str(refused))
    except duckdb.IOException as problem:
        stop(f"`{path}` cannot be written: {str(problem).splitlines()[0]}; what was stored before remains")
    except OSError as problem:
        stop(f"{unwritten(problem)}; what was stored before remains")


def unwritten(problem: OSError) -> str:
    """Return a sentence about a file that cannot be written, which may be a temporary one."""
    where = f"`{problem.filename}`" if problem.filename else "a file"
    return f"{where} cannot be written: {problem.strerror} (temporary files are in {tempfile.gettempdir()})"


def keys(*, wanted: bool) -> Pseudonyms | None:
    """Return the institution's key for pseudonyms, from the environment or by asking; None without `--pseudonyms`."""
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


pseudonyms_option = click.option(
    "--pseudonyms", is_flag=True, help="Keep only pseudonyms of learners; the key is in SCORM_EXPORT_PSEUDONYM_KEY."
)


def now() -> datetime:
    """Return the current time, UTC."""
    return datetime.now(UTC).replace(tzinfo=None)


def outline_for(store: Store, source: Path | None, iri: str | None) -> Outline:
    """Return the outline of the chosen course, or of the only one in the store."""
    from scorm_export.records.outline import outline_of_store

    if source is not None:
        return outline_from(source)
    known = store.courses()
    if not known and iri is None:
        stop("the store has no statements about a course; `scorm-export records pull` reads some")
    if iri is None and len(known) > 1:
        listed = "\n".join(f"  {course}  {title} ({count} statements)" for course, title, count in known)
        stop(f"the store has several courses; choose one with --course FOLDER or --iri:\n{listed}")
    return outline_of_store(store, iri or known[0][0])


def outline_from(source: Path) -> Outline:
    """Return the outline of a course's folder or package."""
    from scorm_export.records.outline import outline_of_course, outline_of_package
    from scorm_export.records.store import StoreError

    try:
        return outline_of_course(course_in(source).course) if source.is_dir() else outline_of_package(source)
    except StoreError as refused:
        stop(str(refused))


def course_in(root: Path) -> CheckedCourse:
    """Read a course's folder; ends the command with its problems if it has errors."""
    found = Diagnostics()
    checked = check_course(root, [], found)
    if checked is None:
        click.echo(messages.FORMATS["human"](found), nl=False, err=True)
        raise SystemExit(FOUND_ERRORS)
    return checked
