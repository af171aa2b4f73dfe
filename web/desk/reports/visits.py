"""Reports of visits: how far people came, from which pages, and where a form lost them."""

from collections import Counter
from collections.abc import Mapping, Sequence

from agency.core.registration import slots_of
from agency.core.small_counts import Hidden, Shown, hide_nested, hide_one, hide_table
from agency.services.reports.reports import Funnel
from web.desk.pages import in_words
from web.desk.reports.charts import Bar, draw_bars
from web.desk.reports.sections import Section, Value, say, share, with_before

NESTED = ("opened", "started", "lead", "contacted", "registered", "placed")
BESIDE = ("asked", "cv")
STEPS = {
    "seen": "Page seen",
    "opened": "Chat opened",
    "asked": "Asked a question",
    "started": "Began a form",
    "cv": "Sent a CV",
    "lead": "Became a lead",
    "contacted": "Contacted",
    "registered": "Registered",
    "placed": "Placed",
}
LEAD_STEPS = ("lead", "contacted", "registered", "placed")
FORMS = {
    "registration": "Registration",
    "callback": "Asking for a call",
    "message": "Leaving a message",
    "client": "Asking for staff",
    "self_check": "Checking whether the work suits",
}
QUESTIONS = {
    "cv": "CV",
    "dbs": "DBS",
    "role": "Which role",
    "email": "E-mail",
    "when": "When to call",
    "need": "What is needed",
    "right_to_work": "Right to work",
    "current_occupation": "Work today",
    "summary": "Summary, and send",
    "contact": "How to reach them",
    "consent": "Privacy notice",
}
AGAIN = {
    "help": "Asked why we ask",
    "question": "Asked something else",
    "no_address": "No e-mail address in it",
    "broken_address": "Not a whole e-mail address",
    "no_number": "No number in it",
    "short_number": "Too few digits",
    "broken_number": "Not a telephone number",
    "long_answer": "A long answer",
    "other_words": "Other words",
}
MOST_PAGES = 25
OTHER_PAGES = "All other pages"
NO_PAGE = "Not told"


def shown_steps(steps: Mapping[str, int], which: Sequence[str]) -> dict[str, Shown]:
    """Return the steps that may be shown; each is compared with those it is a part of."""
    nested = [step for step in NESTED if step in which]
    shown = dict(zip(nested, hide_nested([steps[step] for step in nested]), strict=True))
    for step in BESIDE:
        if step in which:
            shown[step] = hide_nested([steps["opened"], steps[step]])[-1]
    return shown


def funnel_sections(
    now: Funnel, before: Funnel, *, by_role: bool, by_branch: bool
) -> list[Section]:
    """Return the way from page to placement, and the leads by branch and by role."""
    which = [step for step in STEPS if step != "seen"]
    if by_role:
        which = [step for step in which if step not in ("opened", "asked")]
    if by_branch:
        which = list(LEAD_STEPS)
    shown, earlier = shown_steps(now.steps, which), shown_steps(before.steps, which)
    seen = ""
    if not (by_role or by_branch):
        shown = {"seen": hide_one(now.seen), **shown}
        earlier = {"seen": hide_one(before.seen), **earlier}
        told = with_before(shown["seen"], earlier["seen"])
        seen = f"Pages with the chat on them were seen: {told}. The bars begin with the chat. "
    order = [step for step in STEPS if step in shown]
    whole = shown[next(step for step in order if step != "seen")]
    rows: list[list[Value]] = [
        [
            STEPS[step],
            shown[step],
            share(shown[step], whole) if step != "seen" else None,
            earlier[step],
        ]
        for step in order
    ]
    bars = [
        Bar(STEPS[step], shown[step], with_before(shown[step], earlier[step]), None, earlier[step])
        for step in order
        if step != "seen"
    ]
    says = "; ".join(f"{bar.label}: {bar.says}" for bar in bars) + "."
    of = STEPS[next(step for step in order if step != "seen")].lower()
    sections = [
        Section(
            "funnel",
            "From page to placement",
            f"{seen}Counted is everybody whose chat was opened in these weeks, as far as they have "
            "come by today; who came lately has had less time. Not everybody asks a question or "
            "sends a CV on the way to a lead.",
            ["Step", "People", f"Of those with “{of}”", "Period before"],
            rows if any(value for value in shown.values()) else [],
            [draw_bars("funnel", "From page to placement", says, bars)],
            legend=("bar", "before"),
        )
    ]
    if not by_branch:
        sections.append(_leads_by("branches", "Leads by branch", "Branch", now.branches))
    if not by_role:
        roles = {in_words("role", role): steps for role, steps in now.roles.items()}
        sections.append(_leads_by("roles", "Leads by role", "Role", roles))
    return sections


def _leads_by(key: str, title: str, heading: str, found: Mapping[str, Counter[str]]) -> Section:
    named = sorted(((n, s) for n, s in found.items() if s["lead"]), key=lambda e: -e[1]["lead"])
    table = hide_table([[steps[step] for step in LEAD_STEPS] for _, steps in named])
    rows: list[list[Value]] = [
        [name, *cells] for (name, _), cells in zip(named, table, strict=True)
    ]
    bars = [
        Bar(name, cells[0], f"{say(cells[0])}, placed {say(cells[3])}", cells[3])
        for (name, _), cells in zip(named, table, strict=True)
    ]
    says = "; ".join(f"{bar.label}: {bar.says}" for bar in bars) + "."
    return Section(
        key,
        title,
        "The whole bar is leads; its filled part those who are placed.",
        [heading, *(STEPS[step] for step in LEAD_STEPS)],
        rows,
        [draw_bars(key, title, says, bars)],
        legend=("outline", "part"),
    )


