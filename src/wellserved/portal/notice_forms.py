"""How somebody wants to be told: by what, when not, in which language."""

from datetime import time
from typing import Any, TypedDict
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import get_language, get_language_info, gettext_lazy, gettext_noop
from django.utils.translation import gettext as _

from wellserved.tracking.services.subscribing import LANGUAGES, SubscriptionRefused, Wanted

_ZONES = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))


class Preferred(TypedDict):
    language: str
    time_zone: str
    quiet_from: time | None
    quiet_until: time | None


class PreferForm(forms.Form):
    """When and in which language."""

    language = forms.ChoiceField(label=gettext_lazy("Language"))
    quiet_from = forms.TimeField(
        label=gettext_lazy("Quiet from"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    quiet_until = forms.TimeField(
        label=gettext_lazy("Quiet until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    time_zone = forms.ChoiceField(label=gettext_lazy("On the clock of"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [  # type: ignore[attr-defined]  # a choice field
            (code, get_language_info(code)["name_local"]) for code in LANGUAGES
        ]
        self.fields["language"].initial = get_language()
        self.fields["time_zone"].choices = [(zone, zone.replace("_", " ")) for zone in ["UTC", *_ZONES]]  # type: ignore[attr-defined]  # as above
        self.fields["time_zone"].initial = settings.TIME_ZONE

    def preferred(self) -> Preferred:
        data = self.cleaned_data
        return {
            "language": data["language"],
            "time_zone": data["time_zone"],
            "quiet_from": data["quiet_from"],
            "quiet_until": data["quiet_until"],
        }

    def refused(self, refused: SubscriptionRefused) -> None:
        """Say what the deed said, at the field that it is about."""
        place = refused.fault.place
        self.add_error(place if place in self.fields else None, _words(refused))


class TellForm(PreferForm):
    """By mail or to a program; browsers subscribe by a button of their own."""

    channel = forms.ChoiceField(
        label=gettext_lazy("How"),
        choices=[("email", gettext_lazy("By e-mail")), ("webhook", gettext_lazy("To a program, by webhook"))],
        widget=forms.RadioSelect,
        initial="email",
    )
    address = forms.CharField(
        label=gettext_lazy("E-mail address, or the program’s https address"),
        max_length=1500,
        widget=forms.TextInput(attrs={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}),
    )
    field_order = ["channel", "address", "language", "quiet_from", "quiet_until", "time_zone"]

    def wanted(self) -> Wanted:
        data = self.cleaned_data
        return Wanted(channel=data["channel"], address=data["address"].strip(), **self.preferred())


# What the deed may say of what a form hands in.
_SAID = (
    gettext_noop("This is no e-mail address."),
    gettext_noop("Write it like name@example.org."),
    gettext_noop("This is no browser's subscription."),
    gettext_noop("Switch notices on in your browser again."),
    gettext_noop("We only post to plain https addresses."),
    gettext_noop("Write it like https://example.org/hook."),
    gettext_noop("Quiet hours have a beginning and an end."),
    gettext_noop("Fill in both, or neither."),
)


def _words(refused: SubscriptionRefused) -> str:
    fault = refused.fault
    return f"{_(fault.said)} {_(fault.mend)}"
