"""Adds to the site what is written elsewhere: commands, rules, the changelog, and the galleries as courses to play."""

from __future__ import annotations

import inspect
import re
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from scorm_export import TARGETS, Diagnostics, build, check_course, rules
from scorm_export.commands.main import main

ROOT = Path(__file__).parent.parent
GALLERIES = {"question-gallery": "Every type of question", "block-gallery": "Every block"}
PACKAGE = "scorm12"
"""What is played: without an LMS it says that nothing is saved."""
_LINK = re.compile(r"\[([^\]\n]*)\]\((?!https?:|#|mailto:)([^)\s#]+)(#[^)\s]*)?\)")
_FENCE = re.compile(r"^( *`{3,})([\w-]+) .*$", re.MULTILINE)
"""A fence with words after its language, which say to the tests what an example is."""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are made, and those that are beside `docs/`."""
    pages = {
        "commands.md": commands(),
        "rules.md": rule_pages(),
        "gallery.md": gallery(),
        **{name: (ROOT / name).read_text("utf-8") for name in ("CHANGELOG.md", "CONTRIBUTING.md")},
    }
    for name, content in pages.items():
        files.append(File.generated(config, name, content=content))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Lead links between the files of the repository to pages of the site; others become plain words."""
    del config, page

    def lead(match: re.Match[str]) -> str:
        words, path, anchor = match[1], match[2], match[3] or ""
        name = path.removeprefix("../").removeprefix("docs/")
        if files.get_file_from_path(name):
            return f"[{words}]({name}{anchor})"
        return words if path.startswith("../") or path.endswith("/") else match[0]

    return _LINK.sub(lead, _FENCE.sub(r"\1\2", markdown))


def on_post_build(config: MkDocsConfig) -> None:
    """Write the galleries into the site, as their packages have them."""
    for name in GALLERIES:
        root, found = ROOT / "course_source" / name, Diagnostics()
        checked = check_course(root, [TARGETS[PACKAGE]], found)
        if checked is None:
            raise click.ClickException(f"{name} has errors")
        with tempfile.TemporaryDirectory() as folder:
            (package,) = build(checked, root, [TARGETS[PACKAGE]], Path(folder))
            zipfile.ZipFile(package.path).extractall(Path(config.site_dir) / "gallery" / name)


def gallery() -> str:
    """Return the page that shows the galleries."""
    frames = (
        f'## {title}\n\n<a href="gallery/{name}/index.html">Open it alone</a>\n\n'
        f'<iframe src="gallery/{name}/index.html" title="{title}" style="width: 100%; height: 80vh"></iframe>\n'
        for name, title in GALLERIES.items()
    )
    return "# Gallery\n\nTwo courses, as learners see them. There is no LMS here, so nothing is saved.\n\n" + "\n".join(
        frames
    )


def rule_pages() -> str:
    """Return the pages of all rules."""
    names = (*rules.names(), *rules.package_names())
    return "# Rules\n\n" + "\n".join(_lowered(rules.page(name)) for name in names)


def _lowered(page: str) -> str:
    """Return a page whose headings are one level lower; lines of code stay as they are."""
    pieces = re.split(r"^(`{3,}.*?^`{3,}$)", page, flags=re.MULTILINE | re.DOTALL)
    return "".join(
        re.sub(r"^#", "##", piece, flags=re.MULTILINE) if n % 2 == 0 else piece for n, piece in enumerate(pieces)
    )


def commands() -> str:
    """Return the help of every command."""
    sections = (f"## {path}\n\n{_described(command, path)}" for path, command in every_command())
    return "# Commands\n\n" + "\n\n".join(sections)


def every_command() -> Iterator[tuple[str, click.Command]]:
    """Yield each command with what is typed for it."""

    def within(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
        context = click.Context(group, info_name=path)
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            if isinstance(command, click.Group):
                yield from within(command, f"{path} {name}")
            elif command is not None:
                yield f"{path} {name}", command

    return within(main, "scorm-export")


def _described(command: click.Command, path: str) -> str:
    context = click.Context(command, info_name=path)
    rows = [_row(parameter, context) for parameter in command.params if isinstance(parameter, click.Option)]
    usage = command.get_usage(context).removeprefix("Usage: ")
    table = "\n".join(["| option | |", "| --- | --- |", *rows]) if rows else ""
    return f"```text\n{usage}\n```\n\n{inspect.cleandoc(command.help or '')}\n\n{table}"


def _row(option: click.Option, context: click.Context) -> str:
    record: Any = option.get_help_record(context)
    names, about = record or (", ".join(option.opts), "")
    return f"| `{names.replace('|', ' / ')}` | {about.replace('|', '&#124;')} |"
