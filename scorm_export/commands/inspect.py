"""`scorm-export inspect`: what is in a package, on one screen."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import click

from scorm_export.commands.arguments import FOUND_ERRORS, human_or_json
from scorm_export.verify.changes import changes
from scorm_export.verify.findings import printable
from scorm_export.verify.inspection import Inspection, Unit, inspect
from scorm_export.verify.metadata import Metadata
from scorm_export.verify.package import NotReadableError

_MOST_UNITS = 20
_MOST_TEXT = 200
"""Characters of what a package says of itself on the screen; `--format json` has all."""


@click.command("inspect")
@click.argument("package", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--against",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="An older edition: show what changes for learners who have begun it.",
)
@human_or_json
def command(*, package: Path, against: Path | None, form: str) -> None:
    """Show what is in the zip file PACKAGE: standard, title, what is launched, sizes, what it reports.

    Exit status 0, or 1 when the package cannot be read, 2 when the command was misused.
    """
    try:
        inspection = inspect(package)
        changed = changes(inspect(against), inspection) if against else None
    except NotReadableError as problem:
        click.echo(f"scorm-export: {problem}", err=True)
        sys.exit(FOUND_ERRORS)
    if form == "json":
        facts = asdict(inspection) | ({"changes": [asdict(c) for c in changed]} if changed is not None else {})
        click.echo(json.dumps(facts, indent=2, ensure_ascii=False))
        return
    click.echo(printable(_screen(inspection)))
    if changed is not None:
        click.echo(f"\nCompared with {against}:")
        for change in changed:
            click.echo(f"  {'!' if change.harms else '-'} {printable(change.text)}")
        if not changed:
            click.echo("  nothing changes for learners who have begun")


def _screen(i: Inspection) -> str:
    facts = [
        ("standard", i.standard),
        ("made with", i.tool or ""),
        ("title", i.title),
        ("version", i.version),
        ("identifier", i.identifier),
        ("languages", ", ".join(i.languages)),
        *(_said(i.metadata) if i.metadata else ()),
        ("size", f"{_size(i.packed)} packed, {_size(i.unpacked)} unpacked, {i.files} files"),
        ("by kind", ", ".join(f"{kind or 'other'} {_size(size)}" for kind, size in i.kinds.items())),
        ("largest", ", ".join(f"{name} {_size(size)}" for name, size in i.largest.items())),
        ("reports", _reports(i.reports) or "nothing that its scripts reveal"),
        ("other hosts", ", ".join(i.hosts) or "none named in its pages and styles"),
        ("on request", ", ".join(i.embedded_hosts)),
    ]
    lines = [f"{name:12} {value}" for name, value in facts if value]
    lines.append(f"{'launches':12} {sum(unit.launch != '' for unit in i.units)}")
    lines += [_unit(unit) for unit in i.units[:_MOST_UNITS]]
    if len(i.units) > _MOST_UNITS:
        lines.append(f"  and {len(i.units) - _MOST_UNITS} more; `--format json` has all")
    return "\n".join(lines)


def _reports(names: Iterable[str]) -> str:
    """Return calls as they are, and verbs by their last words, with what their IRIs begin with."""
    by_start: dict[str, list[str]] = {}
    for name in names:
        start, slash, word = name.rpartition("/")
        by_start.setdefault(start + slash, []).append(word)
    return "; ".join(", ".join(words) + (f" ({start})" if start else "") for start, words in by_start.items())


def _said(m: Metadata) -> list[tuple[str, str]]:
    """Return the lines of what a package says of itself, beside its title, version and languages."""
    facts = [
        ("description", m.description),
        ("keywords", ", ".join(m.keywords)),
        ("status", m.status),
        ("by", ", ".join(m.contributors)),
        ("takes", m.learning_time),
        ("audience", m.audience),
        ("objectives", "; ".join(m.objectives)),
        ("rights", ", ".join(filter(None, (m.rights, m.cost and f"cost: {m.cost}")))),
    ]
    return [(name, text if len(text) <= _MOST_TEXT else f"{text[:_MOST_TEXT]}…") for name, text in facts]


def _unit(unit: Unit) -> str:
    facts = [unit.identifier, unit.launch, *([f"pass mark {unit.pass_mark}"] if unit.pass_mark else []), *unit.rules]
    return f"{'  ' * (unit.depth + 1)}{unit.title or '(no title)'}  [{'; '.join(fact for fact in facts if fact)}]"


def _size(size: int) -> str:
    return f"{size / 1024:,.0f} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:,.1f} MB"
