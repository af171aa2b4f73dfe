"""Slips in a typed e-mail address, and the address that was probably meant."""

import re

from agency.core.doubt import Doubt
from agency.core.email import LONGEST_TEXT, find_address, find_addresses
from agency.core.spelling import slips_between

MISTYPED = "email_mistyped"
UNFINISHED = "email_unfinished"
SPACES = "email_spaces"
TWO = "email_two"
MOST_CHOICES = 3

_COMMON_WORDS = """
    gmail.com googlemail.com hotmail.com hotmail.co.uk outlook.com yahoo.com yahoo.co.uk icloud.com
    live.co.uk live.com btinternet.com virginmedia.com talktalk.net protonmail.com proton.me
    ntlworld.com sky.com aol.com msn.com me.com blueyonder.co.uk tiscali.co.uk
"""
_COMMON = tuple(_COMMON_WORDS.split())
_LIKE_COMMON_BUT_REAL_WORDS = """
    mail.com email.com ymail.com cloud.com outlook.co gmx.com mac.com mail.co.uk live.co ms.com
    gmx.co.uk yahoo.co.in yahoo.ie hotmail.ca hotmail.it hotmail.es hotmail.de hotmail.fr
    outlook.ie outlook.co.uk aim.com
"""
_LIKE_COMMON_BUT_REAL = frozenset(_LIKE_COMMON_BUT_REAL_WORDS.split())
# These providers have no addresses under .co.uk, whatever people add to theirs.
_ONLY_COM = {
    f"{name}.{ending}": f"{name}.com"
    for name in ("gmail", "googlemail", "icloud")
    for ending in ("co.uk", "uk", "co")
}
_BOTH = ("hotmail", "yahoo", "live")
_COM = re.compile(
    r"\.(?:c[on]n|cim|cmo|vom|xom|dom|ocm|comm|cpm|coom|clm|con?m|om|cm|comn|come|copm)$"
)
_CO_UK = re.compile(
    r"\.(?:co,uk|couk|co\.(?:ul|uj|ik|yk|u|k|ku|kk|uki|ukk|uc|jk|ui|um|uh|il)|"
    r"(?:con|com|cp|vo|ci|o|c|coo)\.uk|ac,uk)$"
)
_COM_OR_CO_UK = re.compile(r"\.(?:cok|couk|cou|coj)$")
_OTHER_ENDINGS = (
    (re.compile(r"\.(?:ogr|orgg|orh|prg|og)$"), ".org"),
    (re.compile(r"\.(?:nte|neet|nett)$"), ".net"),
)
_NO_DOT = re.compile(
    r"([a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64})@([a-z0-9-]{2,40})(?![\w.@-])", re.IGNORECASE
)
_SPOKEN_NO_DOT = re.compile(
    r"([\w.+'-]{1,64})\s{1,2}at\s{1,2}([a-z]{3,40}(?:\s(?:com|co\s?uk))?)\W*$", re.IGNORECASE
)
_NO_AT = re.compile(
    r"(?<![\w.@/-])(?!www\.)([a-z0-9][\w.+'-]{0,60}?)[.,]?\s?(?<!https)(?<!http)"
    rf"({'|'.join(re.escape(domain) for domain in _COMMON if len(domain) > 8)})\W*$",
    re.IGNORECASE,
)
_WORDS_BEFORE = re.compile(
    r"\W*(?:(?:(?:it'?s|its|my (?:e-?mail|address)(?: address)?(?: is|'s)?|e-?mail|sure|ok|yes|"
    r"yeah|is)\b[\s:,-]*){0,3})((?:[a-z][a-z'.-]{0,20}\s+){1,2})([a-z0-9._+'-]{1,30}(?:\s\d{1,4})?)"
    r"\s{0,2}(?:@|\s\W?at\W?\s)",
    re.IGNORECASE,
)
_ORDINARY_WORDS = """
    email mail address is my the it its it's at a an use and or you can me i i'm contact on to
    reach best try name email's send work personal this that here sure yes yeah ok also just
    please hi hello um erm so oh well mailto am looking live teach based dot underscore dash
    hyphen either both new old other same gmail main one
"""
_ORDINARY = frozenset(_ORDINARY_WORDS.split())


def suggest_domain(address: str) -> str | None:
    """Return the whole *address* with its domain's slip mended: jo@gmial.com, jo@gmail.com."""
    return next(iter(suggest_addresses(address)), None)


