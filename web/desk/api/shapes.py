"""What the desk API gives and takes, as /openapi.json describes it."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from agency.storage.models import Channel, DeliveryState, Grade, Kind, Role, Scan, Speaker, Stage
from web.desk.leads.filters import NO_NUL


class CandidateShape(BaseModel):
    """The person behind a lead. What they did not tell us is null."""

    name: str | None
    email: str | None
    phone: str | None
    postcode: str | None
    town: str | None
    current_occupation: str | None
    experience_years: float | None
    qualifications: list[str]
    availability: str | None
    start: str | None
    right_to_work: str | None
    dbs: str | None


class ReasonShape(BaseModel):
    """Why a lead has some of its points."""

    points: int
    because: str


class MissingShape(BaseModel):
    """Something still to be asked: the question by its name in the registration, and why."""

    asks: str
    because: str


class ScoreShape(BaseModel):
    """How ready the candidate is."""

    grade: Grade
    points: int
    reasons: list[ReasonShape]
    missing: list[MissingShape] = []


class ConsentShape(BaseModel):
    """Which privacy notice was agreed to, and when."""

    version: str
    at: datetime


class CvShape(BaseModel):
    """
    The newest CV; its file is at `/api/v1/leads/{id}/cv`.

    `fields` is what was read from it, empty until that is done; those named in `unconfirmed`
    nobody has said yes to.
    """

    filename: str
    scan: Scan
    fields: dict[str, Any] | None = None
    unconfirmed: list[str] = []


class SaidShape(BaseModel):
    """One thing said in the chat."""

    model_config = ConfigDict(populate_by_name=True)

    at: datetime
    speaker: Annotated[Speaker, Field(alias="from")]
    text: str


class DeliveryShape(BaseModel):
    """News of the lead on its way to somebody."""

    to: Channel
    state: DeliveryState
    at: datetime | None


class LeadShape(BaseModel):
    """One candidate's request on one consultant's desk."""

    id: str
    reference: str = Field(examples=["L-0042"])
    stage: Stage
    opened_at: datetime
    answer_by: datetime
    call_at: datetime | None = None
    way: str | None = Field(None, description="how they asked to be reached, if not as usual")
    way_words: str | None = Field(None, description="what they said about it")
    left_at: datetime | None = Field(
        None, description="when they were found to have left the form before its end"
    )
    vacancy: str | None = Field(None, description="the reference of the job they were looking at")
    kind: Kind
    candidate: CandidateShape
    role: Role | None
    branch: str
    desk: str
    owner: str
    score: ScoreShape
    consent: ConsentShape
    cv: CvShape | None
    conversation: list[SaidShape]
    deliveries: list[DeliveryShape]


class LeadsShape(BaseModel):
    """One page of leads, newest first. `next` is the cursor of the page after it, or null."""

    leads: list[LeadShape]
    next: str | None


class LeadChange(BaseModel):
    """What to change; what is not sent stays as it is."""

    model_config = ConfigDict(extra="forbid")

    stage: Stage | None = None
    owner: str | None = Field(
        None,
        max_length=254,
        description="a consultant's e-mail address, or their name if nobody else has it",
    )
    note: str | None = Field(None, min_length=1, max_length=4000, pattern=NO_NUL)


class JsonResumeShape(BaseModel):
    """A JSON Resume 1.0.0, as jsonresume.org describes it; what is not known is not there."""

    model_config = ConfigDict(populate_by_name=True)

    schema_: Annotated[str, Field(alias="$schema")]
    basics: dict[str, Any]
    work: list[dict[str, Any]]
    education: list[dict[str, Any]]
    skills: list[dict[str, Any]]
    languages: list[dict[str, Any]]
    meta: dict[str, Any]


class ProblemShape(BaseModel):
    """A refusal, as application/problem+json (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
