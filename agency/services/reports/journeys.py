"""How far chats and their leads came: told from the record, and summed up when they are erased."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session

from agency.core.contact_times import roughly
from agency.core.journeys import Exchange, Path, hears
from agency.core.left_form import ASKS_CONSENT, SILENCE
from agency.core.opening_hours import LONDON
from agency.core.roles import find_role
from agency.services.reports.daily_counts import LONGEST_PAGE, Counted, add_counts, insert_of
from agency.storage.models import Conversation, Cv, Journey, Lead, Speaker, Stage, Turn
from agency.storage.models.journey import STEPS

# A turn that is being answered: told when it is, or when nobody is at it any more.
IN_HAND = timedelta(minutes=2)
AT_ONCE = 5  # each holds the database for some milliseconds: what is left is told in the next round
_AS_FAR_AS = {
    Stage.CONTACTED: ("contacted",),
    Stage.REGISTERED: ("contacted", "registered"),
    Stage.PLACED: ("contacted", "registered", "placed"),
}


def tell_journeys(
    session: Session, *, now: datetime, lately: timedelta | None = None, at_once: int = AT_ONCE
) -> int:
    """
    Tell the chats in which something was said that is not told yet; return how many there were.

    With *lately*, only those of so long ago are looked for: all of them take a while to find.
    """
    untold = _untold(session, now=now, lately=lately, at_once=at_once)
    for conversation in untold:
        tell_journey(session, conversation, now=now)
    settled = session.scalars(
        select(Journey).where(Journey.settles_at <= now).order_by(Journey.settles_at).limit(at_once)
    ).all()
    for journey in settled:
        _settle(session, journey, over=True)
    return len(untold) + len(settled)


def is_any_untold(session: Session, *, now: datetime, lately: timedelta | None = None) -> bool:
    """Say whether there may be something to tell; nothing is claimed by looking."""
    settles = select(exists().where(Journey.settles_at <= now))
    return bool(_untold(session, now=now, lately=lately, at_once=1)) or bool(
        session.scalar(settles)
    )


def tell_journey(session: Session, conversation: Conversation, *, now: datetime) -> Journey:
    """Go on with the journey of one chat, as far as its record goes."""
    journey = _journey_of(session, conversation)
    exchanges, told_to = _exchanges(session, conversation, journey.told_to, now=now)
    path = Path.of(journey.path)
    counts: Counter[Counted] = Counter()
    for exchange in exchanges:
        path.follow(exchange)
        day = date.fromisoformat(exchange.day)
        if outcome := hears(exchange):
            journey.asked = True
            counts[Counted("heard", day, detail=outcome)] += 1
        for answer in exchange.answers:
            topic, role = str(answer.get("topic"))[:80], str(answer.get("role") or "none")[:40]
            counts[Counted("topic", day, about=topic, role=role)] += 1
    add_counts(session, counts)
    journey.started = journey.started or bool(ASKS_CONSENT & set(path.forms))
    journey.cv = journey.cv or bool(
        session.scalar(select(exists().where(Cv.conversation_id == conversation.id)))
    )
    for form in (conversation.form, conversation.unfinished):
        journey.role = find_role(((form or {}).get("values") or {}).get("role")) or journey.role
    journey.path, journey.told_to, journey.told_at = path.as_json(), told_to, now
    lead = session.scalar(select(Lead).where(Lead.conversation_id == conversation.id))
    if lead:
        note_progress(session, lead)
    silent_at = conversation.last_turn_at + SILENCE
    journey.settles_at = silent_at if path.any_stands else None
    _settle(session, journey, over=silent_at <= now)
    return journey


def note_progress(session: Session, lead: Lead) -> Journey:
    """Note how far *lead* has come; whoever was placed once stays counted, whatever follows."""
    journey = session.scalar(select(Journey).where(Journey.lead_id == lead.id))
    if journey is None and lead.conversation is not None:
        journey = _journey_of(session, lead.conversation)
    if journey is None:
        journey = Journey(day=_day(lead.opened_at), page="", told_to=0)
        session.add(journey)
    journey.lead_id, journey.lead = lead.id, True
    journey.branch_id = lead.branch_id or lead.branch.id
    journey.role = lead.role or journey.role
    for step in _AS_FAR_AS.get(lead.stage, ()):
        setattr(journey, step, True)
    promise = lead.promise
    if promise and promise.kept_at and lead.stage is not Stage.CLOSED:
        journey.contacted = True
        if journey.waited_minutes is None:
            waited = promise.kept_at - lead.opened_at
            journey.waited_minutes = max(0, int(waited.total_seconds() // 60))
            journey.in_time = promise.kept_at <= promise.due_at
            journey.contacted_by_id = lead.owner_id or lead.owner.id
    return journey


def let_go(session: Session, conversation: Conversation) -> None:
    """Tell a chat to its end before it is erased; without a lead only sums of its day are left."""
    journey = tell_journey(session, conversation, now=conversation.last_turn_at + SILENCE)
    journey.conversation_id, journey.path, journey.counted = None, None, None
    journey.told_to, journey.told_at, journey.settles_at = 0, None, None
    session.flush()  # it must have let go before its chat is gone
    if journey.lead_id is None:
        _sum_up(session, [journey])


def sum_up_lost(session: Session, *, at_once: int = AT_ONCE) -> int:
    """Turn journeys whose chat and lead are erased into sums of their days; return how many."""
    lost = session.scalars(_lost().limit(at_once)).all()
    _sum_up(session, lost)
    return len(lost)


def is_any_alone(session: Session) -> bool:
    """Say whether any journey has neither chat nor lead, or any lead no journey."""
    lost = _lost().limit(1)
    return bool(session.scalars(lost).all() or session.scalars(_lone_leads().limit(1)).all())


def tell_lone_leads(session: Session, *, at_once: int = AT_ONCE) -> int:
    """Begin the journeys of leads that have none; return how many there were."""
    alone = session.scalars(_lone_leads().limit(at_once)).all()
    for lead in alone:
        note_progress(session, lead)
    session.flush()  # the next look must find them
    return len(alone)


def _lost() -> Select[Journey]:
    return select(Journey).where(Journey.conversation_id.is_(None), Journey.lead_id.is_(None))


def _lone_leads() -> Select[Lead]:
    return select(Lead).where(~exists().where(Journey.lead_id == Lead.id))


def _untold(
    session: Session, *, now: datetime, lately: timedelta | None, at_once: int
) -> Sequence[Conversation]:
    wanted = (
        select(Conversation)
        .outerjoin(Journey, Journey.conversation_id == Conversation.id)
        .where(or_(Journey.told_at.is_(None), Journey.told_at < Conversation.last_turn_at))
        .order_by(Conversation.last_turn_at)
        .limit(at_once)
    )
    if lately is not None:
        wanted = wanted.where(Conversation.last_turn_at >= now - lately)
    return session.scalars(wanted).all()


def _journey_of(session: Session, conversation: Conversation) -> Journey:
    theirs = select(Journey).where(Journey.conversation_id == conversation.id)
    found = session.scalar(theirs)
    if found is None:
        # Whoever moves its lead along may begin it at the same moment.
        insert = insert_of(session)(Journey).values(
            conversation_id=conversation.id,
            day=_day(conversation.started_at),
            page=(conversation.page or "")[:LONGEST_PAGE],
            opened=True,
            told_to=0,
        )
        session.execute(insert.on_conflict_do_nothing())
        found = session.scalars(theirs).one()
    return found


def _exchanges(
    session: Session, conversation: Conversation, told_to: int, *, now: datetime
) -> tuple[list[Exchange], int]:
    turns = session.scalars(
        select(Turn)
        .where(Turn.conversation_id == conversation.id, Turn.id > told_to)
        .order_by(Turn.id)
    ).all()
    replies: dict[int, list[Turn]] = {}
    for turn in turns:
        if turn.answers_turn_id:
            replies.setdefault(turn.answers_turn_id, []).append(turn)
    found: list[Exchange] = []
    for turn in turns:
        if turn.speaker is Speaker.VISITOR:
            if turn.answered_at is None and turn.at > now - IN_HAND:
                return found, turn.id - 1
            found.append(
                Exchange(
                    day=_day(turn.at).isoformat(),
                    text=turn.text,
                    intent=(turn.understood or {}).get("intent"),
                    replies=[each.reply for each in replies.get(turn.id, ()) if each.reply],
                )
            )
    return found, turns[-1].id if turns else told_to


def _settle(session: Session, journey: Journey, *, over: bool) -> None:
    """Count what the path counts for now, in place of what it counted for before."""
    role = journey.role.value if journey.role else ""
    found: Counter[Counted] = Counter()
    for (day, about, detail), count in Path.of(journey.path).counts(over=over).items():
        found[Counted("question", date.fromisoformat(day), about, detail, role=role)] += count
    before = Counter(
        {
            Counted("question", date.fromisoformat(each["day"]), **each["of"]): each["count"]
            for each in journey.counted or ()
        }
    )
    difference = Counter(found)
    difference.subtract(before)
    add_counts(session, difference)
    journey.counted = [
        {
            "day": key.day.isoformat(),
            "of": {"about": key.about, "detail": key.detail, "role": key.role},
            "count": count,
        }
        for key, count in sorted(found.items())
    ]
    if over:
        journey.settles_at = None


def _sum_up(session: Session, journeys: Iterable[Journey]) -> None:
    counts: Counter[Counted] = Counter()
    for journey in journeys:
        of = Counted(
            "reached",
            journey.day,
            page=journey.page,
            role=journey.role.value if journey.role else "",
            branch_id=journey.branch_id or 0,
        )
        for step in STEPS:
            if getattr(journey, step):
                counts[replace(of, about=step)] += 1
        if journey.waited_minutes is not None:
            waited = str(roughly(journey.waited_minutes))
            kept = "in_time" if journey.in_time else "late"
            by = journey.contacted_by_id or 0
            counts[
                replace(of, what="waited", about=kept, detail=waited, page="", consultant_id=by)
            ] += 1
        session.delete(journey)
    add_counts(session, counts)


def _day(at: datetime) -> date:
    return at.astimezone(LONDON).date()
