"""Who may ask the preview: this computer, and on request whoever has the link, whose token ends with the process."""

from __future__ import annotations

import secrets
import socket

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

HOST = "127.0.0.1"
NAMES = (HOST, "localhost")
"""The names of this computer: two origins to a browser, and so two devices to a learner."""


class Guard:
    """Answers on the loopback interface only to its names (DNS rebinding), and elsewhere only below the token."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._root = f"/{token}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it. `scope["shared"]`: it came by the link."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        shared = scope["server"][0] != HOST
        path: str = scope["path"]
        if shared and secrets.compare_digest(path[: len(self._root)].encode(), self._root.encode()):
            own = path[len(self._root) :] or "/"
            return await self._app({**scope, "path": own, "raw_path": own.encode(), "shared": True}, receive, send)
        name = Headers(scope=scope).get("host", "").rpartition(":")[0]
        if not shared and name in NAMES:
            return await self._app({**scope, "shared": False}, receive, send)
        return await PlainTextResponse("Invalid host or link\n", 400)(scope, receive, send)


def network_address() -> str:
    """Return the address of this computer in its network, or that of the loopback interface. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return HOST
        return str(probe.getsockname()[0])
