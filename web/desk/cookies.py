"""The desk's cookies, as safe as the connection allows."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from agency.settings import Settings

PREFIX = "__Host-"  # a browser sends such a cookie to this host alone, and only encrypted

SIGNED_IN = "desk"
FORM = "desk-form"
KNOWN = "desk-known"


@dataclass(frozen=True)
class Jar:
    """
    One browser's cookies.

    Behind an https address there are `__Host-` cookies and no others. Without
    https some browsers keep those on localhost, some nowhere, and say nothing
    either way; so the form cookie is offered both ways (`offer`), and what
    came back decides how the others are kept.
    """

    request: Request
    encrypted: bool

    @classmethod
    def of(cls, request: Request, settings: Settings) -> "Jar":
        """Return the cookies of the browser that asks."""
        return cls(request, encrypted=settings.public_url.startswith("https://"))

    def read(self, name: str) -> str | None:
        """Return a cookie's value; a plain one is never read behind an https address."""
        kept = self.request.cookies.get(PREFIX + name)
        return kept if kept or self.encrypted else self.request.cookies.get(name)

    def keep(self, response: Response, name: str, value: str, *, seconds: int) -> None:
        """Ask the browser to keep a cookie that no script can read."""
        self._set(response, name, value, seconds, secure=self._keeps_secure_ones)

    def offer(self, response: Response, name: str, value: str, *, seconds: int) -> None:
        """Ask in both ways, as long as it is not known which one this browser keeps."""
        self._set(response, name, value, seconds, secure=True)
        if not self._keeps_secure_ones:
            self._set(response, name, value, seconds, secure=False)

    def forget(self, response: Response, name: str) -> None:
        """Ask the browser to drop a cookie, however it was kept."""
        self._set(response, name, "", 0, secure=True)
        if not self.encrypted:
            self._set(response, name, "", 0, secure=False)

    @property
    def _keeps_secure_ones(self) -> bool:
        return self.encrypted or PREFIX + FORM in self.request.cookies

    def _set(
        self, response: Response, name: str, value: str, seconds: int, *, secure: bool
    ) -> None:
        response.set_cookie(
            PREFIX + name if secure else name,
            value,
            max_age=seconds,
            path="/",
            secure=secure,
            httponly=True,
            samesite="lax",
        )
