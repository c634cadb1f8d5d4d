"""A lot's page, its cases, and which lots complaints share."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wellserved.insight.queries.lots import cases_of_lot_for, complaints_by_lot_for
from wellserved.people.contracts import Person, Place
from wellserved.people.queries import locations
from wellserved.tracking.queries.lots import counts_of_lots_for, lot_for, parcels_of_lot_for
from wellserved.workspace.views.rendering import PageRequest, page

from .forms import ByLotForm, LotForm
from .page import draw_by_lot, draw_lot, draw_lot_cases, title_of

TEN, FIFTY = 10, 50


@login_required
@never_cache
@require_safe
def lot(request: PageRequest, lot_id: int) -> HttpResponse:
    person = request.person
    form = LotForm(request.GET, places=_places_of(person))
    which, after = form.chosen()
    found = parcels_of_lot_for(person, lot_id=lot_id, which=which, after=after)
    carried = counts_of_lots_for(person, lot_ids=[lot_id], which=which)[lot_id]
    view = draw_lot(
        found, carried=carried, which=which, address=request.get_full_path(), begun=after is not None
    )
    context = {"page": view, "form": form, "which": which, "may_read_cases": person.may("cases:read")}
    return render(request, "workspace/lots/lot.html", context)


@login_required
@never_cache
@require_safe
def lot_cases(request: PageRequest, lot_id: int) -> HttpResponse:
    """A page; for the lot's own page, the beginning of its list."""
    person = request.person
    seen = lot_for(person, lot_id=lot_id)
    view = draw_lot_cases(cases_of_lot_for(person, lot_id=lot_id, limit=TEN if request.htmx else FIFTY))
    context = {"page": view, "lot": seen, "title": title_of(seen)}
    return page(request, "lots/cases", "cases", context)


@login_required
@never_cache
@require_safe
def by_lot(request: PageRequest) -> HttpResponse:
    now = timezone.now()
    days = ByLotForm(request.GET).days_asked()
    found = complaints_by_lot_for(request.person, since=now - timedelta(days=days), until=now)
    context = {"form": ByLotForm(initial={"days": days}), "page": draw_by_lot(found, days=days)}
    return render(request, "workspace/lots/by_lot.html", context)


def _places_of(person: Person) -> tuple[Place, ...]:
    mine = person.location_ids
    return tuple(place for place in locations() if mine is None or place.location_id in mine)
