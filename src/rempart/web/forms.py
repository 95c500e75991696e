"""The forms of the house itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from rempart.people import attempts

TOO_SOON = "too-soon"
"""The code of the fault that asks to wait."""


class SignInForm(AuthenticationForm):
    """E-mail address and password; one answer, whichever of the two is wrong."""

    error_messages = {
        "invalid_login": _(
            "This address and this password do not go together: check both, capitals included."
        ),
        "inactive": _(
            "This address and this password do not go together: check both, capitals included."
        ),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Work e-mail address")
        self.fields["username"].widget = forms.EmailInput(attrs={"autocomplete": "username"})

    def clean(self) -> dict[str, Any]:
        """The two together, unless too many attempts went before: then the password is not read."""
        email = self.cleaned_data.get("username", "")
        if not email or not self.cleaned_data.get("password"):
            return super().clean()
        knocks = attempts.of_password(email, self.request)
        try:
            attempts.count(knocks)
        except attempts.TooSoon as error:
            raise forms.ValidationError(str(error), TOO_SOON) from error
        said = super().clean()
        attempts.forgive(knocks)
        return said


class DisplayForm(forms.Form):
    """How pages look and answer to keys, for the session."""

    theme = forms.ChoiceField(
        label=_("Colours"),
        choices=[("system", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))],
        widget=forms.RadioSelect,
    )
    density = forms.ChoiceField(
        label=_("Spacing"),
        choices=[("comfortable", _("Comfortable")), ("compact", _("Compact"))],
        widget=forms.RadioSelect,
    )
    keys = forms.ChoiceField(
        label=_("Single-letter shortcuts"),
        choices=[("on", _("On")), ("off", _("Off"))],
        widget=forms.RadioSelect,
        help_text=_("They never act inside a text field. Tab and Enter do everything without."),
    )
