"""What goes wrong when the author asks for it: on one device, for everything that its page of the course asks for."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from uvicorn.protocols.http.h11_impl import H11Protocol

SAVING = (
    *("", "slow", "dropped", "signed-out"),
    *("400", "401", "403", "429", "500", "503"),
    *("refused", "silent", "throws", "forgets"),
)
"""How saving fails: on the way or at the server; by HTTP status; or, for the panel alone, in the SCORM API itself."""
LINES = ("", "slow", "offline")
"""The connection of a device."""
_SLOW_SAVING_S = 4.0
_LATENCY_S = 0.4
_BYTES_PER_S = 50_000
"""A slow line: that of a mobile telephone at the edge of its network."""
_SIGN_IN = "<!doctype html><title>Sign in</title><h1>Sign in</h1><p>Your session has ended, says the preview.</p>"

_connections: dict[tuple[str, int], asyncio.Transport] = {}


class Protocol(H11Protocol):
    """Uvicorn's protocol, whose connections can be cut."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember the connection by the client's address."""
        if isinstance(transport, asyncio.Transport):
            super().connection_made(transport)
            _connections[transport.get_extra_info("peername")] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        super().connection_lost(exc)
        if self.client:
            _connections.pop(self.client, None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Trouble:
    """What the author asks for."""

    saving: str = ""
    line: str = ""

    async def on_file(self, request: Request, size: int) -> Response | None:
        """Delay a file of the course, or return what comes in its place."""
        if self.line == "offline":
            return cut(request)
        if self.line == "slow":
            await asyncio.sleep(_LATENCY_S + size / _BYTES_PER_S)
        return HTMLResponse(_SIGN_IN, HTTPStatus.UNAUTHORIZED) if self.saving == "signed-out" else None

    async def on_saving(self, request: Request) -> Response | None:
        """Delay a request that reads or writes a record, or return what comes in place of its answer."""
        if self.line == "offline":
            return cut(request)
        if self.line == "slow" or self.saving == "slow":
            await asyncio.sleep(_SLOW_SAVING_S if self.saving == "slow" else _LATENCY_S)
        status = 401 if self.saving == "signed-out" else int(self.saving) if self.saving.isdigit() else 0
        if not status:
            return None
        headers = {"Retry-After": "2"} if status in (429, 503) else {}
        return PlainTextResponse(f"{status}, as the panel of the preview asks", status, headers)

    def after_saving(self, request: Request) -> Response | None:
        """Return what comes in place of the answer to a request that was carried out."""
        return cut(request) if self.saving == "dropped" and request.method in ("POST", "PUT") else None


def cut(request: Request) -> Response:
    """Close a request's connection without an answer."""
    client = request.client
    transport = _connections.get((client.host, client.port)) if client else None
    if transport:
        transport.abort()
    return Response()
