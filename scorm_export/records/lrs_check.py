"""Sends an LRS all kinds of requests that a course will send, and reports on one screen whether it is suitable.

The requests are those of the player: xAPI 1.0.3 (decision 26), from a browser on an LMS's page, by POST and with
documents that two windows may save at once. The check writes a statement and documents about an activity of its own,
voids the statement and deletes the documents where that is allowed. Neither credentials nor the text of a response
appear in its output.
"""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
import uuid
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from enum import Enum
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from scorm_export.check.lrs import is_open
from scorm_export.records.versions import NEW, OLD, spoken

_MOST_READ = 1024 * 1024
"""Bytes of a response to read."""
_WRITTEN = (HTTPStatus.OK, HTTPStatus.NO_CONTENT)
_REFUSED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
_VERBS = "http://adlnet.gov/expapi/verbs/"
_ACTIVITY = "https://scorm-export.invalid/lrs-check"
_LEARNER = {"objectType": "Agent", "account": {"homePage": "https://scorm-export.invalid", "name": "lrs-check"}}
_SENT_HEADERS = ("authorization", "content-type", "x-experience-api-version", "if-match", "if-none-match")
"""The player's requests and headers that need a preflight request."""


class Verdict(Enum):
    """What a response means for a course."""

    GOOD = "ok"
    DOUBTFUL = "warning"
    BAD = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    subject: str
    verdict: Verdict
    text: str


class UnreachableError(Exception):
    """There was no response; the text says why."""


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Message
    body: bytes

    def json(self) -> Any:
        try:
            return json.loads(self.body)
        except ValueError:
            return None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Follow no redirect: browsers do not in preflight requests."""


@dataclass(frozen=True, slots=True)
class Client:
    """A connection: endpoint, credentials, origin."""

    endpoint: str
    authorization: str = field(repr=False)
    """The whole Authorization header."""
    origin: str | None = None
    """The scheme and host of the LMS's pages."""
    timeout: float = 10.0
    """Seconds to wait for a response."""

    def ask(
        self,
        method: str,
        resource: str,
        query: Mapping[str, str] | None = None,
        *,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        authorization: str | None = None,
    ) -> _Answer:
        """Return the response, whatever its status. Raises UnreachableError when there is none.

        `authorization` replaces the client's own; "" sends none.
        """
        address = f"{self.endpoint.rstrip('/')}/{resource}" + (f"?{urlencode(query, quote_via=quote)}" if query else "")
        sent = {"X-Experience-API-Version": OLD, **(headers or {})}
        credentials = self.authorization if authorization is None else authorization
        sent |= {"Authorization": credentials} if credentials else {}
        sent |= {"Origin": self.origin} if self.origin else {}
        data = None if body is None else json.dumps(body).encode()
        sent |= {"Content-Type": "application/json"} if data is not None else {}
        try:
            request = urllib.request.Request(address, data, sent, method=method)  # noqa: S310 — only http and https get here
            with urllib.request.build_opener(_NoRedirect).open(request, timeout=self.timeout) as answer:
                return _Answer(answer.status, answer.headers, answer.read(_MOST_READ))
        except urllib.error.HTTPError as refused:
            with refused:
                return _Answer(refused.code, refused.headers, b"")
        except TimeoutError:
            raise UnreachableError(f"no response within {self.timeout:g} seconds") from None
        except urllib.error.URLError as problem:
            late = isinstance(problem.reason, TimeoutError)
            reason = f"no response within {self.timeout:g} seconds" if late else str(problem.reason)
            raise UnreachableError(reason) from None
        except (OSError, http.client.HTTPException, ValueError) as problem:
            raise UnreachableError(f"not an HTTP response ({type(problem).__name__})") from None


