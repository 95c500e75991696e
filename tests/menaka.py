"""What the stories of Ménaka's crisis share: its people, its plan, its counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from rempart.kernel import clock
from rempart.kernel.actor import Actor, acting_as
from rempart.places.models import Area
from rempart.plans.contingency import actions
from rempart.plans.contingency.models import Contingency
from rempart.register.counts.actions import enter_count
from rempart.register.counts.models import Count

OFFICE = 5
RULE = "déplacés > 5000 en 72 h à Ménaka"


def people(appoint: Callable[..., Actor]) -> dict[str, Actor]:
    """Those of Ménaka and of the mission, with the cercle on the map."""
    Area.objects.create(
        pcode="ML0704", level=2, name="Menaka", display_fr="Ménaka", display_en="Ménaka"
    )
    return {
        "expert": appoint("poc_expert", "menaka"),
        "head": appoint("head_of_office", "menaka"),
        "force": appoint("force", "menaka", component="force"),
        "duty": appoint("duty_officer", "menaka", component="joc"),
        "srsg": appoint("srsg", component="srsg_office"),
        "adviser": appoint("senior_adviser"),
    }


def drafted(cast: dict[str, Actor], **said: Any) -> Contingency:
    """A plan in draft with a trigger, two tasks and a designate."""
    whole: Any = {
        "title": "Afflux de déplacés", "area": "ML0704", "scenario": "Des familles fuient.",
        "assumptions": "La piste reste ouverte.", "phases": ["Alerte", "Accueil"],
        "duties": [{"role": "head_of_office", "text": "Conduit la cellule de crise"}],
        "designate": "head_of_office", "resources": "Deux citernes", "level": "sector",
        "communications": "Radio HF", "review_on": date(2015, 6, 1), "cadence_hours": 12,
    } | said  # fmt: skip
    with acting_as(cast["expert"]):
        row = actions.draft_plan(said=whole, office=OFFICE)
        actions.set_trigger(target=row.pk, text=RULE)
        actions.set_task(target=row.pk, said={"phase": "Alerte", "role": "force",
                         "text": "Patrouille vers le site", "hours": 6})  # fmt: skip
        actions.set_task(target=row.pk, said={"phase": "Accueil", "role": "poc_expert",
                         "text": "Mission conjointe", "hours": 48, "after": [1]})  # fmt: skip
    return row


def approved(cast: dict[str, Actor], **said: Any) -> Contingency:
    """The same plan, reviewed by the head of office and approved by the head of mission."""
    row = drafted(cast, **said)
    with acting_as(cast["head"]):
        actions.advance_plan(target=row.pk, step="review")
    with acting_as(cast["srsg"]):
        actions.advance_plan(target=row.pk, step="approve")
        found: Contingency = Contingency.objects.get(pk=row.pk)
    return found


def counted(cast: dict[str, Actor], *values: int) -> list[Count]:
    """Displaced people counted one day after another, the last today."""
    rows = []
    for back, value in enumerate(reversed(values)):
        with acting_as(cast["expert"]):
            rows.append(enter_count(said={
                "quantity": "displaced", "value": value, "area": "ML0704",
                "counted_on": clock.today() - timedelta(days=back), "source": "comité du site",
            }))  # fmt: skip
    return rows
