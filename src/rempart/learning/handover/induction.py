"""The induction pack: what who arrives in an office reads first, gathered as they may see it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext, ngettext, pgettext

from rempart.doctrine.loader import current as profile
from rempart.documents.reports import Section
from rempart.field.presenting import language
from rempart.kernel import clock, links
from rempart.kernel.actor import MISSION
from rempart.kernel.links import End
from rempart.kernel.policy import UNCLASSIFIED
from rempart.kernel.walls import guarded_models
from rempart.learning.handover.models import Handover
from rempart.learning.library.shelf import shelf
from rempart.people.readers import posts_in_force
from rempart.people.standing import label, retold
from rempart.plans.contingency.models import APPROVED, EXERCISED, Contingency
from rempart.plans.programmes.models import STANDING as IN_FORCE
from rempart.plans.programmes.models import CommunityPlan, Plan
from rempart.threats.assessing import last_approved
from rempart.threats.models import Threat
from rempart.threats.workflow import STANDING

SHOWN, QUOTED = 20, 3
"""So many records of one sort are named; the rest is on their own pages."""


def pack(office: int) -> list[tuple[Section, list[End]]]:
    """The parts of an office's pack, each with the records that it names."""
    return [_month(office), _threats(office), _plans(office), _posts(office), _left(office),
            _tools(), _mandate()]  # fmt: skip


def marking(office: int, parts: Sequence[tuple[Section, list[End]]]) -> int:
    """The highest marking among what a pack names and quotes. A query a kind."""
    named: dict[str, set[str]] = {}
    for _section, ends in parts:
        for end in ends:
            named.setdefault(end.kind, set()).add(end.reference)
    tables = guarded_models()
    levels = [
        tables[kind]._default_manager.filter(reference__in=found).aggregate(top=Max("marking"))
        for kind, found in named.items()
    ]
    quoted = [row.marking for row in _handovers(office)]
    return max([UNCLASSIFIED, *quoted, *(one["top"] or UNCLASSIFIED for one in levels)])


def _handovers(office: int) -> list[Handover]:
    rows = Handover.objects.filter(office__in=(office, MISSION)).order_by("-created_at", "-id")
    return list(rows[:QUOTED])


def _named(kind: str, ids: Sequence[UUID]) -> list[End]:
    found = links.ends[kind](ids) if ids else {}
    return [found[pk] for pk in ids if pk in found]


def _table(title: str, ends: list[End], nothing: str) -> tuple[Section, list[End]]:
    rows = [[end.reference, str(end.title)] for end in ends]
    head = [gettext("No."), gettext("Record")] if rows else ()
    return Section(title, head=head, rows=rows, note="" if rows else nothing), ends


def _month(office: int) -> tuple[Section, list[End]]:
    last = last_approved(office, clock.today())
    ends = _named("assessment", [last.assessment_id]) if last else []
    return _table(
        gettext("The last approved assessment"), ends,
        gettext("No month of this office that you may see is approved."),
    )  # fmt: skip


def _threats(office: int) -> tuple[Section, list[End]]:
    rows = Threat.objects.filter(office=office, state__in=STANDING).order_by("-created_at", "-id")
    found = list(rows.values_list("pk", flat=True)[: SHOWN + 1])
    return _table(
        gettext("Open threats"), _named("threat", found[:SHOWN]),
        gettext("No threat that you may see is open."),
    )  # fmt: skip


def _plans(office: int) -> tuple[Section, list[End]]:
    wanted = {
        "plan": Plan.objects.filter(office=office, state__in=IN_FORCE),
        "community_plan": CommunityPlan.objects.filter(office=office, state__in=IN_FORCE),
        "contingency": Contingency.objects.filter(office=office, state__in=(APPROVED, EXERCISED)),
    }
    ends = [
        end
        for kind, rows in wanted.items()
        for end in _named(kind, list(rows.order_by("created_at").values_list("pk", flat=True)))
    ]
    return _table(
        gettext("Plans in force"), ends[:SHOWN], gettext("No plan that you may see is in force.")
    )


def _posts(office: int) -> tuple[Section, list[End]]:
    """Who is who, by post: how many hold each today, never who."""
    rows = posts_in_force().filter(office__in=(office, MISSION))
    held = Counter(label(post.role, post.office, language()) for post in rows)
    table = [[name, str(number)] for name, number in sorted(held.items())]
    head = [gettext("Post"), gettext("Held by")]
    return Section(gettext("Who is who, by post"), head=head, rows=table, numeric=(1,)), []


def _left(office: int) -> tuple[Section, list[End]]:
    apart = pgettext("name: more", ":")
    words = [
        f"{retold(row.post_label, language())} ({row.reference}){apart} {row.words}"
        for row in _handovers(office)
    ]
    nothing = gettext("Nobody has handed over a post here that you may see.")
    note = "" if words else nothing
    return Section(gettext("What those who left say"), text="\n\n".join(words), note=note), []


def _tools() -> tuple[Section, list[End]]:
    titles = [getattr(editions[0], language()) for editions in shelf().values()]
    said = ngettext("%(n)d tool stands in the library.", "%(n)d tools stand in the library.",
                    len(titles)) % {"n": len(titles)}  # fmt: skip
    return Section(gettext("The library"), text="\n\n".join(titles), note=said), []


def _mandate() -> tuple[Section, list[End]]:
    words = [
        gettext("%(paragraph)s: “%(text)s”") % {
            "paragraph": one.label(language()), "text": one.text.label(language())
        }
        for one in profile().strategy.mandate
    ]  # fmt: skip
    return Section(gettext("The mandate"), text="\n\n".join(words)), []
