"""What people choose about twins: which to list, which stands for both, and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel.filters import FilterForm
from rempart.register.duplicates.workflow import TWINS
from rempart.register.presenting import language


class QueueFilters(FilterForm):
    """What has been found of the pairs, and in which office."""

    state = forms.ChoiceField(label=_("Found"))
    office = forms.ChoiceField(label=_("Office"))

    def __init__(self, *args: Any, offices: Iterable[int] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = list(TWINS.labels.items())
        listed = [profile().office(number) for number in offices]
        named = [(office.code, office.label(language())) for office in listed]
        self.fields["office"].choices = [("", _("All of mine")), *named]
