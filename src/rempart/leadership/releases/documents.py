"""A release on paper, PDF and DOCX: a pure function of its content and the language."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext, ngettext, pgettext

from rempart.doctrine.loader import current as profile
from rempart.documents import typography
from rempart.documents.reports import Report, Section, report_docx, report_pdf
from rempart.leadership.releases.withholding import WITHHELD
from rempart.threats.words import Words

Content = Mapping[str, Any]
LANGUAGES = ("fr", "en")

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def section_title(code: str) -> str:
    """What a section of a release is called, in the language in force."""
    return {
        "summary": gettext("Summary"),
        "context": gettext("Context"),
        "figures": gettext("Incidents of the month"),
        "harm": gettext("Harm to civilians"),
        "threats": gettext("Threats by cercle"),
        "groups": gettext("Vulnerable groups"),
        "places": gettext("Priority of the cercles"),
        "forecasts": gettext("What may come"),
        "capacities": gettext("Capacities of those who protect"),
        "gaps": gettext("Information gaps"),
        "incidents": gettext("Reading of the incidents"),
        "alerts": gettext("Reading of the alerts"),
        "recommendations": gettext("Recommendations"),
    }.get(code, code)


def cell(value: int | str | None, language: str) -> str:
    """A count as it is printed: the figure, the word for withheld, "?" for unknown."""
    if value == WITHHELD:
        return pgettext("count", "withheld")
    return "?" if value is None else typography.number(int(value), language)


def sections(said: Content, language: str) -> list[Section]:
    """The sections of a release in words, in the order of the profile's list."""
    return [_MADE.get(code, _written)(said, code, language) for code in said["sections"]]


def _written(said: Content, code: str, language: str) -> Section:
    words = said["words"].get(code, {})
    text = words.get(language, "")
    other = next((words[one] for one in LANGUAGES if words.get(one)), "")
    note = gettext("Shown as it was written: no translation was released.") if other else ""
    return Section(section_title(code), text=text or other, note="" if text else note, code=code)


def _figures(said: Content, code: str, language: str) -> Section:
    figures = said["figures"]
    rows: list[tuple[str, ...]] = [
        (one["name"][language], cell(one["events"], language), cell(one["killed"], language))
        for one in figures["areas"]
    ]
    outside = figures["outside"]
    if outside["events"] or outside["killed"]:
        counts = (cell(outside[name], language) for name in ("events", "killed"))
        rows.append((gettext("Outside these cercles"), *counts))
    total = (cell(figures["events"], language), cell(figures["killed"], language))
    rows.append((gettext("The whole office"), *total))
    kinds = Words(language)
    said_by_type = [
        f"{kinds(one['code'])}{_colon(language)} {cell(one['events'], language)}"
        for one in figures["types"]
        if one["events"] != 0
    ]
    months = [
        f"{typography.month(_first(one['month']), language, short=True)}"
        f"{_colon(language)} {cell(one['events'], language)}"
        for one in figures["months"]
    ]
    facts = [
        (gettext("By type"), typography.listing(said_by_type, language)),
        (gettext("Incidents in the twelve months before"), " · ".join(months)),
    ]
    return Section(
        section_title(code),
        facts=[fact for fact in facts if fact[1]],
        head=(gettext("Cercle"), gettext("Incidents"), gettext("Civilians killed in attacks")),
        rows=rows,
        widths=(3, 1, 1),
        numeric=(1, 2),
        note=_note(said),
        code=code,
    )


def _colon(language: str) -> str:
    return "\u00a0:" if language == "fr" else ":"


