"""The command line: check, build, preview, explain, import, new, schema, lrs check."""

from __future__ import annotations

import gc
import io
import json
import os
import signal
import sys
import threading
from base64 import b64encode
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

import click

from scorm_export import __version__, rules
from scorm_export.build import Package, build, check_course, for_lms
from scorm_export.commands import output as report
from scorm_export.course.course import Structure
from scorm_export.diagnostics import Diagnostics, closest, did_you_mean
from scorm_export.lms import profile as lms
from scorm_export.lms.profile import Profile
from scorm_export.reading.course import COURSE_FILE
from scorm_export.source.fields import IDENTIFIER
from scorm_export.targets import STANDARDS
from scorm_export.targets.base import NotBuiltError, Standard

FOUND_ERRORS = 1
MISUSED = 2
IMPORTED = ("moodle-xml", "gift", "qti", "aiken")
"""The formats of other tools that questions are read from."""
_GRADING = "choose that the grade is the sum of the SCOs' raw scores, with 100 as its maximum"
_PROGRESS_FROM = 64 * 1024 * 1024
"""Bytes of media from which on a build is long enough to be shown as it goes."""

_source = click.argument("source", type=click.Path(path_type=Path))
_target = click.option(
    "--target",
    "-t",
    "targets",
    multiple=True,
    type=click.Choice(list(STANDARDS)),
    help="The standard to build for; may be given several times. Default: what suits the LMS.",
)
_lms = click.option(
    "--lms",
    "profile",
    metavar="NAME",
    default="generic",
    callback=lambda _c, _p, name: _profile(name),
    help="The LMS to build for, such as moodle: what differs there is in its profile.",
)
_structure = click.option(
    "--structure",
    type=click.Choice([str(s) for s in Structure]),
    help="How the course is cut into SCOs. Default: what course.yaml says.",
)
_lrs = click.option(
    "--lrs",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A file with the fields of `lrs`: the record store that SCORM packages report to as well.",
)
_strict = click.option("--strict", is_flag=True, help="Take warnings for errors.")


@click.group()
@click.version_option(__version__)
def main() -> None:
    """Compile a course kept as text into packages that learning management systems import."""
    gc.disable()  # a command ends soon and makes hardly any cycles; collecting takes a tenth of a long build
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a console may lack letters of the course
    end_tidily()


