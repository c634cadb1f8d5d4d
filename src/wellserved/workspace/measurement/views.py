"""The journeys that customers answered about, and the sheet of one of them or of one of its touchpoints."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wellserved.insight.contracts import StillCounting
from wellserved.insight.queries import choices_for, measured_journeys_for, measurement_for
from wellserved.workspace.counting import Waiting, counted_at, patience_of
from wellserved.workspace.views.rendering import PageRequest, page

from .asked import MeasurementFilter, frame_form
from .sheet_page import draw_measurement


@login_required
@never_cache
@require_safe
def measured_journeys(request: PageRequest) -> HttpResponse:
    context: dict[str, object] = {}
    try:
        context["journeys"] = measured_journeys_for(
            request.person, now=timezone.now(), patience=patience_of(request)
        )
    except StillCounting:
        context["waiting"] = Waiting(href=counted_at(request.path), stands="")
    return page(request, "measurement/journeys", "list", context)


@login_required
@never_cache
@require_safe
def measured(request: PageRequest, journey: str, touchpoint: str = "") -> HttpResponse:
    patience = patience_of(request)
    choices = choices_for(request.person, journey=journey, patience=patience)
    chosen = MeasurementFilter(request.GET, choices=choices)
    frame = frame_form(request.GET, choices=choices)
    context: dict[str, object] = {
        "filter": chosen,
        "frame": frame,
        "journey": journey,
        "touchpoint": touchpoint,
        "address": request.path,
    }
    if not chosen.is_valid() or not frame.is_valid():
        return page(request, "measurement/sheet", "sheet", context, status=400)
    try:
        found = measurement_for(
            request.person,
            journey=journey,
            touchpoint=touchpoint,
            question=chosen.question(),
            frame=frame.sizes(),
            now=timezone.now(),
            patience=patience,
        )
    except StillCounting:
        context["waiting"] = Waiting(href=counted_at(request.get_full_path()), stands="")
        return page(request, "measurement/sheet", "sheet", context)
    drawn = draw_measurement(found, choices=choices, address=request.get_full_path(), query=chosen.query())
    context |= {"page": drawn, "waiting": drawn.waiting}
    return page(request, "measurement/sheet", "sheet", context, status=400 if drawn.frame_fault else 200)
