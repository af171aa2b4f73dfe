"""What lists and searches of leads need, kept in step with what it is taken from."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, event, select
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from agency.storage.lead_line import put_in_line
from agency.storage.lead_words import index_leads
from agency.storage.models import Candidate, Conversation, Cv, Lead, Note, Promise, Turn

_TOUCHED = "leads whose words are to be written again"
_FROM = (Lead, Candidate, Turn, Cv, Note, Promise, Conversation)


def keep_in_step(sessions: Any) -> None:
    """
    Have every transaction of *sessions* end with its leads in order and findable.

    The place in the list is right after each flush; the words are written at the end.
    """
    event.listen(sessions, "before_flush", _before_flush)
    event.listen(sessions, "after_flush", _after_flush)
    event.listen(sessions, "do_orm_execute", _before_statement)
    event.listen(sessions, "before_commit", write_words)
    event.listen(sessions, "after_rollback", _forget_touched)


def write_words(session: Session) -> None:
    """Write what may be found of every lead that was touched in this transaction."""
    if not session.info.get(_TOUCHED):
        return
    session.flush()
    touched: set[int] = session.info.pop(_TOUCHED, set())
    index_leads(session, touched)


def _before_flush(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    gone = [each for each in session.deleted if isinstance(each, _FROM)]
    if gone:
        _touch(session, _leads_of(session.connection(), gone))


def _after_flush(session: Session, _context: UOWTransaction) -> None:
    changed = [
        each
        for each in (*session.new, *session.dirty)
        if isinstance(each, _FROM) and not isinstance(each, Conversation)
    ]
    if not changed:
        return
    connection = session.connection()
    leads = _leads_of(connection, changed)
    put_in_line(connection, leads)
    _touch(session, leads)


def _before_statement(state: ORMExecuteState) -> None:
    """See what a statement will change without bringing it into the session."""
    if not (state.is_update or state.is_delete) or state.bind_mapper is None:
        return
    of = state.bind_mapper.class_
    if of not in (Turn, Cv, Candidate, Note, Promise, Conversation):
        return
    where = getattr(state.statement, "whereclause", None)
    rows = select(*_keys(of))
    rows = rows if where is None else rows.where(where)
    connection = state.session.connection()
    _touch(
        state.session, _leads_under(connection, of, [row[0] for row in connection.execute(rows)])
    )


def _keys(of: Any) -> tuple[Any, ...]:
    if of is Turn:
        return (Turn.conversation_id,)
    if of in (Note, Promise):
        return (of.lead_id,)
    if of is Cv:
        return (Cv.candidate_id,)
    return (of.id,)


def _leads_of(connection: Connection, changed: Iterable[Any]) -> set[int]:
    keys: dict[type, set[Any]] = {}
    for each in changed:
        of = type(each)
        if of is Cv:
            keys.setdefault(Conversation, set()).add(each.conversation_id)
            keys.setdefault(Cv, set()).add(each.candidate_id)
        elif of is Turn:
            keys.setdefault(Turn, set()).add(each.conversation_id)
        elif of in (Note, Promise):
            keys.setdefault(of, set()).add(each.lead_id)
        else:
            keys.setdefault(of, set()).add(each.id)
    return {lead for of, found in keys.items() for lead in _leads_under(connection, of, [*found])}


def _leads_under(connection: Connection, of: type, keys: Sequence[Any]) -> set[int]:
    wanted = [key for key in keys if key is not None]
    if not wanted or of in (Note, Promise, Lead):
        return set(wanted)
    column = Lead.candidate_id if of in (Candidate, Cv) else Lead.conversation_id
    return set(connection.execute(select(Lead.id).where(column.in_(wanted))).scalars())


def _touch(session: Session, leads: set[int]) -> None:
    if leads:
        session.info.setdefault(_TOUCHED, set()).update(leads)


def _forget_touched(session: Session) -> None:
    session.info.pop(_TOUCHED, None)
