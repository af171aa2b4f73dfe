"""What every answer says to the browser about what it may do with it."""

from http import HTTPStatus

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

DATA = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)

SHARED = ("/widget", "/api/v1/seen")


class SecurityHeaders:
    """Adds what the route itself has not said."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # Other websites carry the widget's files, and say that a page was seen.
        shared = scope["path"].startswith(SHARED)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                is_page = headers.get("content-type", "").startswith("text/html")
                # "Not modified" names no type, and a policy in it would replace the page's own.
                if message["status"] != HTTPStatus.NOT_MODIFIED:
                    headers.setdefault("Content-Security-Policy", PAGE if is_page else DATA)
                for name, value in {
                    "X-Content-Type-Options": "nosniff",
                    "Referrer-Policy": "strict-origin-when-cross-origin",
                    "Cross-Origin-Resource-Policy": "cross-origin" if shared else "same-origin",
                    "Cross-Origin-Opener-Policy": "same-origin",
                    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
                }.items():
                    headers.setdefault(name, value)
                if shared:
                    # They are no secret, and an unlisted site must be able to say that it is one.
                    headers.setdefault("Access-Control-Allow-Origin", "*")
            await send(message)

        await self.app(scope, receive, send_with_headers)
