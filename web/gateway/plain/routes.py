"""The pages' addresses. Each form is answered by a page to read, not by one to send again."""

import logging
import secrets
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from types import MappingProxyType
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from fastapi.routing import APIRoute
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from agency.services.keys.tokens import hash_token
from web.gateway.access import Bearer
from web.gateway.chat import Message, as_key, end_conversation, read_whole, take_message
from web.gateway.contacts import Contact, keep_contact
from web.gateway.parts import Parts
from web.gateway.plain.details import DETAILS, Fields, NoTroubles, given, troubles_in
from web.gateway.plain.fields import read_fields, refuse_other_sites
from web.gateway.plain.key import Key
from web.gateway.plain.pages import WHO, templates
from web.gateway.plain.talk import Talk, as_text
from web.gateway.problems import BY_STATUS, Problem, Problems
from web.gateway.ratings import RatingGiven, keep_rating
from web.gateway.replies import Kept
from web.gateway.uploads import take_cv
from web.gateway.words import as_page, as_reference

logger = logging.getLogger(__name__)

SEE_OTHER, UNREADABLE = 303, 400
PRIVATE = {
    "Cache-Control": "no-store",
    # Where a visitor came from is theirs, and so is where they go.
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
}
# A chat that can be opened no more; everything else that is refused leaves it as it was.
GONE = frozenset({"no_token", "token_too_old", "no_such_conversation", "conversation_ended"})

type Page = Callable[..., Coroutine[Any, Any, Response]]


