"""Tells a question from an answer, where any words at all could be the answer."""

import re

_QUESTION = re.compile(
    r"\W*(?:(?:sorry|ok|okay|hi|erm?|um|but|and|so|wait|hang on|hmm+)\b\W*){0,3}(?:"
    r"(?:why|wh?y)\b(?! not)|wat\b|pardon\b|what\b(?!'?s? ?ever| about| suits| you (?:need|want))|"
    r"(?:who|whose|which)\b(?! ?ever)|how\b(?! about)|"
    r"(?:when|where)(?:'s| (?:do|does|is|are|would|will|can|should|did))\b|"
    r"(?:do|does|did|are|have|will|would|can|could) (?:you|they|it|there)\b|"
    r"(?:is|are) (?:it|this|that|there|they)\b|"
    r"(?:can|could|may|should|must|do|am) i\b(?=.*\?)|"
    r"can i (?:ask|talk|speak|see|think)\b)",
    re.IGNORECASE | re.DOTALL,
)


def is_question(text: str) -> bool:
    """Say whether *text* asks us something, as far as its first words tell."""
    return bool(_QUESTION.match(text[:200].replace("\u2019", "'")))
