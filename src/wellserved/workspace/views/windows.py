"""The windows of delivery: what they were learned from, how they did, and learning anew."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wellserved.tracking.queries.trainings import trainings_for
from wellserved.tracking.services.training import ask_to_train
from wellserved.workspace.windows_page import draw_windows

from .rendering import PageRequest


@login_required
@never_cache
@require_safe
def windows(request: PageRequest) -> HttpResponse:
    page = draw_windows(trainings_for(request.person))
    context = {"page": page, "may_train": request.person.may("windows:train")}
    return render(request, "workspace/windows.html", context)


@login_required
@require_POST
def train(request: PageRequest) -> HttpResponse:
    if ask_to_train(by=request.person, now=timezone.now()):
        messages.success(request, _("The training waits for its turn. It is listed here when it is done."))
    else:
        messages.info(request, _("A training waits for its turn already."))
    return redirect("workspace:windows")
