"""The components as template tags: one word in a template, the markup of the interface language.

States always carry a word and a shape; a colour comes last. `{% load rempart %}` in a template.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django import forms, template
from django.contrib.staticfiles import finders
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from rempart.doctrine.loader import current as profile
from rempart.documents import prose as writing
from rempart.documents import typography
from rempart.kernel.actor import current
from rempart.kernel.models import Guarded, Version
from rempart.kernel.once import FIELD, token_for
from rempart.kernel.policy import MARKINGS, Whereabouts, verdict
from rempart.people import telling
from rempart.people.standing import retold
from rempart.plans.origins import origins
from rempart.web import history

register = template.Library()

VERIFICATION_SHAPES = {
    "reported": "reported",
    "under_verification": "ongoing",
    "verified": "verified",
    "credible_unverified": "credible",
    "unfounded": "unfounded",
    "out_of_scope": "unfounded",
    "merged": "unfounded",
    "withdrawn": "unfounded",
}
"""The disc that stands before each state of verification."""

ARROWS = {"new": "●", "up": "↗", "stable": "→", "down": "↘", "closed": "×"}
_WEEKDAYS = {
    "fr": ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_TREND_STYLES = {"stable": "flat"}


def _language() -> str:
    return (get_language() or "fr")[:2]


# --- assets and text ----------------------------------------------------------------------------


@cache
def _digest(path: str) -> str:
    found = finders.find(path)
    if not found:
        raise LookupError(f"no static file {path!r}")
    with open(found, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:10]


@register.simple_tag
def asset(path: str) -> str:
    """The address of a static file, changed by its content, so that it may be kept for long."""
    return f"{static(path)}?v={_digest(path)}"


@register.filter
def number(value: float | None, decimals: int = 0) -> str:
    """12 000 or 12,000."""
    return typography.number(value, _language(), decimals)


@register.filter
def day(value: date | None) -> str:
    """17 nov. 2014; 17 Nov 2014; empty for none."""
    return typography.day(value, _language(), short=True) if value else ""


@register.filter
def long_day(value: date | None) -> str:
    """17 novembre 2014; 17 November 2014; empty for none."""
    return typography.day(value, _language()) if value else ""


@register.filter
def month(value: date) -> str:
    """novembre 2014; November 2014."""
    return typography.month(value, _language())


@register.filter
def month_name(value: date) -> str:
    """novembre; November."""
    return typography.month(value, _language(), year=False)


@register.filter
def weekday(value: date) -> str:
    """lun.; Mon."""
    return _WEEKDAYS[_language()][value.weekday()]


@register.filter
def clock_time(value: datetime) -> str:
    """07 h 42; 07:42, in the mission's time."""
    local = value.astimezone(ZoneInfo(profile().mission.time_zone))
    if _language() == "en":
        return f"{local:%H:%M}"
    return f"{local:%H}{typography.HARD}h{typography.HARD}{local:%M}"


@register.filter
def moment(value: datetime) -> str:
    """17 nov. 2014, 07 h 42."""
    local = value.astimezone(ZoneInfo(profile().mission.time_zone))
    return f"{day(local.date())}, {clock_time(value)}"


_REFERENCE = re.compile(r"\b[A-Z]{3}-\d\d-[0-9A-Z]{6}\b")


@register.filter
def unbroken(sentence: str) -> SafeString:
    """A sentence in which no reference breaks across lines."""
    whole = _REFERENCE.sub(r'<span class="ref">\g<0></span>', conditional_escape(sentence))
    return SafeString(whole)


@register.filter
def leading(sentence: str) -> SafeString:
    """A sentence whose references lead to their records, by the search, which knows each."""
    address = reverse("web:search")
    whole = _REFERENCE.sub(
        rf'<a class="ref" href="{address}?q=\g<0>">\g<0></a>', conditional_escape(sentence)
    )
    return SafeString(whole)


@register.filter
def term(code: str, vocabulary: str) -> str:
    """What the mission calls `code` in one of its lists."""
    return profile().label(vocabulary, code, _language())


@register.filter
def role(code: str) -> str:
    """What the mission calls a role."""
    return profile().role(code).label(_language())


@register.filter
def post(written: str) -> str:
    """A post as a record keeps it, in the language of the page."""
    return retold(written, _language())


@register.filter
def organisation(number: int) -> str:
    """What a partner organisation is called; empty for the mission's own."""
    return profile().organisation(number).label(_language()) if number else ""


@register.filter
def deed(version: Version) -> str:
    """What a version of a record did, in words."""
    return history.deed(version)


@register.filter
def bounded(count: int, limit: int = 1000) -> str:
    """A count that stops at `limit`: 17; 1 000+."""
    shown = typography.number(min(count, limit), _language())
    return f"{shown}+" if count > limit else shown


@register.simple_tag
def between(least: int | None, best: int | None, most: int | None) -> SafeString:
    """A number of people: 4–6; 3; at least 4; or, where nothing is known, the words for it."""
    low = least if least is not None else best
    high = most if most is not None else best
    if low is None and high is None:
        return format_html('<span class="unk dim">{}</span>', gettext("not stated"))
    if low is None or high is None:
        words = gettext("at least %(n)s") if high is None else gettext("at most %(n)s")
        known = low if high is None else high
        return format_html("{}", words % {"n": typography.number(known, _language())})
    return format_html("{}", typography.span(low, high, _language()))


@register.filter
def prose(text: str) -> SafeString:
    """What somebody wrote, its paragraphs and lists shown, nothing in it that acts."""
    return writing.page(text)


# --- states -------------------------------------------------------------------------------------


