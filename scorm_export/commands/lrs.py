"""`scorm-export lrs`: test learning record stores."""

from __future__ import annotations

import sys
from urllib.parse import urlsplit

import click

from scorm_export.commands.arguments import FOUND_ERRORS, authorization, check_endpoint, stop
from scorm_export.records import lrs_check as lrs


@click.group("lrs")
def command() -> None:
    """Test learning record stores (LRSs)."""


@command.command("check")
@click.option("--endpoint", required=True, help="The xAPI endpoint, as an LMS gives it to content.")
@click.option("--origin", help="The scheme and host of your LMS's pages, such as https://lms.example.org.")
@click.option(
    "--write-only", is_flag=True, help="The key will be in a package: more rights than writing are a problem."
)
@click.option("--timeout", type=click.FloatRange(0.1, 120), default=10.0, show_default=True, help="Seconds to wait.")
def lrs_check(endpoint: str, origin: str | None, timeout: float, *, write_only: bool) -> None:
    """Check whether an LRS is suitable for courses: versions, browsers, statements, resuming, rights of the key.

    The key comes from the environment variable SCORM_EXPORT_LRS_KEY, as `name:secret` or as a whole Authorization
    header, or is asked for. Exit status 0 when the LRS is suitable, 1 when it is not, 2 when the command was misused.
    """
    check_endpoint(endpoint)
    pages = urlsplit(origin or "https://lms.example.org")
    if pages.scheme not in ("http", "https") or not pages.hostname or "@" in pages.netloc:
        stop("the origin is a scheme and a host, such as https://lms.example.org")
    client = lrs.Client(endpoint, authorization(), f"{pages.scheme}://{pages.netloc}" if origin else None, timeout)
    click.echo(endpoint)
    found = []
    for finding in lrs.check(client, write_only=write_only):
        found.append(finding.verdict)
        click.echo(f"  {finding.verdict.value:8} {finding.subject:12} {finding.text}")
    problems, warnings = found.count(lrs.Verdict.BAD), found.count(lrs.Verdict.DOUBTFUL)
    verdict = "not suitable" if problems else "suitable"
    click.echo(f"{verdict}: problems {problems}, warnings {warnings}")
    sys.exit(FOUND_ERRORS if problems else 0)
