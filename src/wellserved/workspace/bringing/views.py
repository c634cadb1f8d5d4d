"""A file brought in: what became of it, and each line that is wrong."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from wellserved.people.contracts import NotFound
from wellserved.tracking.carriers import AnswerRefused
from wellserved.tracking.carriers.files import scans_of_file
from wellserved.tracking.services.filing import MOST_SCANS, TooManyScans, take_read
from wellserved.workspace.views.rendering import PageRequest
from wellserved.workspace.wording import count

from .forms import ScansForm
from .page import BroughtView, draw_scans

__all__ = ["bring"]


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: PageRequest) -> HttpResponse:
    _may_bring(request)
    form = ScansForm(request.POST, request.FILES) if request.method == "POST" else ScansForm()
    brought = _scans(request, form) if form.is_bound and form.is_valid() else None
    status = 422 if form.is_bound and brought is None else 200
    return render(request, "workspace/bringing/bring.html", {"form": form, "brought": brought}, status=status)


def _may_bring(request: PageRequest) -> None:
    if not request.person.may("parcels:write"):
        raise NotFound("There is no such page.")


def _scans(request: PageRequest, form: ScansForm) -> BroughtView | None:
    said = form.cleaned_data
    try:
        given = scans_of_file(said["file"].read(), form=said["form"])
        taken = take_read(by=request.person, given=given, now=timezone.now(), history=said["history"])
    except AnswerRefused as refused:
        form.add_error("file", str(refused))
    except TooManyScans:
        wrong = _("There are more than %(n)s scans in it. Bring it in several files.")
        form.add_error("file", wrong % {"n": count(MOST_SCANS)})
    else:
        return draw_scans(taken)
    return None
