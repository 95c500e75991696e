"""What the exercise releases and consolidates: the profile's texts, and that they may leave."""

from __future__ import annotations

from rempart.doctrine.loader import load
from rempart.exercise.releases import told
from rempart.exercise.story import script
from rempart.leadership.briefs.models import Brief
from rempart.leadership.releases.content import WRITTEN
from rempart.leadership.releases.models import Submission
from rempart.leadership.releases.wording import Kept, faults

MALI = load("mali")


def test_every_brief_and_release_uses_what_the_profile_knows() -> None:
    script_ = told(MALI)
    assert {one["sort"] for one in script_["briefs"]} == set(Brief.SORTS)
    for one in script_["releases"]:
        assert set(one["sections"]) <= set(MALI.releasing.sections)
        assert all(MALI.organisation(code).number for code in one["organisations"])
        assert set(one["words"]) <= set(WRITTEN)
        assert set(one["words"]) == set(one["sections"]) & set(WRITTEN)
    assert {one["sort"] for one in script_["sent"]} == set(Submission.SORTS)
    assert any("answer" not in one for one in script_["sent"])


def test_no_text_that_leaves_gives_a_figure() -> None:
    held = Kept(frozenset(), frozenset(range(1, 100)))
    for one in told(MALI)["releases"]:
        assert faults(one["words"], held) == []


def test_each_partner_of_the_cast_belongs_to_an_organisation() -> None:
    partners = [player for player in script(MALI).cast if player.role == "partner"]
    assert len(partners) == 2
    assert all(MALI.organisation(player.organisation).number for player in partners)
