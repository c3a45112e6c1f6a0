"""A small LMS with a sequencer, for tests of courses that are cut: `scorm-again`'s, configured by the manifest alone.

The page around the frame delivers what the sequencer says, hands every SCO what it left there the last time, and shows
the activity tree as it stands. Everything lives as long as the page does.
"""

from __future__ import annotations

import http.server
import json
import mimetypes
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import etree
from playwright.sync_api import BrowserContext, Frame, Page, expect

HERE = Path(__file__).parent
PAGE = """<!doctype html><meta charset=utf-8><title>LMS</title>
<style>body{margin:0}iframe{border:0;height:100vh;width:100%;display:block}</style>
<script src=/runtime/scorm-again.js></script><iframe name=sco></iframe>
<script>
const TREE = __TREE__, PAGES = __PAGES__;
const kept = {};
const launched = [];
let running = null, delivered = null;
const api = new Scorm2004API({ autocommit: false, logLevel: 5, sequencing: { activityTree: TREE,
  eventListeners: { onActivityDelivery: (activity) => { delivered = activity.id; } } } });
const recorded = [];
window.API_1484_11 = {};
for (const name of ["Initialize", "GetValue", "SetValue", "Commit", "GetLastError", "GetErrorString", "GetDiagnostic"])
  window.API_1484_11[name] = (...args) => {
    const answer = api[name](...args);
    if (name === "SetValue") recorded.push([running, ...args, String(answer)]);
    return answer;
  };
window.API_1484_11.Terminate = (empty) => {
  delivered = null;
  kept[running] = JSON.parse(JSON.stringify(api.cmi));
  const answer = api.Terminate(empty);
  running = null;
  if (delivered) setTimeout(launch, 0, delivered);
  return answer;
};
function launch(id) {
  api.reset();
  if (kept[id]) api.loadFromJSON({ ...kept[id], entry: "resume" }, "cmi");
  running = id;
  launched.push(id);
  frames.sco.location.replace("/content/" + PAGES[id]);
}
async function unload() {
  const frame = document.querySelector("iframe");
  await new Promise((resolve) => { frame.onload = resolve; frames.sco.location.replace("about:blank"); });
  frame.onload = null;
}
async function navigate(request, target) {
  if (running) await unload();
  delivered = null;
  const taken = api.processNavigationRequest(request, target);
  // Choosing what was just left is no event, but it is delivered.
  if (taken && !delivered) delivered = sequencing().getCurrentActivity()?.id ?? null;
  if (delivered) launch(delivered);
  return delivered;
}
const sequencing = () => api._sequencing;
function standing() {
  const found = {};
  (function walk(activity) {
    const { objectiveSatisfiedStatus, objectiveSatisfiedStatusKnown, objectiveMeasureStatus, objectiveNormalizedMeasure,
            completionStatus } = activity;
    found[activity.id] = { satisfied: objectiveSatisfiedStatusKnown ? objectiveSatisfiedStatus : null,
      measure: objectiveMeasureStatus ? objectiveNormalizedMeasure : null, completion: completionStatus };
    activity.children.forEach(walk);
  })(sequencing().activityTree.root);
  return found;
}
</script>"""


def _flag(element: etree._Element, name: str, *, default: bool) -> bool:
    return element.get(name, str(default).lower()) == "true"


def _activity(element: etree._Element) -> dict[str, Any]:
    """Return an item or the organization as scorm-again's ActivitySettings."""
    sequencing = element.find("{*}sequencing")
    assert sequencing is not None
    settings: dict[str, Any] = {
        "id": element.get("identifier"),
        "title": element.findtext("{*}title"),
        "children": [_activity(child) for child in element.findall("{*}item")],
        "sequencingControls": {},
    }
    controls = settings["sequencingControls"]
    if (mode := sequencing.find("{*}controlMode")) is not None:
        controls |= {"choice": _flag(mode, "choice", default=True), "flow": _flag(mode, "flow", default=False)}
    if (rollup := sequencing.find("{*}rollupRules")) is not None:
        for name in ("rollupObjectiveSatisfied", "rollupProgressCompletion"):
            controls[name] = _flag(rollup, name, default=True)
        controls["objectiveMeasureWeight"] = float(rollup.get("objectiveMeasureWeight", "1"))
    if (delivery := sequencing.find("{*}deliveryControls")) is not None:
        settings["deliveryControls"] = {
            name: _flag(delivery, name, default=False) for name in ("completionSetByContent", "objectiveSetByContent")
        }
    rules = [_rule(rule) for rule in sequencing.iter("{*}preConditionRule")]
    settings["sequencingRules"] = {"preConditionRules": rules}
    if (objectives := sequencing.find("{*}objectives")) is not None:
        settings["primaryObjective"] = _objective(objectives[0], primary=True)
        settings["objectives"] = [_objective(objective) for objective in objectives[1:]]
    threshold = element.find("{*}completionThreshold")
    if threshold is not None:
        least = threshold.get("minProgressMeasure") or threshold.text
        settings["completionThreshold"] = {"completedByMeasure": True, "minProgressMeasure": float(least)}
    return settings


