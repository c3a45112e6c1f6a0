"""`scorm-export translate`: the texts of courses as PO files, which translators work on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

import click
import polib

from scorm_export.commands import messages
from scorm_export.commands.arguments import FOUND_ERRORS, human_or_json, named_courses, sources_argument, stop
from scorm_export.course import Course
from scorm_export.diagnostics import Diagnostics
from scorm_export.reading.course import read_course
from scorm_export.source.folder import Folder
from scorm_export.source.languages import LANGUAGE
from scorm_export.translation.catalogue import (
    FOLDER,
    catalogue_text,
    entry_for,
    key_of,
    languages_in,
    path_of,
    read_catalogue,
)
from scorm_export.translation.collected import Collected
from scorm_export.translation.course import Coverage, coverage_of
from scorm_export.translation.merging import merged
from scorm_export.translation.xliff import Returned, read_xliff, taken, xliff_text
from scorm_export.whole_files import write_whole

_TEMPLATE = f"{FOLDER}/course.pot"


class _Source(NamedTuple):
    """A course that can be read, and what is translated of it."""

    folder: Folder
    course: Course
    collected: Collected


def _sources(sources: tuple[Path, ...]) -> Iterator[_Source]:
    """Yield the courses in some folders; ends the command where one has errors."""
    found = Diagnostics()
    for root, project in named_courses(sources, found):
        folder = Folder(root)
        collected = Collected(folder)
        course = read_course(folder, found, project.shared if project else None, collected)
        if course and not found.errors:
            yield _Source(folder, course, collected)
    _end_with(found)


class _Merged(NamedTuple):
    """A language of a course, for the source as it is now."""

    entries: list[polib.POEntry]
    header: Mapping[str, str]
    coverage: Coverage


def _merged(source: _Source, language: str) -> _Merged:
    """Return the entries that a language's PO file is to have; ends the command where it cannot be read."""
    found = Diagnostics()
    older = read_catalogue(source.folder, language, found) if language in languages_in(source.folder) else None
    _end_with(found)
    keys = {key_of(entry) for entry in older or () if not entry.obsolete}
    entries = merged(source.collected.messages_in(language), older or ())
    header = older.metadata if older is not None else {}
    coverage = coverage_of(language, [entry for entry in entries if not entry.obsolete], keys, header)
    return _Merged(entries, header, coverage)


def _end_with(found: Diagnostics) -> None:
    if found.errors:
        click.echo(messages.for_console(found), err=True, nl=False)
        click.get_current_context().exit(FOUND_ERRORS)


def _write(folder: Folder, path: str, text: str | bytes) -> None:
    file = folder.root / path
    try:
        file.parent.mkdir(exist_ok=True)
        write_whole(file, text.encode() if isinstance(text, str) else text)
    except OSError as problem:
        stop(f"`{file}` could not be written: {problem.strerror}")


def _language_tag(_context: click.Context, _option: click.Parameter, tags: tuple[str, ...]) -> tuple[str, ...]:
    """Return language tags; click reports another text."""
    for tag in tags:
        if LANGUAGE.parse(tag) is None:
            raise click.BadParameter(f"`{tag}` is not a language tag. {LANGUAGE.advice}")
    return tags


@click.group("translate")
def command() -> None:
    """Translate courses: write their texts to PO files, keep these up to date, and count what is translated.

    A course keeps its translations in its folder `translations`, one file a language, such as `fr.po`. `check` checks
    them, and `build --language fr` builds the course in that language.
    """


@command.command("extract")
@sources_argument
def extract(sources: tuple[Path, ...]) -> None:
    """Write the texts of the courses in the folders SOURCES to `translations/course.pot`, for translation tools."""
    for folder, course, collected in _sources(sources):
        entries = [entry_for(message) for message in collected.messages.values()]
        _write(folder, _TEMPLATE, catalogue_text(entries, course.id, ""))
        click.echo(f"{folder.shown(_TEMPLATE)}: {messages.count(len(entries), 'text')}")


