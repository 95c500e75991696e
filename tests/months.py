"""What the stories of a month share: its people, its threats, its words, its buttons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from playwright.sync_api import Page

from rempart.kernel.actor import Actor, acting_as
from rempart.places.models import Area
from rempart.threats import actions
from rempart.threats.models import Assessment

TITLES = ("Goundam", "Diré", "Niafunké", "Gourma-Rharous", "Tombouctou", "Tombouctou, marché")
SAYS = {
    "fr": {
        "submit": "Remettre", "return": "Renvoyer", "review": "Consigner l’examen du groupe",
        "clear": "Viser", "consolidate": "Consolider", "approve": "Approuver",
        "save": "Enregistrer", "score": "Enregistrer la cotation", "returned": "Renvoyée",
        "approved": "Approuvée", "why": "ce pas demande un motif",
    },
    "en": {
        "submit": "Submit", "return": "Return", "review": "Record the group’s review",
        "clear": "Clear", "consolidate": "Consolidate", "approve": "Approve",
        "save": "Save", "score": "Save the scores", "returned": "Returned",
        "approved": "Approved", "why": "this step needs a reason",
    },
}  # fmt: skip


CERCLES = ("Diré", "Goundam", "Gourma-Rharous", "Niafunké", "Tombouctou")


def timbuktu(appoint: Callable[..., Actor]) -> dict[str, Actor]:
    """Those of Timbuktu's chain, and its cercles."""
    for number, name in enumerate(CERCLES, 1):
        Area.objects.create(
            pcode=f"ML060{number}", level=2, name=name, display_fr=name, display_en=name
        )
    return {
        "expert": appoint("poc_expert", "tombouctou"),
        "head": appoint("head_of_office", "tombouctou"),
        "adviser": appoint("senior_adviser"),
    }


def six_threats(expert: Actor) -> list[str]:
    """Six threats that stand on written evidence; the references."""
    with acting_as(expert):
        made = []
        for number, title in enumerate(TITLES):
            row = actions.draft_threat(
                said={
                    "title": title,
                    "perpetrator": "terrorist_group",
                    "threat_type": "killing",
                    "area": f"ML060{1 + number % 5}",
                    "population": "Riverains",
                }
            )
            actions.score_threat(
                target=row.pk,
                scores={"intent": 2, "capability": 2 + number % 2, "severity": 4},
                reasons={"severity": "visite", "capability": "visite"},
            )
            actions.advance_threat(target=row.pk, step="open", reason="Relevé à la table ronde")
            made.append(row.reference)
        return made


def write_everything(expert: Actor, whole: Assessment) -> None:
    """All sections but the context, which is written in the browser."""
    with acting_as(expert):
        for section in whole.sections.exclude(code="context"):
            actions.write_section(target=section.pk, text=f"Lecture de {section.code}.")
        actions.add_recommendation(
            whole=whole, text="Ouvrir un poste à Léré", owner="component:force",
            due_on=date(2014, 12, 15),
        )  # fmt: skip


def take(page: Page, name: str) -> None:
    """Take a step of the chain by its button."""
    page.get_by_role("button", name=name, exact=True).click()
