"""Alerts, and the watches that raise them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wellserved.insight.contracts import MapQuestion
from wellserved.insight.queries import alerts_for, cell_for, watch_for, watches_for
from wellserved.insight.services import end_watch, see_alert, set_watch, watch_owned
from wellserved.workspace.acts_page import WatchForm
from wellserved.workspace.alerts_page import draw_alerts, draw_watches
from wellserved.workspace.detail_page import address
from wellserved.workspace.wording import GAPS

from .rendering import PageRequest


@login_required
@never_cache
@require_safe
def alerts(request: PageRequest) -> HttpResponse:
    if not request.person.may("map:read"):
        raise Http404
    found = draw_alerts(alerts_for(request.person))
    context = {
        "unseen": [one for one in found if not one.seen],
        "seen": [one for one in found if one.seen],
        "watches": draw_watches(watches_for(request.person)),
        "may_write": request.person.may("alerts:write"),
        "sees_all": request.person.location_ids is None,
    }
    return render(request, "workspace/alerts.html", context)


@login_required
@require_POST
def seen(request: PageRequest, alert: int) -> HttpResponse:
    see_alert(by=request.person, alert_id=alert, now=timezone.now())
    return redirect("workspace:alerts")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def watch(request: PageRequest, journey: str, touchpoint: str, measure: str, gap: int) -> HttpResponse:
    if not request.person.may("alerts:write"):
        raise Http404
    now = timezone.now()
    place: dict[str, Any] = {"journey": journey, "touchpoint": touchpoint, "measure": measure}
    detail = cell_for(request.person, **place, gap=gap, question=MapQuestion(compare=False), now=now)
    running = watch_for(request.person, **place, gap=gap)
    known = {"every": running.every, "chart": running.chart, "rules": running.rules} if running else None
    form = WatchForm(request.POST or None, initial=known)
    if form.is_valid():
        set_watch(by=request.person, **place, gap=gap, **form.cleaned_data, now=now)
        messages.success(request, _("Watched. Alerts stand here and go out by mail."))
        return redirect("workspace:alerts")
    context = {
        "form": form,
        "detail": detail,
        "words": GAPS[gap],
        "running": running,
        "back": address(detail, query=""),
    }
    return render(request, "workspace/watch.html", context, status=400 if form.is_bound else 200)


@login_required
@require_POST
def end(request: PageRequest, watch: int) -> HttpResponse:
    end_watch(by=request.person, watch_id=watch, now=timezone.now())
    messages.success(request, _("This cell is watched no more."))
    return redirect("workspace:alerts")


@login_required
@require_POST
def watch_all_owned(request: PageRequest) -> HttpResponse:
    count = watch_owned(by=request.person, now=timezone.now())
    told = ngettext("%(count)s more cell is watched.", "%(count)s more cells are watched.", count)
    messages.success(request, told % {"count": count})
    return redirect("workspace:alerts")
