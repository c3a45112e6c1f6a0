"""Visits to a SCO in Chromium, in a strict run-time environment that records every call.

Nothing is served over a network: the browser's requests are answered from the zip, and those for other hosts are
refused and recorded.
"""

from __future__ import annotations

import json
import mimetypes
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlsplit

from scorm_export.verify.content import Launch
from scorm_export.verify.package import Package
from scorm_export.verify.play.record_store import RecordStore

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Frame, Page, Route

Act = Callable[["Frame"], None]
"""Something that is done in a launched page."""
HOST = "https://lms.invalid"
_THIRD_PARTY = Path(__file__).parents[2] / "third_party"
_BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
_MOST_FILE = 512 * 1024 * 1024
_SECONDS = 10
QUIET = 700
"""Milliseconds without a call after which a page is assumed to wait for the learner."""


PATIENCE = 5.0
"""Seconds that a page may take for its first call or statement."""

HANGS = 30.0
"""Seconds without an answer after which a page hangs: on a busy machine, large scripts take many."""


class NoBrowserError(Exception):
    """Playwright or Chromium is not installed."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the API: `Initialize`, `SetValue` and so on in both versions; values are those of the run-time."""

    name: str
    given: tuple[str, ...]
    answer: str
    error: str
    why: str


@dataclass(slots=True)
class Visit:
    """What happened between launching and leaving."""

    calls: list[Call] = field(default_factory=list)
    opened: int = 0
    """The number of calls before the page was left."""
    errors: list[str] = field(default_factory=list)
    """Uncaught exceptions of the page."""
    missing: list[str] = field(default_factory=list)
    """Requested files that are not in the package."""
    hosts: list[str] = field(default_factory=list)
    """Other hosts that it requested files from."""
    hung: bool = False
    """Whether the page did not respond; nothing else is known then."""
    stored: dict[str, Any] = field(default_factory=dict)
    """The data model when it was left."""

    def values(self, *elements: str) -> list[str]:
        """Return the values that were set of these elements, in order."""
        return [
            call.given[1]
            for call in self.calls
            if call.name == "SetValue" and call.given[:1] and call.given[0] in elements
        ]


@contextmanager
def browser() -> Iterator[Browser]:
    """Start a headless Chromium. Raises NoBrowserError."""
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 — an extra
    except ImportError as problem:
        raise NoBrowserError("`--play` needs Playwright: `pip install scorm-export[play]`") from problem
    executable = next((found for name in _BROWSERS if (found := shutil.which(name))), None)
    if executable is None:
        raise NoBrowserError("`--play` needs Chromium, in Debian the package `chromium-headless-shell`")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=executable)
        try:
            yield started
        finally:
            started.close()


def visit(
    started: Browser,
    package: Package,
    version: str,
    launched: Launch,
    stored: Mapping[str, Any],
    *,
    refuses_to_save: bool = False,
    beside: RecordStore | None = None,
    act: Act | None = None,
) -> Visit:
    """Launch a file of a package, wait until it is quiet, and leave it; `version` is `1.2` or `2004`.

    `beside` is a record store that the SCO reports to as well. `act` is called with the frame of the SCO before it is
    left; what it raises is raised here.
    """
    seen = Visit()
    launch = {
        "version": version,
        "href": f"/content/{quote(launched.file)}{launched.ending}",
        "stored": stored,
        "refusesToSave": refuses_to_save,
        "quiet": QUIET,
    }
    context = started.new_context(viewport={"width": 1000, "height": 600}, service_workers="block")
    try:
        _answer(context, package, version, launch, seen, beside)
        page = context.new_page()
        page.on("pageerror", lambda problem: seen.errors.append(str(problem).splitlines()[0][:200]))
        page.on("dialog", lambda dialog: dialog.accept())
        seen.hung = not _is_up(page)
        if seen.hung:
            return seen
        seen.opened = page.evaluate("play.record.calls.length")
        if act is not None:
            act(page.main_frame.child_frames[0])
            _wait(page, "play.isQuiet()")
            if beside:
                beside.settle(page, QUIET)
        page.evaluate("play.leave()")
        _wait(page, "play.record.left && play.isQuiet()")
        seen.calls = [Call(**{**call, "given": tuple(call["given"])}) for call in page.evaluate("play.record.calls")]
        seen.stored = page.evaluate("play.stored()")
    finally:
        context.close()
    return seen


def _is_up(page: Page) -> bool:
    """Wait until a page has loaded and makes no more calls, and return whether it responds."""
    from playwright.sync_api import Error, TimeoutError  # noqa: A004, PLC0415 — an extra

    try:
        page.goto(f"{HOST}/", wait_until="load", timeout=_SECONDS * 1000)
    except TimeoutError:  # large files may still be on their way
        if not responds(page):
            return False
    except Error:
        return False
    # A page may load much before its first call.
    _wait(page, "play.record.calls.length > 0", PATIENCE)
    return _wait(page, "play.isQuiet()") or responds(page)


def responds(page: Page) -> bool:
    """Return whether the scripts of a page come to an end."""
    return _wait(page, "true", HANGS)


def _wait(page: Page, condition: str, seconds: float = _SECONDS) -> bool:
    from playwright.sync_api import Error  # noqa: PLC0415 — an extra

    try:
        page.wait_for_function(condition, timeout=seconds * 1000)
    except Error:
        return False
    return True


def _answer(
    context: BrowserContext,
    package: Package,
    version: str,
    launch: Mapping[str, Any],
    seen: Visit,
    beside: RecordStore | None,
) -> None:
    own = files(__package__)
    script = "scorm12.min.js" if version == "1.2" else "scorm2004.min.js"
    written = json.dumps(launch).replace("<", "\\u003c")
    page = (
        '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>LMS</title><body style="margin: 0">'
        f'<script id="launch" type="application/json">{written}</script>'
        '<script src="/runtime.js"></script><script src="/host.js"></script>'
    )
    fixed: dict[str, tuple[str, bytes]] = {
        "/": ("text/html", page.encode()),
        "/runtime.js": ("text/javascript", (_THIRD_PARTY / script).read_bytes()),
        "/host.js": ("text/javascript", own.joinpath("host.js").read_bytes()),
        "/favicon.ico": ("image/x-icon", b""),
    }

    def handle(route: Route) -> None:
        address = urlsplit(route.request.url)
        if beside and beside.fulfil(route):
            return
        if f"{address.scheme}://{address.netloc}" != HOST:
            seen.hosts.append(address.netloc)
            route.abort()
            return
        if address.path in fixed:
            kind, body = fixed[address.path]
            route.fulfill(body=body, content_type=kind)
            return
        name = unquote(address.path).removeprefix("/content/")
        content = content_of(package, name)
        if content is None:
            seen.missing.append(name)
            route.fulfill(status=404, body="not found")
        else:
            route.fulfill(body=content, content_type=mimetypes.guess_type(name)[0] or "application/octet-stream")

    context.route("**/*", handle)


def content_of(package: Package, name: str) -> bytes | None:
    """Return a file of a package; None where there is none that can be read."""
    info = package.files.get(name)
    if info is None or info.file_size > _MOST_FILE:
        return None
    try:
        return package.archive.read(info)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError):
        return None