def suggest_addresses(address: str) -> tuple[str, ...]:
    """Return what a mistyped *address* may have been meant to be; nothing where it looks right."""
    mailbox, _, domain = address.casefold().partition("@")
    if domain in _COMMON or domain in _LIKE_COMMON_BUT_REAL:
        return ()
    mended = [_nearest(each) or each for each in _endings(domain)]
    meant = dict.fromkeys(each for each in mended if each != domain)
    return tuple(f"{mailbox}@{each}" for each in meant)


def doubt_address(text: str) -> Doubt | None:
    """
    Return what to ask about a typed address, best question first.

    Two addresses: which? Words before it: is the space a dot? A slip in the domain: did you
    mean this one? No dot, or no "@": the whole address is offered.
    """
    text = text[:LONGEST_TEXT].replace("\u2019", "'")
    every = find_addresses(text)
    if len(every) > 1:
        return Doubt(TWO, tuple(every[:MOST_CHOICES]))
    address = find_address(text)
    if address is None:
        choices = _unfinished(text)
        return Doubt(UNFINISHED, choices[:MOST_CHOICES]) if choices else None
    if choices := _without_spaces(text, address):
        return Doubt(SPACES, choices)
    if choices := suggest_addresses(address):
        return Doubt(MISTYPED, choices[:MOST_CHOICES])
    return None


def _endings(domain: str) -> list[str]:
    name = domain.partition(".")[0]
    if domain in _ONLY_COM:
        return [_ONLY_COM[domain]]
    if domain in [f"{each}.co" for each in _BOTH]:
        return [f"{name}.com", f"{name}.co.uk"]
    if name in _BOTH and _COM_OR_CO_UK.search(domain) and not domain.endswith(".couk"):
        return [f"{name}.com", f"{name}.co.uk"]
    if _CO_UK.search(domain):
        return [_CO_UK.sub(".co.uk", domain)]
    if _COM.search(domain):
        return [_COM.sub(".com", domain)]
    for slip, ending in _OTHER_ENDINGS:
        domain = slip.sub(ending, domain)
    return [domain]


def _nearest(domain: str) -> str | None:
    if domain in _COMMON or domain in _LIKE_COMMON_BUT_REAL:
        return None
    if domain in _ONLY_COM:
        return _ONLY_COM[domain]
    ending = domain.partition(".")[2]
    best, fewest = None, 3
    for known in _COMMON:
        their_name, _, their_ending = known.partition(".")
        if len(their_name) < 4 or abs(len(known) - len(domain)) > 2:
            continue
        slips = slips_between(domain, known)
        # Two slips are believed in a long name alone: "icould.com".
        near = slips == 1 or (slips == 2 and len(their_name) > 5 and ending == their_ending)
        if near and slips < fewest:
            best, fewest = known, slips
    return best


def _unfinished(text: str) -> tuple[str, ...]:
    if match := _NO_DOT.search(text) or _SPOKEN_NO_DOT.search(text):
        mailbox, host = match[1].casefold(), "".join(match[2].casefold().split())
        if mailbox.split()[-1] in _ORDINARY:
            return ()
        whole = [d for d in _COMMON if d.replace(".", "") == host or host == f"{d.split('.')[0]}co"]
        named = [d for d in _COMMON if d.partition(".")[0] == host]
        near = [
            d for d in _COMMON if len(host) > 4 and slips_between(d.partition(".")[0], host) == 1
        ]
        return tuple(f"{mailbox}@{domain}" for domain in whole or named or near)
    joined = find_address("".join(text.split())) if text.count("@") == 1 else None
    if joined and joined.partition("@")[2] in _COMMON:
        return (joined,)  # "jo@g mail.com"
    if "@" not in text and (match := _NO_AT.search(text)):
        mailbox = match[1].casefold().strip(".")
        if mailbox and mailbox not in _ORDINARY:
            return (f"{mailbox}@{match[2].casefold()}",)
    return ()


def _without_spaces(text: str, address: str) -> tuple[str, ...]:
    match = _WORDS_BEFORE.match(text)
    if not match:
        return ()
    words = [*match[1].casefold().split(), *match[2].casefold().split()]
    last = words.pop()
    if last.isdigit() and len(words) > 1:
        last = words.pop() + last
    mailbox, _, domain = address.partition("@")
    if any(word.strip(".'-") in _ORDINARY for word in words) or any(
        word in mailbox for word in words
    ):
        return ()
    if last != mailbox:
        return ()
    return tuple(f"{mark.join([*words, mailbox])}@{domain}" for mark in ("", "."))
