"""The jobs we recruit for."""

from enum import StrEnum


class Role(StrEnum):
    """A job in a school. What a person may do at the desk is called access."""

    SEN_SUPPORT_WORKER = "sen_support_worker"
    SEMH_SUPPORT_WORKER = "semh_support_worker"
    SENCO = "senco"


def find_role(text: object) -> Role | None:
    """Return the role whose id is *text*; the words people use for it live in data/lexicon."""
    try:
        return Role(str(text))
    except ValueError:
        return None
