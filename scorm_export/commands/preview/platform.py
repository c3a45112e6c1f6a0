"""The platform around a previewed course, in memory: an LMS's records, its registrations and sessions, and its LRS."""

from __future__ import annotations

import base64
import json
import secrets
import uuid
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import urlencode

from scorm_export.commands.preview.store import Answer, Json, Store, state_key

HOME_PAGE = "https://lms.example.org"
"""The platform on which learners have their accounts."""
KEY = "institution:secret"
"""The key of the LRS for what is reported beside an LMS."""
_CMI5 = "https://w3id.org/xapi/cmi5/context"
_ADL = "http://adlnet.gov/expapi/verbs/"
_LAUNCH_DATA = "LMS.LaunchData"
_MOST_HEARD = 500
"""Requests that are kept for the panel."""
_JUDGING = ("completed", "passed", "failed")


@dataclass(frozen=True, kw_only=True, slots=True)
class Launched:
    """What is launched, and for whom."""

    target: str
    part: str
    page: str
    activity: str
    """The id of the xAPI activity."""
    learner: str
    mode: str
    given: Mapping[str, str]
    """What the package says to the launch: see `Target.given`."""


@dataclass(kw_only=True, slots=True)
class Registration:
    """A learner's registration for a part of the course in xAPI and cmi5; a reset begins another."""

    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    sessions: int = 0
    token: str = ""
    """That of the newest session; cmi5 abandons the ones before."""
    is_fetched: bool = False
    is_open: bool = False
    """Whether the newest session has not said that it ended."""
    judged: set[str] = field(default_factory=set)
    """The verbs of its verdicts."""


