"""What is kept apart from the cases: let in, or marked as spam. Nothing is deleted."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wellserved.cases.queries.quarantine import kept_apart_for
from wellserved.cases.services import CaseRefused, mark_message_spam, mark_spam, release, release_message
from wellserved.people.contracts import NotFound, Person
from wellserved.people.services import require
from wellserved.workspace.cases_desk.quarantine_page import draw_kept_apart
from wellserved.workspace.views.rendering import PageRequest


@login_required
@never_cache
@require_safe
def quarantine(request: PageRequest) -> HttpResponse:
    spam = request.GET.get("spam") == "1"
    found, after = kept_apart_for(request.person, spam=spam, after=request.GET.get("after", ""))
    context = {
        "lines": draw_kept_apart(found),
        "spam": spam,
        "after": after,
        "may_write": request.person.may("cases:write"),
    }
    return render(request, "workspace/cases_desk/quarantine.html", context)


@login_required
@require_POST
def act(request: PageRequest) -> HttpResponse:
    """Each for itself: one that somebody else has let in meanwhile keeps none of the others."""
    require(request.person, "cases:write")
    spam = request.POST.get("deed") == "spam"
    done, refused = 0, ""
    for what, id_ in _chosen(request):
        try:
            _deed(what, spam=spam)(request.person, id_, timezone.now())
            done += 1
        except CaseRefused as error:
            refused = str(error)
        except NotFound:
            refused = _("One of them was let in or marked by somebody else meanwhile.")
    if refused:
        messages.error(request, refused)
    if not done and not refused:
        messages.error(request, _("Tick at least one first. Nothing was changed."))
    if done:
        told = (
            ngettext("%(n)s marked as spam; it is kept.", "%(n)s marked as spam; they are kept.", done)
            if spam
            else ngettext("%(n)s let in.", "%(n)s let in.", done)
        )
        messages.success(request, told % {"n": done})
    return redirect(_back(request.POST.get("back", "")))


def _back(given: str) -> str:
    """To the case whose page the button stood on, or to the list."""
    if given.isascii() and given.isdigit() and len(given) < 19:
        return reverse("workspace:case", args=[int(given)])
    back = reverse("workspace:quarantine")
    return f"{back}?spam=1" if given == "spam" else back


def _chosen(request: PageRequest) -> list[tuple[str, int]]:
    """`case:7` and `message:9`, as the page's boxes say it; what is neither is left out."""
    pairs = [one.partition(":")[::2] for one in request.POST.getlist("one")[:200]]
    return [
        (what, int(id_))
        for what, id_ in pairs
        if what in {"case", "message"} and id_.isascii() and id_.isdigit() and len(id_) < 19
    ]


def _deed(what: str, *, spam: bool) -> Callable[[Person, int, datetime], None]:
    def done(by: Person, id_: int, now: datetime) -> None:
        if what == "case":
            (mark_spam if spam else release)(by=by, case_id=id_, now=now)
        else:
            (mark_message_spam if spam else release_message)(by=by, message_id=id_, now=now)

    return done
