"""A file of reviews brought in: what became of it, and each line that is wrong."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from wellserved.cases.mentions.sheets import LARGEST
from wellserved.cases.queries.mentions import source_for
from wellserved.cases.services import CaseRefused
from wellserved.cases.services.mentions import Brought, bring
from wellserved.workspace.views.rendering import PageRequest

from .forms import FileForm
from .page import counts_said, draw_sources
from .views import may_set

MOST_SHOWN = 200


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def bring_file(request: PageRequest, slug: str) -> HttpResponse:
    may_set(request)
    seen = source_for(request.person, slug=slug)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    brought: Brought | None = None
    if form.is_bound and form.is_valid():
        content = form.cleaned_data["file"].read(LARGEST + 1)
        try:
            brought = bring(by=request.person, slug=slug, content=content, now=timezone.now())
        except CaseRefused as refused:
            form.add_error("file", str(refused))
    context = {
        "form": form,
        "source": draw_sources([seen])[0],
        "says": counts_said(brought.counts) if brought else "",
        "wrong": brought.wrong[:MOST_SHOWN] if brought else (),
        "more": len(brought.wrong) - MOST_SHOWN if brought and len(brought.wrong) > MOST_SHOWN else 0,
    }
    status = 422 if form.is_bound and brought is None else 200
    return render(request, "workspace/sources/file.html", context, status=status)
