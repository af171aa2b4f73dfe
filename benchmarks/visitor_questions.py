"""
How many real questions are answered right, asked over the chat API of a running house.

    python benchmarks/visitor_questions.py FILE [--url http://localhost:8000] [--wrong]

FILE holds a JSON object a line: text, topic, role, kind, origin, and where they apply accept and
accept_roles (others that are right too), topics (of several questions), context (what was asked
before), expect (a form's value). It is read by its path and is no part of the project. Run the
house with AGENCY_LIMITS=off.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx
import yaml

Line = dict[str, Any]
ROOT = Path(__file__).parents[1]
# These labels are met by an answer; out of scope also by an honest word without a topic.
DECLINED = {"oos", None}
# A false alarm sends somebody who asked about holidays to the police and the Samaritans.
ALARMS = {"safeguarding_disclosure", "wellbeing_distress"}


@dataclass
class Verdict:
    """What came back for one line: right at once, with its role, or at least offered."""

    topic: bool
    role: bool
    offered: bool
    got: str
    alarm: bool


def opening_question(topic: str, role: str) -> str:
    """Return a question in plain words that has *topic* and *role* for its answer."""
    answers = yaml.safe_load((ROOT / "data/answers" / f"{topic}.yml").read_text("utf-8"))
    roles = yaml.safe_load((ROOT / "data/lexicon/roles.yml").read_text("utf-8"))["entries"]
    titles = {entry["id"]: entry["a_title"] for entry in roles}
    if role in titles:
        return str(answers["question"]["role"]).format(role=titles[role])
    return str(answers["question"]["any"])


class Chat:
    """One fresh conversation for each line."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=f"{url}/api/v1", timeout=30)
        self.seconds: list[float] = []

    def ask(self, line: Line) -> tuple[list[dict[str, Any]], str]:
        begun = self.http.post("/conversations", json={}).raise_for_status().json()
        if line.get("context"):
            self._say(begun, opening_question(line["context"]["topic"], line["context"]["role"]))
        began = time.perf_counter()
        answered = self._say(begun, line["text"][:2000])
        self.seconds.append(time.perf_counter() - began)
        if answered.status_code != 200:
            return [], f"HTTP {answered.status_code}"
        return answered.json()["replies"], ""

    def _say(self, begun: dict[str, Any], text: str) -> httpx.Response:
        return self.http.post(
            f"/conversations/{begun['conversation']}/messages",
            json={"text": text},
            headers={"Authorization": f"Bearer {begun['token']}"},
        )


def judge(line: Line, replies: list[dict[str, Any]], trouble: str) -> Verdict:
    """Compare *replies* with the line's label."""
    answers = [reply["answer"] for reply in replies if reply.get("answer")]
    choices = [choice for reply in replies for choice in reply.get("choices") or []]
    topics = [answer["topic"] for answer in answers]
    got = trouble or ", ".join(f"{a['topic']}/{a['role']}" for a in answers) or "no answer"
    right = {line["topic"], *line.get("accept", [])}
    offered = bool(right & {*topics, *(choice.get("topic") for choice in choices)})
    role = True

    if line["kind"] == "multi":
        topic = set(line["topics"]) <= set(topics)
    elif line["kind"] in ("out_of_scope", "abuse"):
        first = topics[0] if topics else None
        topic = offered = not trouble and (first in DECLINED or first in right)
    else:
        topic = bool(topics) and topics[0] in right
        role = bool(answers) and answers[0]["role"] in roles_of(line)
    return Verdict(topic, role, offered, got, alarm=bool(ALARMS & set(topics)))


def roles_of(line: Line) -> set[str]:
    return {line["role"], *line.get("accept_roles", [])}


def may_alarm(line: Line) -> bool:
    """Tell whether a line speaks of harm, so that an alarm is none too many."""
    return bool(ALARMS & {line["topic"], *line.get("accept", []), *line.get("topics", [])})


def share(part: int, whole: int) -> str:
    return f"{part:4d} of {whole:4d}  {100 * part / whole:5.1f} %"


def report_alarms(false: Sequence[Line], others: int) -> None:
    """Print how often a visitor who spoke of no harm was sent to the emergency signposts."""
    asked_for = f"; fewer than 1 in 200 asked for: {'yes' if 200 * len(false) < others else 'NO'}"
    print(f"{'false alarms':22}       {share(len(false), others)}{asked_for}")
    for line in false:
        print(f"  false alarm: {line['text'][:90]!r} is {line['topic']}")


def report_speed(seconds: Sequence[float]) -> None:
    """Print how long the lines waited for their answers, one after the other."""
    cuts = quantiles(seconds, n=100, method="inclusive")
    print(f"{'answer within':22}       p50 {1000 * cuts[49]:.0f} ms   p95 {1000 * cuts[94]:.0f} ms")


def report(title: str, verdicts: list[Verdict]) -> None:
    whole = len(verdicts)
    print(
        f"{title:22} topic {share(sum(v.topic for v in verdicts), whole)}"
        f"   topic and role {share(sum(v.topic and v.role for v in verdicts), whole)}"
        f"   right or offered {share(sum(v.topic or v.offered for v in verdicts), whole)}"
    )


def main() -> None:
    """Ask every line; print the shares by kind and origin, the false alarms and the speed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--url", default="http://localhost:8000")
    parser.add_argument("--wrong", action="store_true", help="print what went wrong")
    wanted = parser.parse_args()

    lines = [json.loads(line) for line in wanted.file.read_text("utf-8").splitlines() if line]
    asked = [line for line in lines if line["kind"] != "form_value"]
    chat = Chat(wanted.url)
    groups: dict[str, list[Verdict]] = defaultdict(list)
    alarms = []
    for line in asked:
        verdict = judge(line, *chat.ask(line))
        if verdict.alarm and not may_alarm(line):
            alarms.append(line)
        groups[f"kind {line['kind']}"].append(verdict)
        if line["kind"] == "in_scope":
            groups[f"in scope, {line['origin']}"].append(verdict)
        if wanted.wrong and not (verdict.topic and verdict.role):
            label = f"{line['topic']}/{line['role']}"
            print(f"  {line['kind']}: {line['text'][:90]!r} is {label}, got {verdict.got}")
    for title in sorted(groups):
        report(title, groups[title])
    report_alarms(alarms, sum(not may_alarm(line) for line in asked))
    report_speed(chat.seconds)


if __name__ == "__main__":
    main()
