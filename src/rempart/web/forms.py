"""The forms of the house itself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from rempart.people.models import User


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


class PasswordForm(forms.Form):
    """A first password, typed twice."""

    password = forms.CharField(
        label=_("Password"),
        help_text=_("12 characters or more: a sentence is easiest to remember."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, holder: User, *args: Any, **kwargs: Any) -> None:
        self.holder = holder
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        """The password, which must be long and not a common one."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self.holder)
        return password

    def clean(self) -> dict[str, Any]:
        """Both times the same."""
        said = super().clean() or {}
        if said.get("password") and said["password"] != said.get("again"):
            self.add_error(
                "again", _("The two passwords differ: type the same one in both fields.")
            )
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
