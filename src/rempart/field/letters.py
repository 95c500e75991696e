"""Papers that go out before the work: the invitation to a round table, a mission's terms.

An invitation leaves the house, so it says when, where, about what and how people are listened to,
and nothing of the threat; terms of reference go to the team, to the escort and to whoever clears
the way. What could harm people stays on the page, in both. Each is a draft while the step that
sends it would be refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.documents import reports, typography
from rempart.documents.reports import Report, Section
from rempart.field import presenting
from rempart.field.models import FieldMission, RoundTable
from rempart.field.workflow import ROUND_TABLE
from rempart.people.standing import label


def _invitation(row: RoundTable) -> list[Section]:
    words = presenting.language()
    office = profile().office(row.office).label(words)
    asked = gettext("The office of the Mission in %(office)s invites you to this round table.")
    where = ", ".join(part for part in (row.place, presenting.place_of(row)) if part)
    facts = [
        (gettext("Day"), typography.day(row.held_on, words)),
        (gettext("Place"), where),
        (gettext("Languages and interpretation"), row.interpretation or gettext("to be agreed")),
    ]
    return [
        Section(gettext("You are invited"), text=row.invitation or asked % {"office": office},
                facts=facts),
        Section(gettext("Agenda"), text=row.agenda),
        Section(gettext("How people are listened to"), text="\n".join((
            gettext("- No name is taken: who comes is counted by category, women and men apart."),
            gettext("- What is said is kept as it was said, without saying who said it."),
            gettext("- Nobody has to speak, and anybody may leave."),
            gettext("- What is agreed has somebody who does it, and a day."),
        ))),
        Section(pgettext("letter", "From"), text="\n\n".join((
            label("head_of_office", row.office, words),
            typography.day(_sent_on(row), words),
        ))),
    ]  # fmt: skip


def _sent_on(row: RoundTable) -> date:
    """The day on which the invitations went out; before that, the day of the last change."""
    sent = row.versions.filter(action="round_table.invite").first()
    day: date = sent.at.date() if sent else _written_on(row)
    return day


def _terms(row: FieldMission) -> list[Section]:
    kind = {"jpt": gettext("Joint protection team"), "integrated": gettext("Integrated mission")}
    parts = {s.code: s for s in presenting.mission(row)}
    purpose = parts["purpose"]
    expected = Section(gettext("What it brings back"), text="\n".join((
        gettext("- People met, by category, women and men apart; no name."),
        gettext("- A finding for each threat above, with what shows it."),
        gettext("- Vulnerabilities, capacities, and what people think."),
        gettext("- Recommendations, each with its lead and its day."),
        gettext("- How sources are protected: in an annex apart, strictly confidential."),
    )))  # fmt: skip
    facts = [(gettext("Kind"), kind[row.sort]), *purpose.facts]
    first = Section(purpose.title, text=purpose.text, facts=facts)
    asked = replace(parts["prepare"], title=gettext("What is asked of the team"))
    return [first, asked, parts["team"], parts["way"], parts["decisions"], expected]


def _unsent(row: RoundTable) -> bool:
    """Would sending the invitations be refused? The agenda or the check still lacks something."""
    step = ROUND_TABLE.step("invite", "planned")
    return row.state == "planned" and any(guard(row) is not None for guard in step.guards)


@dataclass(frozen=True)
class Letter:
    """A paper of a kind of record: its part of the address, its names, what stands in it."""

    path: str
    title: str | Promise
    stems: dict[str, str]
    sections: Callable[[Any], list[Section]]
    draft: Callable[[Any], bool]


LETTERS = {
    "round_table": Letter(
        "invitation", _("Invitation to a round table"), {"fr": "invitation", "en": "invitation"},
        _invitation, _unsent,
    ),
    "mission": Letter(
        "termes", _("Terms of reference"),
        {"fr": "termes-de-reference", "en": "terms-of-reference"},
        _terms, lambda row: row.state == "requested",
    ),
}  # fmt: skip
"""By the kind of record."""


def _written_on(row: Any) -> date:
    """The day on which the record last changed, of what the reader may know of its past."""
    last = row.versions.first()
    day: date = last.at.date() if last else getattr(row, "held_on", None) or row.starts_on
    return day


def _report(row: Any) -> Report:
    letter, mission, words = LETTERS[row.kind], profile().mission, presenting.language()
    return Report(
        title=str(letter.title),
        subtitle=f"{presenting.title_of(row)} – {presenting.place_of(row)}",
        author=mission.name.label(words),
        kicker=mission.title.label(words),
        reference=row.reference,
        marking=row.marking,
        day=_written_on(row),
        sections=letter.sections(row),
        draft=letter.draft(row),
    )


def made(row: Any, language: str, suffix: str) -> tuple[bytes, str]:
    """The paper in a format, and its name: invitation-MOP-14-7K3QXM-fr.pdf."""
    name = f"{LETTERS[row.kind].stems[language]}-{row.reference}-{language}.{suffix}"
    return reports.FORMATS[suffix](lambda _words: _report(row), language), name
