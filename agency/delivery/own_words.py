"""A letter in the agency's own words: what its fields stand for, as text and as HTML."""

import re
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from agency.core.own_letters import fill_letter

_LINKS = (
    "details_link",
    "privacy_link",
    "resume_link",
    "lead_link",
    "sign_in_link",
    "password_link",
)
_PARAGRAPH = re.compile(r"\n\s*\n")


def fields_of(known: Mapping[str, Any]) -> dict[str, str]:
    """Return what the fields stand for in one letter; what is not known of it is left out."""
    agency, lead = known["agency"], known.get("lead")
    filled = {
        "agency": agency.name,
        "agency_phone": agency.phone,
        "agency_hours": agency.hours,
        "privacy_link": agency.privacy_url,
        "resume_link": known.get("resume_url") or "",
        "when": known.get("when") or "",
        "called": known.get("called") or "",
        "sign_in_link": known.get("way_in_url") or "",
    }
    if says := known.get("says"):
        told = {"by": "by", "note": "text", "task": "title", "due": "due"}
        filled |= {field: str(says.get(key) or "") for field, key in told.items()}
    if changed := known.get("changed"):
        filled |= {
            "change": changed["says"],
            "changed_at": known["at"],
            "password_link": f"{known['desk_url']}/sign-in/forgotten",
        }
    if lead is not None:
        filled |= _of_a_lead(lead, known)
    if references := known.get("references"):
        filled |= {"reference": references, "lead_link": f"{known['desk_url']}/"}
    if several := known.get("leads"):
        filled |= {
            "count": str(len(several)),
            "references": known["named"],
            "leads": "\n\n".join(_one_of_several(each, known["desk_url"]) for each in several),
        }
    return filled


def in_html(body: str, filled: Mapping[str, str], desk_url: str) -> list[Markup]:
    """
    Return the letter's paragraphs. Values are escaped.

    Only our own links are links: what a stranger typed must not become one.
    """
    said = {name: _linked(name, value, desk_url) for name, value in filled.items()}
    html = fill_letter(str(escape(body)), said)
    return [Markup(each) for each in _PARAGRAPH.split(html)]  # noqa: S704  escaped above


def _linked(name: str, value: str, desk_url: str) -> str:
    safe = str(escape(value))
    if name in _LINKS and value:
        return f'<a href="{safe}" class="link" style="color:#1f4e6b">{safe}</a>'
    if name == "leads":
        ours = re.compile(rf"^({re.escape(str(escape(desk_url)))}/leads/\w+)$", re.MULTILINE)
        return ours.sub(r'<a href="\1" class="link" style="color:#1f4e6b">\1</a>', safe)
    return safe


def _of_a_lead(lead: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, str]:
    name = lead["candidate"].get("name")
    by = known.get("answer_by")
    call = lead.get("call_promised")
    reply = f"will ring you on {call}" if call else f"will reply to you{f' by {by}' if by else ''}"
    return {
        "reference": lead["reference"],
        "kind": known["kind"],
        "role": known["role"] or "",
        "owner": lead["owner"],
        "greeting": f"Hello {name}," if name else "Hello,",
        "facts": _lines(known["facts"]),
        "grade": known["grade"],
        "points": str(lead["score"]["points"]),
        "reasons": "\n".join(f"{r['points']:+d} {r['because']}" for r in lead["score"]["reasons"]),
        "reply": f"{lead['owner']} {reply}.",
        "promise": known.get("promised") or "",
        "details_link": known.get("details_url") or "",
        "lead_link": f"{known['desk_url']}/leads/{lead['id']}",
    }


def _one_of_several(each: Mapping[str, Any], desk_url: str) -> str:
    what = ", ".join(filter(None, (each["kind"], each["role"])))
    lead = each["lead"]
    # One line for each value: no value can stand alone as a link of ours.
    return f"{lead['reference']}: {what}\n{_lines(each['facts'])}\n{desk_url}/leads/{lead['id']}"


def _lines(facts: list[tuple[str, str]]) -> str:
    return "\n".join(f"{heading}: {' '.join(said.split())}" for heading, said in facts)
