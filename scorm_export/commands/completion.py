"""`scorm-export completion`: what makes a shell complete commands, options, targets, profiles and rules."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

_PROGRAM = "scorm-export"


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print the script that makes SHELL complete commands, options, targets, LMS profiles and rules.

    For bash and zsh, put `eval "$(scorm-export completion bash)"`, or zsh, into .bashrc or .zshrc. For fish, write the
    script to ~/.config/fish/completions/scorm-export.fish.
    """
    completion = get_completion_class(shell)
    assert completion is not None
    main = context.find_root().command
    click.echo(completion(main, {}, _PROGRAM, "_SCORM_EXPORT_COMPLETE").source())
