"""How to reach somebody, as a form without script sends it, and what is wrong with it."""

from agency.core.email import find_address
from agency.core.phone import find_phone

DETAILS = ("name", "email", "phone", "question", "way", "way_words")

type Fields = dict[str, str]


class NoTroubles(dict[str, str]):
    """What is wrong with each field; nothing with the others."""

    def __missing__(self, name: str) -> str:
        return ""


def troubles_in(fields: Fields) -> dict[str, str]:
    """Return what is wrong with the details, by the field it is wrong with."""
    known = given(fields)
    email, phone = known.get("email"), known.get("phone")
    by_post = known.get("way") == "post"
    wrong = {
        "email": email
        and not find_address(email)
        and "This does not look like an e-mail address. It needs an @, as in jo@example.org.",
        "phone": phone
        and not find_phone(phone)
        and "This does not look like a telephone number. Please check its digits.",
        "way_words": by_post
        and not known.get("way_words")
        and "Please give us the address to write to.",
        "consent": fields.get("consent") != "yes"
        and "We can only keep your details if you agree to it. Nothing was kept.",
    }
    if not (email or phone or by_post):
        wrong["email"] = "Please give us an e-mail address or a telephone number."
    return {name: sentence for name, sentence in wrong.items() if sentence}


def given(fields: Fields) -> Fields:
    return {name: value for name in DETAILS if (value := fields.get(name, "").strip())}
