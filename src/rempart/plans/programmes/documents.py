"""Plans on paper. A regional plan is a pure function of its snapshot and its language.

The snapshot holds what the plan says and what became of its lines for whoever prints it: codes
and days, no words of ours. The report of a community's plan is one of the engine's.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext, pgettext

from rempart.doctrine.loader import current as profile
from rempart.documents import blocks, pdf, reports, typography
from rempart.documents.docx import Frame, Sheet
from rempart.documents.reports import Report, Section
from rempart.documents.snapshot import content_hash
from rempart.documents.typography import typeset, typeset_all
from rempart.kernel import clock
from rempart.kernel.models import Instance
from rempart.kernel.policy import MARKINGS
from rempart.people.standing import post_of
from rempart.plans.programmes import presenting, queries
from rempart.plans.programmes.models import CommunityPlan, Plan
from rempart.plans.programmes.workflow import LABELS

TEMPLATE = Path(__file__).parents[1] / "typ" / "plan.typ"
BINDING = ("approved", "in_force", "under_review", "replaced")
"""States in which the document is no draft any more."""

_DONE = ("completed", "effect_verified")


def snapshot(plan: Plan) -> dict[str, Any]:
    """What a plan says, and what became of it: figures and codes, without words and without clock.

    `on` is the day of the picture.
    """
    answers, threats = queries.answered(plan)
    return {
        "reference": plan.reference,
        "title": plan.title,
        "language": plan.language,
        "office": plan.office,
        "area": plan.area,
        "marking": plan.marking,
        "state": plan.state,
        "stale": plan.stale(),
        "on": clock.today().isoformat(),
        "begins_on": plan.begins_on.isoformat() if plan.begins_on else "",
        "review_on": plan.review_on.isoformat() if plan.review_on else "",
        "approved_by": plan.approved_by,
        "covers": {words: _covers(plan, words) for words in ("fr", "en")},
        "environments": list(plan.environments),
        "purpose": plan.purpose,
        "answers": answers,
        "threats": threats,
        "lines": presenting.told(plan),
        "consulted": list(plan.consulted),
        "exercise": Instance.is_exercise(),
    }


def _covers(plan: Plan, words: str) -> str:
    with translation.override(words):
        return presenting.covers(plan)


def context(taken: dict[str, Any], language: str) -> dict[str, Any]:
    """All the words of a plan, typeset, from its snapshot."""
    with translation.override(language):
        said = _words(taken, language)
    return typeset_all(said, language) | {"hash": content_hash(taken)[:16]}


def _words(taken: dict[str, Any], language: str) -> dict[str, Any]:
    mission = profile().mission
    rows = presenting.in_order(presenting.row(line, taken["language"]) for line in taken["lines"])
    on = date.fromisoformat(taken["on"])
    return {
        "lang": language,
        "title": gettext("Regional action and response plan"),
        "subtitle": f"{taken['title']} – {taken['covers'][language]}",
        "author": mission.name.label(language),
        "kicker": mission.title.label(language),
        "reference": taken["reference"],
        "marking": str(MARKINGS[taken["marking"]]),
        "level": taken["marking"],
        "exercise": gettext("Exercise") if taken["exercise"] else "",
        "draft": "" if taken["state"] in BINDING else pgettext("document", "Draft"),
        "date": [on.year, on.month, on.day],
        "meta": _meta(taken, language),
        "keys": _keys(taken, language),
        "warning": _warning(taken, language),
        "purpose": {"title": gettext("Purpose"), "blocks": blocks.read(taken["purpose"])},
        "matrix": _matrix(taken),
        "heard": _heard(taken),
        "lines": _lines(rows, taken, language),
        "page": gettext("page"),
        "of": pgettext("page 2 of 5", "of"),
        "nothing": gettext("Nothing is written here."),
    }


def _day(value: str, language: str) -> str:
    return typography.day(date.fromisoformat(value), language) if value else "–"


def _meta(taken: dict[str, Any], language: str) -> list[tuple[str, str]]:
    found = [
        (gettext("Covers"), taken["covers"][language]),
        (gettext("Environments"), presenting.environments(taken["environments"]) or "–"),
        (gettext("State"), str(LABELS[taken["state"]])),
        (gettext("In force since"), _day(taken["begins_on"], language)),
        (gettext("Review"), _day(taken["review_on"], language)),
    ]
    if taken["approved_by"]:
        found.append((gettext("Approved by"), post_of(taken["approved_by"], language)))
    found.append((gettext("As it stood on"), _day(taken["on"], language)))
    return found


def _keys(taken: dict[str, Any], language: str) -> list[dict[str, Any]]:
    states = [line["state"] for line in taken["lines"]]
    late = sum(state in (presenting.LATE, presenting.NEVER_BEGUN) for state in states)
    done = sum(state in _DONE for state in states)
    begun = sum(bool(line["became"]) for line in taken["lines"])
    whole, seen = len(states), sum(state != presenting.UNSEEN for state in states)
    lines = {"seen": seen, "all": whole}
    beside = gettext("of %(all)d lines")
    if seen < whole:
        beside = gettext("of the %(seen)d lines whose state is visible, %(all)d in all")
    number = typography.number
    return [
        {"figure": number(taken["answers"], language), "harm": False,
         "what": gettext("open threats answered"),
         "beside": gettext("of %(all)d that the plan may carry") % {"all": taken["threats"]}},
        {"figure": number(begun, language), "harm": False,
         "what": gettext("lines that became actions"), "beside": beside % lines},
        {"figure": number(done, language), "harm": False,
         "what": gettext("actions completed"), "beside": beside % lines},
        {"figure": number(late, language), "harm": late > 0,
         "what": gettext("lines overdue"), "beside": beside % lines},
    ]  # fmt: skip


def _warning(taken: dict[str, Any], language: str) -> str:
    if not taken["stale"]:
        return ""
    said = gettext("The yearly review of this plan was due on %(day)s and has not been made.")
    return said % {"day": _day(taken["review_on"], language)}


def _matrix(taken: dict[str, Any]) -> dict[str, Any]:
    found = presenting.matrix(taken["lines"])
    holes = sum(n == 0 for _volet, counts in found for n in counts)
    cells = sum(len(counts) for _volet, counts in found)
    note = gettext("Lines by tier and phase, each in all its phases. %(holes)d of %(all)d cells "
                   "hold none.")  # fmt: skip
    return {
        "title": gettext("Where the plan acts, and where it does not"),
        "head": [gettext("Tier"), *presenting.phases()],
        "rows": [[volet, *(str(n) if n else "–" for n in counts)] for volet, counts in found],
        "note": note % {"holes": holes, "all": cells},
    }


def _heard(taken: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": gettext("Consultation"),
        "head": [gettext("Who"), gettext("Day"), gettext("Answer")],
        "rows": [list(one) for one in presenting.heard(taken["consulted"])],
        "none": gettext("Nobody has been consulted yet."),
    }


def _lines(rows: list[presenting.Row], taken: dict[str, Any], language: str) -> dict[str, Any]:
    proposed = any(row.proposed for row in rows)
    notes = [_followed(taken, language)] if rows else []
    if proposed:
        notes.append(
            gettext(
                "° Line taken from the profile’s proposals for its environment: proposed, not "
                "United Nations doctrine."
            )
        )
    if taken["language"] != language and any(not row.proposed for row in rows):
        notes.append(gettext("Lines written by the office stand in the language of the plan."))
    return {
        "title": gettext("Lines of action"),
        "head": [gettext("No."), gettext("Objective"), gettext("Action"), gettext("Tier"),
                 gettext("Phase"), gettext("Lead"), gettext("Due"), gettext("Indicator"),
                 gettext("State")],
        "groups": [
            {
                "threat": " – ".join(part for part in (menace, threat) if part)
                or gettext("No threat in particular"),
                "rows": [_cells(row) for row in kept],
            }
            for threat, menace, kept in presenting.grouped(rows)
        ],
        "menace": gettext("Threat"),
        "notes": notes,
        "none": gettext("The plan has no line yet."),
    }  # fmt: skip


def _followed(taken: dict[str, Any], language: str) -> str:
    """Of which day the states are, and who saw them: the lines themselves do not move."""
    said = gettext("The last column is their state on %(day)s, as far as the post that made this "
                   "document may see it.")  # fmt: skip
    if taken["state"] in BINDING:
        said = gettext("The lines are those that were approved; only the last column moves. It is "
                       "their state on %(day)s, as far as the post that made this document may "
                       "see it.")  # fmt: skip
    found = said % {"day": _day(taken["on"], language)}
    if any(line["state"] == presenting.UNSEEN for line in taken["lines"]):
        found += " " + gettext("“Not visible”: another component leads the line, and tells.")
    return found


def _cells(row: presenting.Row) -> list[str]:
    """The cells of a line, and last the reference of its action."""
    number = f"{row.n}°" if row.proposed else str(row.n)
    return [number, row.objective or "–", row.action, row.volet, row.phases, row.lead, row.due,
            row.indicator or "–", row.state, row.became]  # fmt: skip


def plan_pdf(plan: Plan, language: str) -> bytes:
    """The plan as a tagged PDF: the same bytes for the same snapshot and language."""
    return pdf.render(TEMPLATE, context(snapshot(plan), language), language)


def plan_docx(plan: Plan, language: str) -> bytes:
    """The plan as a word-processor file: the words of its PDF."""
    said = context(snapshot(plan), language)
    marks = " · ".join(m for m in (said["exercise"], said["marking"], said["draft"]) if m).upper()
    sheet = Sheet(
        Frame(
            title=f"{said['title']} – {said['subtitle']}",
            author=said["author"],
            language=language,
            day=datetime.combine(date(*said["date"]), time(12), UTC),
            head=f"{marks}   {said['title']}",
            foot=f"{marks}   {said['reference']}   {said['hash']}",
            wide=True,
        )
    )
    sheet.title(said["title"], said["subtitle"])
    for name, value in said["meta"]:
        sheet.runs([{"t": typeset(f"{name} : ", language), "b": True}, {"t": value}])
    if said["warning"]:
        sheet.runs([{"t": said["warning"], "b": True}])
    for key in said["keys"]:
        sheet.runs([{"t": f"{key['figure']} ", "b": True},
                    {"t": f"{key['what']}, {key['beside']}"}])  # fmt: skip
    _tables(sheet, said)
    return sheet.file()


def _tables(sheet: Sheet, said: dict[str, Any]) -> None:
    sheet.heading(f"1 {said['purpose']['title']}")
    sheet.blocks(said["purpose"]["blocks"])
    sheet.heading(f"2 {said['matrix']['title']}")
    sheet.table(said["matrix"]["head"], said["matrix"]["rows"])
    sheet.paragraph(said["matrix"]["note"])
    sheet.heading(f"3 {said['heard']['title']}")
    if said["heard"]["rows"]:
        sheet.table(said["heard"]["head"], said["heard"]["rows"])
    else:
        sheet.paragraph(said["heard"]["none"])
    lines = said["lines"]
    sheet.heading(f"4 {lines['title']}")
    for group in lines["groups"]:
        sheet.heading(group["threat"], 2)
        rows = [[*cells, f"{state} {became}".strip()] for *cells, state, became in group["rows"]]
        sheet.table(lines["head"], rows)
    for note in lines["notes"] or ([lines["none"]] if not lines["groups"] else []):
        sheet.paragraph(note)


# --- community plans ----------------------------------------------------------------------------


def _counted(title: str, counts: list[dict[str, Any]], none: str, note: str = "") -> Section:
    rows = [[name, *map(str, numbers)] for name, *numbers in presenting.people(counts)]
    head = [pgettext("participants", "Category"), gettext("Women"), gettext("Men"),
            gettext("Together")]  # fmt: skip
    return Section(title, head=head, rows=rows, note=note if rows else none)


def community_sections(row: CommunityPlan) -> list[Section]:
    """A community's plan as people use it; what could harm them stays on the page."""
    words = presenting.language()
    heard = gettext("%(n)d people were heard on %(day)s, %(women)d of them women.")
    note = ""
    if row.consulted_on:
        day = typography.day(row.consulted_on, words)
        note = heard % {"n": row.people, "women": row.women, "day": day}
    return [
        Section(gettext("Watch"), text=row.watch),
        Section(gettext("Warning"), text=row.alert),
        Section(gettext("Shelter"), text=row.shelter),
        Section(gettext("Routes"), text=row.routes),
        _counted(gettext("Relays"), row.relays, gettext("No relay is counted yet."),
                 gettext("Counted by category; no name is kept.")),
        Section(gettext("What the Mission adds"), text=row.added),
        _counted(gettext("Who was consulted"), row.consulted, gettext("Nobody is counted yet."),
                 note),
    ]  # fmt: skip


