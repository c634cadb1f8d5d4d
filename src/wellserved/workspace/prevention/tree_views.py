"""The tree of causes: everybody at the desk sees it, leads draw it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wellserved.cases.queries import CauseLine, causes
from wellserved.cases.services import CauseRefused, retire_cause, set_cause
from wellserved.people.contracts import NotFound, Person
from wellserved.workspace.views.rendering import PageRequest

from .tree_forms import CauseForm


@login_required
@never_cache
@require_safe
def tree(request: PageRequest) -> HttpResponse:
    if not request.person.may("cases:read"):
        raise NotFound("There are no causes to see.")
    every = causes(retired=True)
    context = {
        "lines": [line for line in every if not line.retired],
        "retired": [line for line in every if line.retired],
        "may_write": request.person.may("causes:write"),
    }
    return render(request, "workspace/prevention/tree.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cause(request: PageRequest, slug: str = "") -> HttpResponse:
    """A new cause, or one that is there; a retired one is offered again once it is saved."""
    every = _every(request.person)
    line = next((one for one in every if one.slug == slug), None)
    if slug and line is None:
        raise NotFound("There is no such cause.")
    form = CauseForm(request.POST or None, tree=every, of=line)
    if form.is_valid():
        try:
            set_cause(
                by=request.person,
                slug=form.slug(),
                titles=form.titles(),
                parent=form.cleaned_data["parent"] or None,
                now=timezone.now(),
            )
        except CauseRefused as refused:
            form.add_error("parent", str(refused))
        else:
            messages.success(request, _("Saved. It is offered with every case from now on."))
            return redirect("workspace:causes")
    context = {"form": form, "line": line}
    return render(request, "workspace/prevention/cause.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def retire(request: PageRequest, slug: str) -> HttpResponse:
    _every(request.person)
    try:
        retire_cause(by=request.person, slug=slug, now=timezone.now())
    except CauseRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("It is offered no more. Cases that have it keep it."))
    return redirect("workspace:causes")


def _every(person: Person) -> tuple[CauseLine, ...]:
    if not person.may("causes:write"):
        raise NotFound("There is nothing to change for this person.")
    return causes(retired=True)
