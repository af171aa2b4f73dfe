"""Leads: opened once for each conversation, and found again."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from agency.core.consent import require_consent
from agency.core.enquiry import Enquiry
from agency.core.routing import BranchPatch, DeskSeat, choose_desk
from agency.core.scoring import score_enquiry
from agency.services.lead_changes import LeadChanged, OwnerUnknown, accept_lead, change_lead
from agency.services.lead_description import describe_lead
from agency.services.lead_list import CursorUnknown, LeadPage, is_lead_id, list_leads
from agency.storage.models import (
    Candidate,
    Channel,
    Consent,
    Conversation,
    Cv,
    Delivery,
    Desk,
    Lead,
    Scan,
    Stage,
)

__all__ = [
    "CursorUnknown",
    "LeadChanged",
    "LeadPage",
    "OwnerUnknown",
    "accept_lead",
    "change_lead",
    "describe_lead",
    "find_lead",
    "find_lead_by_id",
    "list_leads",
    "open_lead",
]


def open_lead(session: Session, enquiry: Enquiry, *, now: datetime, webhook: bool = False) -> Lead:
    """
    Put an enquiry on one consultant's desk, and queue the news of it.

    Candidate, consent, lead and news share a transaction: none can exist without the
    others. Asking twice in one conversation returns the first lead as it stands.
    """
    given = require_consent(enquiry)
    # Two requests of one conversation wait for each other here; SQLite has them wait anyway.
    session.execute(
        select(Conversation.id).where(Conversation.id == enquiry.conversation_id).with_for_update()
    )
    if lead := find_lead(session, enquiry.conversation_id):
        return lead

    choice = choose_desk(
        _seats(session), enquiry.role, postcode=enquiry.postcode, town=enquiry.town
    )
    desk = session.get_one(Desk, choice.desk.id)
    candidate = _keep_candidate(session, enquiry, now=now)
    score = score_enquiry(enquiry, has_cv=_claim_cvs(session, enquiry, candidate))
    lead = Lead(
        conversation_id=enquiry.conversation_id,
        candidate=candidate,
        consent=Consent(
            conversation_id=enquiry.conversation_id,
            candidate=candidate,
            version=given.version,
            wording=given.wording,
            agreed=True,
            at=given.at,
        ),
        branch=desk.branch,
        desk=desk,
        owner=desk.consultant,
        kind=enquiry.kind,
        role=enquiry.role,
        stage=Stage.NEW,
        grade=score.grade,
        points=score.points,
        reasons=score.as_json(),
        routed_because=choice.because,
        question=enquiry.question,
        call_when=enquiry.call_when,
        opened_at=now,
    )
    session.add(lead)
    session.flush()  # gives the lead its reference, which the news is named after
    lead.deliveries = [
        Delivery(id=_news_id(lead, channel), to=channel, created_at=now, due_at=now)
        for channel in _channels(enquiry, webhook=webhook)
    ]
    session.flush()  # a delivery that cannot be kept must be known before anyone is thanked
    return lead


def find_lead(session: Session, conversation_id: str) -> Lead | None:
    """Return the lead this conversation has led to."""
    return session.scalar(select(Lead).where(Lead.conversation_id == conversation_id))


def find_lead_by_id(session: Session, lead_id: int | str) -> Lead | None:
    """Return the lead with this id, or with this reference."""
    number = str(lead_id).upper().removeprefix("L-")
    return session.get(Lead, int(number)) if is_lead_id(number) else None


def _keep_candidate(session: Session, enquiry: Enquiry, *, now: datetime) -> Candidate:
    # Never somebody we know already: an address typed in a chat proves nobody's identity,
    # and must not change, or show, what another person told us.
    candidate = Candidate(
        name=enquiry.name,
        email=enquiry.email,
        phone=enquiry.phone,
        postcode=enquiry.postcode,
        town=enquiry.town,
        current_occupation=enquiry.current_occupation,
        experience_years=enquiry.experience_years,
        qualifications=list(enquiry.qualifications),
        availability=enquiry.availability,
        start=enquiry.start,
        right_to_work=enquiry.right_to_work,
        dbs=enquiry.dbs,
        created_at=now,
    )
    session.add(candidate)
    session.flush()  # the CVs below need to know whose they are
    return candidate


def _claim_cvs(session: Session, enquiry: Enquiry, candidate: Candidate) -> bool:
    cvs = session.scalars(select(Cv).where(Cv.conversation_id == enquiry.conversation_id)).all()
    for cv in cvs:
        cv.candidate_id = candidate.id
    return any(cv.scan is not Scan.UNSAFE for cv in cvs)


def _seats(session: Session) -> list[DeskSeat]:
    waiting = (
        select(func.count(Lead.id))
        .where(Lead.desk_id == Desk.id, Lead.stage == Stage.NEW)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Desk, waiting).options(joinedload(Desk.branch), joinedload(Desk.consultant))
    )
    return [
        DeskSeat(
            id=desk.id,
            name=desk.name,
            branch=BranchPatch(
                name=desk.branch.name,
                postcode_areas=frozenset(desk.branch.postcode_areas),
                towns=frozenset(desk.branch.towns),
                is_head=desk.branch.is_head,
            ),
            roles=frozenset(desk.roles),
            on_duty=desk.on_duty,
            waiting=count,
            attended=desk.consultant.active,
        )
        for desk, count in rows
    ]


def _channels(enquiry: Enquiry, *, webhook: bool) -> list[Channel]:
    channels = [Channel.MAIL]
    if enquiry.email:
        channels.append(Channel.RECEIPT)
    if webhook:
        channels.append(Channel.WEBHOOK)
    return channels


def _news_id(lead: Lead, channel: Channel) -> str:
    # Made from the lead, not drawn at random: the same news has the same id, whoever asks.
    named = f"{lead.conversation_id}:{lead.id}:{channel}:lead.opened"
    return f"msg_{sha256(named.encode()).hexdigest()[:32]}"
