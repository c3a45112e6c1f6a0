"""A small LMS for tests: it serves an unpacked package in a frame, under a path that changes with every launch.

Around the frame stands a SCORM 1.2 runtime: `scorm-again`, which nobody here wrote, or our strict fake. What the
runtime commits is kept here and handed to the next launch, as an LMS's database would.
"""

from __future__ import annotations

import http.server
import json
import mimetypes
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

HERE = Path(__file__).parent
RECORDER = """
window.calls = [];
function recorded(api) {
  const recording = {};
  for (const name of ["LMSInitialize", "LMSFinish", "LMSGetValue", "LMSSetValue", "LMSCommit", "LMSGetLastError",
                      "LMSGetErrorString", "LMSGetDiagnostic"]) {
    recording[name] = (...args) => {
      const answer = api[name](...args);
      window.calls.push([name, ...args, String(answer)]);
      return answer;
    };
  }
  return recording;
}
"""
SCORM_AGAIN = """
const api = new Scorm12API({ autocommit: false, lmsCommitUrl: "/commit", dataCommitFormat: "flattened", logLevel: 5 });
api.loadFromFlattenedJSON(STORED);
window.API = recorded(api);
"""
STRICT = """
const lms = strict.lms({ stored: STORED, mode: MODE });
window.lms = lms;
function keep() {
  const request = new XMLHttpRequest();
  request.open("POST", "/commit", false);
  request.send(JSON.stringify(lms.durable()));
  return request.status === 200;
}
window.API = recorded({
  ...lms.API,
  LMSCommit: (empty) => String(lms.API.LMSCommit(empty)) === "true" && keep() ? "true" : "false",
  LMSFinish: (empty) => {
    const answer = lms.API.LMSFinish(empty);
    if (String(answer) === "true") navigator.sendBeacon("/commit", JSON.stringify(lms.durable()));
    return answer;
  },
});
"""


@dataclass
class Lms:
    """What the LMS holds, and what it was asked."""

    package: Path
    strict_script: str
    stored: dict[str, str] = field(default_factory=dict)
    commits: int = 0
    failing: bool = False
    delay: float = 0.0
    launches: int = 0
    requested: list[str] = field(default_factory=list)
    heard: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    """Released for each message of a runtime."""
    _server: http.server.ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        assert self._server
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Lms:
        lms = self

        class Handler(_Handler):
            owner = lms

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server
        self._server.shutdown()
        self._server.server_close()

    def launch_url(self, runtime: str, *, width: int | None = None, mode: str = "normal") -> str:
        """Return the address of a new launch."""
        self.launches += 1
        size = f"&width={width}" if width else ""
        return f"{self.url}/launch?runtime={runtime}&number={self.launches}&mode={mode}{size}"


class _Handler(http.server.BaseHTTPRequestHandler):
    owner: Lms

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path == "/launch":
            self.answer("text/html; charset=utf-8", self.launch_page(parse_qs(url.query)).encode())
        elif url.path == "/runtime/scorm-again.js":
            script = HERE / "node_modules/scorm-again/dist/scorm12.min.js"
            self.answer("text/javascript; charset=utf-8", script.read_bytes())
        elif url.path == "/runtime/strict.js":
            self.answer("text/javascript; charset=utf-8", self.owner.strict_script.encode())
        elif url.path.startswith("/content/"):
            name = unquote(url.path.split("/", 3)[3])
            self.owner.requested.append(name)
            time.sleep(self.owner.delay)
            file = self.owner.package / name
            if file.is_file():
                self.answer(mimetypes.guess_type(name)[0] or "application/octet-stream", file.read_bytes())
            else:
                self.send_error(404)
        else:
            self.send_error(404)

    def launch_page(self, query: dict[str, list[str]]) -> str:
        runtime = query["runtime"][0]
        script = {"scorm-again": SCORM_AGAIN, "strict": STRICT, "none": ""}[runtime]
        width = f"{query['width'][0]}px" if "width" in query else "100%"
        return (
            "<!doctype html><meta charset=utf-8><title>LMS</title>"
            "<style>body{margin:0}iframe{border:0;height:100vh;display:block}</style>"
            + (f"<script src=/runtime/{runtime}.js></script>" if runtime != "none" else "")
            + f"<script>const STORED={json.dumps(self.owner.stored)};const MODE={json.dumps(query['mode'][0])};"
            + f"{RECORDER}{script}</script>"
            + f'<iframe name=sco style="width:{width}" src="/content/{query["number"][0]}/index.html"></iframe>'
        )

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            self.keep(body)
        finally:
            self.owner.heard.release()

    def keep(self, body: bytes) -> None:
        if self.owner.failing:
            self.answer("application/json", b'{"result": "false", "errorCode": 101}', 500)
            return
        self.owner.commits += 1
        data = json.loads(body)
        self.owner.stored.update(
            {k: str(v) for k, v in data.items() if k.startswith("cmi.") and not isinstance(v, dict | list)}
        )
        self.answer("application/json", b'{"result": "true", "errorCode": 0}')

    def answer(self, kind: str, body: bytes, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass
