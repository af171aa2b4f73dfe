"""A candidate as a vCard 4.0 (RFC 6350), for an address book."""

import re

from agency.storage.models import Candidate, Lead

LINE = 75  # octets, without the line's end
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_NUMBER = re.compile(r"\+\d{7,15}(?:;ext=\d{1,6})?")


def write_vcard(lead: Lead) -> bytes:
    """
    Return how the lead's candidate is reached.

    No part of a name is taken for a family's: people's names are built in many ways.
    """
    who = lead.candidate
    lines = ["BEGIN:VCARD", "VERSION:4.0", "PRODID:-//agency//desk//EN"]
    lines += [f"FN:{_text(who.name or '') or lead.reference}"]
    if not lead.kind.seeks_work and who.current_occupation:
        lines.append(f"ORG:{_text(who.current_occupation)}")
    elif who.current_occupation:
        lines.append(f"TITLE:{_text(who.current_occupation)}")
    if who.email:
        lines.append(f"EMAIL:{_text(who.email)}")
    lines += _telephone(who)
    if who.town or who.postcode:
        lines.append(f"ADR:;;;{_text(who.town or '')};;{_text(who.postcode or '')};")
    lines += [f"NOTE:{lead.reference}", f"REV:{lead.opened_at:%Y%m%dT%H%M%SZ}", "END:VCARD"]
    return b"".join(_folded(line) for line in lines)


def _telephone(who: Candidate) -> list[str]:
    if not who.phone:
        return []
    if _NUMBER.fullmatch(who.phone):
        return [f"TEL;VALUE=uri:tel:{who.phone}"]
    return [f"TEL;VALUE=text:{_text(who.phone)}"]


def _text(value: str) -> str:
    """Return *value* escaped: no name ends its line, or its part of the line, early."""
    tidy = _UNSEEN.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    tidy = re.sub("[\n\u2028\u2029]", "\n", tidy)
    for raw, escaped in (("\\", "\\\\"), (",", "\\,"), (";", "\\;"), ("\n", "\\n")):
        tidy = tidy.replace(raw, escaped)
    return tidy


def _folded(line: str) -> bytes:
    """Return a line in pieces of 75 octets at most, no letter cut in two."""
    pieces, piece, room = [], b"", LINE
    for letter in line:
        octets = letter.encode()
        if len(piece) + len(octets) > room:
            pieces.append(piece)
            piece, room = b"", LINE - 1  # the blank that begins it counts
        piece += octets
    return b"\r\n ".join([*pieces, piece]) + b"\r\n"
