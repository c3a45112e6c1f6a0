"""Visits to xAPI and cmi5 content in Chromium, with a record store that takes whatever is sent and notes it.

The store is the browser's own: requests are answered here and nothing is served over a network, as for SCORM.
"""

from __future__ import annotations

import json
import mimetypes
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit
from uuid import UUID

from scorm_export.verify.content import Launch
from scorm_export.verify.package import Package
from scorm_export.verify.play import visits

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Request, Route

_ENDPOINT = f"{visits.HOST}/lrs/"
_FETCH = f"{visits.HOST}/fetch"
_REGISTRATION = "9c2b7c1e-5f0a-4f53-9c51-3f0d3d0f8a11"
_ACTOR = {"objectType": "Agent", "name": "Learner", "account": {"homePage": visits.HOST, "name": "l1"}}
_LAUNCH_DATA = "LMS.LaunchData"
_SESSION = "https://w3id.org/xapi/cmi5/context/extensions/sessionid"
_SECONDS = 10


@dataclass(slots=True)
class Heard(visits.Visit):
    """What happened from a launch to the moment when the page was left, and what the record store was sent."""

    statements: list[dict[str, Any]] = field(default_factory=list)
    """In the order in which they came."""
    fetched: int = 0
    """How often the token of cmi5 was asked for."""

    @property
    def verbs(self) -> list[str]:
        """The last word of each statement's verb."""
        return [_verb(statement) for statement in self.statements]


def listen(
    started: Browser,
    package: Package,
    launched: Launch,
    activity: str,
    *,
    is_cmi5: bool,
    documents: dict[str, str] | None = None,
    act: visits.Act | None = None,
) -> Heard:
    """Launch a file with the parameters of its standard, wait until it is quiet, and leave it.

    `documents` are those that the record store holds, which change; `act` is as in `visits.visit`.
    """
    heard = Heard()
    context = started.new_context(viewport={"width": 1000, "height": 600}, service_workers="block")
    try:
        _answer(context, package, heard, {} if documents is None else documents)
        page = context.new_page()
        page.on("pageerror", lambda problem: heard.errors.append(str(problem).splitlines()[0][:200]))
        page.on("dialog", lambda dialog: dialog.accept())
        heard.hung = not _opens(page, _address(launched, activity, is_cmi5=is_cmi5))
        if heard.hung:
            return heard
        _wait(page, heard)
        if act is not None:
            act(page.main_frame)
            _wait(page, heard)
        _opens(page, f"{visits.HOST}/left")
        page.wait_for_timeout(visits.QUIET)
    finally:
        context.close()
    return heard


def _address(launched: Launch, activity: str, *, is_cmi5: bool) -> str:
    """Return the address of a launch (cmi5, 8.1; the convention of xAPI launchers)."""
    given = {
        "endpoint": _ENDPOINT,
        "actor": json.dumps(_ACTOR),
        "registration": _REGISTRATION,
        **({"fetch": _FETCH, "activityId": activity} if is_cmi5 else {"auth": "Basic dDp0", "activity_id": activity}),
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


def _wait(page: Page, heard: Heard) -> None:
    """Wait until no statement comes any more; for the first, somewhat longer."""
    ends = time.monotonic() + visits.PATIENCE
    while not heard.statements and time.monotonic() < ends:
        page.wait_for_timeout(visits.QUIET)
    known = -1
    while known < len(heard.statements):
        known = len(heard.statements)
        page.wait_for_timeout(visits.QUIET)


def _answer(context: BrowserContext, package: Package, heard: Heard, documents: dict[str, str]) -> None:
    def handle(route: Route) -> None:
        request = route.request
        address = urlsplit(request.url)
        if f"{address.scheme}://{address.netloc}" != visits.HOST:
            heard.hosts.append(address.netloc)
            route.abort()
        elif address.path.startswith("/lrs/"):
            status, body = _record(request, documents, heard)
            route.fulfill(status=status, body=body, content_type="application/json", headers=_HEADERS)
        elif address.path == "/fetch":
            heard.fetched += 1
            route.fulfill(body='{"auth-token": "dDp0"}', content_type="application/json")
        elif address.path in ("/left", "/favicon.ico"):
            route.fulfill(body="", content_type="text/html")
        else:
            _serve(route, package, unquote(address.path).removeprefix("/content/"), heard)

    context.route("**/*", handle)


_HEADERS = {"X-Experience-API-Version": "1.0.3"}


def _serve(route: Route, package: Package, name: str, heard: Heard) -> None:
    content = visits.content_of(package, name)
    if content is None:
        heard.missing.append(name)
        route.fulfill(status=404, body="not found")
    else:
        route.fulfill(body=content, content_type=mimetypes.guess_type(name)[0] or "application/octet-stream")


def _record(request: Request, documents: dict[str, str], heard: Heard) -> tuple[int, str]:
    """Answer as a record store does (xAPI 1.0.3, Communication): documents are kept, statements taken."""
    address = urlsplit(request.url)
    resource = address.path.removeprefix("/lrs/").strip("/")
    if resource == "about":
        return 200, '{"version": ["1.0.3"]}'
    if resource == "statements":
        if request.method == "GET":
            return 200, '{"statements": [], "more": ""}'
        sent = list(_statements(request.post_data or ""))
        heard.statements += sent
        return (204, "") if request.method == "PUT" else (200, json.dumps([str(UUID(int=n)) for n in range(len(sent))]))
    key = f"{resource}?{address.query}"
    if request.method in ("PUT", "POST"):
        documents[key] = _merged(
            documents.get(key, "{}") if request.method == "POST" else "{}", request.post_data or ""
        )
        return 204, ""
    if parse_qs(address.query).get("stateId") == [_LAUNCH_DATA]:
        return 200, json.dumps(_launch_data())
    return (200, documents[key]) if key in documents else (404, "")


def _merged(before: str, sent: str) -> str:
    """Return a document with what was posted to it (xAPI 1.0.3, Communication 2.2)."""
    try:
        return json.dumps(json.loads(before) | json.loads(sent))
    except (ValueError, TypeError):
        return sent


def _launch_data() -> dict[str, Any]:
    """Return what a cmi5 LMS lays ready for a unit (cmi5, 10)."""
    return {
        "contextTemplate": {"extensions": {_SESSION: "s1"}},
        "launchMode": "Normal",
        "moveOn": "CompletedAndPassed",
        "returnURL": f"{visits.HOST}/left",
    }


def _statements(body: str) -> Iterator[dict[str, Any]]:
    """Yield the statements of a request; what is no JSON is none."""
    try:
        sent = json.loads(body)
    except ValueError:
        return
    yield from (each for each in (sent if isinstance(sent, list) else [sent]) if isinstance(each, dict))


def _verb(statement: dict[str, Any]) -> str:
    verb = statement.get("verb")
    identifier = verb.get("id") if isinstance(verb, dict) else None
    return str(identifier or "").rstrip("/").rsplit("/", 1)[-1]
