"""The preview's LRS: statements and documents in memory (xAPI 1.0.3, Communication 2), stricter than most.

A batch with a known or malformed statement is refused whole. A document is replaced only under its ETag where the
request names one, and merged by POST.
"""

from __future__ import annotations

import json
import uuid
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha1
from http import HTTPStatus
from typing import Any

Json = dict[str, Any]
STATE = "activities/state"
_DOCUMENTS = {
    STATE: ("activityId", "agent", "registration", "stateId"),
    "agents/profile": ("agent", "profileId"),
    "activities/profile": ("activityId", "profileId"),
}
"""The parameters that identify a document, the last within the others, by resource."""
_OPTIONAL = {"registration"}
_MOST_STATEMENTS = 5000
"""Of these, the newest are kept."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer."""

    status: HTTPStatus
    body: str = ""
    etag: str | None = None
    arrived: tuple[Json, ...] = ()
    """The statements that the request brought."""


class Store:
    """Statements in order of arrival, and documents by what identifies them."""

    def __init__(self) -> None:
        self.statements: OrderedDict[str, Json] = OrderedDict()
        self.documents: dict[tuple[str, ...], str] = {}

    def answer(
        self, method: str, resource: str, query: Mapping[str, str], headers: Mapping[str, str], body: bytes
    ) -> Answer:
        """Return the answer to a request; `headers` by their names in lower case."""
        if resource == "about":
            return Answer(HTTPStatus.OK, json.dumps({"version": ["1.0.3"]}))
        if not headers.get("x-experience-api-version", "").startswith("1.0"):
            return Answer(HTTPStatus.BAD_REQUEST, "X-Experience-API-Version is missing (Communication 3.3)")
        try:
            if resource == "statements":
                return self._statements(method, query, body)
            if resource in _DOCUMENTS:
                return self._document(method, resource, query, headers, body)
        except (ValueError, TypeError, AttributeError) as problem:
            return Answer(HTTPStatus.BAD_REQUEST, f"malformed: {problem}")
        return Answer(HTTPStatus.NOT_FOUND)

    def add(self, statement: Json) -> Json:
        """Keep a statement, with an id if it has none."""
        kept = {"id": str(uuid.uuid4()), **statement}
        self.statements[kept["id"]] = kept
        while len(self.statements) > _MOST_STATEMENTS:
            self.statements.popitem(last=False)
        return kept

    def _statements(self, method: str, query: Mapping[str, str], body: bytes) -> Answer:
        if method == "GET":
            return self._found(query)
        if method not in ("POST", "PUT"):
            return Answer(HTTPStatus.METHOD_NOT_ALLOWED)
        given = json.loads(body)
        sent: list[Json] = given if isinstance(given, list) else [given]
        if method == "PUT" and query.get("statementId") != str(sent[0].get("id")):
            raise ValueError("statementId is not the id of the statement (Communication 2.1.1)")
        for statement in sent:
            _reject_flaws(statement)
            if statement.get("id") in self.statements:
                return Answer(HTTPStatus.CONFLICT, f"the LRS has {statement['id']} already")
        arrived = tuple(self.add(statement) for statement in sent)
        if method == "PUT":
            return Answer(HTTPStatus.NO_CONTENT, arrived=arrived)
        return Answer(HTTPStatus.OK, json.dumps([one["id"] for one in arrived]), arrived=arrived)

    def _found(self, query: Mapping[str, str]) -> Answer:
        if "statementId" in query:
            one = self.statements.get(query["statementId"])
            return Answer(HTTPStatus.OK, json.dumps(one)) if one else Answer(HTTPStatus.NOT_FOUND)
        wanted = {name: query[name] for name in ("verb", "activity", "registration") if name in query}
        found = [one for one in reversed(self.statements.values()) if _features(one).items() >= wanted.items()]
        return Answer(HTTPStatus.OK, json.dumps({"statements": found, "more": ""}))

    def _document(
        self, method: str, resource: str, query: Mapping[str, str], headers: Mapping[str, str], body: bytes
    ) -> Answer:
        names = _DOCUMENTS[resource]
        missing = [name for name in names[:-1] if name not in query and name not in _OPTIONAL]
        if missing:
            return Answer(HTTPStatus.BAD_REQUEST, f"{missing[0]} is missing")
        around = (resource, *(_identity(name, query.get(name, "")) for name in names[:-1]))
        if names[-1] not in query:
            return self._ids(method, around)
        key = (*around, query[names[-1]])
        document = self.documents.get(key)
        etag = _etag(document) if document is not None else None
        if method == "GET":
            return Answer(HTTPStatus.NOT_FOUND) if document is None else Answer(HTTPStatus.OK, document, etag)
        match, none_match = headers.get("if-match"), headers.get("if-none-match")
        if (match and match not in ("*", etag)) or (none_match and document is not None):
            return Answer(HTTPStatus.PRECONDITION_FAILED)
        if method == "DELETE":
            self.documents.pop(key, None)
        elif method == "PUT":
            self.documents[key] = body.decode()
        elif method == "POST":
            merged = {**json.loads(document or "{}"), **json.loads(body)}
            self.documents[key] = json.dumps(merged, ensure_ascii=False)
        else:
            return Answer(HTTPStatus.METHOD_NOT_ALLOWED)
        return Answer(HTTPStatus.NO_CONTENT)

    def _ids(self, method: str, around: tuple[str, ...]) -> Answer:
        found = [key for key in self.documents if key[:-1] == around]
        if method == "DELETE":
            for key in found:
                del self.documents[key]
            return Answer(HTTPStatus.NO_CONTENT)
        return Answer(HTTPStatus.OK, json.dumps([key[-1] for key in found]))

    def states(self, registration: str) -> dict[str, str]:
        """Return the State documents of a registration, by their ids."""
        return {key[-1]: text for key, text in self.documents.items() if key[0] == STATE and key[3] == registration}


def state_key(activity: str, agent: Json, registration: str, state: str) -> tuple[str, ...]:
    """Return the key of a State document."""
    return (STATE, activity, _identity("agent", json.dumps(agent)), registration, state)


def _identity(name: str, value: str) -> str:
    """Return what identifies a parameter: of an agent, its account or other identifier, whatever its name is."""
    if name != "agent":
        return value
    agent = json.loads(value)
    known = {key: agent[key] for key in ("account", "mbox", "mbox_sha1sum", "openid") if key in agent}
    return json.dumps(known, sort_keys=True)


def _etag(document: str) -> str:
    return f'"{sha1(document.encode(), usedforsecurity=False).hexdigest()}"'


def _features(statement: Json) -> dict[str, str]:
    context = statement.get("context", {})
    return {
        "verb": statement["verb"]["id"],
        "activity": statement["object"].get("id", ""),
        "registration": context.get("registration", ""),
    }


def _reject_flaws(statement: Json) -> None:
    """Raise ValueError where a statement is malformed (Data 2.2)."""
    for part in ("actor", "verb", "object"):
        if not isinstance(statement.get(part), dict):
            raise ValueError(f"a statement has no {part} (Data 2.2)")  # noqa: TRY004 — said to who sent it
    if "id" not in statement["verb"]:
        raise ValueError("a verb has no id (Data 2.4.3)")
    if "id" in statement:
        uuid.UUID(statement["id"])
    scaled = statement.get("result", {}).get("score", {}).get("scaled", 0)
    if not -1 <= scaled <= 1:
        raise ValueError("score.scaled is not between -1 and 1 (Data 2.4.5.1)")
