"""What a visitor is shown of a registration once it is kept, and where they find it again."""

from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from sqlalchemy.orm import Session

from actions.answers_in_words import AnswersInWords
from actions.summary import answers_in, listed
from actions.wording import Wording
from agency.services.candidates.profiles import make_profile
from agency.services.keys.private_links import PrivateLinks, in_the_chat
from agency.storage.files import CvStore
from agency.storage.models import Lead


@dataclass(frozen=True)
class Receipt:
    """The page with everything that is kept, and the profile that was made of it, if one was."""

    details: str
    profile: str | None


class Receipts:
    """Makes the profile of whoever has no CV, and shows what was sent."""

    def __init__(
        self,
        cvs: CvStore,
        links: PrivateLinks,
        in_words: AnswersInWords,
        wording: Wording,
    ) -> None:
        self.cvs = cvs
        self.links = links
        self.in_words = in_words
        self.wording = wording

    def make(self, session: Session, lead: Lead, *, agency: str, now: datetime) -> Receipt:
        """Return the receipt for *lead*, which is not committed yet: show it afterwards."""
        made = make_profile(session, self.cvs, lead, agency=agency, cv_id=token_hex(16), now=now)
        details = in_the_chat(self.links.details(lead.id), self.links.public_url)
        return Receipt(details, f"{details}/profile.pdf" if made else None)

    def show(self, receipt: Receipt, tracker: Tracker, dispatcher: CollectingDispatcher) -> None:
        """Say what was sent, and where it can be seen, corrected or deleted."""
        dispatcher.utter_message(
            response="utter_receipt_with_profile" if receipt.profile else "utter_receipt",
            lines=listed(answers_in(tracker), self.in_words, self.wording),
            details=receipt.details,
            profile=receipt.profile,
        )
