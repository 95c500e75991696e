"""The briefs and the releases of the exercise, and what its partners answer."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, timedelta
from typing import Any, cast

from rempart.doctrine.loader import Profile
from rempart.documents.snapshot import content_hash
from rempart.exercise.stage import ADVISER, EXPERT, Stage
from rempart.leadership.briefs import actions as briefs
from rempart.leadership.briefs import queries as drawn
from rempart.leadership.releases import actions, queries
from rempart.leadership.releases.models import Release
from rempart.threats.models import Assessment

PARTNER, DUTY = "partner", "duty_officer"


def told(profile: Profile) -> dict[str, Any]:
    """What the profile says of its releases and briefs; nothing where it says nothing."""
    path = profile.folder / "exercise" / "releases.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def play(stage: Stage) -> None:
    """Approve the briefs, release two months of an office, one of them over, and hear partners."""
    script = told(stage.profile)
    for one in script.get("briefs", ()):
        _brief(stage, one)
    found = [_release(stage, one) for one in script.get("releases", ())
             if one["office"] in stage.offices]  # fmt: skip
    if found:
        for one in script.get("sent", ()):
            _send(stage, one, found)


def _month(stage: Stage, back: int) -> date:
    """The first day of the month so many before the one that is in draft."""
    month = stage.until.replace(day=1)
    for _turn in range(back):
        month = (month - timedelta(days=1)).replace(day=1)
    return month


def _brief(stage: Stage, one: dict[str, Any]) -> None:
    day = _month(stage, one["back"]) if "back" in one else stage.days_before(one["on"]).date()
    with stage.scene(EXPERT, "", stage.days_before(one["days"], 10)):
        row = briefs.draft_brief(sort=one["sort"], day=day, words=one["words"])
        briefs.advance_brief(target=row.pk, step="submit")
    if not one["approved"]:
        return
    with stage.scene(ADVISER, "", stage.days_before(one["days"] - 1, 16)):
        taken = drawn.submitted(row)
        seen = taken.content_hash if taken else ""
        briefs.advance_brief(target=row.pk, step="approve", seen=seen)


def _release(stage: Stage, one: dict[str, Any]) -> Release:
    moment: datetime = stage.days_before(one["days"], 11)
    number = stage.profile.office(one["office"]).number
    organisations = [stage.profile.organisation(code).number for code in one["organisations"]]
    with stage.scene(EXPERT, one["office"], moment):
        whole = Assessment.objects.get(
            office=number, month=_month(stage, one["back"]), state="disseminated"
        )
        row = actions.draft_release(
            assessment=whole,
            said={
                "organisations": organisations,
                "sections": one["sections"],
                "words": one["words"],
                "purpose": one["purpose"],
                "expires_on": (moment + timedelta(days=one["lasts"])).date(),
                "marking": one["marking"],
                "names_host_state": False,
            },
        )
        actions.advance_release(target=row.pk, step="submit")
    with stage.scene(ADVISER, "", moment + timedelta(hours=5)):
        seen = content_hash(queries.content(row)[0])
        actions.advance_release(target=row.pk, step="approve", seen=seen)
    return row


def _send(stage: Stage, one: dict[str, Any], found: list[Release]) -> None:
    """What a partner sends, and the answer that the office gives where there is one."""
    with stage.scene(PARTNER, one["partner"], stage.days_before(one["days"], 8, 20)):
        if one["sort"] == "comment":
            row = actions.comment_release(
                released=queries.given(found[0].reference), text=one["text"]
            )
        else:
            told_of = ("text", "area", "threat_type", "people_at_risk")
            said = cast(actions.Sent, {name: one[name] for name in told_of if name in one})
            office = stage.profile.office(one["office"]).number
            row = actions.send_submission(sort=one["sort"], said=said, office=office)
    if "answer" in one:
        role = EXPERT if one["sort"] == "comment" else DUTY
        with stage.scene(role, one["office"], stage.days_before(one["days"], 9)):
            actions.take_in(target=row.pk, answer=one["answer"], priority="p2")
