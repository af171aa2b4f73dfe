"""Reports of the answers: what people asked about, what was not understood, what did not help."""

from collections import Counter
from collections.abc import Callable, Mapping

from agency.core.report_periods import Period
from agency.core.small_counts import Hidden, Shown, hide_nested, hide_one, hide_parts
from agency.services.reports.reports import Ratings, Topics
from web.desk.reports.charts import Bar, Chart, Column, draw_bars, draw_columns, length_of
from web.desk.reports.sections import Section, Value, say, share, with_before

MOST_TOPICS = 12
MULTIPLES = 6

type Title = Callable[[str], str]

OUTCOMES = {"answered": "Answered", "unclear": "Unclear", "out_of_scope": "Out of scope"}
REASONS = {
    "not_my_question": "Not what I asked",
    "not_clear": "Hard to understand",
    "not_enough": "Not enough in it",
    "too_long": "Too long",
    "wrong": "Wrong, or out of date",
}


def topic_title(topic: str, titles: Mapping[str, str]) -> str:
    """Return what a topic is called; *titles* are those of the agency's own."""
    if topic in titles:
        return titles[topic]
    own = {"dbs_safeguarding_checks": "DBS and safeguarding checks", "oos": "Out of scope"}
    return own.get(topic) or topic.replace("_", " ").capitalize()


def topic_sections(now: Topics, before: Topics, *, title: Title, by_role: bool) -> list[Section]:
    """Return the topics, how they went up and down, and how much was not understood."""
    order = sorted(now.topics, key=lambda topic: (-now.topics[topic], topic))
    shown = dict(zip(order, hide_parts([now.topics[each] for each in order]), strict=True))
    past = [*before.topics]
    earlier = dict(zip(past, hide_parts([before.topics[each] for each in past]), strict=True))
    rows: list[list[Value]] = [
        [title(topic), shown[topic], earlier.get(topic, 0)] for topic in order
    ]
    bars = [
        Bar(
            title(topic),
            shown[topic],
            with_before(shown[topic], earlier.get(topic, 0)),
            None,
            earlier.get(topic, 0),
        )
        for topic in order[:MOST_TOPICS]
    ]
    says = "; ".join(f"{bar.label}: {bar.says}" for bar in bars) + "."
    sections = [
        Section(
            "topics",
            "What people asked about",
            f"How often an answer was given, topic by topic; the {MOST_TOPICS} most frequent are "
            "drawn. A message with two questions counts for both.",
            ["Topic", "Times", "Period before"],
            rows,
            [draw_bars("topics", "What people asked about", says, bars)],
            legend=("bar", "before"),
        ),
        _over_time(
            now, [topic for topic in order if isinstance(shown[topic], int)][:MULTIPLES], title
        ),
    ]
    return sections if by_role else [*sections, _heard(now, before)]


def _over_time(now: Topics, topics: list[str], title: Title) -> Section:
    series = {topic: hide_parts(now.over_time[topic]) for topic in topics}
    labels = [short(piece) for piece in now.slices]
    most = max([1, *(length_of(value) for values in series.values() for value in values)])
    charts = [
        _columns(f"topic-{topic}", title(topic), labels, values, most)
        for topic, values in series.items()
    ]
    return Section(
        "over-time",
        "Topics over time",
        "All these are drawn to the same height, so that they can be compared.",
        ["From", *(title(topic) for topic in topics)],
        [
            [label, *(values[at] for values in series.values())]
            for at, label in enumerate(labels)
            if topics
        ],
        charts,
        legend=("untold",),
    )


