"""`scorm-export explain`: the page of a rule, or the list of them."""

from __future__ import annotations

import click

from scorm_export import rules
from scorm_export.commands.arguments import stop
from scorm_export.diagnostics import did_you_mean


def _complete_rule(_context: click.Context, _argument: click.Parameter, incomplete: str) -> list[str]:
    return [name for name in (*rules.names(), *rules.package_names()) if name.startswith(incomplete)]


@click.command("explain")
@click.argument("rule", required=False, shell_complete=_complete_rule)
def command(rule: str | None) -> None:
    """Show the page of RULE: what it means, why it matters, and how to fix the problem. Without RULE, list all rules.

    A `*` marks rules that can be set to `off`, `note`, `warning` or `error` under `rules` in course.yaml, or in
    scorm-export.yaml for several courses.
    """
    known = (*rules.names(), *rules.package_names())
    if rule is None:
        width = max(map(len, known))
        for heading, names in (("", rules.names()), ("\nRules of `verify`, for packages:", rules.package_names())):
            if heading:
                click.echo(heading)
            for name in names:
                click.echo(f"{'*' if name in rules.CHANGEABLE else ' '} {name:{width}}  {rules.summary(name)}")
        return
    if rule not in known:
        stop(f"there is no rule `{rule}`; {did_you_mean(rule, known) or '`scorm-export explain` lists the rules'}")
    click.echo(rules.page(rule), nl=False)
    if rule in rules.CHANGEABLE:
        click.echo(
            "\nIts level can be set in course.yaml, or in scorm-export.yaml for several courses: "
            f"`rules: {{{rule}: off}}`, or `note`, `warning`, `error`."
        )
