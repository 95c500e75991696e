"""Records of the field in words: the same sections stand on the page and in the document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext, pgettext

from rempart.doctrine.loader import current as profile
from rempart.documents import typography
from rempart.documents.reports import Section
from rempart.field import terms
from rempart.field.care import QUESTIONS
from rempart.field.models import Commitment, Engagement, FieldMission, RoundTable
from rempart.field.workflow import COMMITMENT, MISSION_OPEN
from rempart.kernel.links import End
from rempart.people.standing import post_of
from rempart.places.queries import describe
from rempart.threats.models import Threat


def language() -> str:
    """The language of the page."""
    return (get_language() or "fr")[:2]


def by_whom(row: Commitment) -> str:
    """Who owes a commitment, in words."""
    if row.owner:
        return profile().component(row.owner).label(language())
    return row.by_whom


def state_of(row: Commitment) -> tuple[str, str]:
    """A commitment's state in words, and its tone: late is bad, kept is good."""
    if row.late():
        return gettext("overdue"), "bad"
    tones = {"kept": "good", "broken": "bad", "refused": "warn"}
    return str(COMMITMENT.labels[row.state]), tones.get(row.state, "")


def _day(value: date) -> str:
    return typography.day(value, language(), short=True)


def promised(title: str, found: Iterable[Commitment], none: str) -> Section:
    """Commitments as a table: what, by whom, to whom, due, state with its evidence or reason."""
    listed = list(found)
    named = any(c.to_whom for c in listed)
    rows = [
        [c.text, by_whom(c), *([c.to_whom or "–"] if named else []), _day(c.due_on),
         " – ".join(part for part in (state_of(c)[0], c.evidence, c.answer) if part)]
        for c in listed
    ]  # fmt: skip
    head = [gettext("What"), gettext("By whom"), *([gettext("To whom")] if named else []),
            gettext("Due"), gettext("State")]  # fmt: skip
    return Section(title, head=head, rows=rows, note="" if rows else none, code="promised")


def _care(row: Any) -> Section:
    facts = [(str(q), row.do_no_harm.get(code) or "–") for code, q in QUESTIONS.items()]
    return Section(gettext("Do no harm"), facts=facts, code="care")


def _commitments(row: Any) -> list[Commitment]:
    return list(Commitment.objects.filter(origin=row.pk))


def round_table(row: RoundTable) -> list[Section]:
    """The report of a round table: context, participants, threats raised, measures, follow-up."""
    found = _commitments(row)
    measures = [c for c in found if c.sort == "measure"]
    others = [c for c in found if c.sort != "measure"]
    where = [(gettext("Place"), ", ".join(p for p in (row.place, place_of(row)) if p)),
             (gettext("Day"), typography.day(row.held_on, language())),
             (gettext("Interpretation"), row.interpretation or "–")]  # fmt: skip
    return [
        Section(gettext("Context"), text=row.why, facts=where),
        Section(gettext("Invitation and agenda"), text="\n\n".join(
            part for part in (row.invitation, row.agenda) if part), code="prepare"),
        _care(row),
        _participants(row),
        _raised(row),
        promised(gettext("Measures proposed"), measures, gettext("No measure yet.")),
        promised(gettext("Commitments"), others, gettext("No other commitment.")),
        Section(gettext("Minutes"), text=row.minutes),
        _followed(found),
    ]  # fmt: skip


def _people(row: RoundTable) -> str:
    said = ngettext(
        "%(n)s person took part, %(women)s of them women.",
        "%(n)s people took part, %(women)s of them women.",
        row.people,
    )
    return said % {"n": row.people, "women": row.women}


def _participants(row: RoundTable) -> Section:
    rows = [
        [profile().label("participant", line["category"], language()), str(line["women"]),
         str(line["men"]), str(line["women"] + line["men"])]
        for line in row.participants
    ]  # fmt: skip
    said = _people(row)
    if rows:
        rows.append([gettext("Together"), str(row.women), str(row.people - row.women),
                     str(row.people)])  # fmt: skip
    head = [
        pgettext("participants", "Category"),
        gettext("Women"),
        gettext("Men"),
        gettext("Together"),
    ]
    note = said if rows else gettext("Nobody is counted yet.")
    return Section(gettext("Participants"), head=head, rows=rows, note=note, total=bool(rows))


