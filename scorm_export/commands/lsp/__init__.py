"""`scorm-export lsp`: a language server, for editors."""

from __future__ import annotations

import gc

import click

from scorm_export.commands.arguments import stop


@click.command("lsp")
def command() -> None:
    """Run a language server on standard input and output, for editors (needs scorm-export[lsp]).

    It reports what `check` reports while you type, completes fields, ids, files, headings and blocks, shows the page of
    a rule or field, goes to definitions, follows renamed files with their links, and offers the fixes of `check --fix`.
    """
    try:
        from scorm_export.commands.lsp.server import SERVER  # noqa: PLC0415 — may not be installed
    except ImportError as problem:
        stop(f"the language server needs pygls: `pip install scorm-export[lsp]` ({problem.name} is missing)")
    gc.enable()  # it runs for days
    SERVER.start_io()
