"""Behind a cell: its single cases, and two sides of it compared."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wellserved.insight.contracts import Comparison
from wellserved.insight.queries import (
    before_and_after_for,
    cases_for,
    cell_for,
    choices_for,
    side_by_side_for,
)
from wellserved.people.contracts import NotFound
from wellserved.workspace.acts_page import CompareForm, kinds_to_compare
from wellserved.workspace.detail_page import address
from wellserved.workspace.forms import MapFilter
from wellserved.workspace.sides_page import draw_cases, draw_sides
from wellserved.workspace.wording import GAPS

from .rendering import PageRequest


@login_required
@never_cache
@require_safe
def cases(request: PageRequest, journey: str, touchpoint: str, measure: str, gap: int) -> HttpResponse:
    chosen = MapFilter(request.GET, choices=choices_for(request.person, journey=journey))
    if not chosen.is_valid():
        raise NotFound("This choice cannot be shown.")
    order = "worst" if request.GET.get("order") == "worst" else "newest"
    asked = request.GET.get("page", "1")
    page = int(asked) if asked.isdecimal() and len(asked) < 7 else 1
    place = {"journey": journey, "touchpoint": touchpoint, "measure": measure}
    now, question = timezone.now(), chosen.question()
    found = cases_for(request.person, **place, gap=gap, question=question, order=order, page=page, now=now)
    detail = cell_for(request.person, **place, gap=gap, question=question, now=now)
    context = {
        "page": draw_cases(found, page=page),
        "detail": detail,
        "words": GAPS[gap],
        "order": order,
        "query": chosen.query().removeprefix("?"),
        "back": address(detail, query=chosen.query()),
        "filter": chosen,
    }
    return render(request, "workspace/cases.html", context)


@login_required
@never_cache
@require_safe
def compare(request: PageRequest, journey: str, touchpoint: str, measure: str, gap: int) -> HttpResponse:
    choices = choices_for(request.person, journey=journey)
    chosen, form = MapFilter(request.GET, choices=choices), CompareForm(request.GET)
    if not chosen.is_valid():
        raise NotFound("This choice cannot be shown.")
    place: dict[str, Any] = {
        "journey": journey,
        "touchpoint": touchpoint,
        "measure": measure,
        "gap": gap,
    }
    detail = cell_for(request.person, **place, question=chosen.question(), now=timezone.now())
    by = form.cleaned_data["by"] if form.is_valid() else ""
    sides = None
    if by:
        try:
            found = _compared(request, place, chosen, form, by=by)
            sides = draw_sides(found, unit=detail.unit, by_day=by == "day")
        except NotFound as error:
            form.add_error(None, str(error))
    context = {
        "sides": sides,
        "form": form,
        "kinds": kinds_to_compare(choices),
        "by": by,
        "detail": detail,
        "words": GAPS[gap],
        "chosen": request.GET.dict(),
        "back": address(detail, query=chosen.query()),
        "filter": chosen,
    }
    return render(request, "workspace/compare_cell.html", context, status=400 if form.errors else 200)


def _compared(
    request: PageRequest, place: dict[str, Any], chosen: MapFilter, form: CompareForm, *, by: str
) -> Comparison:
    said, now, question = form.cleaned_data, timezone.now(), chosen.question()
    if by == "day":
        return before_and_after_for(request.person, **place, question=question, day=said["day"], now=now)
    return side_by_side_for(
        request.person,
        **place,
        question=question,
        kind=by,
        one=said["one"],
        other=said["other"],
        now=now,
    )
