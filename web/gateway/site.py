"""The example agency's pages, and the files of the chat window other websites carry."""

import os
from pathlib import Path

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from web.gateway.lean import send_lean

HERE = Path(__file__).parent
WIDGET = HERE / "widget"
DEMO = HERE / "demo"

# A browser may keep a file, but asks whether it is still the newest.
ASK_AGAIN = {"Cache-Control": "no-cache"}


class Files(StaticFiles):
    """Files of a folder; `/privacy` is `privacy.html`."""

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        found = super().lookup_path(path)
        return found if found[1] or Path(path).suffix else super().lookup_path(f"{path}.html")

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update(ASK_AGAIN)
        return response


def show_site(app: FastAPI) -> None:
    """Serve the chat window and, last of all, the pages: what no other route took is a page."""

    @app.get("/widget.js", include_in_schema=False)
    def launcher(request: Request) -> Response:
        return send_lean(request, WIDGET / "widget.js", ASK_AGAIN)

    @app.get("/widget/{name}", include_in_schema=False)
    def widget(request: Request, name: str) -> Response:
        return send_lean(request, WIDGET / Path(name).name, ASK_AGAIN)

    # Files alone are compressed: an answer with secrets in it would tell them by its length.
    app.mount("/", GZipMiddleware(Files(directory=DEMO, html=True)))