def question_sections(found: Mapping[str, Counter[str]]) -> list[Section]:
    """Return what became of the questions of each form, and why some were asked again."""
    sections = []
    for form, title in FORMS.items():
        begun = found.get(form, Counter())
        order = _order(form, found)
        if begun["begun"]:
            sections.append(_one_form(form, title, begun, order, found))
    again = _again(found)
    return (
        [*sections, again]
        if sections
        else [_one_form("registration", FORMS["registration"], Counter(), [], found)]
    )


def _order(form: str, found: Mapping[str, Counter[str]]) -> list[str]:
    asked = [about.partition(":")[2] for about in found if about.startswith(f"{form}:")]
    known = slots_of(form, {})
    return sorted(asked, key=lambda slot: (known.index(slot) if slot in known else 99, slot))


def _one_form(
    form: str,
    title: str,
    begun: Counter[str],
    order: Sequence[str],
    found: Mapping[str, Counter[str]],
) -> Section:
    rows: list[list[Value]] = []
    bars = []
    for slot in order:
        of = found[f"{form}:{slot}"]
        asked, answered = hide_nested([of["asked"], of["answered"]])
        left, again = _beside(of["left"], asked, answered), hide_one(_asked_again(of))
        rows.append([question(slot), asked, answered, left, again, hide_one(of["again help"])])
        bars.append(Bar(question(slot), asked, f"{say(asked)}, left {say(left)}", answered))
    first, last = hide_nested([begun["begun"], begun["sent"]])
    says = "; ".join(f"{bar.label}: asked {bar.says}" for bar in bars) + "."
    return Section(
        form,
        title,
        f"Begun: {say(first)}. Sent: {say(last)}. The whole bar is those who were asked, its "
        "filled part those who answered. Left is where somebody said nothing for an hour, or "
        "stopped; who goes on later is counted no more.",
        ["Question", "Asked", "Answered", "Left here", "Asked again", "Asked why"],
        rows,
        [draw_bars(f"form-{form}", title, says, bars)],
        legend=("outline", "part"),
    )


def _beside(left: int, asked: Shown, answered: Shown) -> Shown:
    """Return how many left, unless what stands beside it is hidden for being near."""
    if isinstance(answered, Hidden) and answered.near is not None and left:
        return Hidden()
    return hide_one(left) if not isinstance(asked, Hidden) else Hidden()


def _asked_again(of: Counter[str]) -> int:
    return sum(
        count
        for detail, count in of.items()
        if detail.startswith("again ") and detail != "again help"
    )


def _again(found: Mapping[str, Counter[str]]) -> Section:
    reasons: Counter[tuple[str, str]] = Counter()
    for about, of in found.items():
        form, _, slot = about.partition(":")
        for detail, count in of.items():
            kind, _, why = detail.partition(" ")
            if kind == "again" and why != "help":
                where = question(slot)
                if form != "registration":
                    where = f"{where} ({FORMS.get(form, form).lower()})"
                reasons[where, AGAIN.get(why, why).lower()] += count
    rows: list[list[Value]] = [
        [where, why, hide_one(count)] for (where, why), count in reasons.most_common(30)
    ]
    bars = [
        Bar(f"{where}: {why}", hide_one(count), say(hide_one(count)))
        for (where, why), count in reasons.most_common(10)
    ]
    says = "; ".join(f"{bar.label}: {bar.says}" for bar in bars) + "."
    return Section(
        "again",
        "Why a question was asked again",
        "What was said in place of an answer, by its kind; the words themselves are not kept here.",
        ["Question", "What was said", "Times"],
        rows,
        [draw_bars("again", "Why a question was asked again", says, bars)],
        empty="No question had to be asked again.",
    )


def question(slot: str) -> str:
    """Return what a form's question is called."""
    return QUESTIONS.get(slot) or slot.removeprefix("check_").replace("_", " ").capitalize()


def page_sections(found: Mapping[str, Counter[str]], *, seen: bool) -> list[Section]:
    """Return which pages bring chats, leads and placements."""
    order = sorted(found, key=lambda page: (-found[page]["lead"], -found[page]["opened"], page))
    kept = {page or NO_PAGE: found[page] for page in order[:MOST_PAGES]}
    if others := order[MOST_PAGES:]:
        kept[OTHER_PAGES] = sum((found[page] for page in others), Counter())
    steps = ("opened", "lead", "placed")
    table = hide_table([[of[step] for step in steps] for of in kept.values()])
    sights = hide_table([[of["seen"]] for of in kept.values()])
    rows: list[list[Value]] = [
        [page, *(sight if seen else ()), *cells, share(cells[1], cells[0])]
        for page, sight, cells in zip(kept, sights, table, strict=True)
    ]
    bars = [
        Bar(page, cells[0], f"{say(cells[0])} chats, {say(cells[1])} leads", cells[1])
        for page, cells in list(zip(kept, table, strict=True))[:12]
    ]
    says = "; ".join(f"{bar.label}: {bar.says}" for bar in bars) + "."
    return [
        Section(
            "pages",
            "What each page brings",
            "The page on which the chat was opened. The whole bar is chats, its filled part those "
            "that became a lead. Seen is how often a page was looked at, by whomever.",
            [
                *("Page", *(["Seen"] if seen else []), "Chats", "Leads", "Placed"),
                "Leads of chats",
            ],
            rows,
            [draw_bars("pages", "What each page brings", says, bars)],
            legend=("outline", "part"),
        )
    ]
