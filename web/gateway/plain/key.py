"""Which chat a browser without script is in and how it is read, in a cookie no script can read."""

from starlette.requests import Request
from starlette.responses import Response

from agency.services.keys.tokens import hash_token
from web.gateway.access import CONVERSATION_ID, KEPT_OPEN, Bearer

NAME = "chat"
EASY = "easy"


class Key:
    """
    The cookie; never an address, which travels in histories and Referer headers.

    Behind https a browser sends it to this host alone, and only encrypted.
    """

    def __init__(self, public_url: str) -> None:
        self.home = public_url
        self.encrypted = public_url.startswith("https://")
        self.name = f"__Host-{NAME}" if self.encrypted else NAME

    def bearer(self, request: Request) -> Bearer | None:
        """Return who asks, not yet whether they may; None where no chat is begun."""
        conversation, token, _ = self._parts(request)
        if not token or not CONVERSATION_ID.fullmatch(conversation):
            return None
        return Bearer(conversation, hash_token(token))

    def is_easy(self, request: Request) -> bool:
        """Say whether the visitor reads this chat as easy read."""
        return self._parts(request)[2] == EASY

    def keep(
        self, response: Response, conversation: str, token: str, *, easy: bool = False
    ) -> None:
        """Ask the browser to keep the key for as long as it opens anything."""
        value = ".".join((conversation, token, *([EASY] if easy else [])))
        self._set(response, value, int(KEPT_OPEN.total_seconds()))

    def turn(self, response: Response, request: Request, *, easy: bool) -> None:
        """Go over to easy read, or back, in the chat the browser is in."""
        conversation, token, _ = self._parts(request)
        self.keep(response, conversation, token, easy=easy)

    def forget(self, response: Response) -> None:
        """Ask the browser to drop it."""
        self._set(response, "", 0)

    def _parts(self, request: Request) -> tuple[str, str, str]:
        conversation, _, rest = request.cookies.get(self.name, "").partition(".")
        token, _, way = rest.partition(".")
        return conversation, token, way

    def _set(self, response: Response, value: str, seconds: int) -> None:
        response.set_cookie(
            self.name,
            value,
            max_age=seconds,
            path="/",
            secure=self.encrypted,
            httponly=True,
            # Another site's form does not get it sent along, a link from one does.
            samesite="lax",
        )
