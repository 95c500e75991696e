"""Incidents in words: what stands in a cell, a title or a sentence. Unknown is said, never zero."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.coding import acled_of
from rempart.doctrine.loader import current as profile
from rempart.documents import typography
from rempart.kernel.links import End
from rempart.kernel.policy import Whereabouts
from rempart.people.readers import readers
from rempart.register import harm
from rempart.register.acled import Renamed
from rempart.register.figures import Tally
from rempart.register.formats import DELETED, FORMATS
from rempart.register.imports import Kept, Outcome
from rempart.register.models import Incident, IncidentVersion
from rempart.register.queries import Bounded

ACTIONS = {
    "incident.record": _("Recorded"),
    "incident.edit": _("Corrected"),
    "incident.mark": _("Marking changed"),
    "incident.hand-over": _("Handed over"),
    "incident.transfer": _("Transferred to another office"),
    "incident.import": _("Imported"),
    "incident.import-deleted": _("Deleted at its source"),
    "batch.withdraw": _("Import withdrawn"),
}
"""What each change of an incident is called in its history; workflow steps carry their own."""

FIELDS = {
    "starts_on": _("first day"),
    "ends_on": _("last day"),
    "area": _("cercle"),
    "place": _("place"),
    "threat_type": _("kind"),
    "alleged": _("alleged actors"),
    "harm": _("harm"),
    "source": _("source"),
    "reliability": _("source grade"),
    "credibility": _("information grade"),
    "verification": _("verification"),
    "summary": _("account of the facts"),
    "marking": _("marking"),
    "office": _("office"),
    "compartment": _("compartment"),
}
"""Fields that a reader knows by a name; the others are bookkeeping and are left out."""


def language() -> str:
    """The language of the page."""
    return (get_language() or "fr")[:2]


def seen_by(where: Whereabouts) -> dict[str, Any]:
    """Who would read a record that stood there: posts with their numbers, and people in all."""
    found = readers(where, language())
    return {
        "posts": sorted(found.items(), key=lambda pair: (-pair[1], pair[0])),
        "count": sum(found.values()),
    }


def kind_of(incident: Incident) -> str:
    """What happened, in the mission's words; UCDP's where the mission has none."""
    if incident.threat_type:
        return profile().label("threat_type", incident.threat_type, language())
    violence = list(profile().vocabulary("ucdp_type"))
    if incident.ucdp_type and incident.ucdp_type <= len(violence):
        return violence[incident.ucdp_type - 1].label(language())
    return gettext("Kind not stated")


def title(incident: Incident, area: str) -> str:
    """The heading of an incident: what, and where as exactly as it is known."""
    where = incident.place or area
    return f"{kind_of(incident)}, {where}" if where else kind_of(incident)


def days(incident: Incident) -> str:
    """The day, or the first and the last."""
    first = typography.day(incident.starts_on, language(), short=True)
    if incident.ends_on == incident.starts_on:
        return first
    return f"{first} – {typography.day(incident.ends_on, language(), short=True)}"


def actors(incident: Incident, *roles: str) -> list[str]:
    """Who is named in one of `roles`: by name as the source gives it, else by type."""
    return [
        who.get("name") or profile().label("actor_type", who.get("type", ""), language())
        for who in incident.alleged
        if who.get("role") in roles
    ]


def who_did(incident: Incident) -> str:
    """The alleged perpetrators; of fighting, the parties, whose order implies no direction."""
    return typography.listing(actors(incident, "alleged_perpetrator"), language()) or " – ".join(
        actors(incident, "party")
    )


@dataclass(frozen=True)
class Share:
    """One value of a facet: its words, how many, and the list of just those."""

    label: str
    number: int
    url: str


_FACETS = {
    "threat_type": (_("By kind"), "kind"),
    "area": (_("By cercle"), "area"),
    "verification": (_("By verification"), "verification"),
    "office": (_("By office"), "office"),
}


def facets(
    found: Mapping[str, Mapping[Any, int]], areas: Mapping[str, str], asked: Mapping[str, str]
) -> list[tuple[Any, list[Share]]]:
    """Each facet with its values in words, the most frequent first; unknown is a value."""
    mission = profile()
    names: dict[str, Mapping[Any, str]] = {
        "threat_type": {
            one.code: one.label(language()) for one in mission.vocabulary("threat_type")
        },
        "area": areas,
        "verification": {
            one.code: one.label(language()) for one in mission.vocabulary("verification")
        },
        "office": {one.number: one.label(language()) for one in mission.offices},
    }
    codes = {one.number: one.code for one in mission.offices}
    said = []
    for facet, (heading, name) in _FACETS.items():
        shares = []
        for value, number in found[facet].items():
            code = codes.get(value, "") if facet == "office" else str(value)
            code = f"threat:{code}" if facet == "threat_type" and code else code
            url = (
                f"{reverse('register:incidents')}?{urlencode({**asked, name: code})}"
                if code
                else ""
            )
            label = names[facet].get(value) or (code or gettext("not stated"))
            shares.append(Share(label, number, url))
        said.append((heading, shares))
    return said


def _people(kind: str, figures: harm.Range) -> str:
    low = figures.min if figures.min is not None else figures.best
    high = figures.max if figures.max is not None else figures.best
    known = [n for n in (low, high) if n is not None]
    most = max(known)
    shown = typography.span(low, high, language()) if len(known) == 2 else f"{known[0]}"
    return {
        "killed": ngettext("%(n)s killed", "%(n)s killed", most),
        "injured": ngettext("%(n)s injured", "%(n)s injured", most),
        "abducted": ngettext("%(n)s abducted", "%(n)s abducted", most),
        "missing": ngettext("%(n)s missing", "%(n)s missing", most),
        "displaced": ngettext("%(n)s displaced", "%(n)s displaced", most),
    }[kind] % {"n": shown}


def victims(incident: Incident) -> str:
    """Civilian victims on one line ("2–3 killed, 5 injured"); empty where none is stated."""
    return told_victims([incident.harm])


def told_victims(told: Sequence[Sequence[harm.Row]]) -> str:
    """The same of one event, of the harm that each of its tellings states: a range, never a sum."""
    found = []
    together = harm.told_together(told)
    for kind in harm.VALUES["kind"]:
        figures = harm.total(together, kind, harm.CIVILIAN)
        if figures.known:
            found.append(_people(kind, figures))
    return ", ".join(found)


def ends(wanted: Iterable[UUID]) -> dict[UUID, End]:
    """Incidents as they are named at the other end of a link."""
    return {
        one.pk: End(
            "incident", title(one, ""), one.reference,
            reverse("register:incident", args=[one.reference]), one.starts_on,
        )
        for one in Incident.objects.filter(pk__in=list(wanted)).defer("words")
    }  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One row of the list, in words."""

    incident: Incident
    area: str
    kind: str
    who: str
    days: str
    victims: str
    told: int = 1