def _raised(row: RoundTable) -> Section:
    words = language()
    rows = [
        [str(one["n"]), one["who"],
         profile().label("actor_type", one.get("perpetrator", ""), words) or "–",
         ", ".join(p for p in (profile().label("threat_type", one.get("threat_type", ""), words),
                               one.get("place", ""), one.get("when", "")) if p),
         one.get("words") or "–", one.get("coping") or "–"]
        for one in row.elements
    ]  # fmt: skip
    head = [gettext("No."), gettext("Who is threatened"), gettext("By whom"),
            gettext("Kind, place, time"), gettext("As it was said"),
            gettext("What people already do")]  # fmt: skip
    note = "" if rows else gettext("Nothing has been noted yet.")
    return Section(gettext("Threats raised"), head=head, rows=rows, note=note, code="elements")


def _followed(found: Sequence[Commitment]) -> Section:
    late = sum(c.late() for c in found)
    kept = sum(c.state == "kept" for c in found)
    said = gettext("Commitments kept: %(kept)d of %(all)d; overdue: %(late)d.")
    return Section(gettext("Follow-up"),
                   text=said % {"kept": kept, "all": len(found), "late": late})  # fmt: skip


def sentence(row: Any) -> str:
    """The first sentence of a page: when it was or will be, and what became of its promises."""
    found = _commitments(row)
    parts = [_SENTENCES[row.kind](row)]
    return " ".join([*parts, *([_followed(found).text] if found else [])])


def _told(row: RoundTable) -> str:
    if row.people:
        return _people(row)
    return gettext("To be held on %(day)s.") % {"day": typography.day(row.held_on, language())}


def _meeting(row: Engagement) -> str:
    waits = row.state == "planned"
    said = gettext("To be held on %(day)s.") if waits else gettext("Held on %(day)s.")
    return said % {"day": typography.day(row.held_on, language())}


def _journey(row: FieldMission) -> str:
    first, last = (typography.day(d, language()) for d in (row.starts_on, row.ends_on))
    said = gettext("From %(first)s to %(last)s.") % {"first": first, "last": last}
    if row.state not in MISSION_OPEN:
        return said
    decided = ". ".join(f"{name}{_colon()}{value}" for name, value in _decisions(row).facts)
    return f"{said} {decided}."


def _colon() -> str:
    return f"{typography.HARD}: " if language() == "fr" else ": "


_SENTENCES: dict[str, Callable[[Any], str]] = {
    "round_table": _told,
    "engagement": _meeting,
    "mission": _journey,
}


def engagement(row: Engagement) -> list[Section]:
    """An engagement: with whom, what for, both sides' words, what was promised."""
    who = profile().label("counterpart", row.counterpart, language())
    facts = [(gettext("Counterpart"), f"{who}, {row.group}"),
             (gettext("Place"), ", ".join(p for p in (row.place, place_of(row)) if p)),
             (gettext("Day"), typography.day(row.held_on, language()))]  # fmt: skip
    if row.counterpart == "host_forces" or row.supports is not None:
        said = {None: gettext("not answered"), True: gettext("Yes"), False: gettext("No")}
        facts.append((gettext("Support to host-State forces"), said[row.supports]))
    if row.supports:
        done = {"done": gettext("done"), "under_way": gettext("under way")}
        facts.append((gettext("Risk assessment of the support"),
                      done.get(row.hrddp, gettext("not done"))))  # fmt: skip
    return [
        Section(gettext("Purpose"), text=row.purpose, facts=facts),
        Section(gettext("Our messages"), text=row.messages),
        Section(gettext("What they said"), text=row.heard),
        promised(gettext("Commitments"), _commitments(row), gettext("No commitment yet.")),
        Section(gettext("Follow-up"), text=row.follow_up),
    ]


def mission(row: FieldMission) -> list[Section]:
    """The report of a mission: purpose, way and team, people met, findings, recommendations."""
    found = _commitments(row)
    asked = [c for c in found if c.sort == "recommendation"]
    others = [c for c in found if c.sort != "recommendation"]
    named = dict(
        Threat.objects.filter(
            reference__in=[f["threat"] for f in row.findings if f.get("threat")]
        ).values_list("reference", "title")
    )
    findings = [
        [" – ".join(p for p in (named.get(f.get("threat", "")), f.get("threat")) if p) or "–",
         f["text"]]
        for f in row.findings
    ]  # fmt: skip
    return [
        Section(gettext("Purpose"), text=row.trigger, facts=_when_where(row), code="purpose"),
        Section(gettext("Terms of reference"), text=row.terms, code="prepare"),
        _way(row),
        _team(row),
        _decisions(row),
        _care(row),
        Section(gettext("People met"), text=row.met),
        Section(gettext("Findings"), head=[gettext("Threat"), gettext("Finding")], rows=findings),
        Section(gettext("Vulnerabilities and capacities"), text=row.vulnerabilities),
        Section(gettext("Perceptions"), text=row.perceptions),
        promised(gettext("Recommendations"), asked, gettext("No recommendation yet.")),
        *([promised(gettext("Commitments"), others, "")] if others else []),
    ]


