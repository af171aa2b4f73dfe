"""The example agency's pages, and the files of the chat window other websites carry."""

import re
from collections.abc import Callable
from pathlib import Path

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Router
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from web.gateway.example.pages import ASK_AGAIN, ROUTES
from web.gateway.lean import edition, send_lean

HERE = Path(__file__).parent
WIDGET = HERE / "widget"
# Travels with every module it begins with; what is fetched later takes them from it.
WINDOW = "chat.js"
DEMO = HERE / "demo"

# What has its edition in its name is never another: nobody asks for it twice.
KEEP = {"Cache-Control": "public, max-age=31536000, immutable"}
EDITION = re.compile(r"-[0-9a-f]{8}\.\w+$")
NOTHING_SET = "{}"


class Files(StaticFiles):
    """Files of a folder; one that has its edition in its name is kept for good."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update(KEEP if EDITION.search(path) else ASK_AGAIN)
        return response


def show_site(app: FastAPI, looks: Callable[[], str] = lambda: NOTHING_SET) -> None:
    """
    Serve the chat window and, last of all, the pages: what no other route took is a page.

    The launcher carries how the desk wants it to look, so that it needs no request of its own.
    """

    @app.get("/widget.js", include_in_schema=False)
    def launcher(request: Request) -> Response:
        fill = (
            (f"const desk = {NOTHING_SET};", f"const desk = {looks()};"),
            (f"widget/{WINDOW}", f"widget/{edition(WIDGET)}/{WINDOW}"),
        )
        return send_lean(request, WIDGET / "widget.js", ASK_AGAIN, fill=fill)

    @app.get("/widget/{named}/{name}", include_in_schema=False)
    def widget(request: Request, named: str, name: str) -> Response:
        # A page that was opened before this edition came is given what there is, for once.
        headers = KEEP if named == edition(WIDGET) else ASK_AGAIN
        file = WIDGET / Path(name).name
        return send_lean(request, file, headers, together=file.name == WINDOW)

    @app.get("/widget/{name}", include_in_schema=False)
    def newest(request: Request, name: str) -> Response:
        return widget(request, "", name)

    # These alone are compressed: an answer with secrets in it would tell them by its length.
    app.mount("/", GZipMiddleware(Router(ROUTES, default=Files(directory=DEMO))))
