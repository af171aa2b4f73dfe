"""What a CV says that nobody choosing a person may weigh: found, to be left out and blurred."""

import re
from dataclasses import dataclass

_VALUE = r"[ \t]{0,12}[:\-–=]?[ \t]{0,12}\n?[^\n\t|;•·]{1,60}"
_TOLD = r"[ \t]{0,12}[:=–][ \t]{0,12}\n?[^\n\t|;•·]{1,60}|[ \t]{0,8}\t[^\n\t|;•·]{1,60}"
_ILLNESS = (
    r"dyslexi[ac]|dyspraxi[ac]|adhd|autis(?:m|tic)|asperger\S{0,3}|epilep(?:sy|tic)|depression|"
    r"anxiety|diabet(?:es|ic)|asthma(?:tic)?|cancer|arthritis|fibromyalgia|ms|multiple sclerosis|"
    r"bipolar\S{0,20}|ptsd|hiv|crohn\S{0,3}|colitis|deaf|blind|disabled|pregnant|"
    r"a (?:physical |registered |hidden )?disability|hearing loss|visual impairment|long covid"
)
_NATIONS = (
    r"british|english|scottish|welsh|irish|polish|romanian|spanish|french|german|italian|nigerian|"
    r"indian|pakistani|bangladeshi|jamaican|ghanaian|somali|kenyan|american|canadian|australian|"
    r"south african|zimbabwean|portuguese|greek|chinese|ukrainian|bulgarian|hungarian|eu|uk"
)
_PATTERNS = {
    "date of birth": rf"\b(?:date[ ]of[ ]birth|d\.?o\.?b\b\.?|birth[ ]?date|"
    rf"place[ ]of[ ]birth){_VALUE}"
    r"|(?:(?<=\n)|^)[ \t]{0,4}born[ \t:]{0,4}\n[^\n\t|;•·]{1,60}"
    rf"|\bborn(?:{_TOLD}|[ ](?:on[ ]|in[ ])[^\n\t|;•·,]{{1,40}})"
    r"|\bage(?:d)?[ \t]{0,4}[:=–-]?[ \t]{0,4}\d{2}\b(?![ ]?(?:\+|to|–|-|and|years? experience))"
    r"|\bI(?:[ ]am|['’]m)[ ](?:aged[ ])?\d{2}(?=[ ](?:and|but|now)\b|[,.;])"
    r"|\bI[ ]am[ ]\d{2}[ ]years[ ]old\b|\b\d{2}[ ]years[ ]old\b",
    "nationality": rf"\b(?:nationality|citizenship){_VALUE}"
    rf"|\b(?:{_NATIONS})[ ](?:citizen|national|passport holder)\b",
    "marital status": rf"\b(?:marital|civil|family)[ ]status{_VALUE}"
    r"|\b(?:I[ ]am[ ]|happily[ ])(?:married|single|divorced|widowed|separated|engaged)\b[^\n\t|"
    r";•·.]{0,40}"
    r"|\bmarried[ ](?:with|to)\b[^\n\t|;•·.]{0,40}",
    "personal": rf"\b(?:gender|sex|religion|faith|ethnicity|ethnic origin|"
    rf"sexual orientation)(?:{_TOLD})",
    "health": rf"\b(?:(?:state[ ]of[ ])?health|disabilit(?:y|ies)|medical conditions?)(?:{_TOLD})"
    rf"|\b(?:I|who)[ ](?:myself[ ])?(?:have|had|live with|suffer from|suffered from|was diagnosed "
    rf"with|"
    rf"am|am also|have been diagnosed with|struggle with)[ ](?:{_ILLNESS})\b[^\n\t|;•·.]{{0,40}}"
    r"|\b(?:returning|returned|back|recovered|recovering)\b(?:[ ]to[ ]work)?"
    r"[ ](?:after|following|from)[ ]"
    r"[^\n.;•]{0,25}\b(?:illness|cancer|chemotherapy|surgery|stroke|breakdown|depression|burnout)\b"
    r"[^\n\t|;•·.]{0,40}"
    r"|\b(?:my|own)[ ](?:own[ ])?(?:dyslexia|adhd|autism|disability|illness|mental health|"
    r"condition)\b",
    "national insurance number": r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ ]?\d{2}"
    r"[ ]?\d{2}[ ]?\d{2}[ ]?[A-D]\b"
    rf"|\b(?:national insurance|n\.?i\.?)[ ](?:no|number)\b\.?{_VALUE}"
    rf"|\bpassport[ ](?:no|number)\b\.?{_VALUE}",
}
_PRIVATE = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _PATTERNS.items()}


@dataclass(frozen=True)
class PrivateSpan:
    """A stretch of a text that is blurred, and what kind of thing it says."""

    start: int
    end: int
    kind: str


def private_spans(text: str) -> tuple[PrivateSpan, ...]:
    """
    Return what to blur in *text*: birth, nationality, marital status, health and the like.

    The number of the National Insurance is found by its shape, wherever it stands.
    """
    spans = [
        PrivateSpan(match.start(), match.end(), kind)
        for kind, pattern in _PRIVATE.items()
        for match in pattern.finditer(text)
    ]
    return tuple(sorted(spans, key=lambda span: (span.start, span.end)))


def without_private(text: str) -> str:
    """Return *text* at the same length, with nothing where something private stood."""
    for span in private_spans(text):
        blank = re.sub(r"[^\n\t]", " ", text[span.start : span.end])
        text = text[: span.start] + blank + text[span.end :]
    return text
