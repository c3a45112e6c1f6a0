"""The entry: finds the file of a command, and loads no other."""

from __future__ import annotations

import gc
import io
import signal
import sys
import threading
from importlib import import_module

import click

from scorm_export import __version__

COMMANDS = {
    "new": "new",
    "check": "check",
    "preview": "preview",
    "build": "build",
    "explain": "explain",
    "import": "import_questions",
    "ids": "ids",
    "convert": "convert",
    "schema": "schema",
    "verify": "verify",
    "inspect": "inspect",
    "lms": "lms",
    "lrs": "lrs",
    "records": "records",
}
"""Each command and its file here, which holds it as `command`."""


class Commands(click.Group):
    """A group whose commands are loaded when they are asked for: each starts without the imports of the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 — click's signature
        """Return the names in the order of work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 — click's signature
        """Load a command, or return None when there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"scorm_export.commands.{COMMANDS[cmd_name]}").command
        return command


@click.group(cls=Commands)
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