def lines(
    incidents: Iterable[Incident],
    areas: Mapping[str, str],
    behind: Mapping[UUID, Sequence[Incident]] | None = None,
) -> list[Line]:
    """The rows of the list; `areas` names P-codes, `behind` says what else tells an event."""
    listed = list(incidents)
    told = {one.pk: [one, *(behind or {}).get(one.pk, ())] for one in listed}
    return [
        Line(
            one, areas.get(one.area, ""), kind_of(one), who_did(one), days(one),
            told_victims([row.harm for row in told[one.pk]]), len(told[one.pk]),
        )
        for one in listed
    ]  # fmt: skip


@dataclass(frozen=True)
class HarmLine:
    """One kind of harm to people of one status, with what its breakdown says."""

    kind: str
    status: str
    women: int | None
    men: int | None
    minors: int | None
    total: harm.Range


def harm_lines(incident: Incident) -> list[HarmLine]:
    """Every kind of harm that is stated, civilians first."""
    rows = incident.harm
    return [
        HarmLine(
            profile().label("harm_kind", kind, language()),
            gettext("everybody")
            if status == harm.ALL
            else profile().label("civilian_status", status, language()),
            _part(rows, kind, status, "sex", "f", "age"),
            _part(rows, kind, status, "sex", "m", "age"),
            _part(rows, kind, status, "age", "0_17", "sex"),
            figures,
        )
        for kind in harm.VALUES["kind"]
        for status in (harm.CIVILIAN, harm.NOT_CIVILIAN, harm.UNKNOWN, harm.ALL)
        if (figures := _stated(rows, kind, status)).known
    ]


def _stated(rows: Sequence[harm.Row], kind: str, status: str) -> harm.Range:
    mine = [r for r in rows if r["kind"] == kind and r["status"] == status]
    return harm.total(mine, kind, status)


def _part(
    rows: Sequence[harm.Row], kind: str, status: str, dimension: str, value: str, other: str
) -> int | None:
    """People of one sex or age as the breakdown gives them; None where it does not."""
    mine = [
        r
        for r in rows
        if (r["kind"], r["status"], r[dimension]) == (kind, status, value)
        and r.get("best") is not None
    ]
    whole = [r["best"] for r in mine if r[other] == harm.ALL]
    parts = whole or [r["best"] for r in mine]
    return sum(parts) if parts else None


@dataclass(frozen=True)
class Moment:
    """One line of the history."""

    at: Any
    what: str
    who: str
    changed: str
    reason: str


