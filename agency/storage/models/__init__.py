"""Every table. A model says what is true of one row; decisions about several live in core."""

from agency.core.asked import Got
from agency.core.enquiry import Kind
from agency.core.outcome import Outcome
from agency.core.roles import Role
from agency.core.scoring import Grade
from agency.storage.models.absence import Absence
from agency.storage.models.account_letter import AccountChange, AccountLetter
from agency.storage.models.agreed_call import AgreedCall
from agency.storage.models.answer import AnswerVersion
from agency.storage.models.audit import AuditEntry, AuditSeal
from agency.storage.models.base import Model, UtcTime
from agency.storage.models.branch import Branch, Desk
from agency.storage.models.bulk_deed import BulkDeed
from agency.storage.models.candidate import Candidate, Consent
from agency.storage.models.consultant import Access, ApiToken, Consultant, SignIn, SignInLink
from agency.storage.models.conversation import Conversation, Speaker, Turn
from agency.storage.models.cv import Cv, Scan
from agency.storage.models.daily_count import DailyCount
from agency.storage.models.delivery import (
    Channel,
    Delivery,
    DeliveryAttempt,
    DeliveryState,
    Receiver,
)
from agency.storage.models.guess import Guess
from agency.storage.models.journey import Journey
from agency.storage.models.lead import Lead, Note, NoteKind, Stage
from agency.storage.models.lead_split import LeadSplit
from agency.storage.models.lead_text import LeadText
from agency.storage.models.lead_visit import LeadVisit
from agency.storage.models.letter import (
    CandidateLetter,
    CannedReply,
    ClosingReason,
    LetterTemplate,
)
from agency.storage.models.mention import Mention
from agency.storage.models.news_wish import NewsWish
from agency.storage.models.own_topic import OwnTopic
from agency.storage.models.privacy import (
    Asked,
    Correction,
    Erasure,
    Fate,
    PrivacyRequest,
    RetentionHold,
    RetentionRun,
    Way,
)
from agency.storage.models.promise import Promise
from agency.storage.models.question import Question, QuestionGroup
from agency.storage.models.rating import Rating, Reason, Thumb
from agency.storage.models.resume_link import ResumeLink
from agency.storage.models.rule_version import RuleVersion
from agency.storage.models.same_person import SamePerson
from agency.storage.models.saved_view import SavedView
from agency.storage.models.second_factor import RecoveryCode, SecondFactor
from agency.storage.models.section_version import SectionVersion
from agency.storage.models.task import Task
from agency.storage.models.team import Team
from agency.storage.models.training import Example, Training, TrainingState, Use
from agency.storage.models.vacancy import Vacancy
from agency.storage.models.webhook import Webhook, WebhookTrial

__all__ = [
    "Absence",
    "Access",
    "AccountChange",
    "AccountLetter",
    "AgreedCall",
    "AnswerVersion",
    "ApiToken",
    "Asked",
    "AuditEntry",
    "AuditSeal",
    "Branch",
    "BulkDeed",
    "Candidate",
    "CandidateLetter",
    "CannedReply",
    "Channel",
    "ClosingReason",
    "Consent",
    "Consultant",
    "Conversation",
    "Correction",
    "Cv",
    "DailyCount",
    "Delivery",
    "DeliveryAttempt",
    "DeliveryState",
    "Desk",
    "Erasure",
    "Example",
    "Fate",
    "Got",
    "Grade",
    "Guess",
    "Journey",
    "Kind",
    "Lead",
    "LeadSplit",
    "LeadText",
    "LeadVisit",
    "LetterTemplate",
    "Mention",
    "Model",
    "NewsWish",
    "Note",
    "NoteKind",
    "Outcome",
    "OwnTopic",
    "PrivacyRequest",
    "Promise",
    "Question",
    "QuestionGroup",
    "Rating",
    "Reason",
    "Receiver",
    "RecoveryCode",
    "ResumeLink",
    "RetentionHold",
    "RetentionRun",
    "Role",
    "RuleVersion",
    "SamePerson",
    "SavedView",
    "Scan",
    "SecondFactor",
    "SectionVersion",
    "SignIn",
    "SignInLink",
    "Speaker",
    "Stage",
    "Task",
    "Team",
    "Thumb",
    "Training",
    "TrainingState",
    "Turn",
    "Use",
    "UtcTime",
    "Vacancy",
    "Way",
    "Webhook",
    "WebhookTrial",
]
