"""The auditor's pages: the trail of what was done, and whether its chain holds. No content."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from rempart.kernel import journal, trail
from rempart.kernel.access import Request, declares
from rempart.kernel.errors import RempartError
from rempart.kernel.filters import FilterForm, TypedDate


class TrailFilters(FilterForm):
    """An action as it is named, a category, one thing, a period."""

    action = forms.CharField(label=_("Action"), max_length=60)
    category = forms.ChoiceField(
        label=_("What happened"),
        choices=[
            ("", _("All")),
            ("change", pgettext_lazy("journal", "A change")),
            ("read", pgettext_lazy("journal", "A reading")),
            ("export", pgettext_lazy("journal", "An export")),
        ],
    )
    since = TypedDate(label=_("From"))
    until = TypedDate(label=_("to"))
    thing = forms.UUIDField(label=_("One thing"), widget=forms.HiddenInput)

    def filters(self) -> trail.Filters:
        """The filters that were understood; the others let everything pass."""
        self.is_valid()
        said = {name: value for name, value in self.cleaned_data.items() if value}
        return trail.Filters(**said)


@declares("audit")
@require_GET
def trail_page(request: Request) -> HttpResponse:
    """The trail, the newest first."""
    form = TrailFilters(request.GET)
    page = trail.page(form.filters(), request.GET.get("after", ""))
    context = {"form": form, "page": page, "state": journal.state()}
    return render(request, "people/journal.html", context)


@declares("audit")
@require_http_methods(["GET", "POST"])
def verification(request: Request) -> HttpResponse:
    """Recompute the whole chain, against an anchor that was kept elsewhere."""
    context: dict[str, Any] = {"anchor": request.POST.get("anchor", "").strip()}
    if request.method == "POST":
        try:
            context["verdict"] = journal.verify(context["anchor"] or None)
            journal.write("journal.verify", "journal", category="read")
        except RempartError as error:
            context["problems"] = error.problems
    context["state"] = journal.state()
    return render(request, "people/verification.html", context)
