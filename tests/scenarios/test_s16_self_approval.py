"""Nobody clears what they wrote: not in person, not with the powers of somebody else's post."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from months import SAYS, six_threats, take, timbuktu, write_everything
from rempart.kernel import clock
from rempart.kernel.actor import Actor, acting_as
from rempart.people.models import Delegation, Post, User
from rempart.threats import actions


@pytest.mark.parametrize("language", ["fr", "en"])
def test_self_approval_is_refused_in_person_and_under_delegation(
    language: str, house: Any, appoint: Callable[..., Actor], visit: Callable[..., Page]
) -> None:
    cast = timbuktu(appoint)
    six_threats(cast["expert"])
    with acting_as(cast["expert"]):
        whole = actions.begin_assessment(office="tombouctou", month=date(2014, 10, 1))
        context = whole.sections.get(code="context")
        actions.write_section(target=context.pk, text="Contexte.")
    write_everything(cast["expert"], whole)
    with acting_as(cast["expert"]):
        actions.advance_assessment(target=whole.pk, step="submit")
        actions.advance_assessment(target=whole.pk, step="review")
    Delegation.objects.create(
        post=Post.objects.get(holder_id=cast["head"].id),
        holder=User.objects.get(pk=cast["expert"].id), powers=["approve"], reason="congé",
        begins=clock.now(), ends=clock.now() + timedelta(days=5),
    )  # fmt: skip
    page = visit(cast["expert"], f"/evaluations/{whole.reference}/summary/", language=language)
    take(page, SAYS[language]["clear"])
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text({"fr": "rédigé ou modifié", "en": "wrote or edited"}[language])
    expect(page.locator("main .pill.st").first).not_to_have_text(
        {"fr": "Visée", "en": "Cleared"}[language]
    )
