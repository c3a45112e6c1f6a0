"""`scorm-export certificate`: the code that a certificate has, from what an institution's record says."""

from __future__ import annotations

import sys
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path

import click

from scorm_export.commands.arguments import FOUND_ERRORS, named_courses, stop
from scorm_export.course.certificate_code import certificate_code, plain_code
from scorm_export.diagnostics import Diagnostics
from scorm_export.reading.course import read_course
from scorm_export.source.folder import Folder

_NEIGHBOURS = (0, -1, 1)
"""Days between the date of the record and that of the certificate, which is that of UTC."""


@click.command("certificate")
@click.argument("source", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--learner", required=True, help="The name on the certificate, spelled as the LMS gives it.")
@click.option("--date", "day", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The day of the achievement.")
@click.option("--score", help="The points on the certificate; left out where it shows none.")
@click.option("--edition", help="The edition on the certificate; usually that of the course as it is now.")
@click.option("--code", help="The code on a certificate, to compare with.")
def command(
    source: Path, learner: str, day: datetime, score: str | None, edition: str | None, code: str | None
) -> None:
    """Compute the code on a certificate of the course in the folder SOURCE, or compare one.

    The code shows that name, course, edition, score and date on a certificate belong together and nobody changed one of
    them by hand. It does not show that anybody passed: whoever has the package can compute it. Compare with the record
    of the LMS.
    """
    points = _points(score)
    found = Diagnostics()
    (named,) = named_courses([source], found)[:1] or stop(f"the course in `{source}` cannot be read")
    course = read_course(Folder(named.root), found)
    if course is None or not course.iri or not course.version:
        stop(f"the course in `{source}` cannot be read: see `scorm-export check`")

    def computed(on: date) -> str:
        return certificate_code(course.iri, edition or course.version, learner, points, on)

    if code is None:
        click.echo(computed(day.date()))
        return
    days = (day.date() + timedelta(days=offset) for offset in _NEIGHBOURS)
    fitting = next((on for on in days if plain_code(computed(on)) == plain_code(code)), None)
    if fitting is None:
        click.echo("the code does not belong to this learner, course, edition, score and date")
        sys.exit(FOUND_ERRORS)
    click.echo(f"the code belongs to this learner, course, edition and score, and to {fitting.isoformat()}")


def _points(score: str | None) -> Decimal | None:
    try:
        return None if score is None else Decimal(score)
    except InvalidOperation:
        stop(f"`{score}` is not a number of points")
