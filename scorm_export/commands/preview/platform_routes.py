"""Requests to the platform around a course: launches, records, the LRS, and what goes wrong on demand."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from scorm_export.commands.preview.live import LiveCourse
from scorm_export.commands.preview.platform import Launched, Platform, record_key
from scorm_export.commands.preview.trouble import LINES, SAVING, Trouble

_MOST_BYTES = 4_000_000
"""Of a record or of statements in one request."""


@dataclass(slots=True)
class Served:
    """A course with the platform around it, and what goes wrong, by the name of the device's origin."""

    course: LiveCourse
    platform: Platform = field(default_factory=Platform)
    troubles: dict[str, Trouble] = field(default_factory=dict)

    def trouble(self, request: Request) -> Trouble:
        """Return what goes wrong on the device that a request comes from."""
        return self.troubles.get(device(request), _NONE)


_NONE = Trouble()


def device(request: Request) -> str:
    """Return the name by which a device asks: each is an origin of its own, with its own storage."""
    return request.headers.get("host", "").rpartition(":")[0]


async def launch(served: Served, request: Request) -> Response:
    """Return the address of a launch, relative to the package. `base` is the address of the page that asks."""
    wanted = await _json(request)
    state, target = served.course.state, served.course.choice.target
    part = next((one for one in state.launches if one["id"] == wanted.get("part")), None)
    if part is None:
        return JSONResponse({"error": "no such part"}, HTTPStatus.NOT_FOUND)
    base = str(wanted.get("base", "")).rstrip("/")
    launched = Launched(
        target=target,
        part=part["id"],
        page=part["page"],
        activity=part["activity"],
        learner=learner(request, wanted),
        mode=str(wanted.get("mode", "normal")),
        given=part["given"],
    )
    address = served.platform.launch(launched, f"{base}/lrs/", f"{base}/fetch/")
    return JSONResponse({"address": address})


def learner(request: Request, wanted: dict[str, Any]) -> str:
    """Return who learns: those who came by the link never have a record of the author's learners."""
    name = str(wanted.get("learner", ""))[:40] or "learner-1"
    return name if not request.scope.get("shared") or name.startswith("reviewer-") else f"reviewer-{name}"


async def record(served: Served, request: Request) -> Response:
    """Return or keep the data model of a SCO, as an LMS's server does for its run-time."""
    trouble = served.trouble(request)
    if instead := await trouble.on_saving(request):
        return instead
    wanted = dict(request.query_params)
    key = record_key(learner(request, wanted), wanted.get("version", ""), wanted.get("part", ""))
    if request.method == "GET":
        return JSONResponse(served.platform.records.get(key))
    served.platform.records[key] = await _json(request)
    return trouble.after_saving(request) or JSONResponse({})


async def reset(served: Served, request: Request) -> Response:
    """Forget a learner's attempt, as an administrator of the LMS can."""
    wanted = await _json(request)
    served.platform.reset(learner(request, wanted), str(wanted.get("part", "")))
    return JSONResponse({})


async def trouble(served: Served, request: Request) -> Response:
    """Let something go wrong on this device, or nothing any more."""
    wanted = await _json(request)
    saving, line = str(wanted.get("saving", "")), str(wanted.get("line", ""))
    if saving not in SAVING or line not in LINES:
        return JSONResponse({"error": "unknown trouble"}, HTTPStatus.BAD_REQUEST)
    served.troubles[device(request)] = Trouble(saving=saving, line=line)
    return JSONResponse({})


async def platform(served: Served, request: Request) -> Response:
    """Return what the platform holds of a learner and a part."""
    wanted = dict(request.query_params)
    name = learner(request, wanted)
    return JSONResponse(served.platform.described(served.course.choice.target, name, wanted.get("part", "")))


async def fetch(served: Served, request: Request) -> Response:
    """Issue the token of a session of cmi5, once."""
    if instead := await served.trouble(request).on_saving(request):
        return instead
    found = request.path_params
    return JSONResponse(served.platform.fetch(found["registration"], found["session"]))


async def lrs(served: Served, request: Request) -> Response:
    """Answer as the LRS."""
    trouble = served.trouble(request)
    resource, query = request.path_params["resource"], dict(request.query_params)
    instead = await trouble.on_saving(request)
    if instead:
        served.platform.hear(request.method, resource, query, 0 if trouble.line == "offline" else instead.status_code)
        return instead
    body = await request.body()
    if len(body) > _MOST_BYTES:
        return Response(status_code=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    answer = served.platform.ask(request.method, resource, query, dict(request.headers), body)
    headers = {"X-Experience-API-Version": "1.0.3", "Cache-Control": "no-store"}
    if answer.etag:
        headers["ETag"] = answer.etag
    kind = "application/json" if answer.body[:1] in ("{", "[", '"') else "text/plain"
    return trouble.after_saving(request) or Response(answer.body, answer.status, headers, media_type=kind)


async def _json(request: Request) -> dict[str, Any]:
    """Return the JSON object of a request; an empty one where there is none. Pages of other sites cannot send any."""
    if request.headers.get("content-type") != "application/json":
        return {}
    try:
        given = await request.json()
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {}
