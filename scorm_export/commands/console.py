"""What is said beside findings: colours, progress, and how much of it."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import click

_SHOWN_AFTER = 1.0
"""Seconds after which a step shows that it is not finished."""
_ERASE_LINE = "\r\x1b[K"


@dataclass(slots=True)
class Console:
    """How much a command says."""

    quiet: bool = False
    verbose: bool = False

    def say(self, text: str) -> None:
        """Print what a command did, unless it is quiet."""
        if not self.quiet:
            click.echo(text)

    @contextmanager
    def working(self, what: str) -> Iterator[None]:
        """Show on a terminal what takes longer than a second; with `--verbose`, how long it took."""
        started = time.perf_counter()
        is_shown = threading.Event()

        def show() -> None:
            is_shown.set()
            click.echo(f"{what} …", err=True, nl=False)

        timer = threading.Timer(_SHOWN_AFTER, show)
        timer.daemon = True
        if sys.stderr.isatty() and not self.quiet:
            timer.start()
        try:
            yield
        finally:
            timer.cancel()
            if is_shown.is_set():
                click.echo(_ERASE_LINE, err=True, nl=False)
        if self.verbose:
            click.echo(f"{what}: {time.perf_counter() - started:.2f} s", err=True)


def console() -> Console:
    """Return the console of the command that runs; outside of one, that of a command without options."""
    context = click.get_current_context(silent=True)
    return context.ensure_object(Console) if context else Console()


def colours(environment: Mapping[str, str]) -> bool | None:
    """Return whether colours are used; None leaves it to whether the output is a terminal.

    See https://no-color.org and https://force-color.org: any value that is not empty counts.
    """
    if environment.get("NO_COLOR"):
        return False
    return True if environment.get("FORCE_COLOR") else None


def choose_colours(context: click.Context) -> None:
    """Use colours or not, as the environment says."""
    context.color = colours(os.environ)


def _set_quiet(context: click.Context, _option: click.Parameter, value: bool) -> None:
    context.ensure_object(Console).quiet = value


def _set_verbose(context: click.Context, _option: click.Parameter, value: bool) -> None:
    context.ensure_object(Console).verbose = value


quiet_option: Callable[[Callable[..., Any]], Callable[..., Any]] = click.option(
    "--quiet", "-q", is_flag=True, expose_value=False, callback=_set_quiet, help="Print problems and nothing else."
)
verbose_option: Callable[[Callable[..., Any]], Callable[..., Any]] = click.option(
    "--verbose", "-v", is_flag=True, expose_value=False, callback=_set_verbose, help="Say how long each step takes."
)
