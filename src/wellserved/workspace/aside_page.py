"""Scans set aside, made ready, and the form that mends one's time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellserved.tracking.contracts import Status
from wellserved.tracking.queries.public import carrier_said, reason_said, status_said
from wellserved.tracking.queries.set_aside import AsideWaiting

from .parcels_words import KIND_NAMES, Words, where_words
from .wording import minute


class MendForm(forms.Form):
    occurred_at = forms.DateTimeField(
        label=gettext_lazy("When it really was"),
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local", "class": "input"}, format="%Y-%m-%dT%H:%M"
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AsideView:
    waiting: AsideWaiting
    kind: Words
    carrier: str
    state: str
    place: str
    said: str
    received: str
    proposed: str


def draw_aside(found: Iterable[AsideWaiting]) -> tuple[AsideView, ...]:
    return tuple(
        AsideView(
            waiting=one,
            kind=KIND_NAMES[one.kind],
            carrier=carrier_said(one.carrier),
            state=_state(one),
            place=where_words(one.place, one.country),
            said=minute(one.said) if one.said else "",
            received=minute(one.received_at),
            proposed=_proposed(one.received_at),
        )
        for one in found
    )


def _state(one: AsideWaiting) -> str:
    if one.status not in set(Status):
        return _("Takes another scan back")
    said, because = status_said(one.kind, Status(one.status)), reason_said(one.reason)
    return f"{said}: {because}" if because else said


def _proposed(received_at: datetime) -> str:
    """Most scans come soon after they were made."""
    return f"{localtime(received_at):%Y-%m-%dT%H:%M}"
