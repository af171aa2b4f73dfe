"""What one answer to a form says, read quietly: nothing is said to the visitor here."""

import re
from typing import Any

from actions.clock import Clock
from actions.places import PlaceReader
from actions.vocabulary import Vocabulary, whole
from agency.core.checks import DBS, RIGHT_TO_WORK, find_dbs, find_right_to_work
from agency.core.doubt import Doubt
from agency.core.email import find_address
from agency.core.email_slips import doubt_address
from agency.core.experience import find_years
from agency.core.names import find_name, surname_first
from agency.core.own_words import tidy_occupation, tidy_words
from agency.core.phone import find_phone_and_extension
from agency.core.phone_doubts import doubt_phone
from agency.core.questions import is_question
from agency.core.roles import find_role
from agency.core.surnames import is_surname
from agency.core.yes_or_no import NO, YES, find_yes_or_no, is_refusal

LONGEST_QUALIFICATION = 120
LONGEST_ANSWER = 200

_PIECES = re.compile(r"[,;\n+]+|(?<=[a-z])\.\s")
_AND = re.compile(r"\s+and\s+|\s*&\s*", re.IGNORECASE)
_MORE_OF_THE_SAME = re.compile(
    r"(?:grade|level|at|in|from|with|passed|distinction|merit|\d)", re.IGNORECASE
)
_NONE_AT_ALL = re.compile(
    r"\W*(?:i\s|we\s)?(?:(?:have|'?ve|got|do|am|i'm|left school with)\s)?(?:no|not got|"
    r"haven'?t(?: got)?|did(?:n'?t| not) (?:do|get|pass)|never (?:did|got|passed)|don'?t have|"
    r"without|zero|nothing|none|zilch|nowt|nada|not really|not yet)"
    r"(?: any| an?| real| formal| proper| relevant| special)*"
    r"(?: qualifications?| quals?| qualis| certificates?| certs?| training| courses?)?"
    r"(?: yet| really| sorry| at all| as such| so far| i'm afraid| atm| at the moment)*\W*",
    re.IGNORECASE,
)
# What a title of ours would leave out, and a school asks for by name.
_SUBJECTS = re.compile(r"\b(?:english|maths?|mathematics|science|welsh)\b", re.IGNORECASE)
_GCSE = re.compile(r"\bgcse('?s?)\b", re.IGNORECASE)
_ENGLISH = re.compile(r"\benglish\b")
_BORN_IN = re.compile(r"\bborn (?:and (?:bred|raised) )?(?:in|near) ", re.IGNORECASE)
_GRADE_AT_END = re.compile(r"\b[A-E]\*?\W*$")
# "Can you do Monday at 10?" is a time, and no question of what we can do.
_RING_ME = re.compile(
    r"\W*(?:can|could|would|will) (?:you|they|someone|somebody)(?: please| possibly)? "
    r"(?:do|make|manage|try|ring|call|phone)(?: me| it)?(?: back)?(?: on| at)?\b\s*(?=\w)",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_LEADING = re.compile(
    r"(?:(?:i've got|i have|i've|i hold|i did|i got|i also (?:have|got|did|hold)|and|also|then|yes|"
    r"well|so|just|got|have|my|an?)"
    r"\b(?!')[\s,]*)+",
    re.IGNORECASE,
)
_PLACE_NAME = re.compile(r"[^\W\d_](?:[ .'’-]{0,2}[^\W\d_]){1,58}")


class Readings:
    """Reads answers with the lexicon and the core."""

    def __init__(self, vocabulary: Vocabulary, clock: Clock) -> None:
        self.vocabulary = vocabulary
        self.clock = clock
        self.places = PlaceReader(vocabulary)

    def read(self, slot: str, text: str) -> Any:
        """Return what *text* says when *slot* is asked for, or None."""
        reader = getattr(self, f"read_{slot}", None)
        if reader:
            return reader(text)
        kept = " ".join(text.split())
        return kept if 0 < len(kept) <= LONGEST_ANSWER else None

    def doubt(self, slot: str, text: str) -> Doubt | None:
        """
        Return what to ask before *text* is kept for *slot*, or None: look here first, then `read`.

        `Doubt.about` names the question. With a value that `read` keeps if the visitor stands by
        it: email_mistyped, email_spaces, email_two (choices: whole addresses), phone_two,
        phone_abroad (numbers, as `say_phone` says them), place_shared ("Newport, Gwent"),
        place_outward (no choices: the rest of the postcode, if they like). Instead of "not
        understood", where `read` keeps nothing: email_unfinished (whole addresses),
        phone_no_country ("+353..."), phone_too_short, phone_too_long, phone_not_ringable (no
        choices), place_misspelt (names of places). Every choice can be given back to `read` as an
        answer.
        """
        asks = {"email": doubt_address, "phone": doubt_phone, "place": self.places.doubt}
        return asks[slot](text) if slot in asks else None

    def read_consent(self, text: str) -> bool | None:
        """Return True or False where *text* says so plainly; "maybe" is neither."""
        return {YES: True, NO: False}.get(find_yes_or_no(text) or "")

    def read_current_occupation(self, text: str) -> str | None:
        return tidy_occupation(text)

    def read_availability(self, text: str) -> str | None:
        return tidy_words(text)

    def read_start(self, text: str) -> str | None:
        return tidy_words(text)

    def read_when(self, text: str) -> str | None:
        return tidy_words(_RING_ME.sub("", text, count=1))

    def read_role(self, text: str) -> str | None:
        named = self.vocabulary.roles.find(text)
        role = find_role(text) or (find_role(named[-1]) if named else None)
        return str(role) if role else None

    def read_name(self, text: str) -> str | None:
        """Return the name; "O'Shea, Patrick" is turned round, "Patrick, Leeds" is not."""
        turned = surname_first(text)
        if turned is None or self.is_no_first_name(turned[0]):
            return find_name(text)
        return turned[1]

    def is_no_first_name(self, text: str) -> bool:
        vocabulary = self.vocabulary
        is_place = whole(vocabulary.places, text) is not None
        is_role = whole(vocabulary.roles, text) is not None
        return is_place or is_role or whole(vocabulary.occupations, text) is not None

    def is_only_a_job(self, name: str) -> bool:
        """Say whether *name* is a job, and nobody's surname that we know."""
        known = whole(self.vocabulary.occupations, name) is not None
        return known and not is_surname(name)

    def names_work(self, text: str) -> bool:
        return bool(self.vocabulary.occupations.find(text) or self.vocabulary.roles.find(text))

    def read_email(self, text: str) -> str | None:
        return find_address(text)

    def read_phone(self, text: str) -> str | None:
        return find_phone_and_extension(text)

    def read_place(self, text: str) -> str | None:
        """Return the postcode, the town, or "Stockport, SK4 4QT"; only places that we know."""
        return self.places.read(text)

    def read_experience(self, text: str) -> float | None:
        return find_years(text, self.clock().year)

    def read_qualifications(self, text: str) -> list[str] | None:
        """Return what was named; each piece as typed, unless it is only a name that we know."""
        text = " ".join(text.split())
        if is_question(text) or not any(c.isalnum() for c in text):
            return None
        if is_refusal(text) or _NONE_AT_ALL.fullmatch(text):
            return []
        if find_yes_or_no(text) == NO:
            return [text]  # "no QTS yet" must not become QTS
        kept: list[str] = []
        for piece in self._pieces(text):
            known = whole(self.vocabulary.qualifications, piece)
            said = self.vocabulary.title("qualifications", known) if known else tidy(piece)
            lost = {*_DIGIT.findall(piece), *map(str.casefold, _SUBJECTS.findall(piece))}
            lost = {each for each in lost if each not in said.casefold()}
            if known and (lost or _GRADE_AT_END.search(piece)):
                said = tidy(piece)  # "NVQ" would lose the level of "nvq 2", "GCSE" the grade
            if kept and not known and _MORE_OF_THE_SAME.match(said):
                kept[-1] = f"{kept[-1]}, {said}"[:LONGEST_QUALIFICATION]
            elif said:
                kept.append(said)
        return list(dict.fromkeys(kept)) or None

    def read_right_to_work(self, text: str) -> str | None:
        """Return yes, no or not_sure; who was born in Leeds was born here."""
        if text in RIGHT_TO_WORK:
            return text
        born = _BORN_IN.search(text)
        if born and self.vocabulary.nation_of(text[born.end() :]):
            text = f"{text[: born.end()]}the UK, {text[born.end() :]}"
        return find_right_to_work(text)

    def read_dbs(self, text: str) -> str | None:
        return text if text in DBS else find_dbs(text)

    def _pieces(self, text: str) -> list[str]:
        pieces: list[str] = []
        for part in filter(str.strip, _PIECES.split(text)):
            sides = _AND.split(part)
            known = [whole(self.vocabulary.qualifications, side) for side in sides]
            together = whole(self.vocabulary.qualifications, part)
            pieces += sides if any(known) and not together else [part]
        return pieces


def tidy(piece: str) -> str:
    """Return one qualification as typed, without the words that lead up to it."""
    piece = piece.strip(" .!-–•*")
    left = _LEADING.sub("", piece, count=1) if _LEADING.match(piece) else piece
    left = (left or piece)[:LONGEST_QUALIFICATION].strip()
    return _ENGLISH.sub("English", _GCSE.sub(r"GCSE\1", left))


def looks_like_a_place(text: str) -> bool:
    """Say whether *text* could be the name of a place that we do not know."""
    return len(text) <= 60 and bool(_PLACE_NAME.fullmatch(text))
