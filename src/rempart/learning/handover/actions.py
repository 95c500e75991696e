"""What may be done about the end of a post: hand it over, once."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from rempart.kernel import agenda
from rempart.kernel.actions import Run, creates
from rempart.kernel.actor import Actor, Anyone, Standing
from rempart.kernel.errors import BadInput, NotThere
from rempart.kernel.nameless import names_in
from rempart.learning.handover.models import Handover
from rempart.plans.models import OVER, Action

ACTIONS = "actions of the post"
"""The heading of the open actions that the post's component leads."""


def post_of(actor: Anyone) -> Standing:
    """The post under which somebody works, which is theirs to hand over.

    Raises:
        NotThere: they hold none.
    """
    standings = actor.standings if isinstance(actor, Actor) else ()
    own = [one for one in standings if one.powers is None]
    chosen = [one for one in own if one.post == actor.post] if isinstance(actor, Actor) else []
    for standing in chosen or own:
        return standing
    raise NotThere


def waiting(post: Standing) -> list[dict[str, Any]]:
    """Which records wait for the post, as far as whoever leaves it may see them."""
    found = [
        {"heading": name, "kind": one.kind, "id": str(one.id)}
        for name, one in agenda.due(post.office or None)
    ]
    led = Action.objects.filter(component=post.component).exclude(state__in=OVER)
    if post.office:
        led = led.filter(office=post.office)
    held = {one["id"] for one in found}
    return found + [
        {"heading": ACTIONS, "kind": "action", "id": str(pk)}
        for pk in led.order_by("due_on", "id").values_list("pk", flat=True)
        if str(pk) not in held
    ]


@creates(Handover, "handover.make")
def hand_over(run: Run, *, words: str, contacts: str = "") -> Handover:
    """Hand over one's post: one's own words, and which records wait for it.

    Raises:
        BadInput: a person seems named.
    """
    post = post_of(run.actor)
    said = ((_("What the successor must know"), words), (_("Who to speak to, by post"), contacts))
    problems = names_in(said)
    if problems:
        raise BadInput.of(problems)
    return Handover(
        office=post.office,
        component=post.component,
        role=post.role,
        post_label=post.label,
        words=words,
        contacts=contacts,
        waiting=waiting(post),
    )
