"""The preview's HTTP server, on the loopback interface: the panel, the courses, and word of every change."""

from __future__ import annotations

import asyncio
import errno
import json
import mimetypes
import socket
import webbrowser
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, replace
from html import escape
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from watchfiles import DefaultFilter, awatch

from scorm_export.commands.preview.live import LiveCourse
from scorm_export.course import Structure
from scorm_export.lms import profile as profiles
from scorm_export.reading import theme as themes
from scorm_export.render.names import HOME
from scorm_export.targets import TARGETS
from scorm_export.targets.base import script

_HERE = Path(__file__).parent
_THIRD_PARTY = _HERE.parents[1] / "third_party"
_HOST = "127.0.0.1"
_MOST_PORTS = 50
"""Ports that are tried one after the other."""
_QUIET_MS = 20
"""Milliseconds without a further change after which a course is built."""
_ALIVE_S = 0.5
"""Seconds after which a waiting response notices that its page or the server is gone."""
_HEADERS = {"Cache-Control": "no-store", "Content-Security-Policy": "frame-ancestors 'self'"}


def serve(courses: Mapping[str, LiveCourse], port: int, say: Callable[[str], None], *, opens: bool) -> None:
    """Serve until interrupted. Raises OSError where no port can be used, and KeyboardInterrupt at Ctrl-C."""
    with _free_port(port) as taken:
        at = taken.getsockname()[1]
        only = quote(next(iter(courses))) + "/" if len(courses) == 1 else ""
        address = f"http://{_HOST}:{at}/{only}"
        say(f"preview at {address} — press Ctrl-C to stop")
        server = _Server(courses)
        config = uvicorn.Config(server.app(opens=address if opens else ""), log_level="warning", access_log=False)
        server.uvicorn = uvicorn.Server(config)
        server.uvicorn.run([taken])


def _free_port(port: int) -> socket.socket:
    """Listen on a port, or the next that is free."""
    for at in range(port, min(port + _MOST_PORTS, 65536)):
        try:
            return socket.create_server((_HOST, at))
        except OSError as problem:
            if problem.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
    raise OSError(errno.EADDRINUSE, "all are in use")


