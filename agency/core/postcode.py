"""What counts as a UK postcode, however it is typed."""

import re
from collections.abc import Iterator
from itertools import product

LONGEST_ALONE = 12

_AREA_LETTERS = """
    AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY
    E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE
    LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL
    SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE
"""
AREAS = frozenset(_AREA_LETTERS.split())

# Seen loosely first, with O and 0 for each other; OUTWARD and INWARD then say what is true.
_FULL = re.compile(
    r"(?<![A-Z0-9])([A-Z0]{1,2}[0-9O][0-9A-Z]?)[\s.\-]{0,3}([0-9O][A-Z]{2})(?![A-Z0-9])"
)
_DISTRICT = re.compile(r"(?<![A-Z0-9])([A-Z0]{1,2}[0-9O][0-9A-Z]?)(?![A-Z0-9])")

# I for 1: "MI 4BT", "LS1 IBB"; "M20 ish" is no postcode, so a few words are left alone.
_NO_WORD = r"(?!(?:ISH|ITS|ILL|INN|IRL|IST|ILY)\b)"
_WITH_I = re.compile(
    r"(?<![A-Z0-9])([A-Z0]{1,2}[0-9OI][0-9A-Z]?)[\s.\-]{0,3}"
    rf"{_NO_WORD}([0-9OI][A-Z]{{2}})(?![A-Z0-9])"
)
# Spaces anywhere, when there is nothing else: "SK 4 4QT", "m1 4 bt".
_NOTHING_ELSE = re.compile(rf"([A-Z0]{{1,2}}[0-9OI][0-9A-Z]?){_NO_WORD}([0-9OI][A-Z]{{2}})")
_ALL_LETTERS = re.compile(r"[A-Z]{1,2}I[A-Z]?\sI[A-Z]{2}")

_OUTWARD = re.compile(
    r"[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d{1,2}|\d[A-HJKPSTUW]|[A-HK-Y]\d[ABEHMNPRV-Y])"
)
_INWARD = re.compile(r"\d[ABD-HJLNP-UW-Z]{2}")
_AREA = re.compile(r"[A-Z]{1,2}")


def find_postcode(text: str) -> str | None:
    """Return the first whole postcode in *text* as it is written on letters: "M1 4BT"."""
    upper = text.upper()
    alone = upper.strip(" .,!?")
    squeezed = re.sub(r"[\s.\-]", "", alone) if len(alone) <= LONGEST_ALONE else ""
    for match in (
        *_FULL.finditer(upper),
        *_WITH_I.finditer(upper),
        *filter(None, [_NOTHING_ELSE.fullmatch(squeezed)]),
    ):
        # "Got one" is not G0T 0NE.
        if not re.search(r"\d", match[0]) and not _ALL_LETTERS.fullmatch(text.strip()):
            continue
        outward = _tidy_outward(match[1])
        inward = match[2][0].replace("O", "0").replace("I", "1") + match[2][1:]
        if outward and _INWARD.fullmatch(inward):
            return f"{outward} {inward}"
    return None


def find_outward(text: str) -> str | None:
    """Return the first half of a postcode: "M1" from "M1 4BT", or from "somewhere in m1"."""
    if postcode := find_postcode(text):
        return postcode.split()[0]
    for match in _DISTRICT.finditer(text.upper()):
        if re.search(r"\d", match[0]) and (outward := _tidy_outward(match[1])):
            return outward
    return None


def area_of(postcode: str) -> str:
    """Return the letters a postcode, or its first half, begins with: "M" for "M1 4BT"."""
    match = _AREA.match(postcode.strip().upper())
    return match[0] if match else ""


def _tidy_outward(typed: str) -> str | None:
    for outward in _readings(typed):
        if _OUTWARD.fullmatch(outward) and area_of(outward) in AREAS:
            return outward
    return None


def _readings(typed: str) -> Iterator[str]:
    others = {"O": "O0", "0": "0O", "I": "I1"}
    return ("".join(letters) for letters in product(*(others.get(c, c) for c in typed)))


def split_place(place: str) -> tuple[str | None, str | None]:
    """Return the town and the postcode of "Stockport, SK4 4QT", or of either alone."""
    town, _, postcode = place.rpartition(", ")
    if postcode and find_outward(postcode) == postcode.split()[0]:
        return town or None, postcode
    return place or None, None
