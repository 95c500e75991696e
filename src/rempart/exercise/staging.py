"""Playing the story: people are appointed, record, verify, score, write and sign, by the actions.

Everything goes through the same actions as in the mission, each at its own moment of the
exercise's clock and as the person whose task it is; nothing is written past a wall.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from rempart.doctrine.loader import Profile
from rempart.documents import typography
from rempart.exercise.parts import EARLY, PARTS
from rempart.exercise.stage import ADVISER, EXPERT, HEAD, RIGHTS, Cast, Stage, Tell, at, scene
from rempart.exercise.story import (
    Bureau,
    Happening,
    Menace,
    Player,
    Script,
    filled,
    happenings,
    months,
    script,
)
from rempart.kernel import clock, journal
from rempart.kernel.actor import SystemActor, acting_as
from rempart.people.actions import FOUNDER, appoint, open_account
from rempart.places.sketch import sketch_areas
from rempart.register import harm
from rempart.register.actions import advance_incident, record_incident
from rempart.register.models import Incident
from rempart.threats import actions, assessing, places, rubric
from rempart.threats.models import Assessment, Threat
from rempart.threats.queries import draft

UNWRITTEN = ("context", "capacities", "gaps")
"""What the month in draft leaves to whoever learns on it."""

_SOURCES = ("Relevé à la table ronde", "Visite commune", "Entretiens avec des transporteurs")


def play(
    profile: Profile,
    until: date,
    seed: int,
    tell: Tell,
    only: Collection[str] = (),
    parts: Collection[str] = tuple(PARTS),
) -> Cast:
    """Play the exercise up to the morning of `until`; who played.

    `only` keeps some offices, `parts` some of what is played once the months are written.
    """
    told = script(profile)
    offices = [bureau for bureau in told.offices if not only or bureau.code in only]
    first = next(months(until, told.months))
    cast = _appoint(profile, told.cast, at(first, 6))
    with clock.frozen(at(first, 7)), acting_as(SystemActor("operator:exercise", ceiling=3)):
        sketch_areas()
    played = {bureau.code for bureau in offices}
    _record(cast, [h for h in happenings(profile, until, seed) if h.office in played], tell)
    stage = Stage(profile, until, seed, cast, frozenset(played), tell)
    _parts(EARLY, stage)
    for number, bureau in enumerate(offices, 1):
        tell("assessments", number, len(offices))
        _Desk(profile, told, bureau, cast, until, seed).play()
    _parts({name: part for name, part in PARTS.items() if name in parts}, stage)
    while journal.seal():
        pass
    return cast


def _parts(parts: Mapping[str, Callable[[Stage], None]], stage: Stage) -> None:
    for name, part in parts.items():
        stage.tell(name, 1, 1)
        part(stage)


def _appoint(profile: Profile, players: Iterable[Player], moment: datetime) -> Cast:
    cast = Cast()
    with clock.frozen(moment), acting_as(FOUNDER):
        for player in players:
            for office in player.offices:
                user = open_account(
                    email=f"{player.role}.{office or 'mission'}@exercice.invalid",
                    name=_name(profile, player.role, office),
                )
                appoint(
                    holder=user.pk, role=player.role, component=player.component, office=office,
                    organisation=player.organisation, clearance=player.clearance,
                    compartments=player.compartments,
                )  # fmt: skip
                cast.users[player.role, office] = user.pk
    return cast


def _name(profile: Profile, role: str, office: str) -> str:
    label = profile.role(role).label("fr")
    return f"{label}, {profile.office(office).label('fr')}" if office else label


def _record(cast: Cast, told: list[Happening], tell: Tell) -> None:
    """Enter every incident by the expert of its office on the day it was reported."""
    for number, one in enumerate(told, 1):
        if number % 25 == 0 or number == len(told):
            tell("incidents", number, len(told))
        with scene(cast, EXPERT, one.office, at(one.reported, 9 + number % 8, number % 60)):
            row = record_incident(said=said_of(one), marking=2 if number % 17 == 0 else 1)
        if one.verified:
            moment = at(one.reported, 18)
            with scene(cast, RIGHTS, one.office, moment):
                advance_incident(target=row.pk, step="verify")


def said_of(one: Happening) -> Any:
    """What the expert enters of a happening."""
    figures = {harm.KILLED: (0, 0, 0), **one.figures} if one.deaths_known else one.figures
    rows = [harm.row(kind, harm.CIVILIAN, people) for kind, people in figures.items()]
    if one.women:
        rows.append(harm.row(harm.KILLED, harm.CIVILIAN, (None, one.women, None), sex="f"))
    return {
        "starts_on": one.day,
        "ends_on": one.day,
        "time_of_day": one.began,
        "area": one.area,
        "place": one.place,
        "latitude": one.latitude,
        "longitude": one.longitude,
        "point_precision": "near",
        "threat_type": one.kind,
        "alleged": [{"role": "alleged_perpetrator", "name": "", "type": one.by}],
        "harm": rows,
        "source": one.source,
        "reliability": one.grade[0],
        "credibility": one.grade[1],
        "summary": one.told,
        "language": one.language,
        "known_from": one.reported,
    }


@dataclass
class _Desk:
    """The threats and the months of one office."""

    profile: Profile
    told: Script
    bureau: Bureau
    cast: Cast
    until: date
    seed: int

    def play(self) -> None:
        """Open the threats, sign the approved months, and leave the last one in draft."""
        self.chance = random.Random(f"{self.seed}:desk:{self.bureau.code}")  # noqa: S311
        assessed = list(months(self.until, self.told.approved + 1))
        self._open_threats(assessed[0])
        for number, month in enumerate(assessed[:-1]):
            self._reconsider(month)
            self._sign(month, number)
        self._leave_in_draft(assessed[-1], len(assessed) - 1)

    @property
    def code(self) -> str:
        """The office's code."""
        return self.bureau.code

    def _open_threats(self, month: date) -> None:
        for number, menace in enumerate(self.bureau.threats):
            day = month - timedelta(days=40 - 6 * number)
            with scene(self.cast, EXPERT, self.code, at(day, 10)):
                self._open(menace, number)

    def _open(self, menace: Menace, number: int) -> None:
        row = actions.draft_threat(
            said={
                "title": menace.title,
                "perpetrator": menace.by,
                "threat_type": menace.kind,
                "area": menace.area,
                "place": menace.place,
                "population": menace.population,
            }
        )
        scores: dict[str, int | None] = dict(menace.scores)
        if number == len(self.bureau.threats) - 1:
            scores["scale"] = None
        reasons = {f: self.chance.choice(_SOURCES) for f in rubric.FACTORS if scores.get(f)}
        actions.score_threat(target=row.pk, scores=scores, reasons=reasons)
        proof = Incident.objects.filter(area=menace.area, threat_type=menace.kind)
        if found := proof.order_by("-starts_on").first():
            actions.cite_evidence(target=row.pk, factor="history", record=found)
        reason = "Plusieurs faits du même genre en un mois, dits par des sources distinctes"
        actions.advance_threat(target=row.pk, step="open", reason=reason)

    def _reconsider(self, month: date) -> None:
        """Score anew what a month of facts has changed: one factor, by one, of one threat."""
        with scene(self.cast, EXPERT, self.code, at(self._after(month, 1), 9)):
            rows = list(Threat.objects.filter(office=self._number, state="active").order_by("pk"))
            row = self.chance.choice(rows)
            factor = self.chance.choice(("history", "opportunity", "vulnerability"))
            held = row.scores.get(factor) or 3
            new = min(5, max(1, held + self.chance.choice((-1, 1))))
            actions.score_threat(
                target=row.pk, scores={factor: new}, reasons={factor: "Faits du mois"}
            )
        with scene(self.cast, HEAD, self.code, at(self._after(month, 2), 15)):
            for place in places.board(self._number, month):
                if place.proposal in ("must", "should"):
                    actions.decide_category(
                        office=self._number, area=place.area, month=month, category=place.proposal,
                        reason="Décidé en réunion du groupe régional, sans réserve",
                    )  # fmt: skip

    @property
    def _number(self) -> int:
        return self.profile.office(self.code).number

    def _after(self, month: date, days: int) -> date:
        """A day of the month that follows."""
        return (month + timedelta(days=31)).replace(day=1) + timedelta(days=days)

    def _sign(self, month: date, number: int) -> None:
        with scene(self.cast, EXPERT, self.code, at(self._after(month, 2), 9)):
            whole = actions.begin_assessment(office=self.code, month=month)
            self._write(whole, number)
            self._request(whole, month, owners=3)
            self._follow(whole)
        for role, office, step, days in (
            (EXPERT, self.code, "submit", 3),
            (EXPERT, self.code, "review", 4),
            (HEAD, self.code, "clear", 5),
            (ADVISER, "", "consolidate", 6),
            (ADVISER, "", "approve", 7),
            (ADVISER, "", "disseminate", 8),
        ):
            with scene(self.cast, role, office, at(self._after(month, days), 11)):
                taken = assessing.frozen(Assessment.objects.get(pk=whole.pk))
                actions.advance_assessment(
                    target=whole.pk, step=step, seen=taken.content_hash if taken else ""
                )

    def _leave_in_draft(self, month: date, number: int) -> None:
        with scene(self.cast, EXPERT, self.code, at(self.until, 7)):
            whole = actions.begin_assessment(office=self.code, month=month)
            self._write(whole, number, but=UNWRITTEN)
            self._request(whole, month, owners=1)

    def _write(self, whole: Assessment, number: int, but: tuple[str, ...] = ()) -> None:
        facts = self._facts(whole)
        for section in whole.sections.all():
            words = self.told.sections.get(section.code)
            if words is None or section.code in but:
                continue
            way = number % len(words.fr)
            actions.write_section(
                target=section.pk,
                text=filled(words.fr[way], facts["fr"]),
                language="fr",
                translation=filled(words.en[way], facts["en"]),
                translation_state="checked",
            )

    def _facts(self, whole: Assessment) -> dict[str, dict[str, Any]]:
        """What the script's texts name, by language: the month is counted once for them all."""
        month = draft(self.code, whole.month)
        threats = assessing.threats_of(whole.office, whole.month)
        title = threats[0]["title"] if threats else "–"
        return {words: self._named(whole, month, title, words) for words in assessing.LANGUAGES}

    def _named(
        self, whole: Assessment, month: dict[str, Any], threat: str, language: str
    ) -> dict[str, Any]:
        """Figures of the month, its worst places and a threat, in the words of a language."""
        named = {place["code"]: place["name"][language] for place in month["places"]}
        worst = sorted(month["areas"], key=lambda area: -area["now"]["events"])[:2]
        return {
            "office": self.profile.office(self.code).label(language),
            "n": month["figures"]["events"],
            "before": sum(series["events"][-2] for series in month["types"].values()),
            "killed": month["figures"]["civilians_killed"]["min"] or 0,
            "worst": typography.listing(
                [named[area["code"]] for area in worst if area["now"]["events"]] or ["–"], language
            ),
            "threat": threat,
            "month": typography.month(whole.month, language),
        }

    def _request(self, whole: Assessment, month: date, owners: int) -> None:
        """Three requests; those beyond `owners` still lack their owner and their date."""
        asked = self.chance.sample(self.told.recommendations, 3 if owners > 1 else 2)
        for number, one in enumerate(asked):
            named = number < owners
            actions.add_recommendation(
                whole=whole,
                text=one.fr,
                owner=one.owner if named else "",
                due_on=self._after(month, 24 + 7 * number) if named else None,
            )

    def _follow(self, whole: Assessment) -> None:
        outcomes = self.chance.sample(("done", "ongoing", "late"), 3)
        for row, outcome in zip(assessing.followed(whole), outcomes, strict=False):
            actions.follow_recommendation(target=row.pk, outcome=outcome, note="Vu en réunion")
