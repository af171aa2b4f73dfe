"""How one attempt to deliver news ended. The words a person reads for each are the desk's."""

from enum import StrEnum


class Outcome(StrEnum):
    """A class of endings: it says what to look into, and nothing of anybody's."""

    SENT = "sent"
    BUSY = "busy"  # the other side said: later
    REFUSED = "refused"  # the other side said no
    GONE = "gone"  # a receiver that wants no more news
    REDIRECTED = "redirected"
    UNREACHABLE = "unreachable"
    TOO_SLOW = "too_slow"
    NOT_TRUSTED = "not_trusted"  # no TLS, or a certificate nobody vouches for
    NOT_LET_IN = "not_let_in"  # our name or password is wrong there
    PRIVATE = "private"  # the address leads into a private network
    NO_ADDRESS = "no_address"
    NOT_SET = "not_set"
    NEVER_FINISHED = "never_finished"  # whoever sent it died on the way
    FAILED = "failed"  # nobody foresaw it