class _Server:
    """The answers to requests, and the task that watches the files."""

    uvicorn: uvicorn.Server

    def __init__(self, courses: Mapping[str, LiveCourse]) -> None:
        self._courses = courses
        self._changed = asyncio.Condition()

    def app(self, opens: str) -> Starlette:
        """Return the application, which opens a browser at an address unless that is empty."""

        @asynccontextmanager
        async def running(_app: Starlette) -> AsyncIterator[None]:
            for course in self._courses.values():
                await run_in_threadpool(course.follow, {course.watched.resolve()})
            watching = asyncio.create_task(self._watch())
            if opens:
                await run_in_threadpool(webbrowser.open, opens)
            yield
            watching.cancel()

        routes = [
            Route("/", self._list),
            Route("/{name}/", self._panel),
            Route("/{name}/panel/{file}", self._panel_file),
            Route("/{name}/state", self._state),
            Route("/{name}/events", self._events),
            Route("/{name}/choose", self._choose, methods=["POST"]),
            Route("/{name}/course/{file:path}", self._course_file),
        ]
        hosts = Middleware(TrustedHostMiddleware, allowed_hosts=[_HOST, "localhost"], www_redirect=False)
        return Starlette(routes=routes, middleware=[hosts], lifespan=running)

    async def _watch(self) -> None:
        folders = {course.watched for course in self._courses.values()}
        ignored = DefaultFilter(ignore_dirs=(*DefaultFilter.ignore_dirs, "packages"))
        async for changes in awatch(*folders, watch_filter=ignored, step=_QUIET_MS, debounce=10 * _QUIET_MS):
            for course in self._courses.values():
                try:
                    await run_in_threadpool(course.follow, {Path(path) for _, path in changes})
                except FileNotFoundError:  # deleted while it was read: its own change follows
                    continue
            await self._announce()

    async def _announce(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def _list(self, _request: Request) -> Response:
        if len(self._courses) == 1:
            return RedirectResponse(f"/{quote(next(iter(self._courses)))}/")
        items = "".join(f'<li><a href="{quote(name)}/">{escape(name)}</a>' for name in self._courses)
        page = (
            f"<!doctype html><html lang=en><meta charset=utf-8><title>Courses</title><h1>Courses</h1><ul>{items}</ul>"
        )
        return HTMLResponse(page, headers=_HEADERS)

    def _course(self, request: Request) -> LiveCourse | None:
        return self._courses.get(request.path_params["name"])

    async def _panel(self, request: Request) -> Response:
        if self._course(request) is None:
            return _missing()
        return HTMLResponse((_HERE / "panel.html").read_bytes(), headers=_HEADERS)

    async def _panel_file(self, request: Request) -> Response:
        own = {"panel.css": _HERE / "panel.css"}
        runtimes = {name: _THIRD_PARTY / name for name in ("scorm12.min.js", "scorm2004.min.js")}
        name = request.path_params["file"]
        if name == "panel.js":
            return Response(script("preview-panel.js"), media_type="text/javascript", headers=_HEADERS)
        found = (own | runtimes).get(name)
        return FileResponse(found, headers=_HEADERS) if found else _missing()

    async def _course_file(self, request: Request) -> Response:
        course = self._course(request)
        name = request.path_params["file"] or HOME
        content = course.state.files.get(name) if course else None
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        if isinstance(content, Path):
            return FileResponse(content, media_type=kind, headers=_HEADERS) if content.is_file() else _missing()
        if content is None:
            return _missing()
        return Response(content, media_type=kind, headers=_HEADERS)

    async def _state(self, request: Request) -> Response:
        course = self._course(request)
        return JSONResponse(_described(course), headers=_HEADERS) if course else _missing()

    async def _events(self, request: Request) -> Response:
        course = self._course(request)
        if course is None:
            return _missing()
        return StreamingResponse(self._told(course, request), media_type="text/event-stream", headers=_HEADERS)

    async def _told(self, course: LiveCourse, request: Request) -> AsyncIterator[str]:
        """Yield the state now and after each change, until the page or the server is gone."""
        told = -1
        while not self.uvicorn.should_exit and not await request.is_disconnected():
            if course.state.revision != told:
                told = course.state.revision
                yield f"data: {json.dumps(_described(course))}\n\n"
            async with self._changed:
                try:
                    await asyncio.wait_for(self._changed.wait(), _ALIVE_S)
                except TimeoutError:
                    continue

    async def _choose(self, request: Request) -> Response:
        """Show the course as something else. JSON cannot be sent from a page of another site."""
        course = self._course(request)
        if course is None or request.headers.get("content-type") != "application/json":
            return _missing()
        wanted = await request.json()
        allowed = _choices()
        known = isinstance(wanted, dict) and all(wanted.get(name) in allowed[name] for name in allowed)
        if not known:
            return JSONResponse({"error": "unknown choice"}, HTTPStatus.BAD_REQUEST)
        await run_in_threadpool(course.choose, replace(course.choice, **{name: wanted[name] for name in allowed}))
        await self._announce()
        return JSONResponse({})


def _choices() -> dict[str, list[str]]:
    launched = [target.name for target in TARGETS.values() if target.is_launched and not target.sends_statements]
    return {
        "target": launched,
        "lms": profiles.names(),
        "structure": ["", *map(str, Structure)],
        "theme": ["", *themes.names()],
    }


def _described(course: LiveCourse) -> dict[str, Any]:
    """Return what the panel shows of a course."""
    state, choice = course.state, course.choice
    limits = TARGETS[choice.target].limits
    return {
        "name": course.name,
        "revision": state.revision,
        "changed": sorted(state.changed),
        "problems": state.problems,
        "launches": state.launches,
        "choice": asdict(choice),
        "choices": _choices(),
        "stateLimit": limits.state_characters,
        "version": "1.2" if choice.target == "scorm12" else "2004",
    }


def _missing() -> Response:
    return Response("not in the package\n", HTTPStatus.NOT_FOUND, media_type="text/plain")
