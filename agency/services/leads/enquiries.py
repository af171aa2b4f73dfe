"""The enquiry a lead was opened with, put together again from what is kept of it."""

from agency.core.enquiry import Enquiry
from agency.storage.models import Lead


def enquiry_of(lead: Lead) -> Enquiry:
    """Return what *lead* asks, as it stands now."""
    empty = Enquiry(
        conversation_id=lead.conversation_id or "",
        kind=lead.kind,
        role=lead.role,
        question=lead.question,
        call_when=lead.call_when,
        way=lead.way,
        way_words=lead.way_words,
        language=lead.language,
    )
    known = {name: getattr(lead.candidate, name) for name in empty.about_the_person()}
    return empty.completed_with(known | {"qualifications": tuple(lead.candidate.qualifications)})
