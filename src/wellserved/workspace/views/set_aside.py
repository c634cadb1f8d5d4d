"""Scans whose clock cannot be right: listed and settled."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wellserved.tracking.queries.set_aside import PAGE, set_aside_for
from wellserved.tracking.services.settling_aside import StillWrong, drop_aside, take_in_mended
from wellserved.workspace.aside_page import MendForm, draw_aside

from .rendering import PageRequest


@login_required
@never_cache
@require_safe
def set_aside(request: PageRequest) -> HttpResponse:
    before = request.GET.get("before", "")
    asked = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    found = set_aside_for(request.person, before=asked)
    context = {
        "waiting": draw_aside(found),
        "next": found[-1].id if len(found) == PAGE else None,
        "may_write": request.person.may("parcels:write"),
    }
    return render(request, "workspace/set_aside.html", context)


@login_required
@require_POST
def drop(request: PageRequest, aside: int) -> HttpResponse:
    drop_aside(by=request.person, aside=aside, now=timezone.now())
    messages.success(request, _("Dropped. It counts for nothing, and stays in the timeline as set aside."))
    return redirect("workspace:set_aside")


@login_required
@require_POST
def mend(request: PageRequest, aside: int) -> HttpResponse:
    form = MendForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the day and time when it really was. Nothing was changed."))
        return redirect("workspace:set_aside")
    try:
        take_in_mended(by=request.person, aside=aside, now=timezone.now(), **form.cleaned_data)
    except StillWrong:
        messages.error(
            request,
            _(
                "That time cannot be right either: it lies ahead, or more than two years back. Nothing was changed."
            ),
        )
    else:
        messages.success(request, _("Taken in with the time that you gave."))
    return redirect("workspace:set_aside")
