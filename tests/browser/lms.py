"""A small LMS for tests: it serves an unpacked package in a frame, under a path that changes with every launch.

Around the frame stands the run-time environment of the package's standard: `scorm-again`, which nobody here wrote, or
our strict fake. What it commits is kept here and handed to the next launch, as an LMS's database would.
"""

from __future__ import annotations

import gzip
import http.server
import json
import mimetypes
import threading
import time
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

from lxml import etree

HERE = Path(__file__).parent
RECORDER = """
window.calls = [];
function recorded(api) {
  const recording = {};
  for (const [name, theirs] of Object.entries(NAMES)) {
    recording[theirs] = (...args) => {
      const answer = api[theirs](...args);
      window.calls.push([name, ...args, String(answer)]);
      return answer;
    };
  }
  return recording;
}
"""
SCORM_AGAIN = """
const api = new AGAIN({ autocommit: false, lmsCommitUrl: "/commit", dataCommitFormat: "flattened", logLevel: 5 });
api.loadFromFlattenedJSON(KEPT);
window[API] = recorded(api);
"""
STRICT = """
const lms = strict.lms({ stored: STORED, mode: MODE, given: GIVEN });
window.lms = lms;
if (TROUBLE) lms.trouble(...TROUBLE);
const known = { ...STORED };
/** What this launch has changed and not told yet; other launches may tell the rest otherwise. */
const isNews = ([element, value]) => known[element] !== value;
const news = () => Object.fromEntries(Object.entries(lms.durable()).filter(isNews));
function keep() {
  const told = news();
  const request = new XMLHttpRequest();
  request.open("POST", COMMIT, false);
  request.send(JSON.stringify(told));
  if (request.status === 200) Object.assign(known, told);
  return request.status === 200;
}
let lost = false;
const forgetting = ([name, call]) => [name, (...args) => ((lost = false), call(...args))];
window[API] = recorded({
  ...Object.fromEntries(Object.entries(lms.API).map(forgetting)),
  [NAMES.Commit](empty) {
    const answer = String(lms.API[NAMES.Commit](empty));
    lost = answer === "true" && !keep();
    return lost ? "false" : answer;
  },
  [NAMES.GetLastError]: () => (lost ? "101" : lms.API[NAMES.GetLastError]()),
  [NAMES.Terminate]: (empty) => {
    const answer = lms.API[NAMES.Terminate](empty);
    if (String(answer) === "true") navigator.sendBeacon(COMMIT, JSON.stringify(news()));
    return answer;
  },
});
"""
FUNCTIONS = ("Initialize", "GetValue", "SetValue", "Commit", "GetLastError", "GetErrorString", "GetDiagnostic")
IMSSS = "{http://www.imsglobal.org/xsd/imsss}"
ADLCP = "{http://www.adlnet.org/xsd/adlcp_v1p3}"


@dataclass(frozen=True, kw_only=True, slots=True)
class RunTime:
    """A version's run-time environment: how its API is called, and what stands in for it."""

    api: str
    names: dict[str, str]
    """The functions of the API by those of SCORM 2004, which tests use for both."""
    again: str
    """The class of `scorm-again`, whose script is named like it."""
    strict: str
    """Our fake, in `tests/player/`."""
    score: str
    """The element that holds the score's parts."""

    @property
    def again_script(self) -> Path:
        return HERE / f"node_modules/scorm-again/dist/{self.again.removesuffix('API').lower()}.min.js"


SCORM12 = RunTime(
    api="API",
    names={name: f"LMS{name}" for name in FUNCTIONS} | {"Terminate": "LMSFinish"},
    again="Scorm12API",
    strict="strict_scorm12.ts",
    score="cmi.core.score",
)
SCORM2004 = RunTime(
    api="API_1484_11",
    names={name: name for name in (*FUNCTIONS, "Terminate")},
    again="Scorm2004API",
    strict="strict_scorm2004.ts",
    score="cmi.score",
)
RUN_TIMES = {"scorm12": SCORM12, "scorm2004-3rd": SCORM2004, "scorm2004-4th": SCORM2004}