class Platform:
    """What an LMS and an LRS keep of all learners."""

    def __init__(self) -> None:
        self.lrs = Store()
        self.records: dict[str, Json] = {}
        """The data model of each SCO, by learner, version and part."""
        self.heard: deque[Json] = deque(maxlen=_MOST_HEARD)
        """What the LRS was asked, with running numbers."""
        self._number = 0
        self._registrations: dict[tuple[str, str, str], Registration] = {}

    def registration(self, target: str, learner: str, part: str) -> Registration:
        """Return a learner's registration, which begins with the first launch."""
        return self._registrations.setdefault((target, learner, part), Registration())

    def launch(self, launched: Launched, endpoint: str, fetch: str) -> str:
        """Return the address of a launch, relative to the package; `fetch` is the address that issues a token."""
        if launched.target not in ("xapi", "cmi5"):
            return launched.page
        registration = self.registration(launched.target, launched.learner, launched.part)
        actor = {
            "objectType": "Agent",
            "name": name_of(launched.learner),
            "account": {"homePage": HOME_PAGE, "name": launched.learner},
        }
        shared = {"endpoint": endpoint, "actor": json.dumps(actor), "registration": registration.id}
        registration.sessions += 1
        if launched.target == "xapi":
            token = base64.b64encode(f"{launched.learner}:secret".encode()).decode()
            registration.token = token
            return (
                f"{launched.page}?{urlencode({**shared, 'auth': f'Basic {token}', 'activity_id': launched.activity})}"
            )
        self._begin(registration, launched, actor)
        address = f"{fetch}{registration.id}/{registration.sessions}"
        return f"{launched.page}?{urlencode({**shared, 'fetch': address, 'activityId': launched.activity})}"

    def _begin(self, registration: Registration, launched: Launched, actor: Json) -> None:
        """Begin a session of cmi5: abandon the one before (9.3.6), and write LaunchData (10) and `launched` (9.3.1)."""
        if registration.is_open:
            self._say(registration, actor, launched.activity, "https://w3id.org/xapi/adl/verbs/abandoned")
        session = f"session-{registration.sessions}"
        registration.token = base64.b64encode(f"{session}:{secrets.token_hex(8)}".encode()).decode()
        registration.is_fetched, registration.is_open = False, True
        given = dict(launched.given)
        if "masteryScore" in given:
            given["masteryScore"] = json.loads(given["masteryScore"])
        template = {"extensions": {f"{_CMI5}/extensions/sessionid": session}}
        data = {"contextTemplate": template, "launchMode": launched.mode.title(), **given}
        key = state_key(launched.activity, actor, registration.id, _LAUNCH_DATA)
        self.lrs.documents[key] = json.dumps(data)
        self._say(registration, actor, launched.activity, f"{_ADL}launched")

    def _say(self, registration: Registration, actor: Json, activity: str, verb: str) -> None:
        """Record a statement of the LMS itself."""
        word = verb.rpartition("/")[2]
        kept = self.lrs.add(
            {
                "actor": actor,
                "verb": {"id": verb, "display": {"en": word}},
                "object": {"objectType": "Activity", "id": activity},
                "context": {
                    "registration": registration.id,
                    "contextActivities": {"category": [{"id": f"{_CMI5}/categories/cmi5"}]},
                },
                "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            }
        )
        self._hear({"method": "LMS", "resource": "statements", "status": 200, "name": "", "statements": [kept]})

    def fetch(self, registration: str, session: int) -> Json:
        """Return the answer to a POST to the fetch URL: the token, once (8.2)."""
        found = next((one for one in self._registrations.values() if one.id == registration), None)
        if found is None or session != found.sessions or found.is_fetched:
            return {"error-code": "1", "error-text": "the token was already issued, or the session is over"}
        found.is_fetched = True
        return {"auth-token": found.token}

    def ask(
        self, method: str, resource: str, query: Mapping[str, str], headers: Mapping[str, str], body: bytes
    ) -> Answer:
        """Return the LRS's answer to a request, as the panel hears it."""
        answer = self._refusal(headers.get("authorization", "")) or self.lrs.answer(
            method, resource, query, headers, body
        )
        self.hear(method, resource, query, answer.status, answer.arrived, body)
        for statement in answer.arrived:
            self._judge(statement)
        return answer

    def _refusal(self, authorization: str) -> Answer | None:
        tokens = {f"Basic {one.token}" for one in self._registrations.values()}
        institution = "Basic " + base64.b64encode(KEY.encode()).decode()
        if authorization in tokens | {institution}:
            return None
        return Answer(HTTPStatus.FORBIDDEN, "the session is over, or there never was one")

    def _judge(self, statement: Json) -> None:
        """Note verdicts and the end of a session of cmi5, and say when the AU is satisfied (9.3.9)."""
        context = statement.get("context", {})
        categories = [one.get("id") for one in context.get("contextActivities", {}).get("category", [])]
        found = next((one for one in self._registrations.values() if one.id == context.get("registration")), None)
        if found is None or f"{_CMI5}/categories/cmi5" not in categories:
            return
        verb = statement["verb"]["id"].rpartition("/")[2]
        if verb == "terminated":
            found.is_open = False
        if verb not in _JUDGING:
            return
        activity = statement["object"]["id"]
        data = json.loads(self.lrs.documents.get(state_key(activity, statement["actor"], found.id, _LAUNCH_DATA), "{}"))
        move_on = str(data.get("moveOn", "NotApplicable"))
        was = is_satisfied(move_on, found.judged)
        found.judged.add(verb)
        if is_satisfied(move_on, found.judged) and not was:
            self._say(found, statement["actor"], activity, "https://w3id.org/xapi/adl/verbs/satisfied")

    def hear(
        self,
        method: str,
        resource: str,
        query: Mapping[str, str],
        status: int,
        statements: Sequence[Json] = (),
        body: bytes = b"",
    ) -> None:
        """Note a request for the panel; status 0 is no answer."""
        name = query.get("stateId", query.get("profileId", ""))
        size = len(body.decode("utf-8", "replace")) if resource != "statements" else 0
        self._hear(
            {
                "method": method,
                "resource": resource,
                "status": status,
                "name": name,
                "size": size,
                "statements": statements,
            }
        )

    def _hear(self, one: Json) -> None:
        self._number += 1
        self.heard.append({"number": self._number, **one})

    def since(self, number: int) -> list[Json]:
        """Return what was heard after a running number."""
        return [one for one in self.heard if one["number"] > number]

    def described(self, target: str, learner: str, part: str) -> Json:
        """Return what the platform holds of a learner and a part, for the panel."""
        registration = self.registration(target, learner, part)
        states = {name: json.loads(text) for name, text in self.lrs.states(registration.id).items()}
        move_on = str(states.get(_LAUNCH_DATA, {}).get("moveOn", ""))
        return {
            "registration": registration.id,
            "states": states,
            "moveOn": move_on,
            "satisfied": bool(move_on) and is_satisfied(move_on, registration.judged),
        }

    def reset(self, learner: str, part: str) -> None:
        """Forget the attempt of a learner at a part: the records of all versions, and the registrations."""
        for key in [key for key in self.records if record_of(key) == (learner, part)]:
            del self.records[key]
        for name in [name for name in self._registrations if name[1:] == (learner, part)]:
            del self._registrations[name]


def record_key(learner: str, version: str, part: str) -> str:
    """Return the name of a SCO's record."""
    return json.dumps([learner, version, part])


def record_of(key: str) -> tuple[str, str]:
    """Return the learner and the part of a record."""
    learner, _, part = json.loads(key)
    return learner, part


def is_satisfied(move_on: str, judged: set[str]) -> bool:
    """Whether an AU is satisfied (10.2.4)."""
    completed, passed = "completed" in judged, "passed" in judged
    return {
        "Passed": passed,
        "Completed": completed,
        "CompletedAndPassed": completed and passed,
        "CompletedOrPassed": completed or passed,
    }.get(move_on, True)


def name_of(learner: str) -> str:
    """Return a learner's name as LMSs write it."""
    kind, _, number = learner.partition("-")
    return f"{kind.title()}, {number}"
