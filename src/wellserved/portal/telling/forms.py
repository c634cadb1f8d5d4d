"""What is asked of whoever tells us something: few fields, and only the words are needed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from wellserved.cases.contracts import ContactIn, Kind

__all__ = ["MoreForm", "TellForm"]

MOST_TEXT = 20_000


class MoreForm(forms.Form):
    """Further words on a case. `form` makes two sendings of it one; `website` is seen by programs alone."""

    text = forms.CharField(
        label=gettext_lazy("In your words"),
        max_length=MOST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off"}),
    )
    form = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    website = forms.CharField(max_length=200, required=False)

    @property
    def by_program(self) -> bool:
        return bool(self.cleaned_data.get("website"))


class TellForm(MoreForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        choices=[
            (Kind.COMPLAINT.value, pgettext_lazy("what a customer tells us", "Something went wrong")),
            (Kind.QUESTION.value, pgettext_lazy("what a customer tells us", "A question")),
            (Kind.PRAISE.value, pgettext_lazy("what a customer tells us", "Praise")),
            (Kind.SUGGESTION.value, pgettext_lazy("what a customer tells us", "An idea")),
        ],
        widget=forms.RadioSelect,
        initial=Kind.COMPLAINT.value,
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Telephone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    parcel = forms.CharField(
        label=gettext_lazy("Number of the parcel, the return or the repair"),
        max_length=50,
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def contact(self) -> ContactIn:
        data: dict[str, Any] = self.cleaned_data
        return ContactIn(email=data["email"], phone=data["phone"].strip())
