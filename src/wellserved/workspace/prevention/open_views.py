"""Open causes that everybody may see: staff look, leads write them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wellserved.cases.queries.voting import ShownCause, shown_cause_for, shown_causes_for
from wellserved.cases.services import CauseRefused
from wellserved.cases.services.showing import show_cause, take_cause_down
from wellserved.people.contracts import NotFound
from wellserved.workspace.views.rendering import PageRequest
from wellserved.workspace.wording import count, day

from .open_forms import OpenCauseForm


@login_required
@never_cache
@require_safe
def open_causes(request: PageRequest) -> HttpResponse:
    lines = [{"one": one, "says": _says(one)} for one in shown_causes_for(request.person)]
    context = {"lines": lines, "may_write": request.person.may("causes:write")}
    return render(request, "workspace/prevention/open_causes.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_cause(request: PageRequest, slug: str) -> HttpResponse:
    if not request.person.may("causes:write"):
        raise NotFound("There is nothing to show for this person.")
    seen = shown_cause_for(request.person, slug=slug)
    form = OpenCauseForm(request.POST or None, said=seen.said, progress=seen.progress)
    if form.is_valid():
        try:
            show_cause(
                by=request.person, slug=slug, said=form.said(), progress=form.progress(), now=timezone.now()
            )
        except CauseRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("It stands on the public page now."))
            return redirect("workspace:open_causes")
    context = {"form": form, "seen": seen, "says": _says(seen) if seen.progress else ""}
    status = 422 if form.is_bound else 200
    return render(request, "workspace/prevention/open_cause.html", context, status=status)


@login_required
@require_POST
def take_down(request: PageRequest, slug: str) -> HttpResponse:
    take_cause_down(by=request.person, slug=slug, now=timezone.now())
    messages.success(request, _("It stands on the public page no more."))
    return redirect("workspace:open_causes")


def _says(one: ShownCause) -> str:
    votes = ngettext(
        "%(n)s customer says that it happened to them too.",
        "%(n)s customers say that it happened to them too.",
        one.votes,
    ) % {"n": count(one.votes)}
    if one.shown_at is None:
        down = _("Not on the public page any more.")
        return f"{down} {votes}"
    since = {
        "looking": _("Being looked into; shown since %(day)s."),
        "mending": _("Being mended; shown since %(day)s."),
    }[one.progress]
    return f"{since % {'day': day(one.shown_at)}} {votes}"