def _heard(now: Topics, before: Topics) -> Section:
    whole, earlier = _shares(now.heard), _shares(before.heard)
    bars = [
        Bar(
            title,
            whole[name],
            f"{say(whole[name])}{_of(whole[name], whole['all'])}",
            None,
            earlier[name],
        )
        for name, title in OUTCOMES.items()
    ]
    says = "; ".join(f"{bar.label}: {bar.says}" for bar in bars) + "."
    labels = [short(piece) for piece in now.slices]
    missed = [
        hide_one(unclear + other)
        for unclear, other in zip(
            now.heard_over_time.get("unclear", [0] * len(labels)),
            now.heard_over_time.get("out_of_scope", [0] * len(labels)),
            strict=True,
        )
    ]
    rows: list[list[Value]] = [
        [title, whole[name], share(whole[name], whole["all"]), earlier[name]]
        for name, title in OUTCOMES.items()
    ]
    return Section(
        "understood",
        "Understood, or not",
        "Of everything that was asked outside a form: what was answered, what was not clear to "
        "the assistant, and what is not ours to answer. The columns are the last two together.",
        ["Question", "Times", "Of all", "Period before"],
        rows if sum(now.heard.values()) else [],
        [
            draw_bars("understood", "Understood, or not", says, bars),
            _columns("missed", "Unclear or out of scope", labels, missed, 1),
        ],
        legend=("bar", "before"),
    )


def _shares(heard: Mapping[str, int]) -> dict[str, Shown]:
    parts = hide_parts([heard.get(name, 0) for name in OUTCOMES])
    return {"all": hide_one(sum(heard.values())), **dict(zip(OUTCOMES, parts, strict=True))}


def _of(part: Shown, whole: Shown) -> str:
    told = share(part, whole)
    return f", {told}" if told else ""


def _columns(key: str, title: str, labels: list[str], values: list[Shown], most: int) -> Chart:
    says = "; ".join(f"{label}: {say(value)}" for label, value in zip(labels, values, strict=True))
    columns = [Column(label, value) for label, value in zip(labels, values, strict=True)]
    return draw_columns(key, title, f"{says}.", columns, most=most)


def short(piece: Period) -> str:
    """Return the first day of a slice: "2 Mar"."""
    return f"{piece.first.day} {piece.first:%b}"


def rating_sections(now: Ratings, before: Ratings, *, title: Title) -> list[Section]:
    """Return how the answers were rated, topic by topic, and why they did not help."""
    order = sorted(now.topics, key=lambda each: (-now.topics[each]["down"], each))
    earlier = sum((counts["down"] for counts in before.topics.values()), 0)
    rows: list[list[Value]] = []
    bars = []
    for topic in order:
        of = now.topics[topic]
        rated, down = hide_nested([of["up"] + of["down"], of["down"]])
        up = hide_one(of["up"])
        if isinstance(down, Hidden) and isinstance(rated, int) and of["down"]:
            up = Hidden()  # or it would follow from the two others
        rows.append([title(topic), rated, up, down, share(down, rated)])
        bars.append(Bar(title(topic), rated, f"{say(rated)} rated, {say(down)} not helped", down))
    says = "; ".join(f"{bar.label}: {bar.says}" for bar in bars[:MOST_TOPICS]) + "."
    because: Counter[str] = Counter()
    for of in now.topics.values():
        for detail, count in of.items():
            if detail.startswith("because "):
                because[detail.removeprefix("because ")] += count
    named = because.most_common()
    reasons = hide_parts([count for _, count in named])
    why = [
        Bar(REASONS.get(reason, reason), count, say(count))
        for (reason, _), count in zip(named, reasons, strict=True)
    ]
    told = "; ".join(f"{bar.label}: {bar.says}" for bar in why) + "."
    return [
        Section(
            "ratings",
            "Answers that did not help",
            "The whole bar is ratings, its filled part those that say the answer did not help. "
            f"In the period before, {say(hide_one(earlier))} said so.",
            ["Topic", "Rated", "Helped", "Did not help", "Share that did not"],
            rows,
            [draw_bars("ratings", "Answers that did not help", says, bars[:MOST_TOPICS])],
            legend=("outline", "part"),
            empty="No answer was rated in these weeks.",
        ),
        Section(
            "reasons",
            "Why they did not help",
            "What visitors chose as the reason.",
            ["Reason", "Times"],
            [[bar.label, bar.value] for bar in why],
            [draw_bars("reasons", "Why they did not help", told, why)],
            empty="Nobody gave a reason.",
        ),
    ]
