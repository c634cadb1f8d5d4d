"""What is asked to find a customer, to note what they agree to, and before they are erased."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellserved.people.contracts import ConsentWay

from .words import WAYS


class FindForm(forms.Form):
    """Sent by POST alone: what identifies a person stands in no address and no log."""

    text = forms.CharField(
        label=gettext_lazy(
            "E-mail address, telephone number, number of a parcel or an order, or the customer's key"
        ),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class ConsentForm(forms.Form):
    deed = forms.ChoiceField(choices=[("take", "take"), ("withdraw", "withdraw")])
    purpose = forms.CharField(max_length=40)
    way = forms.ChoiceField(
        label=gettext_lazy("How they said so"), choices=list(WAYS.items()), initial=ConsentWay.PHONE.value
    )

    def said_by(self) -> ConsentWay:
        return ConsentWay(self.cleaned_data["way"])


class EraseForm(forms.Form):
    typed = forms.CharField(
        label=gettext_lazy("Type the beginning of the key"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, data: Any = None, *, key: UUID) -> None:
        super().__init__(data)
        self.beginning = str(key)[:8]
        self.fields["typed"].help_text = _("These eight: %(beginning)s") % {"beginning": self.beginning}

    def clean_typed(self) -> str:
        typed: str = self.cleaned_data["typed"]
        if typed.strip().lower() != self.beginning:
            raise ValidationError(
                _("Nothing was erased. Type the eight characters %(beginning)s, as they stand above.")
                % {"beginning": self.beginning}
            )
        return typed
