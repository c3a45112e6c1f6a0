"""A record store that takes whatever is sent and notes it: it answers the browser's requests, and serves no network."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from scorm_export.verify.content import Launch
from scorm_export.verify.package import Package

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request, Route

_LAUNCH_DATA = "LMS.LaunchData"
_HEADERS = {
    "X-Experience-API-Version": "1.0.3",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Allow-Methods": "*",
}
_NAMED = re.compile(r"^window\.(courseLrs|courseActivities)=(.*);$", re.MULTILINE)
_GRANTED = '{"auth-token": "dDp0"}'


@dataclass(slots=True)
class RecordStore:
    """What a record store holds, and answers (xAPI 1.0.3, Communication)."""

    endpoint: str
    """Its address, with a slash at the end."""
    tokens: str
    """The address that gives a token; empty where none is asked for."""
    launch_data: dict[str, Any] = field(default_factory=dict)
    """What a cmi5 LMS lays ready for a unit (cmi5, 10)."""
    documents: dict[str, str] = field(default_factory=dict)
    statements: list[dict[str, Any]] = field(default_factory=list)
    """In the order in which they came."""
    fetched: int = 0
    """How often a token was asked for."""

    def settle(self, page: Page, quiet: int) -> None:
        """Wait until no statement has come for so many milliseconds."""
        known = -1
        while known < len(self.statements):
            known = len(self.statements)
            page.wait_for_timeout(quiet)

    def fulfil(self, route: Route) -> bool:
        """Answer a request that is for this store, and return whether it is."""
        request = route.request
        address = request.url.partition("?")[0]
        if self.tokens and address == self.tokens:
            self.fetched += request.method == "POST"
            route.fulfill(body=_GRANTED, content_type="application/json", headers=_HEADERS)
        elif request.url.startswith(self.endpoint):
            status, body = (204, "") if request.method == "OPTIONS" else self._answer(request)
            route.fulfill(status=status, body=body, content_type="application/json", headers=_HEADERS)
        else:
            return False
        return True

    def _answer(self, request: Request) -> tuple[int, str]:
        resource = request.url.partition("?")[0].removeprefix(self.endpoint).strip("/")
        query = urlsplit(request.url).query
        if resource == "about":
            return 200, '{"version": ["1.0.3"]}'
        if resource == "statements":
            if request.method == "GET":
                return 200, '{"statements": [], "more": ""}'
            sent = list(_statements(request.post_data or ""))
            self.statements += sent
            ids = [str(UUID(int=number)) for number in range(len(sent))]
            return (204, "") if request.method == "PUT" else (200, json.dumps(ids))
        key = f"{resource}?{query}"
        if request.method in ("PUT", "POST"):
            before = self.documents.get(key, "{}") if request.method == "POST" else "{}"
            self.documents[key] = _merged(before, request.post_data or "")
            return 204, ""
        if self.launch_data and parse_qs(query).get("stateId") == [_LAUNCH_DATA]:
            return 200, json.dumps(self.launch_data)
        return (200, self.documents[key]) if key in self.documents else (404, "")


def store_beside(package: Package, launch: Launch) -> tuple[RecordStore | None, str]:
    """Return the empty record store that a page of this compiler reports to beside the LMS, and the IRI of the course.

    None where it reports to none.
    """
    player = package.texts.get(posixpath.join(posixpath.dirname(launch.file), "player.js"), "")
    named = dict(_NAMED.findall(player))
    try:
        lrs, course = (json.loads(named[name]) for name in ("courseLrs", "courseActivities"))
        return RecordStore(f"{lrs['endpoint'].rstrip('/')}/", lrs["access"].get("token", "")), course["course"]["id"]
    except (ValueError, LookupError, TypeError, AttributeError):
        return None, ""


def _merged(before: str, sent: str) -> str:
    """Return a document with what was posted to it (xAPI 1.0.3, Communication 2.2)."""
    try:
        return json.dumps(json.loads(before) | json.loads(sent))
    except (ValueError, TypeError):
        return sent


def _statements(body: str) -> Iterator[dict[str, Any]]:
    """Yield the statements of a request; what is no JSON is none."""
    try:
        sent = json.loads(body)
    except ValueError:
        return
    yield from (each for each in (sent if isinstance(sent, list) else [sent]) if isinstance(each, dict))