def check(client: Client, *, write_only: bool = False) -> Iterator[Finding]:
    """Send all requests, and yield what each response means. Ends early when nothing more can be found out.

    `write_only` says that the key will be in a package: any right beyond writing is then a problem.
    """
    if is_open(client.endpoint):
        text = "not encrypted: pages on https cannot send there, and others on the network can read the key"
        yield Finding("connection", Verdict.DOUBTFUL, text)
    try:
        if not (yield from _about(client)):
            return
        yield from _cors(client)
        yield from _authentication(client)
        written = yield from _statement(client)
        if written:
            yield from _documents(client)
            yield from _powers(client, written, Verdict.BAD if write_only else Verdict.DOUBTFUL)
    except UnreachableError as problem:
        yield Finding("connection", Verdict.BAD, str(problem))


def _about(client: Client) -> Generator[Finding, None, bool]:
    """Read the supported versions (xAPI 1.0.3, Communication 2.8). Returns whether the check can go on here."""
    answer = client.ask("GET", "about", authorization="")
    if answer.status in _REFUSED:
        answer = client.ask("GET", "about")
    about = answer.json()
    versions = about.get("version") if isinstance(about, dict) else None
    if _redirects(answer):
        yield Finding("versions", Verdict.BAD, f"the endpoint redirects to {_where(answer)}: use that address")
        return False
    if answer.status != HTTPStatus.OK or not isinstance(versions, list):
        yield Finding("versions", Verdict.DOUBTFUL, f"it does not list its versions (status {answer.status})")
    else:
        yield from _versions(client, [str(version) for version in versions])
    return True


def _versions(client: Client, listed: list[str]) -> Iterator[Finding]:
    """Judge the versions: courses use 1.0.3, and `records` the newer one where it is listed."""
    names = ", ".join(listed)
    if not any(version.startswith("1.0") for version in listed):
        yield Finding("versions", Verdict.BAD, f"{names}: courses use {OLD}")
        return
    yield Finding("versions", Verdict.GOOD, names)
    if spoken(listed) == NEW:
        headers = {"X-Experience-API-Version": NEW}
        status = client.ask("GET", "statements", {"limit": "1"}, headers=headers).status
        if status == HTTPStatus.BAD_REQUEST:
            text = f"lists {NEW}, but refuses it (status {status}), so that `records pull` cannot read it"
            yield Finding("versions", Verdict.DOUBTFUL, text)


def _cors(client: Client) -> Iterator[Finding]:
    """Send the preflight requests of a browser (Fetch Standard, CORS-preflight fetch)."""
    if client.origin is None:
        text = "not tested: give the address of your LMS's pages with --origin"
        yield Finding("browser", Verdict.DOUBTFUL, text)
        return
    for resource, method in (("statements", "POST"), ("activities/state", "PUT")):
        asked = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": ",".join(_SENT_HEADERS)}
        answer = client.ask("OPTIONS", resource, headers=asked, authorization="")
        wrong = _cors_fault(answer, client.origin, method)
        verdict = Verdict.BAD if wrong else Verdict.GOOD
        yield Finding("browser", verdict, f"{method} {resource} from {client.origin}: {wrong or 'allowed'}")


def _cors_fault(answer: _Answer, origin: str, method: str) -> str:
    def listed(name: str) -> set[str]:
        return {word.strip().lower() for word in (answer.headers.get(name) or "").split(",")} - {""}

    if _redirects(answer):
        return f"the preflight request is redirected to {_where(answer)}, which browsers do not follow"
    if answer.status not in _WRITTEN:
        return f"refused (status {answer.status})"
    if answer.headers.get("Access-Control-Allow-Origin") not in ("*", origin):
        return "this origin is not allowed"
    if method not in ("GET", "POST") and not listed("Access-Control-Allow-Methods") & {method.lower(), "*"}:
        return f"the method {method} is not allowed"
    allowed = listed("Access-Control-Allow-Headers")
    # An asterisk stands for every header but Authorization (Fetch Standard).
    missing = [
        name for name in _SENT_HEADERS if name not in allowed and ("*" not in allowed or name == "authorization")
    ]
    if method == "POST":
        missing = [name for name in missing if not name.startswith("if-")]
    return f"the header {', '.join(missing)} is not allowed" if missing else ""


