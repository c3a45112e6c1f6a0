"""`scorm-export lms`: the list of LMS profiles, or one as a page."""

from __future__ import annotations

import click

from scorm_export.commands.arguments import complete_profile, known_profile
from scorm_export.lms import profile as profiles
from scorm_export.lms.page import about, weakest


@click.command("lms")
@click.argument("name", required=False, callback=known_profile, shell_complete=complete_profile)
def command(name: str | None) -> None:
    """Show what is known of the LMS called NAME: its settings, what to choose on import, reports, faults, sources.

    Without NAME, list all profiles with the target that each is built for and how well its settings are known.
    """
    if name is not None:
        click.echo(about(profiles.profile(name)), nl=False)
        return
    known = [profiles.profile(each) for each in profiles.names()]
    width = max(len(profile.name) for profile in known)
    for profile in known:
        click.echo(f"{profile.name:{width}}  {profile.label}: {profile.target}, {weakest(profile)}")
