"""Nothing about a person is kept before they say that we may."""

from agency.core.enquiry import ConsentGiven, Enquiry


class ConsentMissing(Exception):
    """Somebody tried to keep an enquiry whose sender did not agree to it."""


def require_consent(enquiry: Enquiry) -> ConsentGiven:
    """Return the consent of *enquiry*, or raise ConsentMissing."""
    if enquiry.consent is None:
        raise ConsentMissing
    return enquiry.consent