def _rule(rule: etree._Element) -> dict[str, Any]:
    conditions = rule.find("{*}ruleConditions")
    action = rule.find("{*}ruleAction")
    assert conditions is not None
    assert action is not None
    return {
        "action": action.get("action"),
        "conditionCombination": conditions.get("conditionCombination"),
        "conditions": [dict(condition.attrib) for condition in conditions],
    }


def _objective(objective: etree._Element, *, primary: bool = False) -> dict[str, Any]:
    minimum = objective.findtext("{*}minNormalizedMeasure")
    maps = [
        {
            "targetObjectiveID": found.get("targetObjectiveID"),
            "readSatisfiedStatus": _flag(found, "readSatisfiedStatus", default=True),
            "readNormalizedMeasure": _flag(found, "readNormalizedMeasure", default=True),
            "writeSatisfiedStatus": _flag(found, "writeSatisfiedStatus", default=False),
            "writeNormalizedMeasure": _flag(found, "writeNormalizedMeasure", default=False),
        }
        for found in objective.findall("{*}mapInfo")
    ]
    return {
        "objectiveID": objective.get("objectiveID") or "",
        "isPrimary": primary,
        "mapInfo": maps,
        "satisfiedByMeasure": _flag(objective, "satisfiedByMeasure", default=False),
        **({"minNormalizedMeasure": float(minimum)} if minimum else {}),
    }


@dataclass
class Sequencer:
    """One learner's session in an LMS that sequences an unpacked package."""

    package: Path
    context: BrowserContext
    page: Page = field(init=False)
    _server: http.server.ThreadingHTTPServer = field(init=False)

    def __enter__(self) -> Sequencer:
        owner = self

        class Handler(_Handler):
            sequencer = owner

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        self.page = self.context.new_page()
        self.page.goto(f"http://127.0.0.1:{self._server.server_port}/")
        return self

    def __exit__(self, *_: object) -> None:
        self.page.close()
        self._server.shutdown()
        self._server.server_close()

    @property
    def frame(self) -> Frame:
        frame = self.page.frame("sco")
        assert frame
        return frame

    def document(self) -> bytes:
        """Return the LMS's page, made of the manifest."""
        manifest = etree.parse(self.package / "imsmanifest.xml").getroot()
        organization = manifest.find(".//{*}organization")
        assert organization is not None
        pages = {resource.get("identifier"): resource.get("href") for resource in manifest.iter("{*}resource")}
        launches = {
            item.get("identifier"): pages[item.get("identifierref")]
            for item in organization.iter("{*}item")
            if item.get("identifierref")
        }
        page = PAGE.replace("__TREE__", json.dumps(_activity(organization))).replace("__PAGES__", json.dumps(launches))
        return page.encode()

    def navigate(self, request: str, target: str | None = None) -> str | None:
        """Ask the sequencer as its menu and buttons do; return what it delivers, or None when it refuses."""
        delivered: str | None = self.page.evaluate("(asked) => navigate(...asked)", [request, target])
        if delivered:
            self.ready()
        return delivered

    def ready(self) -> None:
        """Wait until the SCO has begun its session."""
        expect(self.frame.locator("#save-status")).to_have_text("Saved")

    def leave(self) -> None:
        """Close the SCO that runs."""
        self.page.evaluate("unload()")

    def standing(self) -> dict[str, dict[str, Any]]:
        """Return what the tree holds of every activity: satisfied, measure, completion."""
        found: dict[str, dict[str, Any]] = self.page.evaluate("standing()")
        return found

    def launched(self) -> list[str]:
        """Return the items that were delivered so far."""
        found: list[str] = self.page.evaluate("launched")
        return found

    def refused(self) -> list[list[str]]:
        """Return the values that the runtime did not take."""
        found: list[list[str]] = self.page.evaluate("recorded.filter((call) => call.at(-1) !== 'true')")
        return found


class _Handler(http.server.BaseHTTPRequestHandler):
    sequencer: Sequencer

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        if path == "/":
            self.answer("text/html; charset=utf-8", self.sequencer.document())
        elif path == "/runtime/scorm-again.js":
            script = HERE / "node_modules/scorm-again/dist/scorm2004.min.js"
            self.answer("text/javascript; charset=utf-8", script.read_bytes())
        elif (file := self.sequencer.package / path.removeprefix("/content/")).is_file():
            self.answer(mimetypes.guess_type(path)[0] or "application/octet-stream", file.read_bytes())
        else:
            self.send_error(404)

    def answer(self, kind: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass
