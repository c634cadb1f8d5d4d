"""The customers' front door: search, what this place offers, what is promised here."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wellserved.journey.queries.telling import promises_told_for
from wellserved.people.middleware import PersonRequest
from wellserved.portal.front_page import by_journey, draw_findings, offers

LONGEST = 100


@never_cache
@require_safe
def home(request: PersonRequest) -> HttpResponse:
    """Staff go to their workspace; everybody else finds a search box and what this place offers."""
    if request.person.is_staff:
        return redirect("workspace:home")
    told = promises_told_for(request.person, at=timezone.now())
    return render(request, "portal/front.html", {"offers": offers(request.person, told=told)})


@never_cache
@require_safe
def find(request: PersonRequest) -> HttpResponse:
    text = request.GET.get("q", "").replace("\x00", "")[:LONGEST].strip()
    told = promises_told_for(request.person, at=timezone.now())
    findings = draw_findings(request.person, text=text, told=told)
    return render(request, "portal/find.html", {"text": text, "findings": findings})


@never_cache
@require_safe
def promise(request: PersonRequest) -> HttpResponse:
    told = promises_told_for(request.person, at=timezone.now())
    return render(request, "portal/promise.html", {"journeys": by_journey(told)})
