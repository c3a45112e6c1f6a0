"""`scorm-export lrs check`, asked of the real record store and of servers that fail in ways of their own."""

from __future__ import annotations

import http.server
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from click.testing import CliRunner, Result

from real_lrs import PASSWORD, USER, RealLrs, Request
from scorm_export.check.lrs import is_open
from scorm_export.commands.main import main
from scorm_export.records.lrs_check import _LEARNER as LEARNER
from scorm_export.records.lrs_check import Client, Verdict, check

ORIGIN = "https://lms.example.org"
ALLOWED = "Authorization, Content-Type, X-Experience-API-Version, If-Match, If-None-Match"
Answer = tuple[int, dict[str, str], bytes]


def ask(endpoint: str, *arguments: str, key: str = f"{USER}:{PASSWORD}", answers: str | None = None) -> Result:
    environment = {"SCORM_EXPORT_LRS_KEY": key}
    run = CliRunner().invoke(main, ["lrs", "check", "--endpoint", endpoint, *arguments], env=environment, input=answers)
    assert PASSWORD not in run.output
    assert run.exception is None or isinstance(run.exception, SystemExit), run.exception
    return run


def found(run: Result, subject: str) -> list[str]:
    return [line.split()[0] for line in run.output.splitlines() if line[11:].startswith(subject)]


def test_a_store_that_will_do(lrs: RealLrs) -> None:
    run = ask(lrs.endpoint, "--origin", ORIGIN)
    assert run.exit_code == 0, run.output
    for subject in ("versions", "browser", "access", "statements", "resume", "two windows", "tidying"):
        assert set(found(run, subject)) == {"ok"}, run.output
    assert found(run, "key") == ["warning"]
    assert len(run.output.splitlines()) <= 24
    assert max(map(len, run.output.splitlines())) <= 160


def test_it_leaves_nothing_behind(lrs: RealLrs) -> None:
    its_own = {"agent": json.dumps(LEARNER)}
    before = {statement["id"] for statement in lrs.statements(**its_own)}
    ask(lrs.endpoint)
    left = [statement for statement in lrs.statements(**its_own) if statement["id"] not in before]
    assert [statement["verb"]["id"].rpartition("/")[2] for statement in left] == ["voided"]
    assert lrs.documents == {}


def test_a_key_that_can_only_write_may_go_into_a_package(lrs: RealLrs) -> None:
    def refuse(request: Request) -> int | None:
        return 403 if request.method in ("GET", "DELETE") and request.resource != "about" else None

    lrs.fault = refuse
    run = ask(lrs.endpoint, "--origin", ORIGIN, "--write-only")
    assert run.exit_code == 0, run.output
    assert found(run, "key") == ["ok"]


def test_a_key_that_can_read_may_not_go_into_a_package(lrs: RealLrs) -> None:
    run = ask(lrs.endpoint, "--write-only")
    assert run.exit_code == 1
    assert found(run, "key") == ["problem"]
    assert "read statements, void statements, delete documents" in run.output


def test_credentials_that_are_refused(lrs: RealLrs) -> None:
    run = ask(lrs.endpoint, key="ci:wrong-one")
    assert run.exit_code == 1
    assert found(run, "statements") == ["problem"]
    assert "wrong-one" not in run.output


@pytest.mark.parametrize(
    ("endpoint", "told"),
    [
        ("http://lrs.example.org/xapi/", True),
        ("http://localhost.example.org/xapi/", True),
        ("https://lrs.example.org/xapi/", False),
        ("http://127.0.0.1:9/xapi/", False),
        ("http://localhost/xapi/", False),
    ],
)
def test_an_endpoint_without_encryption_is_told_before_the_key_is_sent(endpoint: str, told: bool) -> None:
    assert is_open(endpoint) is told
    if told:
        finding = next(check(Client(endpoint, "Basic Og==")))
        assert (finding.subject, finding.verdict) == ("connection", Verdict.DOUBTFUL)


def test_credentials_are_asked_for_where_there_are_none(lrs: RealLrs) -> None:
    run = ask(lrs.endpoint, key="", answers=f"{USER}\n{PASSWORD}\n")
    assert run.exit_code == 0, run.output
    assert ask(lrs.endpoint, key="", answers="").exit_code == 2


def test_a_whole_header_will_do_as_well(lrs: RealLrs) -> None:
    assert ask(lrs.endpoint, key=lrs.authorization).exit_code == 0


def test_a_store_without_a_state_api_is_warned_about(lrs: RealLrs) -> None:
    lrs.has_state = False
    run = ask(lrs.endpoint)
    assert run.exit_code == 0, run.output
    assert found(run, "resume") == ["warning"]


@pytest.mark.parametrize(
    ("method", "resource", "status", "subject"),
    [
        ("GET", "about", 404, "versions"),
        ("OPTIONS", "statements", 401, "browser"),
        ("OPTIONS", "activities/state", 405, "browser"),
        ("GET", "statements", 200, "access"),
        ("POST", "statements", 500, "statements"),
        ("POST", "statements", 403, "statements"),
        ("PUT", "activities/state", 500, "resume"),
        ("POST", "activities/state", 409, "resume"),
    ],
)
def test_what_is_refused_is_told(method: str, resource: str, status: int, subject: str, lrs: RealLrs) -> None:
    lrs.fault = lambda request: status if (request.method, request.resource) == (method, resource) else None
    run = ask(lrs.endpoint, "--origin", ORIGIN)
    assert set(found(run, subject)) & {"problem", "warning"}, run.output


