"""Words of notices with their preview, and the dead letters."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wellserved.people.contracts import NotFound
from wellserved.tracking.queries.notices import (
    PAGE,
    dead_count_for,
    dead_for,
    preview_for,
    wording_for,
    wordings_for,
)
from wellserved.tracking.services.notices.resending import send_again
from wellserved.tracking.services.notices.wording import TextRefused, faults_of, set_text, take_back_text
from wellserved.workspace.notice_forms import NoticeTextForm
from wellserved.workspace.notices_page import PLACES, draw_dead, draw_wordings, language_name

from .rendering import PageRequest, part_of_page


@login_required
@never_cache
@require_safe
def texts(request: PageRequest) -> HttpResponse:
    _may(request)
    context = {
        "rows": draw_wordings(wordings_for(request.person)),
        "dead": dead_count_for(request.person),
        "widget": settings.BASE_URL.rstrip("/") + reverse("track_widget", args=["NUMBER"]),
    }
    return render(request, "workspace/notices.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: PageRequest, occasion: str, language: str) -> HttpResponse:
    """The words of one occasion in one language; beside them the letter as a customer gets it."""
    _may(request)
    wording = wording_for(request.person, occasion=occasion, language=language)
    form = NoticeTextForm(request.POST or None, initial={"subject": wording.subject, "body": wording.body})
    if form.is_valid():
        try:
            set_text(
                by=request.person, occasion=occasion, language=language, **form.words(), now=timezone.now()
            )
        except TextRefused as refused:
            form.refused(refused)
        else:
            messages.success(request, _("Saved. The next notices are worded so."))
            return redirect("workspace:notice_texts")
    words = form.words() if form.is_bound else {"subject": wording.subject, "body": wording.body}
    context = {
        "form": form,
        "wording": wording,
        "language": language_name(language),
        "places": PLACES,
        **_previewed(request, occasion, language, words),
    }
    return render(request, "workspace/notice_text.html", context, status=400 if form.is_bound else 200)


@login_required
@never_cache
@require_POST
def preview(request: PageRequest, occasion: str, language: str) -> HttpResponse:
    """While somebody types: the letter, or what is wrong with the words."""
    _may(request)
    form = NoticeTextForm(request.POST)
    form.is_valid()
    context = _previewed(request, occasion, language, form.words())
    return part_of_page(request, "notice_text", "preview", context)


def _previewed(
    request: PageRequest, occasion: str, language: str, words: dict[str, str]
) -> dict[str, object]:
    faults = faults_of(**words)
    if faults:
        return {"faults": [one for those in faults.values() for one in those]}
    shown = preview_for(request.person, occasion=occasion, language=language, **words, now=timezone.now())
    return {"preview": shown}


@login_required
@require_POST
def take_back(request: PageRequest, occasion: str, language: str) -> HttpResponse:
    take_back_text(by=request.person, occasion=occasion, language=language, now=timezone.now())
    messages.success(request, _("The built-in words stand again."))
    return redirect("workspace:notice_texts")


@login_required
@never_cache
@require_safe
def dead(request: PageRequest) -> HttpResponse:
    _may(request)
    before = request.GET.get("before", "")
    found = dead_for(request.person, before=int(before) if before.isdecimal() and len(before) < 19 else None)
    context = {
        "letters": draw_dead(found[:PAGE]),
        "count": dead_count_for(request.person),
        "older": found[PAGE - 1].id if len(found) > PAGE else None,
    }
    return render(request, "workspace/dead_notices.html", context)


@login_required
@require_POST
def again(request: PageRequest) -> HttpResponse:
    """Send again those that are ticked, or the one whose button was pressed."""
    chosen = request.POST.getlist("one") or request.POST.getlist("n")
    ids = [int(one) for one in chosen if one.isdecimal() and len(one) < 19]
    if not ids:
        messages.error(request, _("Nothing was sent again: tick a letter first."))
        return redirect("workspace:dead_notices")
    try:
        count = send_again(by=request.person, notices=ids, now=timezone.now())
    except NotFound:
        messages.error(request, _("None of these waits any more: somebody has sent them again."))
        return redirect("workspace:dead_notices")
    said = ngettext("%(n)s letter is sent again.", "%(n)s letters are sent again.", count)
    messages.success(request, said % {"n": count})
    return redirect("workspace:dead_notices")


def _may(request: PageRequest) -> None:
    if not request.person.may("notices:write"):
        raise Http404
