"""What is chosen of the board, and what is done to the chosen."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from wellserved.people.contracts import Place
from wellserved.tracking.queries.board import BoardChoice
from wellserved.tracking.queries.board_choice import TROUBLES
from wellserved.tracking.queries.public import carrier_called

from .parcels_words import KIND_NAMES, TROUBLE_NAMES

_CURSOR = re.compile(r"(\d{1,12}(?:\.\d{1,2})?)-(\d{1,18})", re.ASCII)
NO_CURRENCY = "none"
_FILTERS = ("kind", "carrier", "service", "location", "older", "uncalled", "mine")


class BoardFilter(forms.Form):
    """All of it optional: an address with nonsense in it shows the board all the same."""

    trouble = forms.ChoiceField(choices=[(one, TROUBLE_NAMES[one]) for one in TROUBLES], required=False)
    currency = forms.CharField(max_length=4, required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("What"), choices=[("", _("All")), *KIND_NAMES.items()], required=False)
    carrier = forms.CharField(label=_("Carrier"), max_length=40, required=False)
    service = forms.CharField(label=_("Service"), max_length=40, required=False)
    location = forms.TypedChoiceField(label=_("Location"), coerce=int, empty_value=None, required=False)
    older = forms.TypedChoiceField(
        label=_("In trouble for longer than"),
        choices=[("", _("any time")), ("24", _("a day")), ("72", _("three days")), ("168", _("a week"))],
        coerce=int,
        empty_value=None,
        required=False,
    )
    uncalled = forms.BooleanField(label=_("Not called yet"), required=False)
    mine = forms.BooleanField(label=_("Mine"), required=False)
    after = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, places: Iterable[Place]) -> None:
        super().__init__(data)
        self.fields["location"].choices = [  # type: ignore[attr-defined]  # a field of choices
            ("", _("All")),
            *((place.location_id, " / ".join(place.path)) for place in places),
        ]
        for name in _FILTERS:
            kind = "checkbox checkbox-sm" if name in {"uncalled", "mine"} else "input"
            if isinstance(self.fields[name], forms.ChoiceField):
                kind = "select"
            self.fields[name].widget.attrs["class"] = kind

    def chosen(self) -> BoardChoice:
        self.full_clean()
        said = self.cleaned_data
        found = _CURSOR.fullmatch(said.get("after") or "")
        return BoardChoice(
            trouble=said.get("trouble") or TROUBLES[0],
            currency="" if said.get("currency") == NO_CURRENCY else said.get("currency") or None,
            kind=said.get("kind") or "",
            carrier=carrier_called(said.get("carrier") or ""),
            service=said.get("service") or "",
            location_id=said.get("location"),
            uncalled=said.get("uncalled") or False,
            mine=said.get("mine") or False,
            older_hours=said.get("older") or 0,
            after=(Decimal(found[1]), int(found[2])) if found else None,
        )


def board_query(
    choice: BoardChoice,
    *,
    trouble: str = "",
    currency: str | None = None,
    after: tuple[Decimal, int] | None = None,
) -> str:
    """The choice as it stands in an address, at the first page unless `after` leads further."""
    named = choice.currency if currency is None else currency
    words = {
        "trouble": trouble or choice.trouble,
        "currency": address_of_currency(named),
        "kind": choice.kind,
        "carrier": choice.carrier,
        "service": choice.service,
        "location": choice.location_id or "",
        "older": choice.older_hours or "",
        "uncalled": "on" if choice.uncalled else "",
        "mine": "on" if choice.mine else "",
        "after": f"{after[0]}-{after[1]}" if after else "",
    }
    return "?" + urlencode({name: value for name, value in words.items() if value})


def address_of_currency(currency: str | None) -> str:
    """As it stands in an address, which cannot tell an empty one from any."""
    return NO_CURRENCY if currency == "" else currency or ""


class DeedForm(forms.Form):
    """What is to be done to which troubles; `back` is the query of the board that it was pressed on."""

    deed = forms.ChoiceField(choices=[("own", ""), ("called", ""), ("release", "")])
    trouble = forms.TypedMultipleChoiceField(coerce=int)
    back = forms.CharField(max_length=600, required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        given = [one for one in data.getlist("trouble") if one.isascii() and one.isdigit() and len(one) < 19]
        self.fields["trouble"].choices = [(one, one) for one in given]  # type: ignore[attr-defined]  # as above
