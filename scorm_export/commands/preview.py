"""`scorm-export preview`: the course in a browser while it is written.

HTTP on loopback; rendered anew at each visit of the home page.
"""

from __future__ import annotations

import http.server
import io
import mimetypes
import shutil
from collections.abc import Callable
from functools import partial
from html import escape
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import click

from scorm_export.build import check_course
from scorm_export.commands import messages
from scorm_export.commands.arguments import course_folder, source_argument, stop
from scorm_export.course import Structure
from scorm_export.diagnostics import Diagnostics
from scorm_export.render import render
from scorm_export.render.names import HOME
from scorm_export.targets import TARGETS
from scorm_export.targets.base import Files, Target


def serve(root: Path, target: Target, port: int, say: Callable[[str], None]) -> None:
    """Serve until interrupted. The player finds no LMS there and runs untracked, with its notice."""
    site = _LiveSite(root, target, say)
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, site)) as server:
        say(f"preview at http://127.0.0.1:{server.server_port}/ — end it with Ctrl-C")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say("ended")


class _LiveSite:
    """The files of the course as its text was when the home page was last asked for."""

    def __init__(self, root: Path, target: Target, say: Callable[[str], None]) -> None:
        self.root = root
        self.target = target
        self.say = say
        self.files: Files = {}

    def refresh(self) -> str:
        """Read the course again; return the problems when it has errors."""
        found = Diagnostics()
        checked = check_course(self.root, [self.target], found, structure=Structure.COURSE)
        problems = messages.human(found) if found.problems else ""
        if problems:
            self.say(problems)
        if checked is None:
            return problems
        self.files = self.target.describe(render(checked, self.root))
        return ""


class _Handler(http.server.BaseHTTPRequestHandler):
    def __init__(self, site: _LiveSite, *args: Any) -> None:
        self.site = site
        super().__init__(*args)

    def do_GET(self) -> None:
        """Answer with a file of the package, or with what is wrong in the source."""
        name = unquote(urlsplit(self.path).path).lstrip("/") or HOME
        if name == HOME and (problems := self.site.refresh()):
            page = f"<!doctype html><meta charset=utf-8><title>Problems</title><pre>{escape(problems)}</pre>"
            self.answer(HTTPStatus.OK, "text/html; charset=utf-8", page.encode())
        elif name in self.site.files:
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            self.answer(HTTPStatus.OK, kind, self.site.files[name])
        else:
            self.answer(HTTPStatus.NOT_FOUND, "text/plain; charset=utf-8", b"not in the package\n")

    def answer(self, status: HTTPStatus, kind: str, content: bytes | Path) -> None:
        """Send a whole answer, streamed where it is a file on disk."""
        size = content.stat().st_size if isinstance(content, Path) else len(content)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(size))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        with content.open("rb") if isinstance(content, Path) else io.BytesIO(content) as source:
            shutil.copyfileobj(source, self.wfile)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 — the base class's name
        """Say nothing of each request."""


@click.command("preview")
@source_argument
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any free one.")
def command(source: Path, port: int) -> None:
    """Show the course in the folder SOURCE at a local address. Reloading the home page shows the text as it is now."""
    root = course_folder(source)
    try:
        serve(root, TARGETS["scorm12"], port, click.echo)
    except OSError as problem:
        stop(f"port {port} cannot be used: {problem.strerror}; `--port 0` takes any free one")
