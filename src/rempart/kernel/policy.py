"""Need-to-know: the one file from which every wall is made.

Access = role and component and office and marking and compartment, deny by default. From the grid
below come the rows of `kernel_right` (which the database joins with the posts in force), the
row-level security of every guarded table, the reasons that people read, and the table in the docs.

The grid is the role table of the Protection of Civilians practice that Rempart models. A cell
lists rights; every right but a bare `create` also reads. Words that narrow or widen a cell:

* `all`: in every office, not only the post's own;
* `own`: only what the reader's component owns, leads or supports;
* `summary`: figures and documents only, no rows;
* `coded`: the row without the identity behind it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rempart.kernel.actor import MISSION, Anyone, Standing, SystemActor

UNCLASSIFIED, CONFIDENTIAL, STRICT = 1, 2, 3
MARKINGS = {
    UNCLASSIFIED: _("Unclassified"),
    CONFIDENTIAL: _("Confidential"),
    STRICT: _("Strictly confidential"),
}
"""The three levels of ST/SGB/2007/6, in order."""

NO_COMPARTMENT = 0
OFFICE_STEP, COMPARTMENT_STEP = 4096, 4
"""A scope is office * 4096 + compartment * 4 + marking: one integer to compare."""

MISSION_WIDE_ROLES = frozenset({"imo", "jmac", "senior_adviser", "srsg", "dsrsg"})

COLUMNS = (
    "alert",
    "incident",
    "assessment",
    "action",
    "mission",
    "crisis",
    "source",
    "journal",
    "account",
    "strategy",
    "advice",
    "release",
    "identity",
    "opening",
    "released",
    "submission",
)

GRID = """
cla               | create                      | create             | -           | read             | read           | -        | create edit own   | -        | -           | read all        | -               | -           | create edit own | create      | -        | -
duty_officer      | create edit triage          | create edit        | read        | read             | read           | read all | -                 | -        | -           | read all        | -               | -           | -               | -           | -        | edit
imo               | read                        | create edit import | input       | read             | read           | read     | coded             | -        | -           | read all        | -               | -           | -               | -           | -        | -
jmac              | read                        | create edit        | input       | read             | read           | read     | coded             | -        | -           | read all        | -               | -           | -               | -           | -        | -
poc_expert        | create edit close           | create edit        | create edit | create edit lead | create edit    | read     | create edit coded | -        | -           | read all        | -               | create edit | -               | -           | -        | edit
head_of_office    | approve                     | read               | approve     | approve          | approve        | propose  | -                 | -        | -           | read all        | -               | -           | -               | -           | -        | -
sector_commander  | create read respond approve | create read        | comment     | lead own         | escort         | read     | -                 | -        | -           | read all        | -               | -           | -               | -           | -        | -
force             | create read respond         | create read        | comment     | lead own         | escort         | read     | -                 | -        | -           | read all        | -               | -           | -               | -           | -        | -
unpol             | create read respond         | create read        | comment     | lead own         | escort         | read     | -                 | -        | -           | read all        | -               | -           | -               | -           | -        | -
civil_affairs     | create read                 | create read        | comment     | lead own         | create         | read     | create edit own   | -        | -           | read all        | -               | -           | create edit own | create      | -        | -
political_affairs | create read                 | create read        | comment     | lead own         | create         | read     | create edit own   | -        | -           | read all        | -               | -           | create edit own | create      | -        | -
human_rights      | create read                 | create verify      | comment     | lead own         | create         | read     | create edit own   | -        | -           | read all        | -               | -           | create edit own | create      | -        | -
child_protection  | create read                 | create verify      | comment     | lead own         | create         | read     | create edit own   | -        | -           | read all        | -               | -           | create edit own | create      | -        | -
women_protection  | create read                 | create verify      | comment     | lead own         | create         | read     | create edit own   | -        | -           | read all        | -               | -           | create edit own | create      | -        | -
unmas             | create read                 | create read        | comment     | lead own         | clear_security | read     | -                 | -        | -           | read all        | -               | -           | -               | -           | -        | -
undss             | create read                 | create read        | comment     | lead own         | clear_security | read     | -                 | -        | -           | read all        | -               | -           | -               | -           | -        | -
senior_adviser    | read all                    | read all           | approve all | approve all      | approve all    | propose  | -                 | -        | approve all | create edit all | create edit all | approve all | -               | approve all | -        | edit all
srsg              | read all                    | summary            | read        | read             | read           | approve  | -                 | -        | -           | approve         | approve         | -           | -               | -           | -        | -
dsrsg             | read all                    | summary            | read        | read             | read           | approve  | -                 | -        | -           | approve         | approve         | -           | -               | -           | -        | -
partner           | -                           | -                  | -           | -                | -              | -        | -                 | -        | -           | -               | -               | -           | -               | -           | read own | create all
administrator     | -                           | -                  | -           | -                | -              | -        | -                 | -        | propose all | -               | -               | -           | -               | -           | -        | -
auditor           | -                           | -                  | -           | -                | -              | -        | -                 | read all | -           | -               | -               | -           | -               | -           | -        | -
"""  # noqa: E501

FOLLOWS = {
    "report": "incident",
    "duplicate": "incident",
    "site": "incident",
    "count": "incident",
    "batch": "incident",
    "signal": "alert",
    "threat": "assessment",
    "location_category": "assessment",
    "brief": "assessment",
    "section": "assessment",
    "recommendation": "assessment",
    "remark": "assessment",
    "forecast": "assessment",
    "judgement": "assessment",
    "outcome": "assessment",
    "measure": "action",
    "plan": "action",
    "community_plan": "action",
    "contingency": "action",
    "commitment": "action",
    "training": "action",
    "review": "action",
    "handover": "action",
    "round_table": "mission",
    "engagement": "mission",
    "annex": "mission",
    "indicator": "strategy",
    "meeting": "strategy",
    "tool": "strategy",
    "objective": "strategy",
    "consultation": "strategy",
    "progress": "assessment",
    "log_entry": "crisis",
    "task": "crisis",
    "sitrep": "crisis",
}
"""Kinds without a column of their own, and the column that they follow."""

ENTERED_BY = {
    "location_category": frozenset({"approve"}),
    "brief": frozenset({"edit", "approve"}),
    "remark": frozenset({"comment", "input", "edit", "approve"}),
    "judgement": frozenset({"comment", "input", "edit"}),
    "outcome": frozenset({"edit", "approve"}),
    "commitment": frozenset({"lead"}),
    "handover": frozenset({"read", "create", "edit", "lead", "approve"}),
    "crisis": frozenset({"propose", "approve"}),
    "log_entry": frozenset({"propose", "approve"}),
    "task": frozenset({"propose", "approve"}),
    "sitrep": frozenset({"propose", "approve"}),
}
"""Kinds whose rows are entered by those who hold another right on the column that is theirs: the
body's decisions by those who approve, remarks and probabilities by all who may say something, a
handover by whoever holds a post that reads what is done, a commitment of its own by the component
that leads it, a
crisis and what is written in it by those who propose or decide it."""

NAMED = {
    ("contingency", "approve"): frozenset({"srsg", "dsrsg"}),
    ("plan", "approve"): frozenset({"srsg", "dsrsg"}),
    ("log_entry", "create"): frozenset({"duty_officer"}),
    ("sitrep", "create"): frozenset({"duty_officer"}),
}
"""Steps that the practice gives to roles by name, where their cell lets them only read: plans are
approved at the top, and the operations centre keeps the log of a crisis."""

OWN_EDITED = frozenset({"mission", "round_table", "engagement"})
"""Kinds whose rows stay in the hands of their author where the role does no more than create."""

KEPT_TO = {"annex": frozenset({"create", "edit", "approve"})}
"""Kinds known only to those who hold one of these rights on the column: to the others, nothing."""

RIGHT_NAMES: dict[str, str | Promise] = {
    "retention": _("delete when its time is over"),
    "read": _("read"),
    "read_own": _("read one's own"),
    "summary": _("read figures only"),
    "create": _("create"),
    "edit": _("edit"),
    "edit_own": _("edit one's own"),
    "approve": _("approve or decide"),
    "verify": _("verify"),
    "triage": _("triage"),
    "close": _("close"),
    "import": _("import"),
    "input": _("contribute"),
    "comment": _("comment"),
    "respond": _("respond"),
    "lead": _("lead"),
    "escort": _("escort"),
    "clear_security": _("clear security"),
    "propose": _("propose"),
}

_WORDS = frozenset({"all", "own", "coded"})
_OWN = frozenset({"read_own", "edit_own"})


@dataclass(frozen=True)
class Right:
    """One line of `kernel_right`: a role may `act` on a kind within a reach.

    `reach` is `office`, `mission` (every office) or `own` (those of the office's rows that one's
    component owns, leads or supports).
    """

    role: str
    kind: str
    act: str
    reach: str


def _cell(role: str, kind: str, text: str) -> Iterable[Right]:
    words = set(text.split()) - {"-"}
    if not words:
        return
    wide = role in MISSION_WIDE_ROLES or "all" in words
    reach = "own" if "own" in words else "mission" if wide else "office"
    acts = words - _WORDS
    if words & {"own", "coded"} and not acts:
        acts = {"read"}
    for act in sorted(acts):
        yield Right(role, kind, act, reach)
    if acts - {"create", "summary", "read"}:
        yield Right(role, kind, "read", reach)
    if acts == {"create"}:
        yield Right(role, kind, "read_own", reach)


def _following(kind: str, found: list[Right]) -> list[Right]:
    """The rights on a kind that follows a column. A task is reported on by whoever sees it."""
    mine = {Right(right.role, kind, right.act, right.reach) for right in found}
    if kind in KEPT_TO and not {right.act for right in mine} & KEPT_TO[kind]:
        return []
    entering = ENTERED_BY.get(kind, frozenset())
    mine |= {Right(r.role, kind, "create", r.reach) for r in mine if r.act in entering}
    mine |= {
        Right(right.role, kind, act, right.reach)
        for (of, act), roles in NAMED.items()
        for right in found
        if of == kind and right.act == "read" and right.role in roles
    }
    if kind == "task":
        mine |= {Right(r.role, kind, "respond", r.reach) for r in mine if r.act == "read"}
    return sorted(mine, key=lambda right: (right.act, right.reach))


def _owned(kind: str, found: Iterable[Right]) -> Iterable[Right]:
    """The rights of those who edit only what they entered."""
    if kind in OWN_EDITED:
        for right in found:
            if right.act == "read_own":
                yield Right(right.role, kind, "edit_own", right.reach)


def _grid() -> tuple[Right, ...]:
    rights: list[Right] = []
    for line in GRID.strip().splitlines():
        role, *cells = (part.strip() for part in line.split("|"))
        for column, cell in zip(COLUMNS, cells, strict=True):
            found = list(_cell(role, column, cell))
            whole = _following(column, found) if column in ENTERED_BY else found
            rights += [*whole, *_owned(column, found)]
            for kind, column_followed in FOLLOWS.items():
                if column_followed == column:
                    following = _following(kind, found)
                    rights += [*following, *_owned(kind, following)]
    return tuple(rights)


RIGHTS = _grid()
ROLES = tuple(dict.fromkeys(line.split("|")[0].strip() for line in GRID.strip().splitlines()))
KINDS = (*COLUMNS, *FOLLOWS)
_BESIDE = ("account", "journal", "released", "submission")
"""Kinds that hold nothing the mission keeps to itself: accounts, the trail, and what partners are
given or give. `released` rows are read by their addressees through a wall of their own."""
_CONTENT = frozenset(r.role for r in RIGHTS if r.kind not in _BESIDE)
APART = frozenset(ROLES) - _CONTENT
"""Roles that read no content: those who look after accounts or the trail, and partners. Who holds
one holds and borrows no other, so that nobody who opens doors can also walk through them."""
OUTSIDE = frozenset(right.role for right in RIGHTS if right.kind == "released")
"""Roles of people who work for another organisation, and read what is released to it."""
_BY_ROLE_KIND: dict[tuple[str, str], dict[str, str]] = {}
for _right in RIGHTS:
    _BY_ROLE_KIND.setdefault((_right.role, _right.kind), {})[_right.act] = _right.reach


_ENTERED = frozenset((right.role, right.kind) for right in RIGHTS if right.act != "summary")


def roles_that_read(kind: str) -> frozenset[str]:
    """The roles that read rows of that kind, whatever narrows them."""
    return frozenset(right.role for right in RIGHTS if right.kind == kind and right.act == "read")


def concerned(actor: Anyone, kind: str) -> bool:
    """Has `actor` anything to do with rows of that kind, beyond reading figures?"""
    return any((standing.role, kind) in _ENTERED for standing in actor.standings)


@dataclass(frozen=True)
class SystemRight:
    """What a named system actor may do: the highest marking it reads, and its acts."""

    name: str
    ceiling: int
    acts: tuple[str, ...]
    purpose: str | Promise = ""


SYSTEM_ACTORS = (
    SystemRight(
        "operator",
        STRICT,
        ("read", "create", "edit", "import", "journal"),
        _("the operator's commands, up to the marking that the mission sets"),
    ),
    SystemRight("founder", UNCLASSIFIED, ("account",), _("the two founding grants of an instance")),
    SystemRight("sealer", UNCLASSIFIED, ("journal",), _("chains the journal's committed rows")),
    SystemRight(
        "courier",
        STRICT,
        ("read", "notice", "journal"),
        _("tells people what is due or has changed, and sends references by e-mail"),
    ),
    SystemRight("drafter", STRICT, ("read",), _("computes figures whose output is marked")),
    SystemRight(
        "reckoner", STRICT, ("read", "edit"), _("takes each month the figures of a strategy")
    ),
    SystemRight(
        "watcher",
        STRICT,
        ("read", "create", "edit"),
        _("counts what the triggers of plans watch, and proposes a crisis"),
    ),
    SystemRight(
        "clerk", STRICT, ("read", "create", "edit"), _("makes the actions that a decision orders")
    ),
    SystemRight(
        "matcher",
        STRICT,
        ("read", "create", "edit"),
        _("proposes incidents that may be one event, and keeps what people merged whole"),
    ),
    SystemRight(
        "retention",
        STRICT,
        ("read", "notice", "retention"),
        _("deletes what its time is over, where the operator said so; nothing else deletes"),
    ),
    SystemRight(
        "usher", STRICT, ("read", "edit"), _("hands a record over to a compartment or an office")
    ),
)


def scope_of(office: int, compartment: int, marking: int) -> int:
    """The integer that packs who may know: compared in one step by the database."""
    return office * OFFICE_STEP + compartment * COMPARTMENT_STEP + marking


@dataclass(frozen=True)
class Denied:
    """A refusal that a person can read; false, so that `if verdict:` works."""

    reason: str | Promise
    code: str = ""

    def __bool__(self) -> bool:
        """A refusal is false."""
        return False


@dataclass(frozen=True)
class Granted:
    """A permission, and the standing that carries it: the post that will be named."""

    standing: Standing | None = field(default=None)

    def __bool__(self) -> bool:
        """A permission is true."""
        return True


Verdict = Granted | Denied


@dataclass(frozen=True)
class Whereabouts:
    """Where a row stands in the need-to-know: what every verdict is about."""

    kind: str
    office: int = MISSION
    component: int = 0
    marking: int = UNCLASSIFIED
    compartment: int = NO_COMPARTMENT
    author: UUID | None = None
    support: tuple[int, ...] = ()


def verdict(actor: Anyone, act: str, where: Whereabouts) -> Verdict:
    """May `actor` do `act` there? The reason of a refusal names the nearest thing that lacks."""
    if isinstance(actor, SystemActor):
        return _system_verdict(actor, act, where)
    reasons: list[Denied] = []
    for standing in _chosen_first(actor.standings, actor.post):
        answer = _one(standing, act, where, actor.id)
        if answer:
            return answer
        if isinstance(answer, Denied):
            reasons.append(answer)
    if not reasons:
        return Denied(_("You hold no post in force today."), "no-post")
    order = ("compartment", "marking", "own", "office", "powers", "role")
    return min(reasons, key=lambda denied: order.index(denied.code))


def _chosen_first(standings: tuple[Standing, ...], post: UUID | None) -> list[Standing]:
    return sorted(standings, key=lambda standing: standing.post != post)


def _system_verdict(actor: SystemActor, act: str, where: Whereabouts) -> Verdict:
    for right in SYSTEM_ACTORS:
        if right.name == actor.kind and act in right.acts:
            if where.marking <= min(right.ceiling, actor.ceiling):
                return Granted()
            return Denied(_("The marking is above what this command may read."), "marking")
    return Denied(_("This system actor has no such right."), "role")


def _one(standing: Standing, act: str, where: Whereabouts, actor: UUID) -> Verdict:
    reach = _BY_ROLE_KIND.get((standing.role, where.kind), {}).get(act)
    if reach is None:
        return Denied(_("Your role does not do this."), "role")
    if standing.powers is not None and act not in standing.powers:
        return Denied(_("The delegation you hold does not cover this."), "powers")
    if reach != "mission" and standing.office not in (MISSION, where.office):
        return Denied(_("This belongs to another office."), "office")
    if act in _OWN and where.author != actor:
        return Denied(_("This is only for what you entered yourself."), "own")
    if reach == "own" and standing.component not in (where.component, *where.support):
        return Denied(_("This belongs to another component."), "own")
    if where.marking > standing.clearance:
        return Denied(_("The marking is above your clearance."), "marking")
    if where.compartment and where.compartment not in standing.compartments:
        return Denied(_("You are not in the compartment of this record."), "compartment")
    return Granted(standing)


def may_read(actor: Anyone, where: Whereabouts) -> Verdict:
    """May `actor` read a row there, by their role or as its author?"""
    by_role = verdict(actor, "read", where)
    return by_role or verdict(actor, "read_own", where) or by_role


def may_edit(actor: Anyone, where: Whereabouts) -> Verdict:
    """May `actor` edit a row there, by their role or as its author?"""
    by_role = verdict(actor, "edit", where)
    return by_role or verdict(actor, "edit_own", where) or by_role