def end_tidily() -> None:
    """Let a request to end the process take its temporary files along, as Ctrl-C does."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))


@main.command("check")
@_source
@_target
@_lms
@_structure
@_lrs
@_strict
@click.option(
    "--format",
    "form",
    type=click.Choice(list(report.FORMATS)),
    default="human",
    show_default=True,
    help="How problems are written.",
)
def check_command(
    source: Path,
    targets: tuple[str, ...],
    profile: Profile,
    structure: str | None,
    lrs: Path | None,
    form: str,
    *,
    strict: bool,
) -> None:
    """Report every problem of the course in the folder SOURCE, each at its line.

    Exit status 0 when there is none, 1 when there is an error, 2 when the command was misused.
    """
    found = Diagnostics()
    cut = Structure(structure) if structure else None
    check_course(_folder(source), _standards(targets, profile), found, structure=cut, lrs=lrs)
    click.echo(report.FORMATS[form](found), nl=False)
    sys.exit(FOUND_ERRORS if found.errors or (strict and found.problems) else 0)


@main.command("build")
@_source
@_target
@_lms
@_structure
@_lrs
@_strict
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("packages"),
    show_default=True,
    help="The folder the packages go into.",
)
def build_command(
    source: Path,
    targets: tuple[str, ...],
    profile: Profile,
    structure: str | None,
    lrs: Path | None,
    output: Path,
    *,
    strict: bool,
) -> None:
    """Compile the course in the folder SOURCE into packages. Nothing is written when the course has errors."""
    found = Diagnostics()
    root, standards = _folder(source), _standards(targets, profile)
    cut = Structure(structure) if structure else None
    checked = check_course(root, standards, found, structure=cut, lrs=lrs)
    if found.problems:
        click.echo(report.human(found), err=True, nl=False)
    if checked is None or (strict and found.problems):
        click.echo("nothing was built", err=True)
        sys.exit(FOUND_ERRORS)
    media = sum(asset.size for asset in checked.assets)
    try:
        with click.progressbar(
            length=media * len(standards),
            label="Packing",
            file=sys.stderr,
            hidden=media < _PROGRESS_FROM or not sys.stderr.isatty(),
        ) as bar:
            packages = list(
                build(checked, root, standards, output, lambda _name, size: bar.update(size), settings=profile.settings)
            )
    except (NotBuiltError, OSError) as problem:
        _stop(f"the package could not be written: {problem}")
    for package in packages:
        _summarise(package, profile)
        if package.losses.found:
            click.echo(report.human(package.losses), err=True, nl=False)
        if checked.course.lrs is not None and package.standard.is_launched:
            used = not package.standard.sends_statements
            click.echo(
                f"  also reports to {checked.course.lrs.endpoint}"
                if used
                else "  reports to where each launch says; `lrs` is not used"
            )
    sys.exit(FOUND_ERRORS if strict and any(package.losses.found for package in packages) else 0)


def _summarise(package: Package, profile: Profile) -> None:
    limit = package.standard.limits.state_characters
    state = f", state at most {package.state_characters:,} of {limit:,} characters"
    click.echo(
        f"{package.path}: {package.standard.label}, {_bytes(package.size)}, {package.files} files"
        f"{state if package.standard.is_launched else ''}"
    )
    for path in package.beside:
        click.echo(f"  {path}: written beside it")
    if not package.standard.is_launched:
        return
    if package.launches > 1 and not package.standard.rolls_up:
        click.echo(
            f"  {package.launches} SCOs, each with its share of a score of 100. {package.standard.label} does "
            f"not add scores up; in {profile.label}, {profile.grading or _GRADING}"
        )
    largest = profile.upload_limit
    if largest and package.size > largest:
        click.echo(f"warning: {profile.label} may refuse uploads of more than {_bytes(largest)}", err=True)


def _bytes(size: int) -> str:
    return f"{size / 1024:,.0f} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:,.1f} MB"


@main.command()
@click.argument("rule", required=False)
def explain(rule: str | None) -> None:
    """Show the page of RULE: what it is, why it matters, and how to mend it. Without RULE, list all of them.

    A `*` marks rules that a course may set to `off`, `note`, `warning` or `error`: `rules` in course.yaml.
    """
    known = rules.names()
    if rule is None:
        width = max(map(len, known))
        for name in known:
            click.echo(f"{'*' if name in rules.CHANGEABLE else ' '} {name:{width}}  {rules.summary(name)}")
        return
    if rule not in known:
        _stop(f"there is no rule `{rule}`; {did_you_mean(rule, known) or '`scorm-export explain` lists the rules'}")
    click.echo(rules.page(rule), nl=False)
    if rule in rules.CHANGEABLE:
        click.echo(
            f"\nA course may set its level in course.yaml: `rules: {{{rule}: off}}`, or `note`, `warning`, `error`."
        )


@main.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("banks"),
    show_default=True,
    help="The folder the bank goes into.",
)
@click.option("--from", "form", type=click.Choice(IMPORTED), help="The format. Default: what the content tells.")
@click.option("--id", "identifier", metavar="ID", help="The bank's id. Default: made of the file's name.")
@click.option("--encoding", metavar="NAME", help="What the file is written in, where that is not UTF-8.")
@click.option("--language", metavar="TAG", default="", help="Which language to keep of texts in several.")
@click.option("--force", is_flag=True, help="Write over a bank that is there already.")
def import_command(
    file: Path,
    output: Path,
    form: str | None,
    identifier: str | None,
    encoding: str | None,
    language: str,
    *,
    force: bool,
) -> None:
    """Turn the questions in FILE, of another tool, into a bank file and its images.

    What cannot be carried is listed line by line, and so is what has to be mended in the bank. Exit status 0 when there
    is a bank that a course can use, 1 when nothing could be read or the bank has to be mended first, 2 when the command
    was misused.
    """
    from scorm_export.exchange.reading import check_bank, read_questions  # noqa: PLC0415 — only this command needs it

    if identifier is not None and IDENTIFIER.parse(identifier) is None:
        _stop(f"`{identifier}` is no id: {IDENTIFIER.what.removeprefix('an id: ')}")
    found = Diagnostics()
    bank = read_questions(file, found, form=form, identifier=identifier, encoding=encoding, language=language)
    if bank is None:
        click.echo(report.human(found), err=True, nl=False)
        sys.exit(FOUND_ERRORS)
    check_bank(bank, (output / f"{bank.id}.yaml").as_posix(), found)
    try:
        written, *images = bank.write(output, force=force)
    except FileExistsError as problem:
        _stop(f"there already: {problem}; `--force` writes over it, `--id` gives another name")
    except OSError as problem:
        _stop(f"the bank could not be written: {problem}")
    if found.found:
        click.echo(report.human(found), err=True, nl=False)
    left = f", {bank.left_out} left out" if bank.left_out else ""
    click.echo(
        f"{written}: {report.count(len(bank.questions), 'question')}{left}, "
        f"{report.count(len(images), 'file')} beside it"
    )
    if found.errors:
        click.echo("To be mended before a course can use it.", err=True)
        sys.exit(FOUND_ERRORS)


@main.command()
@click.argument("directory", type=click.Path(path_type=Path))
def new(directory: Path) -> None:
    """Write a small complete course into the new folder DIRECTORY."""
    from scorm_export.commands.new import write_starter  # noqa: PLC0415 — only this command needs it

    try:
        if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
            _stop(f"`{directory}` is there already and not empty")
        write_starter(directory)
    except OSError as problem:
        _stop(f"the course could not be written: {problem}")
    click.echo(f"{directory}: a course to start from. Next: scorm-export build {directory}")


@main.command()
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("schemas"),
    show_default=True,
    help="The folder the schemas go into.",
)
def schema(output: Path) -> None:
    """Write the JSON Schemas of the source files, for completion in editors."""
    from scorm_export.commands.schemas import schemas  # noqa: PLC0415 — only this command needs it

    try:
        output.mkdir(parents=True, exist_ok=True)
        for name, content in schemas().items():
            (output / name).write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf-8")
            click.echo(output / name)
    except OSError as problem:
        _stop(f"the schemas could not be written: {problem}")


@main.command()
@_source
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any free one.")
def preview(source: Path, port: int) -> None:
    """Show the course in the folder SOURCE at a local address. Reloading the home page shows the text as it is now."""
    from scorm_export.commands.preview import serve  # noqa: PLC0415 — only this command needs it

    root = _folder(source)
    try:
        serve(root, STANDARDS["scorm12"], port, click.echo)
    except OSError as problem:
        _stop(f"port {port} cannot be used: {problem.strerror}; `--port 0` takes any free one")


@main.group("lrs")
def lrs_group() -> None:
    """Find out about record stores (LRSs)."""


@lrs_group.command("check")
@click.option("--endpoint", required=True, help="The address of its xAPI, as content gets it.")
@click.option("--origin", help="The scheme and host of your LMS's pages, such as https://lms.example.org.")
@click.option("--write-only", is_flag=True, help="The key is for a package: being able to do more is a problem.")
@click.option("--timeout", type=click.FloatRange(0.1, 120), default=10.0, show_default=True, help="Seconds to wait.")
def lrs_check(endpoint: str, origin: str | None, timeout: float, *, write_only: bool) -> None:
    """Tell whether a record store will do for courses: versions, browsers, statements, resume, rights of the key.

    The key comes from the environment variable SCORM_EXPORT_LRS_KEY, as `name:secret` or as a whole Authorization
    header, or is asked for. Exit status 0 when the store will do, 1 when it will not, 2 when the command was misused.
    """
    from scorm_export.records import lrs_check as lrs  # noqa: PLC0415 — only this command needs it

    address = urlsplit(endpoint)
    if address.scheme not in ("http", "https") or not address.hostname or "@" in address.netloc or address.query:
        _stop("the endpoint is an address such as https://lrs.example.org/xapi/, without a password or a question mark")
    pages = urlsplit(origin or "https://lms.example.org")
    if pages.scheme not in ("http", "https") or not pages.hostname or "@" in pages.netloc:
        _stop("the origin is a scheme and a host, such as https://lms.example.org")
    client = lrs.Client(endpoint, _authorization(), f"{pages.scheme}://{pages.netloc}" if origin else None, timeout)
    click.echo(endpoint)
    found = []
    for finding in lrs.check(client, write_only=write_only):
        found.append(finding.verdict)
        click.echo(f"  {finding.verdict.value:8} {finding.subject:12} {finding.text}")
    problems, warnings = found.count(lrs.Verdict.BAD), found.count(lrs.Verdict.DOUBTFUL)
    verdict = "it will not do" if problems else "it will do"
    click.echo(f"{verdict}: problems {problems}, warnings {warnings}")
    sys.exit(FOUND_ERRORS if problems else 0)


def _authorization() -> str:
    """Return the Authorization header, from the environment or by asking."""
    key = os.environ.get("SCORM_EXPORT_LRS_KEY", "").strip()
    try:
        key = key or f"{click.prompt('Key name', err=True)}:{click.prompt('Secret', hide_input=True, err=True)}"
    except click.Abort:
        _stop("a key is needed: set SCORM_EXPORT_LRS_KEY to `name:secret`")
    is_header = key.startswith(("Basic ", "Bearer "))
    if not key.isascii() or not key.isprintable() or not (is_header or ":" in key):
        _stop("a key is written `name:secret`")
    return key if is_header else "Basic " + b64encode(key.encode()).decode()


def _folder(source: Path) -> Path:
    try:
        if not source.is_dir():
            _stop(f"`{source}` is not a folder")
        names = {path.name for path in source.iterdir()}
    except OSError as problem:
        _stop(f"`{source}` cannot be read: {problem.strerror}")
    if COURSE_FILE not in names:
        near = closest(COURSE_FILE, (name for name in names if name.endswith((".yml", ".yaml"))))
        way = (
            f"rename `{near}` to it" if near else f"`scorm-export new {source}/my-course` writes a course to start from"
        )
        _stop(f"`{source}` has no {COURSE_FILE}; {way}")
    return source


def _standards(names: Iterable[str], profile: Profile) -> list[Standard]:
    return [for_lms(STANDARDS[name], profile) for name in dict.fromkeys(names or [profile.target])]


def _profile(name: str) -> Profile:
    known = lms.names()
    if name not in known:
        close = closest(name, known)
        hint = f"did you mean `{close}`? " if close else ""
        raise click.BadParameter(f"there is no profile `{name}`. {hint}Known: {', '.join(known)}")
    return lms.profile(name)


def _stop(message: str) -> NoReturn:
    click.echo(f"scorm-export: {message}", err=True)
    sys.exit(MISUSED)
