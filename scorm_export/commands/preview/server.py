"""The preview's HTTP server: the panel, the courses with the platform around them, and word of every change."""

from __future__ import annotations

import asyncio
import errno
import json
import mimetypes
import secrets
import socket
import traceback
import webbrowser
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import ExitStack, asynccontextmanager
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
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from watchfiles import DefaultFilter, awatch

from scorm_export.commands.preview import comments, platform_routes
from scorm_export.commands.preview.live import LiveCourse
from scorm_export.commands.preview.platform_routes import Served
from scorm_export.commands.preview.sharing import HOST, Guard, network_address
from scorm_export.commands.preview.trouble import Protocol
from scorm_export.course import Structure
from scorm_export.lms import profile as profiles
from scorm_export.reading import theme as themes
from scorm_export.render.names import HOME
from scorm_export.targets import TARGETS
from scorm_export.targets.base import script

_HERE = Path(__file__).parent
_THIRD_PARTY = _HERE.parents[1] / "third_party"
_MOST_PORTS = 50
"""Ports that are tried one after the other."""
_QUIET_MS = 20
"""Milliseconds without a further change after which a course is built."""
_ALIVE_S = 0.5
"""Seconds after which a waiting response notices that its page or the server is gone."""
_LEAVING_S = 2
"""Seconds that responses have left when the preview is stopped."""
_HEADERS = {"Cache-Control": "no-store", "Content-Security-Policy": "frame-ancestors 'self'"}
_TOKEN_BYTES = 16


def serve(
    courses: Mapping[str, LiveCourse], port: int, say: Callable[[str], None], *, opens: bool, share: str = ""
) -> None:
    """Serve until interrupted. Raises OSError where no port can be used, and KeyboardInterrupt at Ctrl-C.

    `share`: the address of this computer on which whoever has the link may see the courses; `auto` finds it.
    """
    with ExitStack() as stack:
        own = stack.enter_context(_free_port(HOST, port))
        sockets = [own]
        only = quote(next(iter(courses))) + "/" if len(courses) == 1 else ""
        address = f"http://{HOST}:{own.getsockname()[1]}/{only}"
        say(f"preview at {address} — press Ctrl-C to stop")
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        if share:
            host = network_address() if share == "auto" else share
            shared = stack.enter_context(_free_port(host, own.getsockname()[1] + 1))
            sockets.append(shared)
            say(f"for phones and reviewers, until you stop it: http://{host}:{shared.getsockname()[1]}/{token}/{only}")
        server = _Server(courses, say)
        app = server.app(token, opens=address if opens else "")
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, http=Protocol, timeout_graceful_shutdown=_LEAVING_S
        )
        server.uvicorn = uvicorn.Server(config)
        server.uvicorn.run(sockets)


def _free_port(host: str, port: int) -> socket.socket:
    """Listen on a port, or the next that is free."""
    for at in range(port, min(port + _MOST_PORTS, 65536)):
        try:
            return socket.create_server((host, at))
        except OSError as problem:
            if problem.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
    raise OSError(errno.EADDRINUSE, "all are in use")


