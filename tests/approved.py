"""An approved assessment put straight into the database, with small counts in it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import psycopg

from planting import plant
from rempart.documents.snapshot import content_hash
from rempart.kernel import ids
from rempart.threats.models import Approval, Assessment, Snapshot
from rempart.threats.sections import Event, Frame, Harm, Place, office_month

PLACES = (("ML0701", "Bourem"), ("ML0702", "Ansongo"), ("ML0703", "Gao"))
CANARY = "canariplace"
SOURCE = "canarisource"
BOTH = {"fr": "Bureau de Gao", "en": "Gao office"}
PERPETRATORS = {
    "terrorist_group": {"fr": "Groupe armé terroriste", "en": "Terrorist armed group"},
    "host_forces": {
        "fr": "Forces de défense et de sécurité maliennes",
        "en": "Malian defence and security forces",
    },
}


def events(month: date) -> list[Event]:
    """Eight attacks in Ansongo, two in Gao, one fight in Bourem: 9, 3 and no civilians killed."""
    found = [
        Event(f"k{n}", month.replace(day=n + 1), "ML0702", "one_sided", killed=(1, 1, 2),
              deaths=(1, 1, 2), perpetrators=("canariacteur",), source=SOURCE,
              harm=(Harm("killed", "f" if n % 2 else "m", "18_59", (1, 1, 2)),))
        for n in range(8)
    ]  # fmt: skip
    found += [
        Event(f"g{n}", month.replace(day=n + 11), "ML0703", "one_sided", killed=(1, n + 1, 3),
              deaths=(1, n + 1, 3), harm=(Harm("killed", "m", "0_17", (1, n + 1, 3)),))
        for n in range(2)
    ]  # fmt: skip
    return [*found, Event("b", month.replace(day=20), "ML0701", "non_state", deaths=(1, 1, 1))]


def content(
    office: str = "gao", month: date = date(2014, 10, 1), listed: list[Event] | None = None,
    **more: Any,
) -> dict[str, Any]:  # fmt: skip
    """The content of an office's month, whole; of other events where they are given."""
    frame = Frame(
        office={**BOTH}, office_code=office, month=month, marking=2,
        mission={"name": {"fr": "Mission", "en": "Mission"}, "short": "M", "utm_zone": 30,
                 "title": {"fr": "Protection des civils", "en": "Protection of civilians"},
                 "country": {"fr": "Pays", "en": "Country"},
                 "disclaimer": {"fr": "Limites indicatives.", "en": "Boundaries are indicative."}},
        places=[Place(code, {"fr": name, "en": name}) for code, name in PLACES],
        sources=[SOURCE], reference="GAO-14-7K3QXM",
    )  # fmt: skip
    said = office_month(frame, listed or events(month))
    return said | {
        "narrative": [
            {"code": code, "text": f"Texte de {code}.", "language": "fr",
             "translation": f"Text of {code}.", "translated": True}
            for code in ("summary", "context", "groups", "forecasts", "capacities", "gaps")
        ],
        "threats": [threat("terrorist_group", 4), threat("host_forces", 3)],
        "categories": [
            {"area": {"fr": f"cercle de {name}", "en": f"cercle of {name}"}, "area_code": code,
             "category": level, "proposal": level, "decided": decided, "reason": "Décidé",
             "decided_on": "2014-11-03" if decided else None}
            for (code, name), level, decided in zip(
                PLACES, ("could", "must", "should"), (True, True, False), strict=True)
        ],
        "recommendations": [], "follow_up": [], "alerts": None, "forecasts": None, **more,
    }  # fmt: skip


def threat(by: str, band: int, **more: Any) -> dict[str, Any]:
    """A threat of the snapshot, whose title and place must never leave."""
    return {
        "reference": ids.new_reference("GAO", 2014), "title": f"Attaques près de {CANARY}",
        "marking": 1, "perpetrator": PERPETRATORS[by],
        "type": {"fr": "Meurtre", "en": "Killing"},
        "area": {"fr": "cercle d’Ansongo", "en": "cercle of Ansongo"}, "area_code": "ML0702",
        "place": CANARY, "population": CANARY, "scores": {}, "reasons": {"intent": CANARY},
        "likelihood": {"low": 4, "high": 4}, "impact": {"low": 4, "high": 4},
        "risk": {"low": 4 * band, "high": 4 * band}, "band": {"low": band, "high": band},
        "computed_band": {"low": band, "high": band}, "gap": {"low": 4, "high": 4},
        "imminent": False, "priority": "must", "to_confirm": False, "trend": "up",
        "trend_reason": "Trois attaques un jour de foire", "confidence": "moderate",
        "analysis": CANARY, "evidence": ["GAO-14-AAAAAA"], "override": None, "state": "active",
        **more,
    }  # fmt: skip


def approve(
    superuser: psycopg.Connection, office: int = 1, code: str = "gao",
    month: date = date(2014, 10, 1), marking: int = 1, **more: Any,
) -> Assessment:  # fmt: skip
    """Plant an approved assessment of an office."""
    row = plant(
        superuser,
        Assessment(
            month=month, state="approved", office=office, marking=marking, component=1,
            author=UUID(int=0), reference=ids.new_reference("GAO", 2014),
        ),
    )  # fmt: skip
    said = content(code, month, **more) | {"reference": row.reference}
    taken = plant(
        superuser, Snapshot(assessment=row, content=said, content_hash=content_hash(said))
    )
    plant(
        superuser,
        Approval(assessment=row, snapshot=taken, post_label="Conseillère", seal="5" * 64),
    )
    found: Assessment = row
    return found
