"""What may be done about the end of a post: hand it over, once."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rempart.kernel.actions import Run, creates
from rempart.kernel.actor import Actor, Anyone, Standing
from rempart.kernel.errors import BadInput, NotThere
from rempart.kernel.nameless import names_in
from rempart.learning.handover.gathering import waiting
from rempart.learning.handover.models import Handover


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
