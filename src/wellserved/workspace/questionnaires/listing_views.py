"""The list of questionnaires: begun, published, put away."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wellserved.voice.queries.overview import overview_for
from wellserved.voice.services import (
    NotPublishable,
    SlugTaken,
    add_questionnaire,
    archive_questionnaire,
    publish,
)
from wellserved.workspace.asking.views import may_write
from wellserved.workspace.views.rendering import PageRequest

from .listing_forms import NewForm
from .listing_page import draw_list

__all__ = ["new", "put_away", "put_forward", "questionnaires"]


@login_required
@never_cache
@require_safe
def questionnaires(request: PageRequest) -> HttpResponse:
    archived = request.GET.get("archived") == "yes"
    asked = request.GET.get("page", "")
    number = max(int(asked), 1) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    seen = overview_for(request.person, archived=archived, page=number)
    address = f"?{'archived=yes&' if archived else ''}page="
    context = {
        "questionnaires": draw_list(seen.lines),
        "archived": archived,
        "earlier": f"{address}{number - 1}" if number > 1 else "",
        "later": f"{address}{number + 1}" if seen.more else "",
        "may_write": request.person.may("surveys:write"),
        "may_export": request.person.may("answers:read"),
    }
    return render(request, "workspace/questionnaires/list.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: PageRequest) -> HttpResponse:
    may_write(request)
    form = NewForm(request.POST or None)
    if form.is_bound and form.is_valid() and _added(request, form):
        return redirect("workspace:edit_questionnaire", form.cleaned_data["slug"])
    status = 422 if form.is_bound else 200
    return render(request, "workspace/questionnaires/new.html", {"form": form}, status=status)


@login_required
@require_POST
def put_forward(request: PageRequest, slug: str) -> HttpResponse:
    """Publish it; what is missing is shown where it is missing."""
    try:
        number = publish(by=request.person, questionnaire=slug, now=timezone.now())
    except NotPublishable:
        messages.error(request, _("It cannot be asked as it is. What needs a look is marked below."))
        return redirect("workspace:edit_questionnaire", slug)
    messages.success(request, _("Published: version %(n)s is asked from now on.") % {"n": number})
    return redirect("workspace:questionnaires")


@login_required
@require_POST
def put_away(request: PageRequest, slug: str) -> HttpResponse:
    archived = request.POST.get("archived") == "yes"
    archive_questionnaire(by=request.person, questionnaire=slug, archived=archived, now=timezone.now())
    said = _("Put away. What was answered stays.") if archived else _("It is in the list again.")
    messages.success(request, said)
    return redirect("workspace:questionnaires")


def _added(request: PageRequest, form: NewForm) -> bool:
    slug = form.cleaned_data["slug"]
    try:
        add_questionnaire(by=request.person, slug=slug, definition=form.definition(), now=timezone.now())
    except SlugTaken:
        form.add_error("slug", _("There is a questionnaire of this name already. Choose another."))
        return False
    return True
