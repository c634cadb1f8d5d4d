"""What somebody said on the telephone or at the counter, written down as a case."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from wellserved.cases.contracts import CaseIn, Channel, ContactIn, Kind
from wellserved.journey.queries.touchpoints import TouchpointKey
from wellserved.people.contracts import Place
from wellserved.platform.link_secrets import new_secret

from .words import KINDS

SOURCE = "desk"


class CallForm(forms.Form):
    """`form` makes two sendings of it one."""

    form = forms.CharField(max_length=64, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("What"), choices=list(KINDS.items()))
    text = forms.CharField(
        label=_("What the customer said"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5, "autofocus": True}),
    )
    name = forms.CharField(label=pgettext_lazy("of a customer", "Name"), max_length=120, required=False)
    phone = forms.CharField(
        label=_("Telephone"), max_length=40, required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    about = forms.CharField(
        label=_("Number of a parcel, a return or a repair"), max_length=50, required=False
    )
    touchpoint = forms.ChoiceField(label=_("Touchpoint"), required=False)
    location = forms.ChoiceField(label=_("Location"), required=False)
    language = forms.ChoiceField(label=_("Language"))

    def __init__(
        self,
        data: Any,
        *,
        touchpoints: Iterable[TouchpointKey],
        places: Iterable[Place],
        everywhere: bool,
        language: str,
    ) -> None:
        super().__init__(data, initial={"form": new_secret(), "language": language, "kind": "complaint"})
        spots = [
            (f"{one.journey}/{one.touchpoint}", f"{one.journey_title}: {one.title}") for one in touchpoints
        ]
        where = [(place.code, " / ".join(place.path)) for place in places]
        nothing = [("", "–")]
        self.fields["touchpoint"].choices = [*nothing, *spots]  # type: ignore[attr-defined]  # a field of choices
        # Whoever works at some places writes down for one of them: elsewhere they would not see it again.
        self.fields["location"].choices = [*(nothing if everywhere else ()), *where]  # type: ignore[attr-defined]  # as above
        self.fields["language"].choices = [  # type: ignore[attr-defined]  # as above
            (code, get_language_info(code)["name_local"].capitalize()) for code, _name in settings.LANGUAGES
        ]

    def case(self, *, subject: tuple[str, str]) -> CaseIn:
        said = self.cleaned_data
        journey, _slash, touchpoint = said["touchpoint"].partition("/")
        return CaseIn(
            source=SOURCE,
            source_id=said["form"],
            kind=Kind(said["kind"]),
            channel=Channel.PHONE,
            text=said["text"],
            language=said["language"],
            contact=ContactIn(name=said["name"], email=said["email"], phone=said["phone"]),
            location=said["location"],
            journey=journey,
            touchpoint=touchpoint,
            subject_kind=subject[0],
            subject_id=subject[1],
        )