def _first(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def _note(said: Content) -> str:
    return gettext(
        "Best estimates. Counts from 1 to %(most)d are withheld, and others beside them so that no "
        "total gives them back. Zero is a zero."
    ) % {"most": said["threshold"] - 1}


def _harm(said: Content, code: str, language: str) -> Section:
    words = Words(language)
    head = (
        gettext("Harm"), gettext("People"), gettext("Women"), gettext("Men"),
        gettext("Sex unknown"), gettext("0–17"), gettext("18–59"), gettext("60 and over"),
        gettext("Age unknown"),
    )  # fmt: skip
    rows = [
        (
            words.kind(row["kind"]),
            cell(row["all"], language),
            *(cell(row["sex"].get(c), language) for c in ("f", "m", "unknown")),
            *(cell(row["age"].get(c), language) for c in ("0_17", "18_59", "60_up", "unknown")),
        )
        for row in said["harm"]
    ]
    none = gettext("No harm to civilians was recorded this month.")
    return Section(
        section_title(code), head=head, rows=rows, widths=(3, 2, 2, 2, 2, 2, 2, 2, 2),
        numeric=tuple(range(1, 9)), note=_note(said) if rows else none, code=code,
    )  # fmt: skip


def _threats(said: Content, code: str, language: str) -> Section:
    bands = profile().vocabulary("band").items
    hidden = pgettext("perpetrator", "not released")
    rows = [
        (
            one["area"][language],
            one["type"][language],
            one["perpetrator"][language] if one["perpetrator"] else hidden,
            _band(bands, one["band"], language),
            profile().label("trend", one["trend"], language),
            profile().label("confidence", one["confidence"], language),
        )
        for one in said["threats"]
    ]
    head = (
        gettext("Cercle"), gettext("Threat"), gettext("Alleged perpetrator"), gettext("Risk"),
        gettext("Trend"), gettext("Confidence"),
    )  # fmt: skip
    none = gettext("No threat stands in this month’s assessment.")
    note = gettext("Perpetrators are alleged: nothing here is a finding.") if rows else none
    return Section(
        section_title(code), head=head, rows=rows, widths=(4, 3, 3, 2, 2, 2), note=note, code=code
    )


def _band(bands: Any, band: Mapping[str, int], language: str) -> str:
    low, high = (bands[band[end] - 1].label(language) for end in ("low", "high"))
    return high if low == high else f"{low}–{high.lower()}"


def _places(said: Content, code: str, language: str) -> Section:
    rows = [
        (one["area"][language], profile().label("category", one["category"], language))
        for one in said["places"]
    ]
    none = gettext("No priority was decided this month.")
    head = (gettext("Cercle"), gettext("Priority"))
    return Section(
        section_title(code), head=head, rows=rows, widths=(3, 2), note="" if rows else none,
        code=code,
    )  # fmt: skip


_MADE: dict[str, Callable[[Content, str, str], Section]] = {
    "figures": _figures,
    "harm": _harm,
    "threats": _threats,
    "places": _places,
}


def _closing(said: Content, language: str) -> Iterator[Section]:
    to = typography.listing([one[language] for one in said["addressees"]], language)
    last = typography.day(date.fromisoformat(said["expires"]), language)
    approval = said["approval"]
    facts = [
        (gettext("Released to"), to),
        (gettext("Readable until"), last),
        (gettext("Drawn from"), gettext("the assessment approved by the mission for this month")),
    ]
    if approval:
        day = typography.day(date.fromisoformat(approval["day"]), language)
        facts += [
            (gettext("Approved"), f"{approval['by']}, {day}"),
            (gettext("Seal"), approval["seal"][:32]),
        ]
    note = gettext(
        "For the addressees alone: pass it on to nobody else. It holds no incident, no place below "
        "a cercle and no source. Questions and what you know go to the mission through Rempart."
    )
    yield Section(gettext("For whom, until when"), facts=facts, note=note)


def report(said: Content, language: str) -> Report:
    """The whole release in words of the language in force."""
    month = typography.month(_first(said["month"]), language)
    office = said["office"][language]
    return Report(
        title=gettext("Protection of civilians: release to partners"),
        subtitle=f"{office} – {month}",
        author=said["mission"]["name"][language],
        kicker=said["mission"]["title"][language],
        reference=said["reference"],
        marking=said["marking"],
        day=_last(said["month"]),
        sections=[*sections(said, language), *_closing(said, language)],
        draft=said["approval"] is None,
    )


def _last(month: str) -> date:
    return (_first(month) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def release_pdf(said: Content, language: str) -> bytes:
    """The release as a tagged PDF: the same bytes for the same content and language."""
    return report_pdf(lambda one: report(said, one), language)


def release_docx(said: Content, language: str) -> bytes:
    """The release as a word-processor file: the words of its PDF."""
    return report_docx(lambda one: report(said, one), language)


FORMATS: dict[str, Callable[[Content, str], bytes]] = {"pdf": release_pdf, "docx": release_docx}


def files_of(said: Content) -> dict[str, str]:
    """The SHA-256 of each document of a release, by "fr.pdf", "en.docx"."""
    return {
        f"{language}.{suffix}": hashlib.sha256(make(said, language)).hexdigest()
        for language in LANGUAGES
        for suffix, make in FORMATS.items()
    }


def file_name(said: Content, language: str, suffix: str) -> str:
    """communication-mopti-2014-10-fr.pdf; release-mopti-2014-10-en.pdf."""
    stem = {"fr": "communication", "en": "release"}[language]
    mark = {"fr": "EXERCICE-", "en": "EXERCISE-"}[language] if said["exercise"] else ""
    return f"{mark}{stem}-{said['office']['code']}-{said['month']}-{language}.{suffix}"


def withheld_lines(account: Mapping[str, Any]) -> list[str]:
    """The account of what was withheld, in sentences; the mission's own."""
    if not account:
        return []
    small = ngettext(
        "%(n)d count under the threshold is withheld",
        "%(n)d counts under the threshold are withheld",
        account["small"],
    ) % {"n": account["small"]}  # fmt: skip
    more = ngettext(
        "and %(n)d more with it, so that no total gives it back; %(shown)d counts are shown.",
        "and %(n)d more with them, so that no total gives them back; %(shown)d counts are shown.",
        account["complement"],
    ) % {"n": account["complement"], "shown": account["shown"]}
    kept = [
        (account["incidents"], ngettext("%(n)d incident", "%(n)d incidents", account["incidents"])),
        (account["sources"], ngettext("%(n)d source", "%(n)d sources", account["sources"])),
        (
            account["actors"],
            ngettext(
                "%(n)d actor named in the figures", "%(n)d actors named in the figures",
                account["actors"],
            ),
        ),
        (
            account["threat_places"],
            ngettext(
                "%(n)d place of a threat", "%(n)d places of threats", account["threat_places"]
            ),
        ),
    ]  # fmt: skip
    named = [said % {"n": number} for number, said in kept if number]
    stays = gettext("Nothing of these goes out: %(kept)s.") % {"kept": ", ".join(named)}
    if not account["complement"]:
        more = ngettext(
            "and none beside; %(n)d count is shown.", "and none beside; %(n)d counts are shown.",
            account["shown"],
        ) % {"n": account["shown"]}  # fmt: skip
    lines = [f"{small} {more}"]
    if not account["cells"]:
        lines = [gettext("No count had to be withheld.")]
    if account.get("kept"):
        lines.append(
            ngettext(
                "%(n)d of them stays withheld because of what was released before: nobody can "
                "subtract one release from another.",
                "%(n)d of them stay withheld because of what was released before: nobody can "
                "subtract one release from another.",
                account["kept"],
            )
            % {"n": account["kept"]}
        )
    lines += [stays] if named else []
    if account["unnamed"]:
        lines.append(
            ngettext(
                "The alleged perpetrator of %(n)d threat is not named.",
                "The alleged perpetrators of %(n)d threats are not named.",
                account["unnamed"],
            )
            % {"n": account["unnamed"]}
        )
    return lines