@pytest.mark.parametrize(
    "endpoint",
    [
        "lrs.example.org",
        "ftp://lrs.example.org/",
        "https://",
        "https://a:b@lrs.example.org/",
        "https://lrs.example.org/?key=secret-thing",
    ],
)
def test_an_endpoint_that_is_none_is_misuse(endpoint: str) -> None:
    run = ask(endpoint)
    assert run.exit_code == 2
    assert "secret-thing" not in run.output


@pytest.mark.parametrize("key", ["no-colon", "a\tb:c", "ä:b"])
def test_a_key_that_is_none_is_misuse_and_not_shown(key: str, lrs: RealLrs) -> None:
    run = ask(lrs.endpoint, key=key)
    assert run.exit_code == 2
    assert key not in run.output


@contextmanager
def serving(answer: Callable[[str, str], Answer]) -> Iterator[str]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def handle_one(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, headers, body = answer(self.command, self.path)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = do_OPTIONS = handle_one  # noqa: N815 — the base class's names

        def log_message(self, *_: Any) -> None:
            """Do not log requests."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=partial(server.serve_forever, poll_interval=0.05), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/xapi"
        server.shutdown()


def test_a_redirect_is_told_and_not_followed() -> None:
    asked: list[str] = []

    def answer(_method: str, path: str) -> Answer:
        asked.append(path)
        return 301, {"Location": "https://user:pw@lrs.example.org/xapi/about?token=hush"}, b""

    with serving(answer) as endpoint:
        run = ask(endpoint)
    assert run.exit_code == 1
    assert "https://lrs.example.org/xapi/about" in run.output
    assert "hush" not in run.output
    assert asked == ["/xapi/about"]


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b'{"version": "1.0.3"}', b'{"version": ["2.0.0"]}', b"\xff\xfe"]
)
def test_a_server_that_is_no_record_store(body: bytes) -> None:
    with serving(lambda _method, _path: (200, {}, body)) as endpoint:
        run = ask(endpoint, "--origin", ORIGIN)
    assert run.exit_code == 1
    assert found(run, "versions") in (["warning"], ["problem"])
    assert found(run, "access") == ["problem"]


def test_a_store_that_lists_xapi_2_and_refuses_it_is_warned_about() -> None:
    def answer(_method: str, path: str) -> Answer:
        about = b'{"version": ["1.0.3", "2.0.0"]}'
        return (200, {}, about) if path.endswith("/about") else (400, {}, b"")

    with serving(answer) as endpoint:
        run = ask(endpoint)
    assert found(run, "versions") == ["ok", "warning"]
    assert "lists 2.0.0, but refuses it (status 400)" in run.output


def test_a_statement_that_disappears_is_a_problem() -> None:
    def answer(method: str, path: str) -> Answer:
        if method == "GET" and "limit=" in path:
            return 401, {}, b""
        return (200, {}, b"[]") if method == "POST" else (404, {}, b"")

    with serving(answer) as endpoint:
        run = ask(endpoint)
    assert run.exit_code == 1
    assert found(run, "statements") == ["problem"]


@pytest.mark.parametrize("sent", [b"", b"hello there\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nfew"])
def test_what_does_not_speak_http_is_told(sent: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def speak() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(sent)

        talking = threading.Thread(target=speak, daemon=True)
        talking.start()
        run = ask(f"http://127.0.0.1:{listener.getsockname()[1]}/xapi", "--timeout", "0.3")
        talking.join()
    assert run.exit_code == 1
    assert found(run, "connection") == ["problem"]


def test_silence_ends_by_the_timeout() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        run = ask(f"http://127.0.0.1:{listener.getsockname()[1]}/xapi", "--timeout", "0.2")
    assert run.exit_code == 1
    assert "no response within 0.2 seconds" in run.output


def test_nobody_there_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    run = ask(f"http://127.0.0.1:{port}/xapi")
    assert run.exit_code == 1
    assert found(run, "connection") == ["problem"]


def cors(change: dict[str, str | None], status: int = 204) -> Callable[[str, str], Answer]:
    headers: dict[str, str | None] = {
        "Access-Control-Allow-Origin": ORIGIN,
        "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE",
        "Access-Control-Allow-Headers": ALLOWED,
        **change,
    }
    kept = {name: value for name, value in headers.items() if value is not None}
    return lambda method, _path: (status, kept, b"") if method == "OPTIONS" else (401, {}, b"")


@pytest.mark.parametrize(
    ("change", "status", "verdicts"),
    [
        ({}, 204, ["ok", "ok"]),
        ({"Access-Control-Allow-Origin": "*"}, 200, ["ok", "ok"]),
        ({"Access-Control-Allow-Origin": "https://elsewhere.example.org"}, 204, ["problem", "problem"]),
        ({"Access-Control-Allow-Origin": None}, 204, ["problem", "problem"]),
        ({"Access-Control-Allow-Headers": "*"}, 204, ["problem", "problem"]),
        ({"Access-Control-Allow-Headers": "*, Authorization"}, 204, ["ok", "ok"]),
        (
            {"Access-Control-Allow-Headers": "authorization, content-type, x-experience-api-version"},
            204,
            ["ok", "problem"],
        ),
        ({"Access-Control-Allow-Methods": None}, 204, ["ok", "problem"]),
        ({"Location": "https://lrs.example.org/"}, 307, ["problem", "problem"]),
        ({}, 404, ["problem", "problem"]),
    ],
)
def test_what_a_browser_would_be_told(change: dict[str, str | None], status: int, verdicts: list[str]) -> None:
    with serving(cors(change, status)) as endpoint:
        run = ask(endpoint, "--origin", f"{ORIGIN}/course/view.php?id=3")
    assert found(run, "browser") == verdicts, run.output