def _when_where(row: FieldMission) -> list[tuple[str, str]]:
    first, last = (typography.day(d, language()) for d in (row.starts_on, row.ends_on))
    return [(gettext("Area"), place_of(row)), (gettext("Dates"), f"{first} – {last}")]


def _way(row: FieldMission) -> Section:
    legs = terms.legs(row.stops)
    rows = [[a, b, typography.number(km, language())] for a, b, km in legs]
    if rows:
        whole = typography.number(sum(km for _a, _b, km in legs), language())
        rows.append([gettext("Together"), "", whole])
    note = (
        gettext("As the crow flies; tracks are longer.") if rows else gettext("No itinerary yet.")
    )
    head = [pgettext("way", "From"), pgettext("way", "To"), "km"]
    return Section(
        gettext("Itinerary"), head=head, rows=rows, note=note, total=bool(rows), code="way"
    )


def _team(row: FieldMission) -> Section:
    rows = [
        [profile().component(t["component"]).label(language()), str(t["people"]),
         str(t["women"]), t["languages"] or "–"]
        for t in row.team
    ]  # fmt: skip
    head = [gettext("Component"), gettext("People"), gettext("Women"), gettext("Languages")]
    note = "" if rows else gettext("No team yet.")
    if rows and not any(t["women"] for t in row.team):
        note = gettext("No woman in the team: women may not be able to speak to it.")
    elif rows and not any(t["languages"].strip() for t in row.team):
        note = gettext("Nobody’s languages are noted: plan interpretation.")
    return Section(gettext("Team"), head=head, rows=rows, note=note, code="team")


def _decisions(row: FieldMission) -> Section:
    given = {"given": gettext("given"), "refused": gettext("refused")}
    by, escorted_by = (post_of(who, language()) for who in (row.clearance_by, row.escort_by))
    cleared = [given.get(row.clearance, gettext("not given yet")), by, row.clearance_note]
    escort = profile().label("escort", row.escort, language()) or gettext("not decided yet")
    decided = [escort, escorted_by, row.escort_note]
    return Section(
        gettext("Before leaving"),
        facts=[
            (gettext("Security clearance"), ", ".join(p for p in cleared if p)),
            (
                gettext("Escort"),
                ", ".join(p for p in decided if p),
            ),
        ],
        code="decisions",
    )


SECTIONS: dict[str, Callable[[Any], list[Section]]] = {
    "round_table": round_table,
    "engagement": engagement,
    "mission": mission,
}


def place_of(row: Any) -> str:
    """The area of a record as it was called on its day."""
    on = getattr(row, "held_on", None) or row.starts_on
    return describe(row.area, on, language())


def title_of(row: Any) -> str:
    """The heading of a record."""
    if isinstance(row, Engagement):
        return f"{profile().label('counterpart', row.counterpart, language())}, {row.group}"
    return str(row.title)


def _ends(
    kind: str, model: Any, view: str, day: str
) -> Callable[[Iterable[UUID]], dict[UUID, End]]:
    def named(wanted: Iterable[UUID]) -> dict[UUID, End]:
        return {
            row.pk: End(kind, row.text if kind == "commitment" else title_of(row), row.reference,
                        reverse(view, args=[row.reference]), getattr(row, day))
            for row in model.objects.filter(pk__in=list(wanted))
        }  # fmt: skip

    return named


ENDS = {
    "round_table": _ends("round_table", RoundTable, "field:round_table", "held_on"),
    "engagement": _ends("engagement", Engagement, "field:engagement", "held_on"),
    "mission": _ends("mission", FieldMission, "field:mission", "starts_on"),
    "commitment": _ends("commitment", Commitment, "field:commitment", "due_on"),
}
"""How the records of this room are named at the other end of a link."""