class _Server:
    """The answers to requests, and the task that watches the files."""

    uvicorn: uvicorn.Server

    def __init__(self, courses: Mapping[str, LiveCourse], say: Callable[[str], None]) -> None:
        self._courses = {name: Served(course) for name, course in courses.items()}
        self._say = say
        self._changed = asyncio.Condition()

    def app(self, token: str, opens: str) -> Starlette:
        """Return the application, which opens a browser at an address unless that is empty."""

        @asynccontextmanager
        async def running(_app: Starlette) -> AsyncIterator[None]:
            for served in self._courses.values():
                await self._follow(served.course, {served.course.watched.resolve()})
            watching = asyncio.create_task(self._watch())
            if opens:
                await run_in_threadpool(webbrowser.open, opens)
            yield
            watching.cancel()

        own = [
            Route("/{name}/choose", self._of(self._choose, author=True), methods=["POST"]),
            Route("/{name}/trouble", self._of(platform_routes.trouble, author=True), methods=["POST"]),
            Route("/{name}/comments/{number:int}", self._of(self._done, author=True), methods=["DELETE"]),
        ]
        routes = [
            Route("/", self._list),
            Route("/{name}/", self._of(self._panel)),
            Route("/{name}/panel/{file}", self._of(self._panel_file)),
            Route("/{name}/state", self._of(self._state)),
            Route("/{name}/events", self._of(self._events)),
            Route("/{name}/comments", self._of(self._comment), methods=["POST"]),
            Route("/{name}/launch", self._of(platform_routes.launch), methods=["POST"]),
            Route("/{name}/record", self._of(platform_routes.record), methods=["GET", "POST"]),
            Route("/{name}/reset", self._of(platform_routes.reset), methods=["POST"]),
            Route("/{name}/platform", self._of(platform_routes.platform)),
            Route(
                "/{name}/fetch/{registration}/{session:int}",
                self._of(self._told_of(platform_routes.fetch)),
                methods=["POST"],
            ),
            Route(
                "/{name}/lrs/{resource:path}",
                self._of(self._told_of(platform_routes.lrs)),
                methods=["GET", "PUT", "POST", "DELETE"],
            ),
            Route("/{name}/course/{file:path}", self._of(self._course_file)),
        ]
        return Starlette(routes=own + routes, middleware=[Middleware(Guard, token=token)], lifespan=running)

    def _of(
        self, answer: Callable[[Served, Request], Awaitable[Response]], *, author: bool = False
    ) -> Callable[[Request], Awaitable[Response]]:
        """Return a route's function: the answer for a known course; `author`: not for those who came by the link."""

        async def answered(request: Request) -> Response:
            served = self._courses.get(request.path_params["name"])
            if served is None or (author and request.scope["shared"]):
                return _missing()
            return await answer(served, request)

        return answered

    def _told_of(
        self, answer: Callable[[Served, Request], Awaitable[Response]]
    ) -> Callable[[Served, Request], Awaitable[Response]]:
        """Return a function that lets the panels know what the platform heard."""

        async def answered(served: Served, request: Request) -> Response:
            response = await answer(served, request)
            await self._announce()
            return response

        return answered

    async def _watch(self) -> None:
        folders = {served.course.watched for served in self._courses.values()}
        ignored = DefaultFilter(ignore_dirs=(*DefaultFilter.ignore_dirs, "packages"))
        async for changes in awatch(*folders, watch_filter=ignored, step=_QUIET_MS, debounce=10 * _QUIET_MS):
            for served in self._courses.values():
                await self._follow(
                    served.course, {path for _, name in changes if (path := Path(name)).name != comments.NAME}
                )
            await self._announce()

    async def _follow(self, course: LiveCourse, paths: set[Path]) -> None:
        """Let a course follow a change; whatever goes wrong, the next change is followed."""
        try:
            await run_in_threadpool(course.follow, paths)
        except FileNotFoundError:  # deleted while it was read: its own change follows
            return
        except Exception as problem:  # noqa: BLE001 — said, and the preview goes on
            self._say(f"{''.join(traceback.format_exception(problem))}this is a bug; the preview goes on")

    async def _announce(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def _list(self, _request: Request) -> Response:
        if len(self._courses) == 1:
            return RedirectResponse(f"{quote(next(iter(self._courses)))}/")
        items = "".join(f'<li><a href="{quote(name)}/">{escape(name)}</a>' for name in self._courses)
        page = (
            f"<!doctype html><html lang=en><meta charset=utf-8><title>Courses</title><h1>Courses</h1><ul>{items}</ul>"
        )
        return HTMLResponse(page, headers=_HEADERS)

    async def _panel(self, _served: Served, _request: Request) -> Response:
        return HTMLResponse((_HERE / "panel.html").read_bytes(), headers=_HEADERS)

    async def _panel_file(self, _served: Served, request: Request) -> Response:
        own = {"panel.css": _HERE / "panel.css"}
        runtimes = {name: _THIRD_PARTY / name for name in ("scorm12.min.js", "scorm2004.min.js")}
        name = request.path_params["file"]
        if name == "panel.js":
            return Response(script("preview-panel.js"), media_type="text/javascript", headers=_HEADERS)
        found = (own | runtimes).get(name)
        return FileResponse(found, headers=_HEADERS) if found else _missing()

    async def _course_file(self, served: Served, request: Request) -> Response:
        name = request.path_params["file"] or HOME
        content = served.course.state.files.get(name)
        if content is None or (isinstance(content, Path) and not content.is_file()):
            return _missing()
        size = content.stat().st_size if isinstance(content, Path) else len(content)
        if instead := await served.trouble(request).on_file(request, size):
            return instead
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        if isinstance(content, Path):
            return FileResponse(content, media_type=kind, headers=_HEADERS)
        return Response(content, media_type=kind, headers=_HEADERS)

    async def _state(self, served: Served, request: Request) -> Response:
        return JSONResponse(_described(served, request), headers=_HEADERS)

    async def _events(self, served: Served, request: Request) -> Response:
        return StreamingResponse(self._told(served, request), media_type="text/event-stream", headers=_HEADERS)

    async def _told(self, served: Served, request: Request) -> AsyncIterator[str]:
        """Yield the state now and after each change, and what the LRS heard, until the page or the server is gone."""
        told, heard = (-1, 0.0), 0
        while not self.uvicorn.should_exit and not await request.is_disconnected():
            now = served.course.state.revision, comments.stamp(served.course.root)
            if now != told:
                told = now
                yield f"data: {json.dumps(_described(served, request))}\n\n"
            if news := served.platform.since(heard):
                heard = news[-1]["number"]
                yield f"event: heard\ndata: {json.dumps(news)}\n\n"
            async with self._changed:
                try:
                    await asyncio.wait_for(self._changed.wait(), _ALIVE_S)
                except TimeoutError:
                    continue

    async def _choose(self, served: Served, request: Request) -> Response:
        """Show the course as something else. JSON cannot be sent from a page of another site."""
        if request.headers.get("content-type") != "application/json":
            return _missing()
        wanted, course = await request.json(), served.course
        allowed = _choices(course)
        known = isinstance(wanted, dict) and all(wanted.get(name, "") in allowed[name] for name in allowed)
        if not known:
            return JSONResponse({"error": "unknown choice"}, HTTPStatus.BAD_REQUEST)
        chosen = {name: wanted.get(name, "") for name in allowed}
        await run_in_threadpool(course.choose, replace(course.choice, **chosen))
        await self._announce()
        return JSONResponse({})

    async def _comment(self, served: Served, request: Request) -> Response:
        """Keep a reviewer's comment, and say it to the author."""
        if request.headers.get("content-type") != "application/json":
            return _missing()
        try:
            comment = await run_in_threadpool(comments.add, served.course.root, await request.json())
        except ValueError as problem:
            return JSONResponse({"error": str(problem)}, HTTPStatus.BAD_REQUEST)
        except (comments.CommentsError, OSError) as problem:
            self._say(f"a comment could not be kept: {problem}")
            return JSONResponse({"error": str(problem)}, HTTPStatus.CONFLICT)
        self._say(f"comment by {comment['by'] or 'a reviewer'} on {comment['activity']}: {comment['text']}")
        await self._announce()
        return JSONResponse({})

    async def _done(self, served: Served, request: Request) -> Response:
        """Take a comment out of the file."""
        try:
            await run_in_threadpool(comments.remove, served.course.root, request.path_params["number"])
        except (comments.CommentsError, OSError) as problem:
            return JSONResponse({"error": str(problem)}, HTTPStatus.CONFLICT)
        await self._announce()
        return JSONResponse({})


def _choices(course: LiveCourse) -> dict[str, list[str]]:
    return {
        "target": [target.name for target in TARGETS.values() if target.is_launched],
        "lms": profiles.names(),
        "structure": ["", *map(str, Structure)],
        "theme": ["", *themes.names()],
        "beside": ["", "lrs"],
        "language": ["", *course.languages],
    }


def _described(served: Served, request: Request) -> dict[str, Any]:
    """Return what the panel shows of a course."""
    course = served.course
    state, choice = course.state, course.choice
    try:
        made = comments.read(course.root)
    except (comments.CommentsError, OSError) as problem:
        made = [{"activity": "", "block": "", "by": "", "date": "", "text": str(problem)}]
    return {
        "name": course.name,
        "revision": state.revision,
        "changed": sorted(state.changed),
        "problems": state.problems,
        "launches": state.launches,
        "choice": asdict(choice),
        "choices": _choices(course),
        "stateLimit": TARGETS[choice.target].limits.state_characters,
        "version": {"scorm12": "1.2", "xapi": "xapi", "cmi5": "cmi5"}.get(choice.target, "2004"),
        "comments": made,
        "shared": request.scope["shared"],
    }


def _missing() -> Response:
    return Response("not in the package\n", HTTPStatus.NOT_FOUND, media_type="text/plain")
