"""A proxy between the browser and Moodle, on loopback: it counts the saves, and delays, reorders or refuses them.

A browser that is given it as its HTTP proxy asks Moodle by Moodle's own address, so that nothing has to be rewritten.
"""

from __future__ import annotations

import http.client
import http.server
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

SAVES = "/mod/scorm/datamodel.php"
HOP_BY_HOP = ("connection", "proxy-connection", "keep-alive", "transfer-encoding", "content-length")


@dataclass(slots=True)
class Save:
    """One post of a runtime."""

    is_beacon: bool
    size: int
    body: bytes = field(repr=False)
    status: int = 0
    answer: str = ""


@dataclass
class Between:
    """What stands between, and what went through."""

    delay: Callable[[], float] = lambda: 0.0
    """Seconds before a save goes on: drawn for each, they reorder beacons."""
    refusing: bool = False
    """Whether the server breaks down at each save."""
    saves: list[Save] = field(default_factory=list)
    _server: http.server.ThreadingHTTPServer | None = None
    _changed: threading.Condition = field(default_factory=threading.Condition)

    @property
    def port(self) -> int:
        assert self._server
        return self._server.server_port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Between:
        between = self

        class Handler(_Handler):
            owner = between

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server
        self._server.shutdown()
        self._server.server_close()

    def begin(self, save: Save) -> None:
        with self._changed:
            self.saves.append(save)
            self._changed.notify_all()

    def end(self, save: Save, status: int, answer: bytes) -> None:
        with self._changed:
            save.status, save.answer = status, answer.decode(errors="replace").strip()
            self._changed.notify_all()

    def quiet(self, after: int | None = None, seconds: float = 10) -> None:
        """Wait until a save after the first so many was made, and every save has its answer."""

        def is_quiet() -> bool:
            return (after is None or len(self.saves) > after) and all(save.status for save in self.saves)

        with self._changed:
            assert self._changed.wait_for(is_quiet, seconds), "Moodle heard nothing"


class _Handler(http.server.BaseHTTPRequestHandler):
    owner: Between
    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        super().setup()
        self.upstream: http.client.HTTPConnection | None = None

    def finish(self) -> None:
        if self.upstream:
            self.upstream.close()
        super().finish()

    def handle(self) -> None:
        with suppress(ConnectionError):  # from a browser that has gone away
            super().handle()

    def do_GET(self) -> None:
        self.pass_on()

    def do_HEAD(self) -> None:
        self.pass_on()

    def do_POST(self) -> None:
        self.pass_on()

    def pass_on(self) -> None:
        url = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        save = None
        if url.path == SAVES and self.command == "POST":
            save = Save(("api", "beacon") in parse_qsl(url.query), len(body), body)
            self.owner.begin(save)
            time.sleep(self.owner.delay())
        status, reason, headers, answer = self.ask(url.netloc, url._replace(scheme="", netloc="").geturl(), body, save)
        if save:
            self.owner.end(save, status, answer)
        self.send_response(status, reason)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer)

    def ask(
        self, host: str, path: str, body: bytes, save: Save | None
    ) -> tuple[int, str, list[tuple[str, str]], bytes]:
        if save and self.owner.refusing:
            return HTTPStatus.INTERNAL_SERVER_ERROR, "Refused", [], b"refused"
        self.upstream = self.upstream or http.client.HTTPConnection(host, timeout=120)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
        try:
            self.upstream.request(self.command, path, body or None, headers)
            answer = self.upstream.getresponse()
            content = answer.read()
        except OSError:
            self.upstream.close()
            self.upstream = None
            return HTTPStatus.BAD_GATEWAY, "No answer", [], b""
        passed = [
            (name, value) for name, value in answer.getheaders() if name.lower() not in (*HOP_BY_HOP, "server", "date")
        ]
        return answer.status, answer.reason, passed, content

    def log_message(self, *_: object) -> None:
        """Do not log requests."""