def _authentication(client: Client) -> Iterator[Finding]:
    """Check that reading without credentials is refused."""
    for authorization, who in (("", "without credentials"), ("Basic Og==", "with an empty key")):
        answer = client.ask("GET", "statements", {"limit": "1"}, authorization=authorization)
        if answer.status == HTTPStatus.OK:
            yield Finding("access", Verdict.BAD, f"anyone can read statements, {who}")
            return
    yield Finding("access", Verdict.GOOD, "closed to anyone without credentials")


def _statement(client: Client) -> Generator[Finding, None, str | None]:
    """Send a statement, send it again, and read it back. Returns its id, or None when it was not accepted."""
    identifier = str(uuid.uuid4())
    probe = _new_statement("experienced", {"objectType": "Activity", "id": _ACTIVITY}, identifier)
    answer = client.ask("POST", "statements", body=[probe])
    if answer.status in _REFUSED:
        yield Finding("statements", Verdict.BAD, f"the credentials are refused (status {answer.status})")
        return None
    if answer.status not in _WRITTEN:
        yield Finding("statements", Verdict.BAD, f"a statement is refused (status {answer.status})")
        return None
    again = client.ask("POST", "statements", body=[probe])
    if again.status not in (*_WRITTEN, HTTPStatus.CONFLICT):
        text = (
            f"the same statement again is refused (status {again.status}), so nothing can be sent again after an error"
        )
        yield Finding("statements", Verdict.BAD, text)
    held = client.ask("GET", "statements", {"statementId": identifier})
    if held.status in _REFUSED:
        yield Finding("statements", Verdict.GOOD, "accepted; these credentials cannot read it back")
    elif held.status == HTTPStatus.OK and _is_probe(held.json(), probe):
        yield Finding("statements", Verdict.GOOD, "accepted, and read back as it was sent")
    else:
        text = f"accepted, but not found when it is read back (status {held.status})"
        yield Finding("statements", Verdict.BAD, text)
    return identifier


def _is_probe(held: Any, probe: Mapping[str, Any]) -> bool:
    if not isinstance(held, dict):
        return False
    verb, thing = held.get("verb"), held.get("object")
    return (
        held.get("id") == probe["id"]
        and isinstance(verb, dict)
        and verb.get("id") == probe["verb"]["id"]
        and isinstance(thing, dict)
        and thing.get("id") == _ACTIVITY
    )


def _documents(client: Client) -> Iterator[Finding]:
    """Save and merge a document of the State API, and test its ETag (xAPI 1.0.3, Communication 2.3 and 3.1)."""
    query = {
        "activityId": _ACTIVITY,
        "agent": json.dumps(_LEARNER),
        "registration": str(uuid.uuid4()),
        "stateId": "lrs-check",
    }
    where = "activities/state"
    saved = client.ask("PUT", where, query, body={"first": 1}, headers={"If-None-Match": "*"})
    if saved.status not in _WRITTEN:
        text = f"not available (status {saved.status}): learners can resume on the same device at most"
        yield Finding("resume", Verdict.DOUBTFUL, text)
        return
    merged = client.ask("POST", where, query, body={"second": 2})
    held = client.ask("GET", where, query)
    if held.status in _REFUSED:
        yield Finding("resume", Verdict.DOUBTFUL, "a document can be saved, but not read with these credentials")
        return
    if merged.status not in _WRITTEN or held.json() != {"first": 1, "second": 2}:
        yield Finding("resume", Verdict.BAD, "a document that was saved and merged is read back differently")
    else:
        yield Finding("resume", Verdict.GOOD, "the State API saves, merges and returns documents")
    yield _concurrency(client, query, held)
    deleted = client.ask("DELETE", where, query)
    if deleted.status not in _WRITTEN:
        yield Finding("resume", Verdict.GOOD, "these credentials cannot delete; a small document of this check remains")