@command.command("update")
@sources_argument
@click.option(
    "--language",
    "languages",
    metavar="TAG",
    multiple=True,
    callback=_language_tag,
    help="A language, such as fr; repeat the option for several. A new one is begun. Default: all that there are.",
)
def update(sources: tuple[Path, ...], languages: tuple[str, ...]) -> None:
    """Bring the PO files of the courses in the folders SOURCES up to date with the texts as they are now.

    No translation is lost. One of a text that was reworded is marked fuzzy, and is used again when a translator has
    looked at it; one that no text needs is kept as obsolete.
    """
    for source in _sources(sources):
        folder, course, _ = source
        chosen = languages or languages_in(folder)
        if not chosen:
            stop(f"`{folder.root}` has no translations; `--language fr` begins one")
        if course.language in chosen:
            stop(f"`{course.language}` is the language of the source")
        for language in chosen:
            entries, header, coverage = _merged(source, language)
            _write(folder, path_of(language), catalogue_text(entries, course.id, language, header))
            click.echo(f"{folder.shown(path_of(language))}: {_counts(coverage)}")


@command.command("status")
@sources_argument
@human_or_json
def status(sources: tuple[Path, ...], form: str) -> None:
    """Count what is translated of the courses in the folders SOURCES, in each language."""
    rows = []
    for source in _sources(sources):
        for language in languages_in(source.folder):
            coverage = _merged(source, language).coverage
            if form == "human":
                changed = f"; {coverage.changed} changed since `translate update`" if coverage.changed else ""
                click.echo(f"{source.course.id} in {language}: {_counts(coverage)}{changed}")
            rows.append({"course": source.course.id, **asdict(coverage), "share": round(coverage.share, 4)})
    if form == "json":
        click.echo(json.dumps(rows, indent=2))


@command.command("export")
@sources_argument
@click.option("--language", "languages", metavar="TAG", multiple=True, callback=_language_tag, help="Default: all.")
def export(sources: tuple[Path, ...], languages: tuple[str, ...]) -> None:
    """Write the translations of the courses in the folders SOURCES as XLIFF 2.1, such as `translations/fr.xlf`."""
    for source in _sources(sources):
        folder, course, _ = source
        for language in languages or languages_in(folder):
            entries, _, coverage = _merged(source, language)
            path = f"{FOLDER}/{language}.xlf"
            _write(folder, path, xliff_text(entries, course.id, course.language, language))
            click.echo(f"{folder.shown(path)}: {_counts(coverage)}")


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@sources_argument
def import_xliff(file: Path, sources: tuple[Path, ...]) -> None:
    """Take the translations in an XLIFF file into the PO file of the course that it was exported from."""
    found = Diagnostics()
    returned = _returned(file, found)
    _end_with(found)
    source = next((each for each in _sources(sources) if returned and each.course.id == returned.course), None)
    if returned is None or source is None:
        stop(f"`{file}` is not of this course: its `file` has another id")
    folder, course, collected = source
    older, header, _ = _merged(source, returned.language)
    entries = merged(collected.messages_in(returned.language), taken(older, returned.entries))
    _write(folder, path_of(returned.language), catalogue_text(entries, course.id, returned.language, header))
    current = [entry for entry in entries if not entry.obsolete]
    coverage = coverage_of(returned.language, current, set(), header)
    click.echo(f"{folder.shown(path_of(returned.language))}: {_counts(coverage)}")


def _returned(file: Path, found: Diagnostics) -> Returned | None:
    try:
        returned = read_xliff(file.as_posix(), file.read_bytes(), found)
    except OSError as problem:
        stop(f"`{file}` cannot be read: {problem.strerror}")
    if returned and LANGUAGE.parse(returned.language) is None:
        stop(f"`{file}`: `{returned.language}` is not a language tag. {LANGUAGE.advice}")
    return returned


def _counts(coverage: Coverage) -> str:
    made = "; translated by machine, not reviewed" if coverage.by_machine else ""
    return (
        f"{coverage.translated} of {messages.count(coverage.messages, 'text')} translated, "
        f"{coverage.translated_words:,} of {coverage.words:,} words ({coverage.share:.0%}), "
        f"{coverage.fuzzy} fuzzy{made}"
    )