class PlainChat:
    """What the pages need: the key in the browser, the words of refusals, the agency's facts."""

    def __init__(self, key: Key, problems: Problems, facts: Mapping[str, str]) -> None:
        self.key = key
        self.problems = problems
        self.facts = facts

    async def show(self, request: Request, page: str = "/chat", vacancy: str = "") -> Response:
        """Show the chat so far, or the way into one; a link to it names the *page* it stands on."""
        return await self.talk(request, came_from=page, vacancy=vacancy)

    async def begin(self, request: Request) -> Response:
        """Begin a chat. Only a press does: whatever follows links must not fill the house."""
        parts, fields = the_parts(request), await read_fields(request)
        wait = parts.arrivals.arrive(request.client.host if request.client else "")
        if wait is not None:
            return self.first_page("too_many_conversations", fields.get("page", ""))
        page = as_page(fields.get("page") or None)
        vacancy = as_reference(fields.get("vacancy"))
        conversation, token, _ = await parts.exchange.start(page, vacancy)
        response = to_the_news()
        self.key.keep(response, conversation, token, easy=bool(fields.get("easy")))
        return response

    async def read_easily(self, request: Request) -> Response:
        """Go over to easy read, or back. Only the browser is told of it."""
        fields = await read_fields(request)
        if self.key.bearer(request) is None:
            return self.first_page("no_such_conversation")
        response = to_the_news()
        self.key.turn(response, request, easy=bool(fields.get("easy")))
        return response

    async def say(self, request: Request) -> Response:
        """Say what was typed, or what is on the button that was pressed."""
        fields = await read_fields(request)
        text, choice, job = fields.get("text", ""), fields.get("choice"), fields.get("vacancy")

        async def tell(parts: Parts, bearer: Bearer) -> list[Kept]:
            if choice or job:
                message = Message(choice=choice, vacancy=None if choice else job)
            else:
                message = Message(text=text)
            return await take_message(parts, bearer, message, as_key(fields.get("once")))

        return await self.do(request, tell, typed=text)

    async def send_cv(self, request: Request) -> Response:
        """Take a CV."""

        async def take(parts: Parts, bearer: Bearer) -> list[Kept]:
            return await take_cv(bearer, parts, request, None)

        return await self.do(request, take, about="cv")

    async def rate(self, request: Request) -> Response:
        """Keep whether an answer helped, and why it did not where they like to say."""
        fields = await read_fields(request)
        reason, words = fields.get("reason") or None, fields.get("words", "").strip() or None

        async def keep(parts: Parts, bearer: Bearer) -> None:
            try:
                given = RatingGiven.model_validate(
                    {"rating": fields.get("rating") or None, "reason": reason, "words": words}
                )
            except ValueError:
                raise Problem("not_understood") from None
            await keep_rating(parts, bearer, fields.get("reply", ""), given)

        return await self.do(request, keep)

    async def ask_contact(self, request: Request) -> Response:
        """Show the form for details and for another way to be reached."""
        return self.page("contact", **self.contact_values(request, {}))

    async def leave_contact(self, request: Request) -> Response:
        """Keep how to reach someone; they need not have said anything before."""
        fields = await read_fields(request)
        parts, bearer = the_parts(request), self.key.bearer(request)
        if troubles := troubles_in(fields):
            return self.contact_again(request, fields, "contact_not_understood", troubles)
        try:
            contact = Contact.model_validate(
                {**given(fields), "consent": True, "notice": fields.get("notice")}
            )
        except ValueError:
            return self.contact_again(request, fields, "contact_not_understood")
        begun = None
        if bearer is None or not await self.is_open(parts, bearer):
            begun = await parts.exchange.start(as_page("/chat/contact"))
            bearer = Bearer(begun[0], hash_token(begun[1]))
        try:
            await keep_contact(parts, bearer, contact, as_key(fields.get("once")))
        except Problem as problem:
            return self.contact_again(request, fields, problem.kind)
        response = to_the_news()
        if begun:
            self.key.keep(response, begun[0], begun[1], easy=self.key.is_easy(request))
        return response

    async def copy(self, request: Request) -> Response:
        """Give the chat away as a text."""
        bearer = self.key.bearer(request)
        if bearer is None:
            return RedirectResponse("/chat", SEE_OTHER, headers=PRIVATE)
        try:
            whole = await run_in_threadpool(read_whole, the_parts(request), bearer)
        except Problem as problem:
            return self.first_page(problem.kind)
        attachment = {"Content-Disposition": 'attachment; filename="chat.txt"'}
        who = {**WHO, "consultant": self.facts["agency"]}
        text = as_text(whole["turns"], who, self.key.home)
        return PlainTextResponse(text, headers=PRIVATE | attachment)

    async def ask_end(self) -> Response:
        """Ask before something that cannot be undone."""
        return self.page("end", ended=False, stays=None)

    async def end(self, request: Request) -> Response:
        """End the chat and erase it."""
        parts, bearer = the_parts(request), self.key.bearer(request)
        refuse_other_sites(request)
        stays = None
        if bearer:
            try:
                stays = await end_conversation(parts, bearer)
            except Problem as problem:
                if problem.kind not in GONE:
                    return await self.talk(request, problem=problem.kind)
        response = self.page("end", ended=True, stays=stays)
        self.key.forget(response)
        return response

    async def do(
        self,
        request: Request,
        deed: Callable[[Parts, Bearer], Awaitable[Any]],
        *,
        typed: str = "",
        about: str = "text",
    ) -> Response:
        """Do it and lead to what is new; where it is refused, say why and keep what was typed."""
        refuse_other_sites(request)
        bearer = self.key.bearer(request)
        if bearer is None:
            return self.first_page("no_such_conversation")
        try:
            await deed(the_parts(request), bearer)
        except Problem as problem:
            if problem.kind in GONE:
                return self.first_page(problem.kind)
            return await self.talk(request, problem=problem.kind, typed=typed, about=about)
        return to_the_news()

    async def is_open(self, parts: Parts, bearer: Bearer) -> bool:
        try:
            await run_in_threadpool(read_whole, parts, bearer)
        except Problem:
            return False
        return True

    async def talk(
        self,
        request: Request,
        *,
        problem: str = "",
        typed: str = "",
        about: str = "text",
        came_from: str = "",
        vacancy: str = "",
    ) -> Response:
        """Return the chat as it stands, with what went wrong above the box it is about."""
        bearer = self.key.bearer(request)
        if bearer is None:
            return self.first_page(came_from=came_from, vacancy=vacancy)
        try:
            whole = await run_in_threadpool(read_whole, the_parts(request), bearer)
        except Problem as gone:
            return self.first_page(gone.kind)
        told = self.problems.kinds[problem] if problem else None
        return self.page(
            "chat",
            told["status"] if told else 200,
            talk=Talk.of(whole),
            easy=self.key.is_easy(request),
            once=secrets.token_urlsafe(16),
            why=told["detail"] if told else "",
            about=about,
            typed=typed,
        )

    def first_page(self, problem: str = "", came_from: str = "", vacancy: str = "") -> Response:
        told = self.problems.kinds[problem] if problem else None
        status = told["status"] if told and problem not in GONE else 200
        response = self.page(
            "begin",
            status,
            why=told["detail"] if told else "",
            came_from=came_from,
            vacancy=vacancy,
        )
        if problem in GONE:
            self.key.forget(response)
        return response

    def contact_values(self, request: Request, fields: Fields) -> dict[str, Any]:
        values = {name: fields.get(name, "") for name in (*DETAILS, "consent")}
        once = fields.get("once") or secrets.token_urlsafe(16)
        notice = the_parts(request).record.notice
        known = {"values": values, "why": "", "once": once, "notice": notice}
        return {**known, "troubles": NoTroubles()}

    def contact_again(
        self,
        request: Request,
        fields: Fields,
        problem: str,
        troubles: Mapping[str, str] = MappingProxyType({}),
    ) -> Response:
        told = self.problems.kinds[problem]
        said = {"why": told["detail"], "troubles": NoTroubles(troubles)}
        return self.page("contact", told["status"], **self.contact_values(request, fields) | said)

    def page(self, name: str, status: int = 200, **known: Any) -> HTMLResponse:
        html = templates().get_template(f"{name}.html").render(facts=self.facts, **known)
        return HTMLResponse(html, status, headers=PRIVATE)


