"""Which facts of the one job somebody is looking at a message asks for."""

import re

LONGEST_QUESTION = 140

# In the order in which they are told. A word alone is not enough: "how do I start" asks no date.
_ASKED = {
    "place": r"where(?:'s| is| are| will| would| exactly| abouts)?\b(?!.* (?:from|train|study))"
    r"|\b(?:which|what) (?:school|town|city|area|part|address|borough|council)\b"
    r"|\b(?:location|address|how far)\b",
    "pay": r"\b(?:pay|pays|paid|salary|wages?|earn|day rate|how much)\b",
    "pattern": r"\b(?:(?:what|which) (?:are the )?(?:hours|days|times)|hours|full[- ]?time|"
    r"part[- ]?time|term[- ]?time|how many (?:hours|days))\b",
    "contract": r"\b(?:permanent|temporary|temp|fixed[- ]term|contract|supply or|how long)\b",
    "starts": r"\bwhen\b.*\b(?:start|starts|begin|begins)\b|\bstart(?:ing)? date\b"
    r"|\bhow soon\b",
    "closes": r"\b(?:clos(?:e|es|ing)|deadline|apply by|last (?:day|date))\b"
    r"|\bstill (?:open|available)\b|\bhow long .*\bapply\b",
}
_WHOLE = re.compile(
    r"\b(?:tell|know|hear|say|see|find out|info\w*|details?)\b.*"
    r"\b(?:(?:this|the) (?:job|post|role|vacancy|position)|about it)\b"
    r"|^(?:what is|what's) (?:this|the) (?:job|post|role|vacancy)\b"
    r"|^more about (?:it|this)\b",
    re.IGNORECASE,
)
_FACTS = {fact: re.compile(asked, re.IGNORECASE) for fact, asked in _ASKED.items()}
# Somebody's own matters, and what holds for every job: not this one's to answer.
_NOT_THE_JOB = re.compile(
    r"\b(?:my|your|you|usually|normally|in general|generally|other|another|others|all jobs|jobs|"
    r"a (?:senco|sendco|ta|teaching assistant|support worker)|(?:child|son|daughter)(?:'s)?)\b",
    re.IGNORECASE,
)
WHOLE = "whole"


def facts_asked(text: str) -> tuple[str, ...]:
    """
    Return which facts of the job *text* asks for: `place`, `pay`, `pattern`, `contract`,
    `starts`, `closes`, or `whole` for everything; none for what is not about this job alone.
    """
    if len(text) > LONGEST_QUESTION or _NOT_THE_JOB.search(text):
        return ()
    found = tuple(fact for fact, asked in _FACTS.items() if asked.search(text))
    if found:
        return found
    return (WHOLE,) if _WHOLE.search(text) else ()