def history(versions: Iterable[IncidentVersion], steps: Mapping[str, Any]) -> list[Moment]:
    """What was done to an incident, the latest first; `steps` names workflow steps."""
    found = []
    for version in versions:
        step = version.action.rpartition(".")[2]
        named = ACTIONS.get(version.action) or steps.get(step) or version.action
        changed = [str(FIELDS[name]) for name in version.changed if name in FIELDS]
        first = version.number == 1
        found.append(
            Moment(
                version.at,
                str(named),
                version.post_label or version.actor_name,
                "" if first else typography.listing(changed, language()),
                version.reason,
            )
        )
    return found


def renamed(found: Mapping[Renamed, int]) -> list[tuple[str, str, int]]:
    """Old labels of a source, what they were read as, and in how many rows; commonest first."""
    coding, words = acled_of(profile().folder), language()
    lines = []
    for label, rows in sorted(found.items(), key=lambda pair: (-pair[1], pair[0])):
        subtype = coding.subtype(label.subtype) if label.subtype else None
        names = [profile().label("acled_type", label.type, words)]
        names += [subtype.label(words)] if subtype else []
        lines.append((label.old, " / ".join(names), rows))
    return lines


def format_name(code: str) -> str:
    """What a format of imports is called."""
    return gettext("Deletions of ACLED") if code == DELETED else str(FORMATS[code].label)


def kept(found: Iterable[Kept]) -> list[tuple[str, str]]:
    """References of incidents that stay as a person left them, and what of them, in words."""
    return [
        (
            one.reference,
            typography.listing([str(FIELDS.get(n, n)) for n in one.fields], language()),
        )
        for one in found
    ]


def import_sentence(outcome: Outcome) -> str:
    """What an import would do, in one sentence."""
    rows = outcome.new + outcome.changed + outcome.unchanged + outcome.refused
    said = ngettext(
        "%(rows)s row read. New: %(new)s; changed: %(changed)s; unchanged: %(unchanged)s;"
        " refused: %(refused)s.",
        "%(rows)s rows read. New: %(new)s; changed: %(changed)s; unchanged: %(unchanged)s;"
        " refused: %(refused)s.",
        rows,
    )
    counts = {"rows": rows, "new": outcome.new, "changed": outcome.changed}
    counts |= {"unchanged": outcome.unchanged, "refused": outcome.refused}
    return said % {name: typography.number(n, language()) for name, n in counts.items()}


def period_words(first: date, last: date) -> str:
    """A period in words: June 2018; 1 Oct 2014 to 17 Nov 2014."""
    words = language()
    if (
        first.day == 1
        and _ends_month(last)
        and (first.year, first.month) == (last.year, last.month)
    ):
        return capital(typography.month(first, words))
    return gettext("From %(first)s to %(last)s") % {
        "first": typography.day(first, words, short=True),
        "last": typography.day(last, words, short=True),
    }


def _ends_month(day: date) -> bool:
    return (date.fromordinal(day.toordinal() + 1)).day == 1


def capital(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def sentence(period: str, tally: Tally) -> str:
    """What is true of the period, in one sentence, with the range of what is uncertain."""
    if not tally.events:
        return gettext("%(period)s: no incident that you may see.") % {"period": period}
    words = language()
    said = ngettext(
        "%(period)s: %(n)s incident, %(one_sided)s of violence against civilians;"
        " %(killed)s civilians killed (%(range)s), %(deaths)s deaths in all.",
        "%(period)s: %(n)s incidents, %(one_sided)s of violence against civilians;"
        " %(killed)s civilians killed (%(range)s), %(deaths)s deaths in all.",
        tally.events,
    )
    return said % {
        "period": period,
        "n": typography.number(tally.events, words),
        "one_sided": typography.number(tally.one_sided, words),
        "killed": typography.number(tally.killed[1], words),
        "range": typography.span(tally.killed[0], tally.killed[2], words),
        "deaths": typography.number(tally.deaths[1], words),
    }


def counted(found: Bounded) -> str:
    """How many incidents the list holds: 22 incidents; more than 1,000 incidents."""
    number = typography.number(found.number, language())
    if found.more:
        return gettext("More than %(n)s incidents") % {"n": number}
    return ngettext("%(n)s incident", "%(n)s incidents", found.number) % {"n": number}


def unknowns(tally: Tally) -> str:
    """Of how many incidents the civilians killed are not stated; empty where all are."""
    if not tally.unknown:
        return ""
    said = ngettext(
        "Civilians killed are not stated for %(u)s of %(n)s incidents; this is not a zero.",
        "Civilians killed are not stated for %(u)s of %(n)s incidents; this is not a zero.",
        tally.unknown,
    )
    words = language()
    return said % {
        "u": typography.number(tally.unknown, words),
        "n": typography.number(tally.events, words),
    }
