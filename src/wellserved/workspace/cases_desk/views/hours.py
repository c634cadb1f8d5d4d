"""When a place answers: seen by whoever answers, set by whoever promises."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wellserved.cases.contracts import HoursWrong
from wellserved.cases.queries import hours_for, hours_of_place_for, preview_for
from wellserved.cases.queries.hours import parts_of
from wellserved.cases.services import CaseRefused, remove_hours, set_hours
from wellserved.cases.services.hours import hours_wrong_said
from wellserved.people.contracts import NotFound
from wellserved.people.queries import locations
from wellserved.people.services import require
from wellserved.workspace.cases_desk.hours_forms import HoursForm
from wellserved.workspace.cases_desk.hours_page import HOLIDAYS_SPOKEN, draw_hours, draw_preview
from wellserved.workspace.views.rendering import PageRequest, part_of_page


@login_required
@never_cache
@require_safe
def hours(request: PageRequest) -> HttpResponse:
    found = hours_for(request.person)
    names = {place.code: " / ".join(place.path) for place in locations()}
    own = {one.location for one in found}
    context = {
        "rows": draw_hours(found, names=names),
        "all_set": None in own,
        "others": [(code, name) for code, name in names.items() if code not in own],
        "may_write": request.person.may("promises:write"),
    }
    return render(request, "workspace/cases_desk/hours.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def of(request: PageRequest, code: str = "") -> HttpResponse:
    """The hours of one place, or of all that have none of their own; beside them when a case is due."""
    require(request.person, "promises:write")
    name = _name(code)
    seen = hours_of_place_for(request.person, location=code or None)
    form = HoursForm(request.POST or None, seen=seen or hours_of_place_for(request.person, location=None))
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                set_hours(by=request.person, location=code or None, given=form.given(), now=timezone.now())
            except CaseRefused as error:
                form.refused(error)
            else:
                messages.success(request, _("Saved. Cases that come in from now on are due by these hours."))
                return redirect("workspace:hours")
    context = {"form": form, "code": code, "name": name, "there": seen is not None}
    return render(
        request, "workspace/cases_desk/hours_of.html", context | _previewed(request, form), status=status
    )


@login_required
@never_cache
@require_POST
def preview(request: PageRequest) -> HttpResponse:
    """While somebody types: when a case would be due, or what is wrong."""
    require(request.person, "promises:write")
    form = HoursForm(request.POST, seen=None)
    return part_of_page(request, "cases_desk/hours_of", "preview", _previewed(request, form))


@login_required
@require_POST
def remove(request: PageRequest, code: str = "") -> HttpResponse:
    remove_hours(by=request.person, location=code or None, now=timezone.now())
    messages.success(
        request, _("Removed. The hours of all others hold there; without any, every hour counts.")
    )
    return redirect("workspace:hours")


@login_required
@require_safe
def choose(request: PageRequest) -> HttpResponse:
    """To the place that was chosen from the list."""
    require(request.person, "promises:write")
    code = request.GET.get("at", "")
    _name(code)
    return redirect("workspace:hours_of", code) if code else redirect("workspace:hours")


def _name(code: str) -> str:
    if not code:
        return _("All others")
    for place in locations():
        if place.code == code:
            return " / ".join(place.path)
    raise NotFound(f"There is no location '{code}'.")


def _previewed(request: PageRequest, form: HoursForm) -> dict[str, object]:
    """Of what was typed where it can be read; else of what stands."""
    shown = form if form.is_bound else HoursForm(form.initial, seen=None)
    if not shown.is_valid():
        return {"faults": [error for errors in shown.errors.values() for error in errors]}
    given, now = shown.given(), timezone.now()
    language = HOLIDAYS_SPOKEN.get(get_language() or "en", "en_US")
    try:
        found = preview_for(request.person, given=given, language=language, now=now)
    except HoursWrong as wrong:
        return {"faults": [hours_wrong_said(wrong)], "parts": parts_of(given.country)}
    return {
        "preview": draw_preview(found, zone=given.time_zone, now=now),
        "parts": parts_of(given.country),
    }