@register.simple_tag
def verification(code: str) -> SafeString:
    """How far an incident is verified: disc empty, half, dotted, full or barred."""
    shape = VERIFICATION_SHAPES.get(code, "reported")
    return format_html(
        '<span class="pill ver" data-v="{}">{}</span>', shape, term(code, "verification")
    )


@register.simple_tag
def marking(level: int) -> SafeString:
    """A marking, as stamped on paper."""
    return format_html('<span class="pill mk" data-level="{}">{}</span>', level, MARKINGS[level])


@register.filter
def marking_name(level: int) -> Any:
    """The words of a marking."""
    return MARKINGS[level or 1]


@register.simple_tag
def risk(band: int, words: str = "") -> SafeString:
    """A risk band from 1 to 4: steps filled; in `words` where its name is not all."""
    word = words or profile().vocabulary("band").items[band - 1].label(_language())
    return format_html('<span class="pill risk" data-band="{}">{}</span>', band, word)


@register.simple_tag
def priority(level: str) -> SafeString:
    """Must, should, could, watch: a square full, half, empty, dotted."""
    return format_html(
        '<span class="pill msc" data-level="{}">{}</span>', level, term(level, "category")
    )


@register.simple_tag
def state(text: str, tone: str = "") -> SafeString:
    """A workflow state in words; `tone` is good, warn or bad."""
    return format_html('<span class="pill st" data-tone="{}">{}</span>', tone, text)


@register.simple_tag
def trend(direction: str) -> SafeString:
    """An evolution: an arrow and a word."""
    return format_html(
        '<span class="trend" data-t="{}">{} {}</span>',
        _TREND_STYLES.get(direction, direction),
        ARROWS[direction],
        term(direction, "trend"),
    )


@register.inclusion_tag("web/parts/clock.html")
def clock(condition: str, share: int, text: str, detail: str = "") -> dict[str, Any]:
    """A deadline: `condition` is ok, due, late or done; `share` the percentage of time gone."""
    return {"condition": condition, "share": share, "text": text, "detail": detail}


# --- forms --------------------------------------------------------------------------------------


@register.inclusion_tag("web/parts/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """A field with its label, hint and faults, tied together for a screen reader."""
    described = []
    if bound.help_text:
        described.append(f"{bound.id_for_label}-hint")
    if bound.errors:
        described.append(f"{bound.id_for_label}-wrong")
    attrs = {"aria-describedby": " ".join(described)} if described else {}
    return {
        "field": bound,
        "widget": bound.as_widget(attrs=attrs),
        "group": isinstance(bound.field.widget, forms.RadioSelect),
        "box": isinstance(bound.field.widget, forms.CheckboxInput),
    }


@register.simple_tag(takes_context=True, name="once")
def form_token(context: dict[str, Any]) -> SafeString:
    """The hidden token of a form that makes a record: sent twice, it makes one."""
    token = token_for(context["request"])
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, token)


def _may_act(record: Guarded) -> bool:
    """May whoever reads propose an action in the record's office?"""
    return bool(verdict(current(), "create", Whereabouts("action", office=record.office)))


@register.inclusion_tag("web/parts/follow.html", takes_context=True)
def follow(context: dict[str, Any], record: Guarded) -> dict[str, Any]:
    """The button with which one follows a record, or no longer."""
    return {
        "kind": record.kind,
        "record": record.pk,
        "reference": record.reference,
        "following": telling.follows(record.pk),
        "leads_on": record.kind in origins and _may_act(record),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("web/parts/errors.html")
def errors(form: forms.Form) -> dict[str, Any]:
    """The summary of what is wrong in a form, each fault linked to its field."""
    faults = [(bound.id_for_label, bound.label, fault) for bound in form for fault in bound.errors]
    return {"faults": faults, "general": form.non_field_errors()}


@register.inclusion_tag("web/parts/filters.html")
def filters(form: forms.Form) -> dict[str, Any]:
    """A GET form over a list; nothing is applied without its button."""
    return {"form": form}


def _flat(choices: Any) -> Iterator[tuple[str, Any]]:
    """Choices without the groups they stand in."""
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield value, label


def _shown(bound: BoundField, value: Any) -> str:
    if isinstance(value, date):
        return day(value)
    if isinstance(bound.field, forms.ChoiceField):
        return str(dict(_flat(bound.field.choices)).get(value, value))
    return "" if value is True else str(value)


def _without(given: QueryDict, name: str) -> str:
    """The query without one filter; said empty, so that a default does not come back."""
    left = given.copy()
    left.pop("after", None)
    left[name] = ""
    return "?" + left.urlencode()


@register.inclusion_tag("web/parts/chips.html", takes_context=True)
def chips(context: dict[str, Any], form: Any, count: str) -> dict[str, Any]:
    """The count first, then one chip a filter; following a chip removes its filter."""
    given = context["request"].GET
    found = [
        (str(bound.label), _shown(bound, value), _without(given, bound.name))
        for bound, value in form.active()
    ]
    cleared = "?" + "&".join(f"{bound.name}=" for bound, _value in form.active())
    return {"count": count, "chips": found, "cleared": cleared}


@register.inclusion_tag("web/parts/empty.html")
def empty(title: str, text: str, url: str = "", link: str = "") -> dict[str, str]:
    """Nothing to show, said kindly, with what to do next."""
    return {"title": title, "text": text, "url": url, "link": link}


@register.simple_tag
def edition(language: str, suffix: str) -> str:
    """A document in one of its languages and formats: "In French, PDF"."""
    words = gettext("In English") if language == "en" else gettext("In French")
    return f"{words}, {'Word' if suffix == 'docx' else suffix.upper()}"


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """The address of this page with some parameters changed; None takes one out."""
    given = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None:
            given.pop(name, None)
        else:
            given[name] = value
    return "?" + given.urlencode()
