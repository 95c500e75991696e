"""Briefs on paper, PDF and DOCX: pure functions of their content and the language."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext, ngettext, pgettext

from rempart.doctrine.loader import current as profile
from rempart.documents import typography
from rempart.documents.reports import Report, Section, report_docx, report_pdf
from rempart.leadership.briefs.models import Brief
from rempart.plans.workflow import ACTION

Content = Mapping[str, Any]
LANGUAGES = ("fr", "en")
MATRIX, MOVES, RANKS, COMING = 14, 9, 10, 8
"""How many rows of each table the two pages hold; the page shows the others, and they are said."""

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}

_STEMS = {
    Brief.CONSOLIDATION: {"fr": "consolidation", "en": "consolidation"},
    Brief.WEEKLY: {"fr": "point-hebdomadaire", "en": "weekly-brief"},
    Brief.QUARTERLY: {"fr": "contribution-trimestrielle", "en": "quarterly-input"},
}


def span(interval: Mapping[str, int] | None, language: str) -> str:
    """16; 16–20; a dash where there is none."""
    return typography.span(interval["low"], interval["high"], language) if interval else "–"


def people(count: Mapping[str, Any] | None, language: str) -> str:
    """How many people: 4–6; a question mark where it is unknown."""
    if count is None or count.get("max") is None:
        return "?"
    return typography.span(count["min"], count["max"], language)


def day(text: str | None, language: str, *, year: bool = True) -> str:
    """A day of the content in words."""
    if not text:
        return ""
    return typography.day(date.fromisoformat(text), language, short=True, year=year)


def band(interval: Mapping[str, int] | None, language: str) -> str:
    """High; moderate–high; a dash where there is none."""
    if interval is None:
        return "–"
    items = profile().vocabulary("band").items
    low, high = (items[interval[end] - 1].label(language) for end in ("low", "high"))
    return high if low == high else f"{low}–{high.lower()}"


def _rated(rated: Mapping[str, Any], language: str) -> str:
    """High, 12."""
    return f"{band(rated['band'], language)}, {span(rated['risk'], language)}"


def cut(rows: Sequence[Any], most: int | None) -> tuple[list[Any], str]:
    """The first rows, and how many are left for the page."""
    if most is None or len(rows) <= most:
        return list(rows), ""
    left = len(rows) - most
    note = ngettext(
        "%(n)d more stands on the page.", "%(n)d more stand on the page.", left
    ) % {"n": left}  # fmt: skip
    return list(rows[:most]), note


def actions_said(actions: Iterable[Mapping[str, Any]], language: str) -> tuple[str, str, str]:
    """The actions of a row in its three columns: lead, action, status."""
    listed = list(actions)
    if not listed:
        return "–", pgettext("action", "no action"), "–"
    leads = dict.fromkeys(one["lead"][language] for one in listed)
    states = []
    for one in listed:
        state = str(ACTION.labels[one["state"]])
        late = gettext("overdue, was due %(day)s") % {"day": day(one["due"], language, year=False)}
        states.append(f"{state}, {late}" if one["late"] else state)
    apart = " ; " if language == "fr" else "; "
    return ", ".join(leads), apart.join(one["statement"] for one in listed), apart.join(states)


# --- consolidation ------------------------------------------------------------------------------


def lede(said: Content, language: str) -> str:
    """What a consolidation says first: how many musts, how many without an action, what rose."""
    counts = said["counts"]
    rose = sum(row["how"] in ("up", "new") for row in said["moved"])
    must = ngettext(
        "%(n)d place must be protected", "%(n)d places must be protected", counts["must"]
    ) % {"n": counts["must"]}
    bare = ngettext(
        "%(n)d has no action", "%(n)d have no action", counts["bare"]
    ) % {"n": counts["bare"]}  # fmt: skip
    moved = ngettext(
        "%(n)d threat rose or is new", "%(n)d threats rose or are new", rose
    ) % {"n": rose}  # fmt: skip
    late = ngettext(
        "%(n)d action is overdue", "%(n)d actions are overdue", counts["late"]
    ) % {"n": counts["late"]}  # fmt: skip
    parts = [
        must,
        bare if counts["bare"] else gettext("none is without an action"),
        moved if rose else gettext("no threat rose or is new"),
        late if counts["late"] else gettext("no action is overdue"),
    ]
    if not counts["must"]:
        parts[:2] = [gettext("No place must be protected")]
    return ", ".join(parts) + "."


def missing(said: Content, language: str) -> str:
    """The offices without an approved assessment, which nothing here counts."""
    if not said["missing"]:
        return ""
    names = typography.listing([one[language] for one in said["missing"]], language)
    return gettext("Not approved for this month, and counted nowhere here: %(names)s.") % {
        "names": names
    }


def _consolidation(said: Content, language: str, whole: bool) -> list[Section]:
    return [
        Section(
            gettext("In brief"),
            text="\n\n".join(filter(None, (lede(said, language), _words(said, language)))),
            note=missing(said, language),
            code="brief",
        ),
        offices(said, language),
        matrix(said, language, None if whole else MATRIX),
        moved(said, language, None if whole else MOVES),
        ranking(said, language, None if whole else RANKS),
        *learnt(said, language),
    ]


def learnt(said: Content, language: str) -> list[Section]:
    """What chances stated before were worth; nothing where none has been answered yet."""
    if not said.get("learnt"):
        return []
    words = {
        "people": gettext("analysts"),
        "model": gettext("forecast issued"),
        "counting": gettext("counting"),
        "climate": gettext("base rate of the area"),
    }
    rows = [
        (
            words[one["source"]],
            typography.number(one["trials"], language),
            typography.number(one["events"], language),
            _brier(one, language),
        )
        for one in said["learnt"]
    ]
    head = (gettext("Who"), gettext("Statements"), gettext("Came true"), gettext("Brier score"))
    note = gettext(
        "A year of chances that civilians would be killed, of the places and months on which all"
        " four spoke: nearer 0 is better, a coin has 0.25. In brackets, 95 times in 100."
    )
    title = gettext("What foresight was worth")
    return [
        Section(title, head=head, rows=rows, widths=(6, 3, 3, 5), numeric=(1, 2, 3),
                note=note, code="learnt")
    ]  # fmt: skip


def _brier(one: Mapping[str, Any], language: str) -> str:
    mean = typography.number(one["brier"], language, 3)
    if one["low"] is None:
        return mean
    ends = (typography.number(one[end], language, 3) for end in ("low", "high"))
    return f"{mean} ({'–'.join(ends)})"


def _words(said: Content, language: str) -> str:
    words = said["words"]
    found = words.get(language) or next((words[one] for one in LANGUAGES if words.get(one)), "")
    return str(found)


def offices(said: Content, language: str) -> Section:
    """The offices in a line each."""
    rows = [
        (
            one["office"][language],
            f"{band(threat['band'], language)}, {span(threat['risk'], language)}"
            if threat
            else "–",
            threat["title"] if threat else gettext("no threat stands"),
            span(one["before"], language),
            typography.number(one["events"], language),
            people(one["killed"], language),
        )
        for one in said["offices"]
        for threat in [one["threat"]]
    ]
    head = (
        gettext("Office"), gettext("Risk"), gettext("Gravest threat"), gettext("Month before"),
        gettext("Incidents"), gettext("Civilians killed"),
    )  # fmt: skip
    return Section(
        gettext("The offices"), head=head, rows=rows, widths=(4, 5, 9, 3, 3, 3), numeric=(3, 4, 5),
        code="offices",
    )  # fmt: skip


def matrix(said: Content, language: str, most: int | None = None) -> Section:
    """The mission matrix: location, category, lead, action, status."""
    shown, note = cut(said["rows"], most)
    rows = [
        (
            f"{row['area'][language]}",
            _category(row, language),
            *actions_said(row["actions"], language),
        )
        for row in shown
    ]
    head = (
        gettext("Location"), gettext("Category"), gettext("Lead"), gettext("Action"),
        gettext("Status"),
    )  # fmt: skip
    none = gettext("Nothing was decided for this month.")
    decided = said["body"].get(language, "")
    by = gettext("Decided by: %(body)s.") % {"body": decided} if decided else ""
    return Section(
        gettext("Mission matrix"), head=head, rows=rows, widths=(6, 4, 5, 9, 6),
        note=" ".join(filter(None, (by if rows else none, note))), code="matrix",
    )  # fmt: skip


def _category(row: Mapping[str, Any], language: str) -> str:
    said = profile().label("category", row["category"], language)
    if row["category"] != row["proposal"]:
        proposal = profile().label("category", row["proposal"], language).lower()
        return gettext("%(said)s (proposed: %(proposal)s)") % {"said": said, "proposal": proposal}
    return said


def moved(said: Content, language: str, most: int | None = None) -> Section:
    """What moved since the month before, and why."""
    shown, note = cut(said["moved"], most)
    rows = [
        (
            row["office"][language],
            row["what"] or row["area"][language],
            _move(row, language),
            row["why"] or gettext("no reason given"),
        )
        for row in shown
    ]
    none = gettext("Nothing moved since the month before.")
    head = (gettext("Office"), gettext("What"), gettext("From, to"), gettext("Why"))
    return Section(
        gettext("What moved, and why"), head=head, rows=rows, widths=(4, 8, 5, 9),
        note=note if rows else none, code="moved",
    )  # fmt: skip


def _move(row: Mapping[str, Any], language: str) -> str:
    if row["how"] == "decided":
        before, now = (profile().label("category", row[end], language) for end in ("from", "to"))
        return f"{before} → {now}"
    how = profile().label("trend", row["how"], language)
    ends = [span(row[end], language) for end in ("from", "to") if row[end]]
    return f"{how} ({' → '.join(ends)})"


def ranking(said: Content, language: str, most: int | None = None) -> Section:
    """Every threat by its risk; equals share a rank."""
    shown, note = cut(said["ranking"], most)
    rows = [
        (
            f"{row['rank']}{' =' if row['tie'] else ''}",
            row["title"],
            row["area"][language],
            _rated(row, language),
            profile().label("trend", row["trend"], language),
        )
        for row in shown
    ]
    ties = gettext("Equals share a rank (=); an unknown score counts by its upper end.")
    head = (
        gettext("Rank"), gettext("Threat"), gettext("Cercle"), gettext("Risk"), gettext("Trend"),
    )  # fmt: skip
    return Section(
        gettext("Ranking"), head=head, rows=rows, widths=(2, 9, 6, 5, 3),
        note=" ".join(filter(None, (ties, note))), code="ranking",
    )  # fmt: skip


# --- weekly brief -------------------------------------------------------------------------------


def alerts_said(found: Mapping[str, Any], language: str) -> str:
    """The response rate with all of its terms."""
    figures = {name: value for name, value in found.items() if isinstance(value, int)}
    said = (
        gettext(
            "Alerts received %(received)d; left out: duplicates %(duplicates)d, not actionable "
            "%(not_actionable)d, awaiting information %(awaiting)d, within their clock "
            "%(within_clock)d. Actionable %(actionable)d, responded %(responded)d (mission "
            "%(by_mission)d, host State %(by_host)d, others %(by_others)d)"
        )
        % figures
    )
    percent = found["percent"]
    if percent is None:
        return f"{said}."
    rate = f"{percent} %" if language == "fr" else f"{percent}%"
    return gettext("%(said)s: %(rate)s.") % {"said": said, "rate": rate}


def _weekly(said: Content, language: str, whole: bool) -> list[Section]:
    head = (
        gettext("Office"), gettext("Alerts received"), gettext("Responded, of actionable"),
        gettext("Incidents"), gettext("Verified"), gettext("Civilians killed"),
        gettext("Overdue actions"),
    )  # fmt: skip
    rows = [
        (
            line["office"][language],
            str(line["alerts"]["received"]),
            _of(line["alerts"]["responded"], line["alerts"]["actionable"], language),
            str(line["incidents"]["events"]) if line["incidents"] else "0",
            str(line["incidents"]["verified"]) if line["incidents"] else "0",
            people(line["incidents"]["killed"], language) if line["incidents"] else "0",
            str(line["late"]),
        )
        for line in said["lines"]
    ]
    return [
        Section(
            gettext("In brief"),
            text="\n\n".join(
                filter(None, (_words(said, language), alerts_said(said["all"], language)))
            ),
            code="brief",
        ),
        Section(
            gettext("The week, office by office"), head=head, rows=rows,
            widths=(4, 3, 3, 3, 3, 3, 3), numeric=tuple(range(1, 7)), code="week",
            note=gettext("As recorded when the brief was drawn; incidents by the day they began."),
        ),
        provisional(said, language, None if whole else MOVES),
        _decided(said, language, None if whole else MOVES),
        _ahead(said, language, None if whole else COMING),
    ]  # fmt: skip


def _of(part: int, whole: int, language: str) -> str:
    return gettext("%(part)d of %(whole)d") % {"part": part, "whole": whole}


def provisional(said: Content, language: str, most: int | None = None) -> Section:
    """Threats that moved since the last approved month: not approved yet, and marked so."""
    shown, note = cut(said["moved"], most)
    mark = pgettext("figure", "provisional")
    rows = [
        (
            row["office"][language],
            row["title"],
            f"{span(row['risk'], language)} ({mark})",
            profile().label("trend", row["trend"], language),
            row["trend_reason"] or gettext("no reason given"),
        )
        for row in shown
    ]
    none = gettext("No threat moved since the last approved assessment.")
    head = (
        gettext("Office"), gettext("Threat"), gettext("Risk"), gettext("Trend"), gettext("Why"),
    )  # fmt: skip
    return Section(
        gettext("Threats that moved since the last approved month"), head=head, rows=rows,
        widths=(4, 8, 4, 3, 8), note=note if rows else none, code="provisional",
    )  # fmt: skip


def _decided(said: Content, language: str, most: int | None) -> Section:
    shown, note = cut(said["decided"], most)
    rows = [
        (
            row["office"][language],
            row["area"][language],
            profile().label("category", row["category"], language),
            row["reason"],
        )
        for row in shown
    ]
    none = gettext("Nothing was decided on a place this week.")
    head = (gettext("Office"), gettext("Location"), gettext("Category"), gettext("Why"))
    return Section(
        gettext("Decided this week"), head=head, rows=rows, widths=(4, 7, 4, 9),
        note=note if rows else none, code="decided",
    )  # fmt: skip


def _ahead(said: Content, language: str, most: int | None) -> Section:
    shown, note = cut(said["ahead"], most)
    kinds = {
        "commitment": gettext("Commitment"), "action": gettext("Action"),
        "mission": gettext("Field mission"),
    }  # fmt: skip
    rows = [
        (
            day(row["day"], language, year=False),
            kinds[row["kind"]],
            row["what"],
            row["office"][language],
            row["reference"],
        )
        for row in shown
    ]
    none = gettext("Nothing falls due in the seven days that follow.")
    head = (
        gettext("Day"), gettext("What"), gettext("In words"), gettext("Office"), gettext("No."),
    )  # fmt: skip
    return Section(
        gettext("The week ahead"), head=head, rows=rows, widths=(3, 4, 10, 4, 4),
        note=note if rows else none, code="ahead",
    )  # fmt: skip


# --- quarterly input ----------------------------------------------------------------------------


def _quarterly(said: Content, language: str, whole: bool) -> list[Section]:
    return [
        _trends(said, language),
        _tiers(said, language),
        _response(said, language),
        _gaps(said, language),
    ]


def _trends(said: Content, language: str) -> Section:
    months = [
        typography.month(date.fromisoformat(f"{month}-01"), language, short=True)
        for month in said["months"]
    ]
    head = (
        gettext("Office"),
        *(gettext("Incidents, %(month)s") % {"month": month} for month in months),
        gettext("Quarter before"),
        gettext("Civilians killed in the quarter"),
        gettext("Risk at its end"),
    )
    rows = [
        (
            one["office"][language],
            *("?" if n is None else str(n) for n in one["events"]),
            "?" if one["before"] is None else str(one["before"]),
            _killed(one["killed"], language),
            _rated(one, language) if one["risk"] else "–",
        )
        for one in said["trends"]
    ]
    n = len(months)
    return Section(
        gettext("Trends"), text=_words(said, language), head=head, rows=rows,
        widths=(4, *([3] * n), 3, 4, 5), numeric=tuple(range(1, n + 3)), code="trends",
        note=gettext("From approved assessments; “?” where a month has none that is approved."),
    )  # fmt: skip


def _killed(counts: Sequence[Mapping[str, Any] | None], language: str) -> str:
    known = [count for count in counts if count and count.get("max") is not None]
    if not known:
        return "?"
    least, most = (sum(count[end] for count in known) for end in ("min", "max"))
    said = typography.span(least, most, language)
    if len(known) == len(counts):
        return said
    return gettext("%(said)s (%(n)d of %(all)d months)") % {
        "said": said, "n": len(known), "all": len(counts)
    }  # fmt: skip


def _tiers(said: Content, language: str) -> Section:
    head = (
        gettext("Tier"), gettext("Actions"), gettext("In hand"), gettext("Completed"),
        gettext("Effect verified"), gettext("Overdue"),
    )  # fmt: skip
    rows = [
        (
            profile().label("volet", one["volet"], language),
            str(one["all"]),
            str(sum(one["states"].get(s, 0) for s in ("assigned", "in_progress", "blocked"))),
            str(one["states"].get("completed", 0)),
            str(one["states"].get("effect_verified", 0)),
            str(one["late"]),
        )
        for one in said["tiers"]
    ]
    return Section(
        gettext("Mission action by tier"), head=head, rows=rows, widths=(9, 2, 2, 2, 3, 2),
        numeric=(1, 2, 3, 4, 5), code="tiers",
    )  # fmt: skip


def _response(said: Content, language: str) -> Section:
    found = said["alerts"]
    reasons = [
        f"{profile().label('no_response_reason', code, language)} {n}"
        for code, n in found["reasons"].items()
    ]
    facts = [
        (gettext("Alerts"), alerts_said(found, language)),
        (
            gettext("Averted or reduced"),
            gettext("%(part)d of %(whole)d responded alerts whose outcome is known")
            % {"part": found["prevented"][0], "whole": found["prevented"][1]},
        ),
        (
            gettext("Without a warning"),
            gettext("%(part)d of %(whole)d verified incidents had no alert before them")
            % {"part": found["missed"][0], "whole": found["missed"][1]},
        ),
    ]
    if reasons:
        facts.append((gettext("Why there was no response"), ", ".join(reasons)))
    return Section(gettext("Response rate"), facts=facts, code="response")


def _gaps(said: Content, language: str) -> Section:
    gaps = said["gaps"]
    bare = [f"{one['area'][language]}" for one in gaps["bare"]]
    months: dict[str, list[str]] = {}
    for one in gaps["missing"]:
        months.setdefault(one["month"], []).append(one["office"][language])
    absent = [
        f"{typography.month(date.fromisoformat(f'{month}-01'), language)} "
        f"({typography.listing(names, language)})"
        for month, names in months.items()
    ]
    nothing = pgettext("gap", "none")
    apart = " ; " if language == "fr" else "; "
    facts = [
        (gettext("“Must” without an action"), typography.listing(bare, language) or nothing),
        (
            gettext("Threats with an unknown score"),
            gettext("%(part)d of %(whole)d") % {"part": gaps["unknown"], "whole": gaps["threats"]},
        ),
        (
            gettext("Months not approved"),
            apart.join(absent) or nothing,
        ),
    ]
    return Section(gettext("Gaps"), facts=facts, code="gaps")


# --- the whole ----------------------------------------------------------------------------------

_MADE: dict[str, Callable[[Content, str, bool], list[Section]]] = {
    Brief.CONSOLIDATION: _consolidation,
    Brief.WEEKLY: _weekly,
    Brief.QUARTERLY: _quarterly,
}


def sections(said: Content, language: str, *, whole: bool = False) -> list[Section]:
    """The sections of a brief; on the page `whole`, on paper what the pages hold."""
    return _MADE[said["kind"]](said, language, whole)


def title(said: Content) -> str:
    """What a brief is called, in the language in force."""
    return str(Brief.SORTS[said["kind"]])


def subtitle(said: Content, language: str) -> str:
    """What a brief covers, and of whom."""
    first, last = (date.fromisoformat(said[end]) for end in ("first", "last"))
    about = said.get("about", said["mission"]["short"])[language]
    if said["kind"] == Brief.CONSOLIDATION:
        return f"{about} – {typography.month(first, language)}"
    ends = (typography.day(first, language), typography.day(last, language))
    return f"{about} – " + gettext("from %(first)s to %(last)s") % dict(
        zip(("first", "last"), ends, strict=True)
    )


def report(said: Content, language: str) -> Report:
    """The whole brief in words of the language in force."""
    parts = sections(said, language)
    approval = said["approval"]
    if approval:
        on = typography.day(date.fromisoformat(approval["day"]), language)
        facts = [
            (gettext("Approved"), f"{approval['by']}, {on}"),
            (gettext("Seal"), approval["seal"][:32]),
        ]
        parts.append(Section(gettext("Approval"), facts=facts, code="approval"))
    return Report(
        title=title(said),
        subtitle=subtitle(said, language),
        author=said["mission"]["name"][language],
        kicker=said["mission"]["title"][language],
        reference=said["reference"],
        marking=said["marking"],
        day=date.fromisoformat(said["last"]),
        sections=parts,
        draft=approval is None,
        dense=True,
    )


def brief_pdf(said: Content, language: str) -> bytes:
    """The brief as a tagged PDF: the same bytes for the same content and language."""
    return report_pdf(lambda one: report(said, one), language)


def brief_docx(said: Content, language: str) -> bytes:
    """The brief as a word-processor file: the words of its PDF."""
    return report_docx(lambda one: report(said, one), language)


FORMATS: dict[str, Callable[[Content, str], bytes]] = {"pdf": brief_pdf, "docx": brief_docx}


def files_of(said: Content) -> dict[str, str]:
    """The SHA-256 of each document of a brief, by "fr.pdf", "en.docx"."""
    return {
        f"{language}.{suffix}": hashlib.sha256(make(said, language)).hexdigest()
        for language in LANGUAGES
        for suffix, make in FORMATS.items()
    }


def file_name(said: Content, language: str, suffix: str) -> str:
    """point-hebdomadaire-2014-11-17-fr.pdf."""
    mark = {"fr": "EXERCICE-", "en": "EXERCISE-"}[language] if said["exercise"] else ""
    return f"{mark}{_STEMS[said['kind']][language]}-{said['first']}-{language}.{suffix}"
