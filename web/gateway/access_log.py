"""One line for each request: what was asked for, how it ended, how long it took. No one's words."""

import logging
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger("web.access")

# Machines ask these several times a minute: only a bad answer is news.
ASKED_BY_MACHINES = {"/healthz", "/readyz"}
OK = 200


class AccessLog:
    """Logs the route, never the address as it was typed: addresses and queries carry names."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.monotonic()
        status = 0

        async def send_noting_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_noting_status)
        finally:
            route = getattr(scope.get("route"), "path", "-")
            if status != OK or route not in ASKED_BY_MACHINES:
                logger.info(
                    "%s %s %d %dms",
                    scope["method"] if scope["method"].isalpha() else "?",
                    route,
                    status,
                    (time.monotonic() - began) * 1000,
                )
