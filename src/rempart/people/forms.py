"""What people type about accounts, posts and delegations."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rempart.doctrine.loader import current as profile
from rempart.kernel.filters import FilterForm, TypedDate
from rempart.kernel.policy import MARKINGS
from rempart.kernel.telling import topics
from rempart.people.models import MailChoice, User
from rempart.people.periods import begin_of, end_of
from rempart.people.roster import MOST_BYTES

Choices = list[tuple[str, Any]]


def _named(items: Iterable[Any]) -> Choices:
    language = get_language() or "fr"
    return [(item.code, item.label(language)) for item in items]


def _choices(form: forms.Form, name: str) -> forms.ChoiceField:
    """The field of that name, which is one of choices."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    return field


class AccountFilters(FilterForm):
    """Words of a name or an address, and whether closed accounts are meant."""

    q = forms.CharField(label=_("Name or address"), max_length=100)
    closed = forms.BooleanField(label=_("Closed accounts"))


class AccountForm(forms.Form):
    """Whom an account is for."""

    email = forms.EmailField(label=_("Work e-mail address"))
    name = forms.CharField(label=_("Name"), max_length=200)
    language = forms.ChoiceField(label=_("Language of the pages"), choices=settings.LANGUAGES)


class PostForm(forms.Form):
    """The terms of a post, and why it is wanted."""

    role = forms.ChoiceField(label=_("Role"))
    component = forms.ChoiceField(label=_("Component"))
    office = forms.ChoiceField(label=_("Office"), required=False)
    organisation = forms.ChoiceField(
        label=_("Organisation"),
        required=False,
        help_text=_("For a partner alone: whose releases they read."),
    )
    clearance = forms.TypedChoiceField(label=_("Clearance"), coerce=int)
    compartments = forms.MultipleChoiceField(
        label=_("Compartments"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None, unless the work cannot be done without."),
    )
    first_day = TypedDate(
        label=_("First day"), required=False, help_text=_("17/11/2014; empty for at once.")
    )
    last_day = TypedDate(
        label=_("Last day"),
        required=False,
        help_text=_("The end of the contract or rotation; every right stops that midnight."),
    )
    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mission = profile()
        _choices(self, "role").choices = [("", ""), *_named(mission.roles)]
        _choices(self, "component").choices = [("", ""), *_named(mission.components)]
        _choices(self, "office").choices = [
            ("", _("The mission as a whole")),
            *_named(mission.offices),
        ]
        _choices(self, "organisation").choices = [("", ""), *_named(mission.organisations)]
        _choices(self, "clearance").choices = list(MARKINGS.items())
        _choices(self, "compartments").choices = _named(mission.compartments)

    def terms(self) -> dict[str, Any]:
        """What was typed, as `grants.propose` takes it."""
        said = self.cleaned_data
        names = ("role", "component", "office", "organisation", "clearance")
        terms = {name: said[name] for name in names}
        return terms | {
            "compartments": said["compartments"],
            "begins": begin_of(said["first_day"]) if said["first_day"] else None,
            "ends": last_moment(said["last_day"]),
        }


def last_moment(day: Any) -> datetime | None:
    """When a last day is over; None where there is none."""
    return end_of(day) if day else None


class RosterForm(forms.Form):
    """A table of posts, and why they are wanted."""

    file = forms.FileField(label=_("File"), help_text=_("CSV in UTF-8, 500 rows at most."))
    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500
    )

    def clean_file(self) -> Any:
        """The file, which must be small enough to be looked at while one waits."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("Send 500 rows at most."), "too-large")
        return file


class DelegationForm(forms.Form):
    """Which powers of which post, to whom, until when, and why."""

    post = forms.TypedChoiceField(label=_("Your post"), coerce=UUID)
    holder = forms.TypedChoiceField(label=_("To whom"), coerce=UUID)
    powers = forms.MultipleChoiceField(
        label=_("Powers"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Reading goes with them, never above the borrower’s own clearance."),
    )
    first_day = TypedDate(
        label=_("First day"), required=False, help_text=_("17/11/2014; empty for at once.")
    )
    last_day = TypedDate(label=_("Last day"), help_text=_("It ends by itself that midnight."))
    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500
    )

    def __init__(
        self, *args: Any, posts: Choices, holders: Choices, powers: Choices, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "post").choices = posts
        _choices(self, "holder").choices = [("", ""), *holders]
        _choices(self, "powers").choices = powers
        if len(posts) == 1:
            self.fields["post"].widget = forms.HiddenInput()
            self.fields["post"].initial = posts[0][0]

    def terms(self) -> dict[str, Any]:
        """What was typed, as `actions.delegate` takes it."""
        said = self.cleaned_data
        terms = {name: said[name] for name in ("post", "holder", "powers", "reason")}
        return terms | {
            "begins": begin_of(said["first_day"]) if said["first_day"] else None,
            "ends": end_of(said["last_day"]),
        }


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


def code_field() -> forms.CharField:
    """A field for a code of the generator, or a recovery code."""
    attrs = {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
    return forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("The six digits of your code generator, or a recovery code."),
        widget=forms.TextInput(attrs=attrs),
    )


class CodeForm(forms.Form):
    """A code of the second factor."""

    code = code_field()


class GlassForm(forms.Form):
    """What one must read beyond one's post, for how long, and why."""

    post = forms.TypedChoiceField(label=_("Your post"), coerce=UUID)
    clearance = forms.TypedChoiceField(
        label=_("Read up to"), coerce=int, required=False, empty_value=None
    )
    compartments = forms.MultipleChoiceField(
        label=_("Compartments to read"), required=False, widget=forms.CheckboxSelectMultiple
    )
    hours = forms.TypedChoiceField(
        label=_("For how many hours"),
        coerce=int,
        choices=[(hours, str(hours)) for hours in range(1, 5)],
    )
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        help_text=_("Say whose life depends on what, without a name."),
    )

    def __init__(self, *args: Any, posts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "post").choices = posts
        _choices(self, "clearance").choices = [("", _("As my post")), *MARKINGS.items()]
        _choices(self, "compartments").choices = _named(profile().compartments)
        if len(posts) == 1:
            self.fields["post"].widget = forms.HiddenInput()
            self.fields["post"].initial = posts[0][0]


