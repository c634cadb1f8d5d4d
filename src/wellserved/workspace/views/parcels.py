"""The board of parcels in trouble, and what is done about them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wellserved.people.contracts import NotFound, Person, Place
from wellserved.people.queries import locations
from wellserved.tracking.queries.board import board_for, offered_for
from wellserved.tracking.queries.board_counts import counts_for
from wellserved.tracking.queries.board_currencies import currencies_for, in_one_currency
from wellserved.tracking.queries.board_first import first_calls_for
from wellserved.tracking.queries.finding import MOST, consignments_for
from wellserved.tracking.queries.lots import lots_for
from wellserved.tracking.queries.public import carrier_said
from wellserved.tracking.services.calling import note_called, release, take_over
from wellserved.workspace.parcels_forms import BoardFilter, DeedForm
from wellserved.workspace.parcels_found_page import draw_found
from wellserved.workspace.parcels_page import draw_board

from .rendering import PageRequest, page

LONGEST = 200
"""A Digital Link is longer than any number."""
_DEEDS = {"own": take_over, "called": note_called, "release": release}


@login_required
@never_cache
@require_safe
def board(request: PageRequest) -> HttpResponse:
    person, now = request.person, timezone.now()
    if not person.may("parcels:read"):
        raise NotFound("There is no board for this person.")
    form = BoardFilter(request.GET, places=_places(person))
    chosen = form.chosen()
    currencies = currencies_for(person, choice=chosen, now=now)
    choice = in_one_currency(chosen, currencies)
    found = board_for(person, choice=choice, now=now)
    view = draw_board(
        found,
        choice=choice,
        counts=counts_for(person, choice=choice, now=now),
        calls=() if choice.after else first_calls_for(person, now=now, currency=choice.currency),
        currencies=currencies,
        person=person,
        now=now,
    )
    offered = offered_for(person, choice=choice, now=now)
    context = {
        "page": view,
        "filter": form,
        "choice": choice,
        "carrier": carrier_said(choice.carrier),
        "carriers": [carrier_said(one) for one in offered.carriers],
        "services": offered.services,
        "may_write": person.may("parcels:write"),
    }
    return page(request, "parcels", "board", context)


@login_required
@require_POST
def act(request: PageRequest) -> HttpResponse:
    form = DeedForm(request.POST)
    back = reverse("workspace:parcels") + _query(request.POST.get("back", ""))
    if not form.is_valid():
        messages.error(request, _("Choose at least one line first. Nothing was changed."))
        return redirect(back)
    changed = _DEEDS[form.cleaned_data["deed"]](
        by=request.person, troubles=form.cleaned_data["trouble"], now=timezone.now()
    )
    told = ngettext("%(n)s line changed.", "%(n)s lines changed.", changed) % {"n": changed}
    messages.success(request, told)
    return redirect(back)


@login_required
@never_cache
@require_safe
def find(request: PageRequest) -> HttpResponse:
    """By number, order or lot; one alone is opened at once."""
    text = request.GET.get("q", "").replace("\x00", "")[:LONGEST].strip()
    found = consignments_for(request.person, text=text)
    lots = lots_for(request.person, text=text)
    if len(found) + len(lots) == 1:
        name, one = ("parcel", found[0].id) if found else ("lot", lots[0].id)
        return redirect(f"workspace:{name}", one)
    context = {"text": text, "found": draw_found(found), "lots": lots, "cut": len(found) == MOST}
    return render(request, "workspace/parcels_found.html", context)


def _places(person: Person) -> tuple[Place, ...]:
    mine = person.location_ids
    return tuple(place for place in locations() if mine is None or place.location_id in mine)


def _query(given: str) -> str:
    """What came back from our own page; nothing that could lead elsewhere."""
    return given if given.startswith("?") and "\n" not in given and "\r" not in given else ""