def plain_routes(chat: PlainChat) -> APIRouter:
    """Return the routes of the pages."""
    router = APIRouter(prefix="/chat", include_in_schema=False, route_class=told_as_pages(chat))
    reads: list[tuple[str, Page]] = [
        ("", chat.show),
        ("/contact", chat.ask_contact),
        ("/copy.txt", chat.copy),
        ("/end", chat.ask_end),
    ]
    for path, reading in reads:
        router.add_api_route(path, reading, methods=["GET"])
    writes: list[tuple[str, Page]] = [
        ("", chat.begin),
        ("/say", chat.say),
        ("/cv", chat.send_cv),
        ("/rate", chat.rate),
        ("/easy", chat.read_easily),
        ("/contact", chat.leave_contact),
        ("/end", chat.end),
    ]
    for path, writing in writes:
        router.add_api_route(path, writing, methods=["POST"])
    return router


def told_as_pages(chat: PlainChat) -> type[APIRoute]:
    """Return routes whose refusals and failures are pages: JSON is no answer to a person."""

    class PlainRoute(APIRoute):
        def get_route_handler(self) -> Page:
            answer = super().get_route_handler()

            async def answer_with_a_page(request: Request) -> Response:
                try:
                    return await answer(request)
                except Problem as problem:
                    return chat.first_page(problem.kind)
                except HTTPException as refused:
                    return chat.first_page(BY_STATUS.get(refused.status_code, "went_wrong"))
                except SQLAlchemyError as error:
                    # The name alone: a database error carries the values it was given.
                    logger.error("database failed: %s at %s", type(error).__name__, self.path)
                    return chat.first_page("cannot_keep")

            return answer_with_a_page

    return PlainRoute


def the_parts(request: Request) -> Parts:
    parts: Parts = request.app.state.gateway
    return parts


def to_the_news() -> Response:
    """Lead to what is new; a page that is loaded again then sends nothing twice."""
    return RedirectResponse("/chat#new", SEE_OTHER, headers=PRIVATE)