_TIME = re.compile(r"(\d{1,2})\s*[h:]\s*(\d{2})?", re.IGNORECASE)


class TypedTime(forms.CharField):
    """An hour of the day as people type it: 22:00, 22 h, 22h30."""

    default_error_messages = {"invalid": _("“%(value)s” is no time. Write 22:00.")}

    def to_python(self, value: Any) -> time | None:  # type: ignore[override]
        """The hour, or None for an empty field."""
        text = str(value or "").strip()
        if not text:
            return None
        said = _TIME.fullmatch(text)
        try:
            if said is None:
                raise ValueError(text)
            return time(int(said[1]), int(said[2] or 0))
        except ValueError as error:
            raise forms.ValidationError(
                self.error_messages["invalid"], "invalid", {"value": text[:40]}
            ) from error

    def prepare_value(self, value: Any) -> Any:
        """What stands in the field: digits, the same in both languages."""
        return f"{value:%H:%M}" if isinstance(value, time) else value


class MailForm(forms.Form):
    """What one wants by e-mail, and the hours in which one does not."""

    topics = forms.MultipleChoiceField(
        label=_("By e-mail too"), required=False, widget=forms.CheckboxSelectMultiple
    )
    quiet_from = TypedTime(
        label=_("Quiet from"), required=False,
        help_text=_("22:00. What the mission says must wake you comes all the same."),
    )  # fmt: skip
    quiet_until = TypedTime(label=_("Quiet until"), required=False)

    def __init__(self, data: Any = None, *, choice: MailChoice, outside: bool = False) -> None:
        """`choice` is what holds now; partners choose among what partners are told of."""
        held = {"topics": choice.topics, "quiet_from": choice.quiet_from,
                "quiet_until": choice.quiet_until}  # fmt: skip
        super().__init__(data, initial=held)
        offered = [(code, one.label) for code, one in topics if one.outside == outside]
        _choices(self, "topics").choices = offered
        self.beside = set(choice.topics) - {code for code, _label in offered}

    def clean(self) -> dict[str, Any]:
        """Both hours or none."""
        said = super().clean() or {}
        if (said.get("quiet_from") is None) != (said.get("quiet_until") is None):
            self.add_error("quiet_until", _("Give both hours, or neither."))
        return said

    def chosen(self) -> dict[str, Any]:
        """What the form says, for the core."""
        said = dict(self.cleaned_data)
        return {"wanted": sorted({*said.pop("topics"), *self.beside}), **said}
