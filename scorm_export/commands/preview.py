"""`scorm-export preview`: courses in a browser, while authors write them.

Serves HTTP on the loopback interface. A course is rendered again whenever its home page is requested.
"""

from __future__ import annotations

import http.server
import io
import mimetypes
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from html import escape
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import click

from scorm_export.build import check_course
from scorm_export.commands import messages
from scorm_export.commands.arguments import FOUND_ERRORS, Named, named_courses, sources_argument, stop
from scorm_export.course import Structure
from scorm_export.diagnostics import Diagnostics
from scorm_export.project import Project, read_project
from scorm_export.render import render
from scorm_export.render.names import HOME
from scorm_export.targets import TARGETS
from scorm_export.targets.base import Files, Target


def serve(courses: Sequence[Named], target: Target, port: int, say: Callable[[str], None]) -> None:
    """Serve until interrupted. The player finds no LMS there, so it says that nothing is recorded."""
    sites: dict[str, _LiveSite] = {}
    for root, project in courses:
        name = root.resolve().name
        sites[f"{name}-{len(sites)}" if name in sites else name] = _LiveSite(root, project, target, say)
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, sites)) as server:
        say(f"preview at http://127.0.0.1:{server.server_port}/ — press Ctrl-C to stop")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say("ended")


class _LiveSite:
    """The files of the course as it was when its home page was last requested."""

    def __init__(self, root: Path, project: Project | None, target: Target, say: Callable[[str], None]) -> None:
        self.root = root
        self.project = project
        self.target = target
        self.say = say
        self.files: Files = {}

    def refresh(self) -> str:
        """Read the course again; return the problems when it has errors."""
        found = Diagnostics()
        project = read_project(self.project.folder.root, found) if self.project else None
        checked = check_course(self.root, [self.target], found, structure=Structure.COURSE, project=project)
        problems = messages.human(found) if found.problems else ""
        if problems:
            self.say(problems)
        if checked is None:
            return problems
        self.files = self.target.describe(render(checked, self.root))
        return ""


class _Handler(http.server.BaseHTTPRequestHandler):
    def __init__(self, sites: Mapping[str, _LiveSite], *args: Any) -> None:
        self.sites = sites
        super().__init__(*args)

    def do_GET(self) -> None:
        """Answer with a file of a package, the problems in its source, or the list of courses."""
        path = unquote(urlsplit(self.path).path).lstrip("/")
        folder, slash, inside = path.partition("/") if len(self.sites) > 1 else ("", "/", path)
        site = self.sites.get(folder) if folder else next(iter(self.sites.values()))
        name = inside or HOME
        if not slash or site is None:
            items = "".join(f'<li><a href="{quote(name)}/">{escape(name)}</a>' for name in self.sites)
            page = f"<!doctype html><meta charset=utf-8><title>Courses</title><h1>Courses</h1><ul>{items}</ul>"
            self.answer(HTTPStatus.OK if not path else HTTPStatus.NOT_FOUND, "text/html; charset=utf-8", page.encode())
        elif name == HOME and (problems := site.refresh()):
            page = f"<!doctype html><meta charset=utf-8><title>Problems</title><pre>{escape(problems)}</pre>"
            self.answer(HTTPStatus.OK, "text/html; charset=utf-8", page.encode())
        elif name in site.files:
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            self.answer(HTTPStatus.OK, kind, site.files[name])
        else:
            self.answer(HTTPStatus.NOT_FOUND, "text/plain; charset=utf-8", b"not in the package\n")

    def answer(self, status: HTTPStatus, kind: str, content: bytes | Path) -> None:
        """Send a response; a file on disk is streamed."""
        size = content.stat().st_size if isinstance(content, Path) else len(content)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(size))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        with content.open("rb") if isinstance(content, Path) else io.BytesIO(content) as source:
            shutil.copyfileobj(source, self.wfile)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 — the base class's name
        """Do not log requests."""


@click.command("preview")
@sources_argument
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any free port.")
def command(sources: tuple[Path, ...], port: int) -> None:
    """Show the courses in the folders SOURCES at a local address.

    Each folder holds a course, or a project file, which stands for all courses of the project. Without SOURCES, the
    current folder is used. Reload the home page of a course to see its current text.
    """
    found = Diagnostics()
    courses = named_courses(sources, found)
    if found.errors:
        click.echo(messages.human(found), err=True, nl=False)
        sys.exit(FOUND_ERRORS)
    try:
        serve(courses, TARGETS["scorm12"], port, click.echo)
    except OSError as problem:
        stop(f"port {port} cannot be used: {problem.strerror}; `--port 0` takes any free port")
