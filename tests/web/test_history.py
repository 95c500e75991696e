"""What histories and threads say: what was done, and which way a link leads."""

from __future__ import annotations

from typing import Any

from django.utils import translation

from rempart.field.models import FieldMission
from rempart.kernel.history import version_model
from rempart.kernel.links import End, Strand
from rempart.web import history


def _said(number: int, changed: list[str], **values: Any) -> str:
    kept = version_model(FieldMission)
    return history.deed(kept(number=number, changed=changed, values=values))


def test_a_version_says_what_it_did() -> None:
    with translation.override("en"):
        assert _said(1, ["state"], state="requested") == "First version"
        assert _said(2, ["purpose"], state="requested") == "Brought up to date"
        assert _said(3, ["state"], state="closed") == "Closed"


def test_a_link_reads_differently_from_its_far_end() -> None:
    end = End("alert", "A call", "GAO-14-7K3QX2", "/alertes/GAO-14-7K3QX2/")
    with translation.override("en"):
        assert Strand("led_to", True, end).words == "Led to"
        assert Strand("led_to", False, end).words == "Comes from"