def _dated(row: CommunityPlan) -> Section:
    """Since when a community's plan holds, and whether anybody has asked again within the year."""
    words = presenting.language()

    def day(value: date | None) -> str:
        return typography.day(value, words) if value else "–"

    facts = [(gettext("State"), str(LABELS[row.state])),
             (gettext("In force since"), day(row.begins_on)),
             (gettext("Review"), day(row.review_on)),
             (gettext("As it stood on"), day(clock.today()))]  # fmt: skip
    late = gettext("The yearly review of this plan was due on %(day)s and has not been made.")
    note = late % {"day": day(row.review_on)} if row.stale() else ""
    return Section(gettext("Whether it still holds"), facts=facts, note=note)


def _community(row: CommunityPlan, language: str) -> Report:
    mission = profile().mission
    return Report(
        title=gettext("Community protection plan"),
        subtitle=f"{row.title} – {presenting.covers(row)}",
        author=mission.name.label(language),
        kicker=mission.title.label(language),
        reference=row.reference,
        marking=row.marking,
        day=row.begins_on or row.consulted_on or row.created_at.date(),
        draft=row.state not in ("endorsed", "in_force", "under_review", "replaced"),
        sections=[*community_sections(row), _dated(row)],
    )


def community_pdf(row: CommunityPlan, language: str) -> bytes:
    """A community's plan as a tagged PDF."""
    return reports.report_pdf(lambda words: _community(row, words), language)


def community_docx(row: CommunityPlan, language: str) -> bytes:
    """A community's plan as a word-processor file."""
    return reports.report_docx(lambda words: _community(row, words), language)


FORMATS: dict[str, dict[str, Callable[[Any, str], bytes]]] = {
    "plan": {"pdf": plan_pdf, "docx": plan_docx},
    "community_plan": {"pdf": community_pdf, "docx": community_docx},
}
"""By kind: how to make each format in a language."""

MEDIA_TYPES = reports.MEDIA_TYPES

_STEMS = {
    "plan": {"fr": "plan-regional", "en": "regional-plan"},
    "community_plan": {"fr": "plan-communautaire", "en": "community-plan"},
}


def file_name(row: Any, language: str, suffix: str) -> str:
    """plan-regional-MOP-14-7K3QXM-fr.pdf; regional-plan-MOP-14-7K3QXM-en.pdf."""
    return f"{_STEMS[row.kind][language]}-{row.reference}-{language}.{suffix}"
