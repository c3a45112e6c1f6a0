"""The layer in front of the real record store: what other tests take for granted of it."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

import pytest

from real_lrs import RealLrs

AGENT = json.dumps({"account": {"homePage": "https://lms.example.org", "name": "4711"}})
REGISTRATION = "3f0b8d8e-6c1f-4f1e-9a57-0c1d2e3f4a5b"
STATE = {"activityId": "https://courses.example.org/a", "agent": AGENT, "registration": REGISTRATION, "stateId": "s"}


def ask(
    lrs: RealLrs, method: str, resource: str, query: dict[str, str], body: bytes | None = None, **headers: str
) -> tuple[int, http.client.HTTPMessage, bytes]:
    sent = {"Authorization": lrs.authorization, "X-Experience-API-Version": "1.0.3", "Content-Type": "application/json"}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    url = f"{lrs.endpoint}{resource}?{urllib.parse.urlencode(query)}"
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, sent, method=method), timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.headers, refused.read()


def state(lrs: RealLrs, method: str, body: Any = None, **headers: str) -> int:
    return ask(lrs, method, "activities/state", STATE, None if body is None else json.dumps(body).encode(), **headers)[
        0
    ]


def test_a_document_is_saved_merged_given_back_and_deleted(lrs: RealLrs) -> None:
    assert state(lrs, "GET") == 404
    assert state(lrs, "PUT", {"a": 1, "b": {"c": 2}}) == 204
    assert state(lrs, "POST", {"b": {"d": 3}}) == 204
    status, headers, body = ask(lrs, "GET", "activities/state", STATE)
    assert (status, json.loads(body), bool(headers["ETag"])) == (200, {"a": 1, "b": {"d": 3}}, True)
    listed = {name: value for name, value in STATE.items() if name != "stateId"}
    assert json.loads(ask(lrs, "GET", "activities/state", listed)[2]) == ["s"]
    assert state(lrs, "DELETE") == 204
    assert state(lrs, "GET") == 404


def test_another_registration_has_documents_of_its_own(lrs: RealLrs) -> None:
    state(lrs, "PUT", {"a": 1})
    other = {**STATE, "registration": "00000000-6c1f-4f1e-9a57-0c1d2e3f4a5b"}
    assert ask(lrs, "GET", "activities/state", other)[0] == 404


def test_documents_are_guarded_by_their_etag(lrs: RealLrs) -> None:
    assert state(lrs, "PUT", {"a": 1}, If_None_Match="*") == 204
    etag = ask(lrs, "GET", "activities/state", STATE)[1]["ETag"]
    assert state(lrs, "PUT", {"a": 2}, If_None_Match="*") == 412
    assert state(lrs, "PUT", {"a": 2}, If_Match='"another"') == 412
    assert state(lrs, "PUT", {"a": 2}, If_Match=etag) == 204
    assert state(lrs, "PUT", {"a": 3}, If_Match=etag) == 412


@pytest.mark.parametrize(
    "wrong",
    [
        {"agent": "4711"},
        {"activityId": "no iri"},
        {"registration": "1"},
        {"more": "1"},
        {"agent": json.dumps({"name": "Amina"})},
    ],
)
def test_a_query_that_is_wrong_is_refused(wrong: dict[str, str], lrs: RealLrs) -> None:
    assert ask(lrs, "GET", "activities/state", {**STATE, **wrong})[0] == 400


@pytest.mark.parametrize(
    ("kind", "body"), [("application/json", b"{"), ("application/json", b"[]"), ("text/plain", b"{}")]
)
def test_only_json_objects_are_merged(kind: str, body: bytes, lrs: RealLrs) -> None:
    state(lrs, "PUT", {"a": 1})
    assert ask(lrs, "POST", "activities/state", STATE, body, Content_Type=kind)[0] == 400


def test_credentials_and_version_are_asked_for(lrs: RealLrs) -> None:
    assert ask(lrs, "GET", "statements", {}, Authorization="Basic Og==")[0] == 401
    assert ask(lrs, "GET", "statements", {}, X_Experience_API_Version="2.0.0")[0] == 400
    assert ask(lrs, "GET", "about", {}, Authorization="")[0] == 200


def test_a_bad_statement_is_refused_by_the_service_itself(lrs: RealLrs) -> None:
    bad = json.dumps([{"verb": {"id": "nope"}}]).encode()
    assert ask(lrs, "POST", "statements", {}, bad)[0] == 400


def test_a_browser_may_ask_first(lrs: RealLrs) -> None:
    asked = {
        "Origin": "https://lms.example.org",
        "Access_Control_Request_Headers": "authorization",
        "Authorization": "",
    }
    status, headers, _ = ask(lrs, "OPTIONS", "statements", {}, **asked)
    assert (status, headers["Access-Control-Allow-Origin"]) == (200, "https://lms.example.org")
    assert headers["Access-Control-Allow-Headers"] == "authorization"


def test_faults_come_before_the_store(lrs: RealLrs) -> None:
    lrs.fault = lambda request: 503 if request.method == "PUT" else None
    assert state(lrs, "PUT", {"a": 1}) == 503
    lrs.fault = None
    assert state(lrs, "GET") == 404
    lrs.fault = lambda _request: 0
    with pytest.raises((urllib.error.URLError, http.client.HTTPException, ConnectionError)):
        state(lrs, "GET")
    assert [request.method for request in lrs.requests] == ["PUT", "GET", "GET"]
