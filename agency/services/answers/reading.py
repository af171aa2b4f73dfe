"""How hard a text is to read: Flesch and Kincaid's formula, as an age instead of a school grade."""

import re
from functools import lru_cache

LINK = re.compile(r"\[([^\][\n]{1,200})\]\([^()\s]{1,1000}\)")
# A list's items and a colon's two halves are read one at a time, like sentences.
PAUSE = re.compile(r"\n\s*\n|\n(?=\s*[-•*] )|(?<=[.!?;:])\s+")
WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")
VOWELS = re.compile(r"[aeiouy]+")
TWO_SYLLABLES = re.compile(r"i[aou](?<![ctsgx]i[aou])|eo(?![u])")
SILENT_END = re.compile(r"(?<=[^aeiouy])(?:(?<!l)e|(?<=[aeiou]l)e|(?<![td])ed|(?<![szxcgh])es)$")
INITIALS = re.compile(r"[A-Z]{2,}s?")
AGE_AT_GRADE_NOUGHT = 5


@lru_cache(maxsize=1024)  # a list of answers asks for the same ones again
def reading_age(text: str) -> float:
    """
    Return the age at which most people can read *text* with ease.

    Initials such as TA count as one syllable: whoever asks about them says them at a stroke.
    """
    plain = LINK.sub(r"\1", text).replace("**", "")
    sentences = [words for part in PAUSE.split(plain) if (words := WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return AGE_AT_GRADE_NOUGHT
    per_sentence = len(words) / len(sentences)
    per_word = sum(map(syllables, words)) / len(words)
    grade = 0.39 * per_sentence + 11.8 * per_word - 15.59
    return round(max(grade, 0) + AGE_AT_GRADE_NOUGHT, 1)


def syllables(word: str) -> int:
    """Return about how many syllables an English word has."""
    if INITIALS.fullmatch(word):
        return 1
    low = re.sub(r"['’].*", "", word.lower())
    # A last e is silent, and so are most of -es and -ed; that of "little" is heard.
    heard = re.sub(
        r"(?<=[^aeiouy])(?:(?<!l)e|(?<=[aeiou]l)e|(?<![td])ed|(?<![szxcgh])es)$", "", low
    )
    return max(len(VOWELS.findall(heard)) + len(TWO_SYLLABLES.findall(heard)), 1)
