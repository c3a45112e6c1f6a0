"""Reads an LRS page by page, and resumes an interrupted pull (xAPI 1.0.3, Communication 2.1.3).

The About resource says which version of xAPI to use. `tincan` is not used: it refuses ids of UUID versions that LRSs
generate, and LRSs that also support xAPI 2.0.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, Self
from urllib.parse import urljoin, urlsplit, urlunsplit

import httpx

from scorm_export.records.store import Problem, Store
from scorm_export.records.versions import OLD, spoken, timestamp

_BATCH = 5_000
"""Statements per batch; after an interruption at most so many are read again."""
_OVERLAP = timedelta(minutes=5)
"""How far before the newest statement a pull begins: an LRS may not store statements in the order of their times."""
_TRIES = 8
_LONGEST_WAIT = 300.0
_READ_SECONDS = 60.0
_PAUSES = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT)
_CLOSED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)


class LrsError(Exception):
    """An LRS does not respond as it should; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Pulled:
    """What has been read from an LRS so far."""

    read: int
    added: int
    duplicates: int
    unreadable: tuple[Problem, ...]


class Lrs:
    """A client of an LRS that retries. `wait` sleeps for a number of seconds."""

    def __init__(self, endpoint: str, authorization: str, wait: Callable[[float], None]) -> None:
        self.endpoint = endpoint.rstrip("/") + "/"
        self._wait = wait
        self._http = httpx.Client(headers={"Authorization": authorization}, timeout=_READ_SECONDS)
        self.version = OLD

    def __enter__(self) -> Self:
        self.version = self._spoken()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def _spoken(self) -> str:
        """Return the version to use: by the About resource, which needs no version, or the older one without it."""
        self.version = ""
        try:
            return spoken(self._ask("GET", urljoin(self.endpoint, "about")).json().get("version"))
        except (LrsError, ValueError, AttributeError):
            return OLD

    def pages(self, begin: str) -> Iterator[tuple[list[Any], str, str]]:
        """Yield the statements of each page, the next page's address, and until when the LRS is consistent.

        The address is "" on the last page. Raises LrsError.
        """
        address, known = begin, set[str]()
        while address:
            known.add(address)
            answer = self._ask("GET", address)
            try:
                page = answer.json()
                statements, more = page["statements"], page.get("more") or ""
            except (ValueError, TypeError, KeyError):
                raise LrsError(
                    f"{_where(address)} returns something other than statements: is it the xAPI endpoint?"
                ) from None
            address = self._next(more) if more else ""
            if address and urlsplit(address)[:2] != urlsplit(self.endpoint)[:2]:
                raise LrsError(f"the next page is on a different server, {_where(address)}; the key is not sent there")
            if address in known:
                raise LrsError(f"{_where(address)} gives a page again that was read: its pages have no end")
            yield statements, address, answer.headers.get("X-Experience-API-Consistent-Through", "")

    def _next(self, more: str) -> str:
        """Return the address of the next page; an LRS behind a proxy may use a different path for itself."""
        parts = urlsplit(urljoin(self.endpoint, more))
        known = urlsplit(self.endpoint).path
        if parts.path.endswith("/statements") and not parts.path.startswith(known):
            parts = parts._replace(path=f"{known}statements")
        return urlunsplit(parts)

    def since(self, stored: str) -> str:
        """Return the address of the statements stored since a moment, the oldest first; "" for all."""
        query = {"ascending": "true", "limit": "500"}
        if stored:
            query["since"] = timestamp(_moment(stored) - _OVERLAP)
        return str(httpx.URL(urljoin(self.endpoint, "statements"), params=query))

    def void(self, statements: Sequence[dict[str, Any]]) -> None:
        """Send voiding statements (xAPI 1.0.3, Data 2.3.2). Raises LrsError."""
        self._ask("POST", urljoin(self.endpoint, "statements"), list(statements))

    def has(self, identifier: str) -> bool:
        """Whether a statement can still be read."""
        address = str(httpx.URL(urljoin(self.endpoint, "statements"), params={"statementId": identifier}))
        return self._ask("GET", address, may_miss=True).status_code == HTTPStatus.OK

    def _ask(self, method: str, address: str, body: Any = None, *, may_miss: bool = False) -> httpx.Response:
        """Send a request until there is a final response, and return it if it is a success. Raises LrsError."""
        headers = {"X-Experience-API-Version": self.version} if self.version else {}
        reason = ""
        for tried in range(_TRIES):
            pause = min(2.0**tried, _LONGEST_WAIT)
            try:
                answer = self._http.request(method, address, headers=headers, json=body)
            except httpx.TransportError as problem:
                reason = f"does not respond ({type(problem).__name__})"
            else:
                if not (answer.is_server_error or answer.status_code in _PAUSES):
                    return self._judged(answer, address, may_miss=may_miss)
                reason = f"responds with status {answer.status_code}"
                pause = _retry_after(answer) or pause
            if tried < _TRIES - 1:
                self._wait(min(pause, _LONGEST_WAIT))
        raise LrsError(
            f"{_where(address)} {reason}, even after {_TRIES} tries; what was read is stored, so pull again later"
        )

    def _judged(self, answer: httpx.Response, address: str, *, may_miss: bool) -> httpx.Response:
        status = answer.status_code
        if answer.is_success or (may_miss and status == HTTPStatus.NOT_FOUND):
            return answer
        if status in _CLOSED:
            raise LrsError(f"{_where(address)} refuses the key (status {status}): use one that may read statements")
        if answer.is_redirect:
            raise LrsError(f"{_where(address)} redirects to another address: use that as the endpoint")
        raise LrsError(f"{_where(address)} refuses the request (status {status})")


