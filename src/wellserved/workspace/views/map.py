"""The journeys, a journey's map, and what is behind one of its cells."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_htmx.http import push_url

from wellserved.insight.queries import cell_for, choices_for, journey_map_for, journeys_for
from wellserved.workspace.detail_page import draw_detail
from wellserved.workspace.forms import MapFilter
from wellserved.workspace.journeys_page import draw_journeys
from wellserved.workspace.map_page import draw_map

from .rendering import PageRequest, page


@login_required
@never_cache
@require_safe
def journeys(request: PageRequest) -> HttpResponse:
    summaries = journeys_for(request.person, now=timezone.now())
    return render(request, "workspace/journeys.html", {"journeys": draw_journeys(summaries)})


@login_required
@never_cache
@require_safe
def journey(request: PageRequest, journey: str) -> HttpResponse:
    chosen = MapFilter(request.GET, choices=choices_for(request.person, journey=journey))
    if not chosen.is_valid():
        return page(request, "journey", "map", {"filter": chosen, "journey": journey}, status=400)
    answer = journey_map_for(request.person, journey=journey, question=chosen.question(), now=timezone.now())
    context = {"filter": chosen, "journey": journey, "page": draw_map(answer, query=chosen.query())}
    return page(request, "journey", "map", context)


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
    context = {"filter": chosen, "depth": depth, "page": draw_detail(detail, query=chosen.query())}
    response = page(request, "cell", "detail", context)
    return push_url(response, request.get_full_path()) if request.htmx else response
