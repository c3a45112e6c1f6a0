"""Reading record stores: a real one with a break in the middle, and one that answers as told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from click.testing import CliRunner

from real_lrs import PASSWORD, USER, RealLrs, Request
from reported import send
from scorm_export.commands.main import main
from scorm_export.records import lrs as stores
from scorm_export.records.lrs import Lrs, LrsError, Pulled, pull
from scorm_export.records.simulate.learners import simulate
from scorm_export.records.store import Store
from transcript_course import START, course_in

Json = dict[str, Any]


@pytest.fixture(scope="module")
def own_lrs() -> Iterator[RealLrs]:
    """Run a record store that no other test writes to."""
    with RealLrs() as lrs:
        yield lrs


def ids(store: Store) -> set[str]:
    return {str(key) for (key,) in store.rows("SELECT id FROM statements")}


def test_a_real_store_is_read_over_a_break_and_then_only_what_is_new(
    own_lrs: RealLrs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = list(simulate(course_in(tmp_path / "course"), 70, 5, START))
    send(own_lrs, said[:-10])
    monkeypatch.setattr(stores, "_BATCH", 300)
    asked: list[str] = []

    def breaks(request: Request) -> int | None:
        if request.resource == "statements" and request.method == "GET":
            asked.append(request.resource)
        return 503 if len(asked) > 2 else None

    waits: list[float] = []
    with Store(tmp_path / "s.duckdb") as store:
        own_lrs.fault = breaks
        with (
            Lrs(own_lrs.endpoint, own_lrs.authorization, waits.append) as lrs,
            pytest.raises(LrsError, match="what was read is stored"),
        ):
            pull(store, lrs, START, lambda _: None)
        assert waits == [1, 2, 4, 8, 16, 32, 64]
        kept = ids(store)
        assert 500 <= len(kept) < len(said) - 10
        own_lrs.reset()
        with Lrs(own_lrs.endpoint, own_lrs.authorization, waits.append) as lrs:
            rest = pull(store, lrs, START, lambda _: None)
        assert ids(store) == {statement["id"] for statement in said[:-10]}
        assert rest.added == len(said) - 10 - len(kept)
        send(own_lrs, said[-10:])
        with Lrs(own_lrs.endpoint, own_lrs.authorization, waits.append) as lrs:
            news = pull(store, lrs, START, lambda _: None)
        assert news.added == 10
        assert ids(store) == {statement["id"] for statement in said}


def test_the_command_reads_a_real_store_and_says_what_is_wrong_with_a_key(own_lrs: RealLrs, tmp_path: Path) -> None:
    own_lrs.reset()
    path = tmp_path / "s.duckdb"

    def run(key: str) -> Any:
        asked = ["records", "pull", "--endpoint", own_lrs.endpoint, "--store", str(path)]
        return CliRunner().invoke(main, asked, env={"SCORM_EXPORT_LRS_KEY": key})

    good = run(f"{USER}:{PASSWORD}")
    assert (good.exit_code, "0 already known" in good.output) == (0, True)
    refused = run("nobody:nothing")
    assert refused.exit_code == 2
    assert "refuses the key (status 401): use one that may read statements" in refused.output
    assert "nothing" not in refused.output


def test_the_command_says_that_a_real_store_is_empty(tmp_path: Path) -> None:
    with RealLrs() as lrs:
        asked = ["records", "pull", "--endpoint", lrs.endpoint, "--store", str(tmp_path / "s.duckdb")]
        result = CliRunner().invoke(main, asked, env={"SCORM_EXPORT_LRS_KEY": f"{USER}:{PASSWORD}"})
    assert result.exit_code == 0
    assert "0 read, 0 new, 0 already known" in result.output
    assert "the LRS returns no statements: either there are none yet, or this key may not read them" in result.output


def statement(number: int, stored: str = "2026-02-01T10:00:00.000Z") -> Json:
    return {
        "id": f"00000000-0000-4000-8000-{number:012}",
        "timestamp": "2026-02-01T10:00:00Z",
        "stored": stored,
        "actor": {"mbox": "mailto:a@example.org"},
        "verb": {"id": "https://x/verb"},
        "object": {"id": "https://x/object"},
    }


Answer = Callable[[httpx.Request], httpx.Response]


class Answering:
    """A record store that answers in turn; the last answer is given again and again."""

    def __init__(self, *answers: Answer | httpx.Response, versions: Any = ("2.0.0", "1.0.3")) -> None:
        self.answers = list(answers)
        self.versions = versions
        self.asked: list[httpx.Request] = []
        self.waits: list[float] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/about"):
            assert "X-Experience-API-Version" not in request.headers, (
                "an LRS may refuse a version that it does not speak"
            )
            return httpx.Response(200 if self.versions else 404, json={"version": self.versions})
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return answer(request) if callable(answer) else answer

    def pull(self, store: Store) -> Pulled:
        lrs = Lrs("https://lrs.example.org/xapi", "Basic eA==", self.waits.append)
        lrs._http = httpx.Client(transport=httpx.MockTransport(self))
        with lrs:
            return pull(store, lrs, START, lambda _: None)


def page(*numbers: int, more: str = "", **headers: str) -> httpx.Response:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(200, json={"statements": [statement(n) for n in numbers], "more": more}, headers=sent)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "s.duckdb") as opened:
        yield opened


@pytest.mark.parametrize(
    ("listed", "spoken"),
    [
        (["1.0.0", "1.0.3"], "1.0.3"),
        (["2.0.0"], "2.0.0"),
        (["1.0.3", "2.0"], "2.0.0"),
        (["2.0.1", "1.0.3"], "2.0.0"),
        ("2.0.0", "1.0.3"),
        (["2.1.0"], "1.0.3"),
        (None, "1.0.3"),
    ],
)
def test_the_version_is_negotiated(listed: Any, spoken: str, store: Store) -> None:
    lrs = Answering(page(1), versions=listed)
    lrs.pull(store)
    assert {request.headers["X-Experience-API-Version"] for request in lrs.asked} == {spoken}


def test_pages_are_followed(store: Store) -> None:
    lrs = Answering(page(1, 2, more="/xapi/statements/more/7"), page(3))
    assert lrs.pull(store) == Pulled(3, 3, 0, ())
    assert [request.url.path for request in lrs.asked] == ["/xapi/statements", "/xapi/statements/more/7"]
    assert {request.headers["X-Experience-API-Version"] for request in lrs.asked} == {"2.0.0"}


def test_a_later_pull_begins_a_little_before_the_newest(store: Store) -> None:
    Answering(page(1)).pull(store)
    again = Answering(page(1, 2))
    assert again.pull(store) == Pulled(2, 1, 1, ())
    assert parse_qs(urlsplit(str(again.asked[0].url)).query)["since"] == ["2026-02-01T09:55:00.000Z"]


def test_nothing_is_taken_for_read_that_the_store_does_not_vouch_for(store: Store) -> None:
    Answering(page(1, X_Experience_API_Consistent_Through="2026-02-01T09:00:00Z")).pull(store)
    again = Answering(page())
    again.pull(store)
    assert parse_qs(urlsplit(str(again.asked[0].url)).query)["since"] == ["2026-02-01T08:55:00.000Z"]


def test_retry_after_is_kept_to(store: Store) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=100))
    busy = [httpx.Response(429, headers={"Retry-After": text}) for text in ("7", later, "soon")]
    lrs = Answering(*busy, page(1))
    assert lrs.pull(store).added == 1
    first, second, third = lrs.waits
    assert (first, third) == (7, 4)
    assert 90 < second <= 100


def test_an_interruption_that_is_too_old_begins_again_where_it_was_known(store: Store) -> None:
    store.remember(
        "https://lrs.example.org/xapi/", "2026-02-01T10:00:00.000Z", "https://lrs.example.org/xapi/more/gone"
    )
    lrs = Answering(httpx.Response(404), page(1))
    assert lrs.pull(store).added == 1
    assert "since" in parse_qs(urlsplit(str(lrs.asked[1].url)).query)


def unreachable(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("refused", request=request)


BAD = {
    "refuses the key": httpx.Response(403),
    "returns something other than statements": httpx.Response(200, text="<html>"),
    "redirects to another address": httpx.Response(302, headers={"Location": "https://elsewhere.example.org"}),
    "refuses the request \\(status 400\\)": httpx.Response(400),
    "the next page is on a different server": page(1, more="https://elsewhere.example.org/more"),
    "gives a page again that was read": page(1, more="/xapi/statements/more/7"),
    "does not respond \\(ConnectError\\), even after 8 tries": unreachable,
    "responds with status 500, even after 8 tries": httpx.Response(500),
}


@pytest.mark.parametrize("reason", BAD)
def test_what_is_wrong_is_said_in_a_sentence(reason: str, store: Store) -> None:
    with pytest.raises(LrsError, match=reason):
        Answering(BAD[reason]).pull(store)


def test_an_empty_store_is_no_mistake(store: Store) -> None:
    assert Answering(page()).pull(store) == Pulled(0, 0, 0, ())