@dataclass
class Lms:
    """What the LMS holds, and what it was asked."""

    package: Path
    run_time: RunTime
    strict_script: str
    stored: dict[str, str] = field(default_factory=dict)
    commits: int = 0
    failing: bool = False
    delay: float = 0.0
    compressing: bool = False
    """Whether it compresses what it sends, as most do."""
    policy: str = ""
    """The Content Security Policy that it sends with the files of the package."""
    sandbox: str | None = None
    """What it allows in the frame that it shows the package in; None where that is no sandbox."""
    launches: int = 0
    over: int = 0
    """The launches before this many are over: what they say is refused."""
    trouble: tuple[str, int, str] | None = None
    """What goes wrong in a new launch of the strict runtime, from its first call on: kind, number of calls, which."""
    requested: list[str] = field(default_factory=list)
    heard: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    """Released for each message of a runtime."""
    _server: http.server.ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        assert self._server
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def status(self) -> str:
        """What the learner's record says: passed, failed, completed or incomplete."""
        if self.run_time is SCORM12:
            return self.stored["cmi.core.lesson_status"]
        if self.stored["cmi.completion_status"] != "completed":
            return "incomplete"
        success = self.stored["cmi.success_status"]
        return "completed" if success == "unknown" else success

    def score(self, part: str = "raw") -> Decimal | None:
        """Return a part of the score; None while there is none."""
        text = self.stored.get(f"{self.run_time.score}.{part}", "")
        return Decimal(text) if text else None

    def given(self, entry: str) -> dict[str, str]:
        """Return what the manifest says of the SCO with this page, by element of the data model (SCORM 2004 only)."""
        manifest = etree.parse(self.package / "imsmanifest.xml")
        (resource,) = manifest.xpath("//*[local-name() = 'resource'][@href = $entry]", entry=entry)
        (item,) = manifest.xpath(
            "//*[local-name() = 'item'][@identifierref = $resource]", resource=resource.get("identifier")
        )
        primary = item.find(f"{IMSSS}sequencing/{IMSSS}objectives/{IMSSS}primaryObjective[@satisfiedByMeasure='true']")
        threshold = item.find(f"{ADLCP}completionThreshold")
        found = {}
        if primary is not None:
            found["cmi.scaled_passing_score"] = primary.findtext(f"{IMSSS}minNormalizedMeasure")
        if threshold is not None:
            found["cmi.completion_threshold"] = threshold.text or threshold.get("minProgressMeasure")
        return found

    def kept(self, mode: str, entry: str) -> dict[str, str]:
        """Return what a new launch begins with: in SCORM 2004 nothing, unless the last one was suspended."""
        if self.run_time is SCORM12:
            return self.stored
        suspended = self.stored.get("cmi.exit") == "suspend"
        left = {"cmi.exit", "cmi.session_time"}
        kept = {e: v for e, v in self.stored.items() if e not in left} | {"cmi.entry": "resume"} if suspended else {}
        return kept | self.given(entry) | {"cmi.mode": mode}

    def refuses(self) -> bool:
        """Whether what is committed now is not kept."""
        return self.failing

    def store(self, values: dict[str, str]) -> None:
        self.stored.update(values)

    def __enter__(self) -> Self:
        lms = self

        class Handler(_Handler):
            owner = lms

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server
        self._server.shutdown()
        self._server.server_close()

    def launch_url(
        self, runtime: str, *, width: int | None = None, mode: str = "normal", entry: str = "index.html"
    ) -> str:
        """Return the address of a new launch."""
        self.launches += 1
        size = f"&width={width}" if width else ""
        return f"{self.url}/launch?runtime={runtime}&number={self.launches}&mode={mode}&entry={entry}{size}"


class _Handler(http.server.BaseHTTPRequestHandler):
    owner: Lms

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path == "/launch":
            self.answer("text/html; charset=utf-8", self.launch_page(parse_qs(url.query)).encode())
        elif url.path == "/runtime/scorm-again.js":
            self.answer("text/javascript; charset=utf-8", self.owner.run_time.again_script.read_bytes())
        elif url.path == "/runtime/strict.js":
            self.answer("text/javascript; charset=utf-8", self.owner.strict_script.encode())
        elif url.path.startswith("/content/"):
            name = unquote(url.path.split("/", 3)[3])
            self.owner.requested.append(name)
            time.sleep(self.owner.delay)
            file = self.owner.package / name
            if file.is_file():
                kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
                self.answer(kind, file.read_bytes(), policy=self.owner.policy)
            else:
                self.send_error(404)
        else:
            self.send_error(404)

    def launch_page(self, query: dict[str, list[str]]) -> str:
        runtime = query["runtime"][0]
        script = {"scorm-again": SCORM_AGAIN, "strict": STRICT, "none": ""}[runtime]
        run_time, mode, entry = self.owner.run_time, query["mode"][0], query["entry"][0]
        constants = {
            "API": run_time.api,
            "NAMES": run_time.names,
            "STORED": self.owner.stored,
            "MODE": mode,
            "GIVEN": self.owner.given(entry),
            "KEPT": self.owner.kept(mode, entry),
            "TROUBLE": self.owner.trouble,
            "COMMIT": f"/commit?number={query['number'][0]}",
        }
        again = f"const AGAIN={run_time.again};" if runtime == "scorm-again" else ""
        width = f"{query['width'][0]}px" if "width" in query else "100%"
        sandbox = "" if self.owner.sandbox is None else f' sandbox="{self.owner.sandbox}"'
        return (
            "<!doctype html><meta charset=utf-8><title>LMS</title>"
            "<style>body{margin:0}iframe{border:0;height:100vh;display:block}</style>"
            + (f"<script src=/runtime/{runtime}.js></script>" if runtime != "none" else "")
            + f"<script>{again}"
            + "".join(f"const {name}={json.dumps(value)};" for name, value in constants.items())
            + f"{RECORDER}{script}</script>"
            + f'<iframe name=sco{sandbox} style="width:{width}" src="/content/{query["number"][0]}/{entry}"></iframe>'
        )

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        number = parse_qs(urlsplit(self.path).query).get("number")
        try:
            self.keep(body, is_over=number is not None and int(number[0]) <= self.owner.over)
        finally:
            self.owner.heard.release()

    def keep(self, body: bytes, *, is_over: bool) -> None:
        if self.owner.refuses() or is_over:
            self.answer("application/json", b'{"result": "false", "errorCode": 101}', 500)
            return
        self.owner.commits += 1
        data = json.loads(body)
        self.owner.store(
            {k: str(v) for k, v in data.items() if k.startswith("cmi.") and not isinstance(v, dict | list)}
        )
        self.answer("application/json", b'{"result": "true", "errorCode": 0}')

    def answer(self, kind: str, body: bytes, status: int = 200, *, policy: str = "") -> None:
        self.send_response(status)
        if policy:
            self.send_header("Content-Security-Policy", policy)
        if self.owner.compressing:
            body = gzip.compress(body, 6)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass
