"""Where customers speak elsewhere: seen by whoever sees cases, set up by whoever may."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wellserved.cases.mentions import Found
from wellserved.cases.queries.mentions import SourceSeen, source_for, sources_for
from wellserved.cases.services import CaseRefused
from wellserved.cases.services.mentions import end_source, fetch_now, preview, set_source
from wellserved.cases.services.mentions.fetching import NotRead
from wellserved.journey.queries.touchpoints import touchpoint_keys
from wellserved.people.contracts import NotFound
from wellserved.people.queries import locations
from wellserved.workspace.views.rendering import PageRequest

from .forms import FileForm, SourceForm, initial_of
from .page import counts_said, draw_found, draw_sources, trouble_said

__all__ = ["end", "fetch", "may_set", "new", "source", "sources"]


@login_required
@never_cache
@require_safe
def sources(request: PageRequest) -> HttpResponse:
    found = draw_sources(sources_for(request.person))
    context = {"sources": found, "may_set": request.person.may("cases:sources")}
    return render(request, "workspace/sources/list.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PageRequest) -> HttpResponse:
    may_set(request)
    return _drawn(request, None)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def source(request: PageRequest, slug: str) -> HttpResponse:
    may_set(request)
    return _drawn(request, source_for(request.person, slug=slug))


@login_required
@require_POST
def fetch(request: PageRequest, slug: str) -> HttpResponse:
    may_set(request)
    seen = source_for(request.person, slug=slug)
    try:
        counts = fetch_now(by=request.person, source_id=seen.id, clock=timezone.now)
    except CaseRefused as refused:
        messages.error(request, str(refused))
        return redirect("workspace:source", slug)
    after = source_for(request.person, slug=slug)
    if after.trouble and after.trouble != "partly":
        messages.error(request, trouble_said(after.trouble))
    else:
        messages.success(request, counts_said(counts))
    return redirect("workspace:source", slug)


@login_required
@require_POST
def end(request: PageRequest, slug: str) -> HttpResponse:
    may_set(request)
    end_source(by=request.person, source_id=source_for(request.person, slug=slug).id, now=timezone.now())
    messages.success(request, _("It is looked at no more. What it brought stays."))
    return redirect("workspace:sources")


def may_set(request: PageRequest) -> None:
    if not request.person.may("cases:sources"):
        raise NotFound("There are no sources for this person to set up.")


def _drawn(request: PageRequest, seen: SourceSeen | None) -> HttpResponse:
    """Tried or saved, as the button says; shown again with what is wrong, or with what was found."""
    form = SourceForm(
        request.POST or None,
        initial=initial_of(seen) if seen else None,
        touchpoints=touchpoint_keys(),
        places=locations(),
    )
    found: Found | None = None
    if form.is_bound and form.is_valid():
        trying = request.POST.get("deed") == "try"
        found = _tried(request, form) if trying else None
        if not trying and _saved(request, form, seen):
            return redirect("workspace:sources")
    context: dict[str, Any] = {
        "form": form,
        "source": draw_sources([seen])[0] if seen else None,
        "is_file": seen is not None and seen.kind == "csv",
        "file_form": FileForm(),
        "tried": found is not None,
        "found": draw_found(found) if found else (),
        "count": len(found.mentions) if found else 0,
        "faults": found.faults[:5] if found else (),
    }
    status = 422 if form.is_bound and found is None else 200
    return render(request, "workspace/sources/source.html", context, status=status)


def _tried(request: PageRequest, form: SourceForm) -> Found | None:
    given = form.source()
    if given.kind == "csv":
        form.add_error(None, _("A file is tried by bringing it in: the lines that are wrong are named."))
        return None
    try:
        return preview(by=request.person, source=given, sample=form.cleaned_data["sample"])
    except CaseRefused as refused:
        form.refused(refused.field, str(refused))
    except NotRead as error:
        said = trouble_said(error.trouble)
        form.add_error(None, f"{said} {error.detail}" if error.trouble == "unreadable" else said)
    return None


def _saved(request: PageRequest, form: SourceForm, seen: SourceSeen | None) -> bool:
    try:
        set_source(
            by=request.person,
            source=form.source(),
            source_id=seen.id if seen else None,
            now=timezone.now(),
        )
    except CaseRefused as refused:
        form.refused(refused.field, str(refused))
        return False
    brought = form.cleaned_data["kind"] == "csv"
    messages.success(
        request,
        _("Saved. Bring its first file.") if brought else _("Saved. It is looked at within a minute."),
    )
    return True
