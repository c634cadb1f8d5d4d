"""A file brought in: what became of it, and each line that is wrong."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from wellserved.people.contracts import NotFound
from wellserved.tracking.carriers import AnswerRefused
from wellserved.tracking.carriers.files import scans_of_file
from wellserved.tracking.services.announcing_sheets import COLUMNS, MOST_ROWS, TooManyRows, announce_sheet
from wellserved.tracking.services.filing import MOST_SCANS, TooManyScans, take_read
from wellserved.workspace.views.rendering import PageRequest
from wellserved.workspace.wording import count

from .forms import ParcelsForm, ScansForm
from .page import BroughtView, draw_announced, draw_scans

__all__ = ["bring", "template"]


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: PageRequest) -> HttpResponse:
    _may_bring(request)
    deed = request.POST.get("deed") if request.method == "POST" else None
    scans = ScansForm(request.POST, request.FILES) if deed == "scans" else ScansForm()
    parcels = ParcelsForm(request.POST, request.FILES) if deed == "parcels" else ParcelsForm()
    brought = None
    if scans.is_bound and scans.is_valid():
        brought = _scans(request, scans)
    elif parcels.is_bound and parcels.is_valid():
        brought = _parcels(request, parcels)
    context = {"scans": scans, "parcels": parcels, "brought": brought, "columns": ", ".join(COLUMNS)}
    status = 422 if request.method == "POST" and brought is None else 200
    return render(request, "workspace/bringing/bring.html", context, status=status)


@login_required
@require_safe
def template(request: PageRequest) -> HttpResponse:
    """The columns of a file of parcels, for a spreadsheet, which knows UTF-8 by its mark."""
    _may_bring(request)
    headers = {"Content-Disposition": 'attachment; filename="parcels.csv"'}
    text = "\ufeff" + ",".join(COLUMNS) + "\r\n"
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)


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


def _parcels(request: PageRequest, form: ParcelsForm) -> BroughtView | None:
    content = form.cleaned_data["parcels"].read()
    try:
        return draw_announced(announce_sheet(by=request.person, content=content, now=timezone.now()))
    except TooManyRows:
        wrong = _("There are more than %(n)s parcels in it. Bring it in several files.")
        form.add_error("parcels", wrong % {"n": count(MOST_ROWS)})
    return None
