"""One stage, touchpoint or measure with all its fields: the way without scripts, and on a phone."""

from collections.abc import Callable
from dataclasses import asdict

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from wellserved.journey.contracts import Deed, Drawing
from wellserved.journey.queries import journeys_for
from wellserved.journey.queries.drawing import drawing_for, owners_for
from wellserved.journey.services.drawing import edit_map
from wellserved.people.services import require
from wellserved.workspace.conflict_page import Again
from wellserved.workspace.drawing_commands import seen_of
from wellserved.workspace.drawing_forms import (
    ElementForm,
    JourneyForm,
    MeasureForm,
    NameForm,
    StageForm,
    TouchpointForm,
)
from wellserved.workspace.element_page import measure_of, place_of, stage_of

from .drawing import done
from .rendering import PageRequest

View = Callable[..., HttpResponse]
GET_OR_POST = ["GET", "HEAD", "POST"]


def _drawing(request: PageRequest, journey: str) -> Drawing:
    """Whoever sees maps but may not draw is told so; to all others there is no such page."""
    drawing = drawing_for(request.person, journey=journey, now=timezone.now())
    require(request.person, "journeys:write")
    return drawing


def _save(request: PageRequest, drawing: Drawing, deeds: tuple[Deed, ...], *, to: str) -> HttpResponse:
    now, seen = timezone.now(), seen_of(request.POST, drawing=drawing)
    return done(
        request,
        drawing.slug,
        lambda: edit_map(by=request.person, journey=drawing.slug, seen=seen, deeds=deeds, now=now),
        again=Again(journey=drawing.slug, deeds=deeds),
        now=now,
        to=to,
    )


@login_required
@never_cache
@require_http_methods(GET_OR_POST)
def journey(request: PageRequest, journey: str) -> HttpResponse:
    drawing = _drawing(request, journey)
    form = JourneyForm(request.POST or None, of=0, initial={"title": drawing.title, "goal": drawing.goal})
    return _element(request, drawing, form, template="journey", context={})


@login_required
@never_cache
@require_http_methods(GET_OR_POST)
def stage(request: PageRequest, journey: str, number: int) -> HttpResponse:
    drawing = _drawing(request, journey)
    drawn = stage_of(drawing, number)
    form = StageForm(request.POST or None, of=number, initial={"title": drawn.title, "goal": drawn.goal})
    context = {"stage": drawn, "adding": NameForm()}
    return _element(request, drawing, form, template="stage", context=context)


@login_required
@never_cache
@require_http_methods(GET_OR_POST)
def new_stage(request: PageRequest, journey: str) -> HttpResponse:
    """The form sends a command like any other; only its name has to be asked for."""
    context = {"drawing": _drawing(request, journey), "adding": NameForm()}
    return render(request, "workspace/drawing_new_stage.html", context)


@login_required
@never_cache
@require_http_methods(GET_OR_POST)
def touchpoint(request: PageRequest, journey: str, number: int) -> HttpResponse:
    drawing = _drawing(request, journey)
    place = place_of(drawing, number)
    drawn = place.touchpoint
    names = set(TouchpointForm.base_fields) - {"owner", "inner", "feeling"}
    form = TouchpointForm(
        request.POST or None,
        of=number,
        initial={
            **{name: getattr(drawn, name) for name in names},
            "feeling": "" if drawn.feeling is None else str(drawn.feeling),
            "owner": str(drawn.owner.staff_id) if drawn.owner else "",
            "inner": drawn.inner.slug if drawn.inner else "",
        },
        # Whoever owned it and has gone stays to choose: else saving another field would take the owner off.
        owners=list(
            {
                str(owner.staff_id): owner.name
                for owner in (*owners_for(request.person), *([drawn.owner] if drawn.owner else ()))
            }.items()
        ),
        journeys=[(j.slug, j.title) for j in journeys_for(request.person) if j.slug != drawing.slug],
    )
    context = {"place": place, "adding": MeasureForm(of=0, initial={"better": "lower"})}
    return _element(request, drawing, form, template="touchpoint", context=context)


@login_required
@never_cache
@require_http_methods(GET_OR_POST)
def new_measure(request: PageRequest, journey: str, number: int) -> HttpResponse:
    drawing = _drawing(request, journey)
    place = place_of(drawing, number)
    form = MeasureForm(request.POST or None, of=0, initial={"better": "lower"})
    if request.method == "POST" and form.is_valid():
        back = reverse("workspace:draw-touchpoint", args=[journey, number])
        return _save(request, drawing, (form.added(touchpoint=number),), to=f"{back}#measures")
    context = {"drawing": drawing, "place": place, "form": form, "seen": drawing.version}
    return render(request, "workspace/drawing_measure.html", context)


@login_required
@never_cache
@require_http_methods(GET_OR_POST)
def measure(request: PageRequest, journey: str, number: int) -> HttpResponse:
    drawing = _drawing(request, journey)
    place, drawn = measure_of(drawing, number)
    form = MeasureForm(request.POST or None, of=number, initial=asdict(drawn), fixed=drawn.recorded)
    context = {"place": place, "measure": drawn}
    back = reverse("workspace:draw-touchpoint", args=[journey, place.touchpoint.id])
    return _element(request, drawing, form, template="measure", context=context, to=f"{back}#measures")


def _element(
    request: PageRequest,
    drawing: Drawing,
    form: ElementForm,
    *,
    template: str,
    context: dict[str, object],
    to: str = "",
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        return _save(request, drawing, form.deeds(), to=to)
    shown = {"drawing": drawing, "form": form, "seen": request.POST.get("seen", drawing.version), **context}
    return render(request, f"workspace/drawing_{template}.html", shown, status=422 if form.errors else 200)
