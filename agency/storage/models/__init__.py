"""Every table. A model says what is true of one row; decisions about several live in core."""

from agency.core.enquiry import Kind
from agency.core.outcome import Outcome
from agency.core.roles import Role
from agency.core.scoring import Grade
from agency.storage.models.absence import Absence
from agency.storage.models.agreed_call import AgreedCall
from agency.storage.models.answer import AnswerVersion
from agency.storage.models.audit import AuditEntry
from agency.storage.models.base import Model, UtcTime
from agency.storage.models.branch import Branch, Desk
from agency.storage.models.candidate import Candidate, Consent
from agency.storage.models.consultant import Access, ApiToken, Consultant, SignIn, SignInLink
from agency.storage.models.conversation import Conversation, Speaker, Turn
from agency.storage.models.cv import Cv, Scan
from agency.storage.models.delivery import (
    Channel,
    Delivery,
    DeliveryAttempt,
    DeliveryState,
    Receiver,
)
from agency.storage.models.lead import Lead, Note, Stage
from agency.storage.models.news_wish import NewsWish
from agency.storage.models.promise import Promise
from agency.storage.models.resume_link import ResumeLink
from agency.storage.models.rule_version import RuleVersion
from agency.storage.models.same_person import SamePerson
from agency.storage.models.vacancy import Vacancy

__all__ = [
    "Absence",
    "Access",
    "AgreedCall",
    "AnswerVersion",
    "ApiToken",
    "AuditEntry",
    "Branch",
    "Candidate",
    "Channel",
    "Consent",
    "Consultant",
    "Conversation",
    "Cv",
    "Delivery",
    "DeliveryAttempt",
    "DeliveryState",
    "Desk",
    "Grade",
    "Kind",
    "Lead",
    "Model",
    "NewsWish",
    "Note",
    "Outcome",
    "Promise",
    "Receiver",
    "ResumeLink",
    "Role",
    "RuleVersion",
    "SamePerson",
    "Scan",
    "SignIn",
    "SignInLink",
    "Speaker",
    "Stage",
    "Turn",
    "UtcTime",
    "Vacancy",
]
