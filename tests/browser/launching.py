"""How an LMS launches a course whose record an LRS keeps, on another origin than the course, and what it keeps."""

from __future__ import annotations

import functools
import http.server
import json
import threading
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Frame, Page, expect

from learner import Learner
from real_lrs import RealLrs
from scorm_export.course import Course
from validator import violations

ACTOR = {"objectType": "Agent", "name": "Awa Diallo", "account": {"homePage": "https://lms.example.org", "name": "l-1"}}


class Site:
    """Serves an unpacked package, and what an LMS adds to it: a token for whoever launches, and a way back."""

    def __init__(self, package: Path, token: str) -> None:
        self.fetched: list[str] = []
        """What was asked for a token; each address gives one once."""
        self.policy = ""
        """The Content Security Policy that it sends with every file."""
        site = self

        class Handler(http.server.SimpleHTTPRequestHandler):
            def do_POST(self) -> None:
                is_first = self.path not in site.fetched
                site.fetched.append(self.path)
                body = {"auth-token": token} if is_first else {"error-code": "1", "error-text": "used"}
                self.send_response(HTTPStatus.OK)
                self.send_header("Content-Type", "application/json")
                self.send_header("Access-Control-Allow-Origin", "*")
                self.end_headers()
                self.wfile.write(json.dumps(body).encode())

            def end_headers(self) -> None:
                if site.policy:
                    self.send_header("Content-Security-Policy", site.policy)
                    self.send_header("Cache-Control", "no-store")
                super().end_headers()

            def log_message(self, *_: object) -> None:
                """Do not log requests."""

        handler = functools.partial(Handler, directory=str(package))
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class Reader(Learner):
    """A learner at a course that an LMS opens by its address, in the tab itself."""

    def __init__(self, context: BrowserContext, course: Course) -> None:
        self.context = context
        self.course = course
        self.page: Page | None = None

    @property
    def frame(self) -> Frame:
        assert self.page
        return self.page.main_frame

    def open(self, url: str, status: str = "") -> Page:
        """Open the course in a new tab and wait until it has a record, which may have to stand so.

        A few seconds pass until the first change is saved.
        """
        self.page = self.context.new_page()
        self.page.goto(url)
        if status:
            self.stands(status)
        else:
            expect(self.page.locator("#save-status[data-status]")).to_be_visible()
        return self.page

    def stands(self, status: str, seconds: float = 10) -> None:
        assert self.page
        expect(self.page.locator(f"#save-status[data-status={status}]")).to_be_visible(timeout=seconds * 1000)


class Story:
    """One registration of one learner: how it is launched, and what the LRS holds of it."""

    def __init__(self, site: Site, lrs: RealLrs, course: Course) -> None:
        self.site, self.lrs, self.course = site, lrs, course
        self.registration = str(uuid.uuid4())

    def url(self, **changes: str) -> str:
        launch = {
            "endpoint": self.lrs.endpoint,
            "auth": self.lrs.authorization,
            "actor": json.dumps(ACTOR),
            "registration": self.registration,
            "activity_id": self.course.iri,
        }
        return f"{self.site.url}/index.html?{urllib.parse.urlencode(launch | changes)}"

    def statements(self) -> list[dict[str, Any]]:
        return self.lrs.statements(registration=self.registration)

    def told(self) -> list[str]:
        """Return what the LRS holds, in the order in which it was said, each as a verb and what it was said of."""
        return [self.brief(s) for s in sorted(self.statements(), key=lambda s: s["timestamp"])]

    def brief(self, statement: dict[str, Any]) -> str:
        return brief(self.course, statement)

    def wait_for(self, verb: str, times: int = 1) -> None:
        """Wait until the LRS has a statement of the course, however it travels."""
        self.wait_until(lambda told: told.count(f"{verb} course") >= times)

    def wait_until(self, arrived: Callable[[list[str]], bool]) -> None:
        while not arrived(self.told()):
            assert self.lrs.heard.acquire(timeout=15), f"nothing more after {self.told()}"

    def assert_sound(self) -> None:
        """Nothing twice, every statement valid, and the times in the order of the story."""
        statements = self.statements()
        assert len({s["id"] for s in statements}) == len(statements)
        assert violations(statements) == []


def brief(course: Course, statement: dict[str, Any]) -> str:
    """Return the verb and what it was said of: the course, or a part of it by its id."""
    verb, thing = statement["verb"]["id"].rpartition("/")[2], statement["object"]["id"]
    if thing == course.iri or "/units/" in thing:
        return f"{verb} course"
    kind, name = thing.removeprefix(f"{course.iri}/").split("/")[:2]
    return f"{verb} {'objective' if kind == 'objectives' else name}"


def launch_cmi5(unit: Story, *, unit_id: str = "", page: str = "index.html", **data: str | float) -> str:
    """Write LaunchData as an LMS does and return the address; `unit_id` is the LMS's own id of the AU."""
    session = str(uuid.uuid4())
    unit_id = unit_id or f"{unit.course.iri}/units/1"
    template = {
        "contextActivities": {"grouping": [{"id": unit.course.iri}]},
        "extensions": {"https://w3id.org/xapi/cmi5/context/extensions/sessionid": session},
    }
    launch_data = {"contextTemplate": template, "launchMode": "Normal", "moveOn": "CompletedAndPassed", **data}
    query = {
        "activityId": unit_id,
        "agent": json.dumps(ACTOR),
        "registration": unit.registration,
        "stateId": "LMS.LaunchData",
    }
    body = json.dumps(launch_data).encode()
    request = urllib.request.Request(
        f"{unit.lrs.endpoint}activities/state?{urllib.parse.urlencode(query)}",
        body,
        method="PUT",
        headers={
            "Authorization": unit.lrs.authorization,
            "X-Experience-API-Version": "1.0.3",
            "Content-Type": "application/json",
        },
    )
    urllib.request.urlopen(request, timeout=10).close()
    address = {
        "endpoint": unit.lrs.endpoint,
        "fetch": f"{unit.site.url}/fetch/{session}",
        "actor": json.dumps(ACTOR),
        "registration": unit.registration,
        "activityId": unit_id,
    }
    return f"{unit.site.url}/{page}?{urllib.parse.urlencode(address)}"
