"""Visits to xAPI and cmi5 content in Chromium. Requests are answered here, and nothing is served over a network."""

from __future__ import annotations

import json
import mimetypes
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlencode, urlsplit

from scorm_export.verify.content import Launch
from scorm_export.verify.package import Package
from scorm_export.verify.play import visits
from scorm_export.verify.play.record_store import RecordStore

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Route

_REGISTRATION = "9c2b7c1e-5f0a-4f53-9c51-3f0d3d0f8a11"
_ACTOR = {"objectType": "Agent", "name": "Learner", "account": {"homePage": visits.HOST, "name": "l1"}}
_LAUNCH_DATA = {
    "contextTemplate": {"extensions": {"https://w3id.org/xapi/cmi5/context/extensions/sessionid": "s1"}},
    "launchMode": "Normal",
    "moveOn": "CompletedAndPassed",
    "returnURL": f"{visits.HOST}/left",
}
_AUTH = "Basic dDp0"
_SECONDS = 10


def own_store() -> RecordStore:
    """Return the empty record store of whoever launches the content."""
    return RecordStore(f"{visits.HOST}/lrs/", f"{visits.HOST}/fetch", _LAUNCH_DATA)


@dataclass(slots=True)
class Heard(visits.Visit):
    """What happened from a launch to the moment when the page was left, and what the record store holds."""

    store: RecordStore = field(default_factory=own_store)

    @property
    def verbs(self) -> list[str]:
        """The last word of each statement's verb."""
        return [_verb(statement) for statement in self.store.statements]


def listen(
    started: Browser,
    package: Package,
    launched: Launch,
    activity: str,
    *,
    is_cmi5: bool,
    store: RecordStore | None = None,
    act: visits.Act | None = None,
) -> Heard:
    """Launch a file with the parameters of its standard, wait until it is quiet, and leave it.

    `store` is that of earlier launches; `act` is as in `visits.visit`.
    """
    heard = Heard(store=store or own_store())
    known = len(heard.store.statements)
    context = started.new_context(viewport={"width": 1000, "height": 600}, service_workers="block")
    try:
        _answer(context, package, heard)
        page = context.new_page()
        page.on("pageerror", lambda problem: heard.errors.append(str(problem).splitlines()[0][:200]))
        page.on("dialog", lambda dialog: dialog.accept())
        heard.hung = not _opens(page, _address(heard.store, launched, activity, is_cmi5=is_cmi5))
        if heard.hung:
            return heard
        _wait(page, heard.store, known)
        if act is not None:
            act(page.main_frame)
            _wait(page, heard.store, known)
        _opens(page, f"{visits.HOST}/left")
        page.wait_for_timeout(visits.QUIET)
    finally:
        context.close()
    return heard


def _address(store: RecordStore, launched: Launch, activity: str, *, is_cmi5: bool) -> str:
    """Return the address of a launch (cmi5, 8.1; the convention of xAPI launchers)."""
    own = {"fetch": store.tokens, "activityId": activity} if is_cmi5 else {"auth": _AUTH, "activity_id": activity}
    given = {
        "endpoint": store.endpoint,
        "actor": json.dumps(_ACTOR),
        "registration": _REGISTRATION,
        **own,
    }
    before, fragment, after = launched.ending.partition("#")
    query = f"{before}{'&' if before else '?'}{urlencode(given, quote_via=quote)}"
    return f"{visits.HOST}/content/{quote(launched.file)}{query}{fragment}{after}"


def _opens(page: Page, address: str) -> bool:
    """Go to an address, and return whether the page responds. One that goes elsewhere at once does."""
    from playwright.sync_api import Error, TimeoutError  # noqa: A004, PLC0415 — an extra

    try:
        page.goto(address, wait_until="load", timeout=_SECONDS * 1000)
    except TimeoutError:  # large files may still be on their way
        return visits.responds(page)
    except Error:
        return True
    return True


def _wait(page: Page, store: RecordStore, known: int) -> None:
    """Wait until no statement comes any more; for the first after those that are known, somewhat longer."""
    ends = time.monotonic() + visits.PATIENCE
    while len(store.statements) == known and time.monotonic() < ends:
        page.wait_for_timeout(visits.QUIET)
    store.settle(page, visits.QUIET)


def _answer(context: BrowserContext, package: Package, heard: Heard) -> None:
    def handle(route: Route) -> None:
        address = urlsplit(route.request.url)
        if heard.store.fulfil(route):
            return
        if f"{address.scheme}://{address.netloc}" != visits.HOST:
            heard.hosts.append(address.netloc)
            route.abort()
        elif address.path in ("/left", "/favicon.ico"):
            route.fulfill(body="", content_type="text/html")
        else:
            _serve(route, package, unquote(address.path).removeprefix("/content/"), heard)

    context.route("**/*", handle)


def _serve(route: Route, package: Package, name: str, heard: Heard) -> None:
    content = visits.content_of(package, name)
    if content is None:
        heard.missing.append(name)
        route.fulfill(status=404, body="not found")
    else:
        route.fulfill(body=content, content_type=mimetypes.guess_type(name)[0] or "application/octet-stream")


def _verb(statement: dict[str, Any]) -> str:
    verb = statement.get("verb")
    identifier = verb.get("id") if isinstance(verb, dict) else None
    return str(identifier or "").rstrip("/").rsplit("/", 1)[-1]