def _concurrency(client: Client, query: Mapping[str, str], held: _Answer) -> Finding:
    etag = held.headers.get("ETag")
    if not etag:
        return Finding("two windows", Verdict.DOUBTFUL, "documents have no ETag: of two windows, the last one wins")
    exposed = (held.headers.get("Access-Control-Expose-Headers") or "").lower()
    overwritten = [
        client.ask("PUT", "activities/state", query, body={"third": 3}, headers=condition).status
        for condition in ({"If-None-Match": "*"}, {"If-Match": '"not-the-one"'})
    ]
    if any(status in _WRITTEN for status in overwritten):
        text = "a document can be overwritten without having been read: of two windows, the last one wins"
        return Finding("two windows", Verdict.DOUBTFUL, text)
    guarded = client.ask("PUT", "activities/state", query, body={"third": 3}, headers={"If-Match": etag})
    if guarded.status not in _WRITTEN:
        return Finding("two windows", Verdict.BAD, f"its own ETag is refused (status {guarded.status})")
    if client.origin and "etag" not in exposed and "*" not in exposed:
        return Finding(
            "two windows", Verdict.DOUBTFUL, "the ETag is not exposed to pages (Access-Control-Expose-Headers)"
        )
    return Finding("two windows", Verdict.GOOD, "ETags protect documents")


def _powers(client: Client, written: str, verdict: Verdict) -> Iterator[Finding]:
    """Test what else the credentials can do, and void the statement of this check."""
    powers = []
    if client.ask("GET", "statements", {"limit": "1"}).status == HTTPStatus.OK:
        powers.append("read statements")
    voiding = _new_statement("voided", {"objectType": "StatementRef", "id": written}, str(uuid.uuid4()))
    void = client.ask("POST", "statements", body=[voiding])
    held = client.ask("GET", "statements", {"statementId": written}).status
    voided = void.status in _WRITTEN and held == HTTPStatus.NOT_FOUND
    if voided:
        powers.append("void statements")
    query = {"activityId": _ACTIVITY, "agent": json.dumps(_LEARNER)}
    if client.ask("DELETE", "activities/state", {**query, "registration": str(uuid.uuid4())}).status in _WRITTEN:
        powers.append("delete documents")
    if powers:
        text = f"these credentials can {', '.join(powers)}: never put them in a package"
        yield Finding("key", verdict, text)
    else:
        yield Finding("key", Verdict.GOOD, "these credentials can only write")
    if voided:
        yield Finding("tidying", Verdict.GOOD, "the statement of this check was voided")
    elif void.status in _WRITTEN and held in _REFUSED:
        yield Finding(
            "tidying",
            Verdict.GOOD,
            f"the statement {written} should now be voided; someone with the right to read can verify that",
        )
    else:
        yield Finding(
            "tidying", Verdict.DOUBTFUL, f"the statement {written} could not be voided; it is about {_ACTIVITY}"
        )


def _new_statement(verb: str, about: Mapping[str, str], identifier: str) -> dict[str, Any]:
    """Return the statement of this check as JSON, by tincan's types."""
    import tincan  # noqa: PLC0415 — a tenth of the start-up time, and few commands need it

    statement = tincan.Statement(
        id=identifier,
        timestamp=datetime.now(UTC),
        actor=_LEARNER,
        verb={"id": _VERBS + verb, "display": {"en": verb, "en-US": verb}},
        object=about,
    )
    made: dict[str, Any] = statement.as_version(OLD)
    del made["version"]  # the header says it, as that of the player does
    return made


def _redirects(answer: _Answer) -> bool:
    return HTTPStatus.MULTIPLE_CHOICES <= answer.status < HTTPStatus.BAD_REQUEST


def _where(answer: _Answer) -> str:
    parts = urlsplit(answer.headers.get("Location") or "")
    return f"{parts.scheme}://{parts.hostname}{parts.path}" if parts.hostname else parts.path or "nowhere"
