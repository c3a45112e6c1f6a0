"""The entry point: loads only the module of the command that was asked for."""

from __future__ import annotations

import gc
import io
import signal
import sys
import threading
from importlib import import_module

import click

from scorm_export import __version__
from scorm_export.commands.console import choose_colours

COMMANDS = {
    "new": "new",
    "add": "add",
    "check": "check",
    "preview": "preview",
    "build": "build",
    "explain": "explain",
    "import": "import_questions",
    "ids": "ids",
    "convert": "convert",
    "translate": "translate",
    "schema": "schema",
    "verify": "verify",
    "inspect": "inspect",
    "lms": "lms",
    "certificate": "certificate",
    "lrs": "lrs",
    "records": "records",
    "lsp": "lsp",
    "completion": "completion",
}
"""Each command and its module here, which defines it as `command`."""


class Commands(click.Group):
    """A group that loads a command when it is asked for, so that each starts without the imports of the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 — click's signature
        """Return the names in the order in which authors use them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 — click's signature
        """Load a command; None where the name is unknown."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"scorm_export.commands.{COMMANDS[cmd_name]}").command
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@click.pass_context
def main(context: click.Context) -> None:
    """Compile a course kept as text into packages that learning management systems import."""
    choose_colours(context)
    gc.disable()  # a command ends soon and makes few cycles; garbage collection takes a tenth of a long build
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a console may lack characters of the course
    end_tidily()


def end_tidily() -> None:
    """Remove temporary files when the process is asked to end, as Ctrl-C does."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
