"""What the tests of advice share: a note as it is typed, and a task of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from rempart.leadership.advice import actions

SAID: actions.Said = {
    "subject": "Prolonger les patrouilles du marché",
    "topic": "presence",
    "addressee": "srsg",
    "answer_by": date(2014, 11, 20),
    "analysis": "Les vols suivent les jours **sans patrouille**.",
    "confidence": "moderate",
    "options": ["Prolonger de deux heures", "Attendre"],
    "recommendation": "Prolonger les patrouilles jusqu’à 18 heures.",
}
TASK: Any = {
    "statement": "Patrouilles jusqu’à 18 heures", "volet": "t2", "phases": ["prevention"],
    "component": 2, "office": "tombouctou", "due_on": date(2014, 12, 1),
    "indicator": "Jours de marché couverts", "marking": 1,
}  # fmt: skip
