"""Pages of the workspace: parse, one call, render."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_htmx.http import push_url
from django_htmx.middleware import HtmxDetails

from wellserved.insight.queries import cell_for, choices_for, journey_map_for, journeys_for
from wellserved.people.middleware import PersonRequest

from .detail_page import draw_detail
from .forms import MapFilter
from .journeys_page import draw_journeys
from .map_page import draw_map


class PageRequest(PersonRequest):
    htmx: HtmxDetails


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
        return _page(request, "journey", "map", {"filter": chosen, "journey": journey}, status=400)
    answer = journey_map_for(request.person, journey=journey, question=chosen.question(), now=timezone.now())
    context = {"filter": chosen, "journey": journey, "page": draw_map(answer, query=chosen.query())}
    return _page(request, "journey", "map", context)


@login_required
@never_cache
@require_safe
def cell(request: PageRequest, journey: str, touchpoint: str, measure: str, gap: int) -> HttpResponse:
    chosen = MapFilter(request.GET, choices=choices_for(request.person, journey=journey))
    if not chosen.is_valid():
        return _page(request, "journey", "map", {"filter": chosen, "journey": journey}, status=400)
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
    response = _page(request, "cell", "detail", context)
    return push_url(response, request.get_full_path()) if request.htmx else response


def _page(
    request: PageRequest, name: str, part: str, context: dict[str, object], *, status: int = 200
) -> HttpResponse:
    """The page, or for htmx that part of the very same template which changes."""
    fragment = f"#{part}" if request.htmx else ""
    response = render(request, f"workspace/{name}.html{fragment}", context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