def pull(store: Store, lrs: Lrs, now: datetime, progress: Callable[[Pulled], None]) -> Pulled:
    """Read what is new since the last pull, or resume an interrupted one. Raises LrsError and StoreError.

    Batches are stored with the address of the next page; `progress` is called after each.
    """
    source, whole = lrs.endpoint, Pulled(0, 0, 0, ())
    stored, more = next(iter(store.rows("SELECT stored, more FROM cursors WHERE source = ?", source)), ("", ""))
    batch: list[Any] = []
    for statements, following, through in _from(lrs, stored, more):
        batch += statements
        stored = _newest(stored, statements, through)
        if len(batch) >= _BATCH or not following:
            whole = _keep(store, batch, source, now, whole)
            store.remember(source, stored, following)
            batch = []
            progress(whole)
    return whole


def _from(lrs: Lrs, stored: str, more: str) -> Iterator[tuple[list[Any], str, str]]:
    """Yield pages from where an earlier pull stopped or, if that page is gone, from the newest known time."""
    begun = False
    try:
        for page in lrs.pages(more or lrs.since(stored)):
            begun = True
            yield page
    except LrsError as refused:
        if begun or not more or "refuses the request" not in str(refused):
            raise
        yield from lrs.pages(lrs.since(stored))


def _newest(stored: str, statements: Sequence[Any], through: str) -> str:
    """Return the time up to which everything was read: the newest `stored`, but no later than the LRS is consistent."""
    times = [each["stored"] for each in statements if isinstance(each, dict) and isinstance(each.get("stored"), str)]
    newest = max(filter(None, [stored, *times]), key=_moment, default="")
    return min(newest, through, key=_moment) if newest and through else newest


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _keep(store: Store, batch: Sequence[Any], source: str, now: datetime, whole: Pulled) -> Pulled:
    with tempfile.TemporaryDirectory() as work:
        path = Path(work) / "page.ndjson"
        path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in batch), encoding="utf-8")
        found = store.add([path], source, now)
    return Pulled(
        whole.read + found.read,
        whole.added + found.added,
        whole.duplicates + found.duplicates,
        (*whole.unreadable, *found.unreadable),
    )


def _retry_after(answer: httpx.Response) -> float | None:
    """Return the seconds to wait that an LRS asks for (RFC 9110, 10.2.3)."""
    text = answer.headers.get("Retry-After", "")
    if text.isdigit():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except ValueError:
        return None


def _where(address: str) -> str:
    """Return an address without its query, which may identify a learner."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"
