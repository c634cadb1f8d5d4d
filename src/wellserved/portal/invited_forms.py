"""What the holder of a link sends: one small form a deed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms

from wellserved.journey.contracts.inviting import MISSING_STEP, NOTE, Holder
from wellserved.journey.services.inviting import change_words, say_feeling, say_words, take_back


class Feel(forms.Form):
    touchpoint = forms.IntegerField(min_value=1)
    feeling = forms.IntegerField(min_value=-2, max_value=2)


class Say(forms.Form):
    """The text's length and emptiness are judged by the deed, which has the words for it."""

    kind = forms.ChoiceField(choices=[(kind, kind) for kind in (NOTE, MISSING_STEP)])
    touchpoint = forms.IntegerField(min_value=1, required=False)
    stage = forms.IntegerField(min_value=1, required=False)
    text = forms.CharField(required=False)


class Change(forms.Form):
    contribution = forms.IntegerField(min_value=1)
    text = forms.CharField(required=False)


class TakeBack(forms.Form):
    contribution = forms.IntegerField(min_value=1)


FORMS: dict[str, type[forms.Form]] = {"feel": Feel, "say": Say, "change": Change, "take-back": TakeBack}
DEEDS = {"feel": say_feeling, "say": say_words, "change": change_words, "take-back": take_back}


class NotUnderstood(ValueError):
    """No button of ours sends this."""


def do(sent: Mapping[str, Any], *, holder: Holder, now: datetime) -> None:
    """Do what was sent. Raises what the deeds raise, and NotUnderstood."""
    name = str(sent.get("do", ""))
    form = FORMS[name](sent) if name in FORMS else None
    if form is None or not form.is_valid():
        raise NotUnderstood("The form holds something that this page does not send. Open the page anew.")
    DEEDS[name](holder=holder, now=now, **form.cleaned_data)  # type: ignore[operator]  # each form has its deed's names


def place_of(sent: Mapping[str, Any]) -> str:
    """Where on the page it was said: the page comes back there."""
    if sent.get("do") == "change":
        return f"c-{_number(sent.get('contribution'))}"
    if sent.get("touchpoint"):
        return f"t-{_number(sent.get('touchpoint'))}"
    return "start"


def _number(text: Any) -> str:
    return "".join(c for c in str(text or "") if c in "0123456789")[:18]
