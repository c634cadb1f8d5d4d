"""Improvements that are wanted: said from a cell, listed, closed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wellserved.insight.queries import cell_for, choices_for
from wellserved.journey.queries import journey_for, wanted_for
from wellserved.journey.services import close_wanted, want_improvement
from wellserved.workspace.detail_page import address
from wellserved.workspace.forms import MapFilter
from wellserved.workspace.wanted_page import WantForm, draw_wanted, seen_of, seen_words
from wellserved.workspace.wording import GAPS

from .rendering import PageRequest


@login_required
@never_cache
@require_safe
def wanted(request: PageRequest, journey: str = "") -> HttpResponse:
    closed = request.GET.get("closed") == "1"
    drawn = journey_for(request.person, journey=journey) if journey else None
    found = wanted_for(request.person, journey=journey or None, closed=closed)
    context = {"wanted": draw_wanted(found), "journey": drawn, "closed": closed}
    return render(request, "workspace/wanted.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def want(request: PageRequest, journey: str, touchpoint: str, measure: str, gap: int) -> HttpResponse:
    chosen = MapFilter(request.GET, choices=choices_for(request.person, journey=journey))
    query = chosen.query() if chosen.is_valid() else ""
    now = timezone.now()
    place: dict[str, Any] = {"journey": journey, "touchpoint": touchpoint, "measure": measure, "gap": gap}
    question = chosen.question() if chosen.is_valid() else MapFilter.everything()
    detail = cell_for(request.person, **place, question=question, now=now)
    form = WantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        want_improvement(by=request.person, **place, **form.cleaned_data, seen=seen_of(detail), now=now)
        messages.success(request, _("Noted. It stands on the map and in the list of wanted improvements."))
        return redirect("workspace:wanted_of", journey=journey)
    back = address(detail, query=query)
    context = {
        "form": form,
        "detail": detail,
        "words": GAPS[gap],
        "seen": seen_words(seen_of(detail)),
        "back": back,
    }
    return render(request, "workspace/want.html", context, status=400 if form.is_bound else 200)


@login_required
@require_POST
def close(request: PageRequest, wanted: int) -> HttpResponse:
    close_wanted(by=request.person, wanted_id=wanted, now=timezone.now())
    messages.success(request, _("Closed."))
    return redirect("workspace:wanted")
