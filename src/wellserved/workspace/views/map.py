"""The journeys, a journey's map, and what is behind one of its cells."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_htmx.http import push_url

from wellserved.insight.contracts import StillCounting
from wellserved.insight.queries import (
    cell_for,
    choices_for,
    drawn_map_for,
    journey_map_for,
    journeys_for,
    trends_for,
    watch_for,
)
from wellserved.journey.queries import personas_for, wanted_for
from wellserved.workspace.acts_page import draw_acts
from wellserved.workspace.counting import counted_at, patience_of, waiting_for
from wellserved.workspace.detail_page import cell_in, draw_detail, with_cell
from wellserved.workspace.forms import MapFilter
from wellserved.workspace.journeys_page import draw_journeys
from wellserved.workspace.map_page import FILTERS_HEADER, draw_map, draw_trends
from wellserved.workspace.persona_chips import persona_chips

from .rendering import PageRequest, page


@login_required
@never_cache
@require_safe
def journeys(request: PageRequest) -> HttpResponse:
    summaries = journeys_for(request.person, now=timezone.now(), patience=patience_of(request))
    context: dict[str, object] = {
        "journeys": draw_journeys(summaries),
        "waiting": waiting_for(summaries, address=request.path),
        "may_draw": request.person.may("journeys:write"),
    }
    return page(request, "journeys", "list", context)


@login_required
@never_cache
@require_safe
def journey(request: PageRequest, journey: str) -> HttpResponse:
    patience = patience_of(request)
    choices = choices_for(request.person, journey=journey, patience=patience)
    chosen = MapFilter(request.GET, choices=choices)
    if not chosen.is_valid():
        return page(request, "journey", "map", {"filter": chosen, "journey": journey}, status=400)
    now = timezone.now()
    if choices.counted:
        answer = journey_map_for(
            request.person, journey=journey, question=chosen.question(), now=now, patience=patience
        )
    else:
        # What 'the last 12 months' are is not known yet either.
        answer = drawn_map_for(request.person, journey=journey, now=now)
    drawn = draw_map(
        answer, query=chosen.query(), wanted=wanted_for(request.person, journey=journey, closed=False)
    )
    chips = persona_chips(
        personas_for(request.person),
        journey=journey,
        known={key for key, _title in chosen.known()["segment"]},
        chosen=chosen.cleaned_data["segment"],
    )
    context = {
        "filter": chosen,
        "journey": journey,
        "page": drawn,
        "personas": chips,
        "filters_anew": FILTERS_HEADER in request.headers,
        "open": cell_in(request.GET.get("cell", ""), journey=journey, query=chosen.query()),
    }
    return page(request, "journey", "map", context)


@login_required
@never_cache
@require_safe
def trends(request: PageRequest, journey: str) -> HttpResponse:
    """The map's lane of trends, asked for when the map itself stands: it takes longer than the map may."""
    patience = patience_of(request)
    choices = choices_for(request.person, journey=journey, patience=patience)
    chosen = MapFilter(request.GET, choices=choices)
    if not chosen.is_valid():
        return HttpResponse(status=400)
    address = reverse("workspace:trends", args=[journey]) + chosen.query()
    later = {"again": counted_at(address)}
    if not choices.counted:
        # As for the map, what 'the last 12 months' are is not known yet.
        return render(request, "workspace/trends.html", later)
    try:
        found = trends_for(
            request.person,
            journey=journey,
            question=chosen.question(),
            now=timezone.now(),
            patience=patience,
        )
    except StillCounting:
        return render(request, "workspace/trends.html", later)
    drawn = draw_trends(found, journey=journey, query=chosen.query())
    return render(request, "workspace/trends.html", {"trends": drawn})


@login_required
@never_cache
@require_safe
def cell(request: PageRequest, journey: str, touchpoint: str, measure: str, gap: int) -> HttpResponse:
    chosen = MapFilter(request.GET, choices=choices_for(request.person, journey=journey))
    if not chosen.is_valid():
        return page(request, "journey", "map", {"filter": chosen, "journey": journey}, status=400)
    detail = cell_for(
        request.person,
        journey=journey,
        touchpoint=touchpoint,
        measure=measure,
        gap=gap,
        question=chosen.question(),
        now=timezone.now(),
    )
    # Beside the map the panel has a heading of its own below the page's.
    depth = 3 if request.htmx else 2
    watch = watch_for(request.person, journey=journey, touchpoint=touchpoint, measure=measure, gap=gap)
    context = {
        "filter": chosen,
        "depth": depth,
        "page": draw_detail(detail, query=chosen.query()),
        "acts": draw_acts(request.person, detail, query=chosen.query(), watch=watch),
    }
    response = page(request, "cell", "detail", context)
    return push_url(response, with_cell(detail, query=chosen.query())) if request.htmx else response
