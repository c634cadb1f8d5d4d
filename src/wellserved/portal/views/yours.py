"""What is held on a customer: seen, taken along, erased."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wellserved.cases.queries import own_cases_for
from wellserved.cases.queries.voting import own_votes_for
from wellserved.people.contracts import NotFound
from wellserved.people.middleware import PersonRequest
from wellserved.people.queries import customer_for
from wellserved.people.services import export_for, request_erasure
from wellserved.portal.closing.page import draw_own
from wellserved.portal.telling.page import draw_lines


@login_required
@never_cache
@require_safe
def yours(request: PersonRequest) -> HttpResponse:
    held = customer_for(request.person, key=_own_key(request))
    cases = draw_lines(own_cases_for(request.person))
    votes = [draw_own(one) for one in own_votes_for(request.person)]
    context = {"held": held, "language": _name_of(held.language), "cases": cases, "votes": votes}
    return render(request, "portal/yours.html", context)


@login_required
@never_cache
@require_safe
def download(request: PersonRequest) -> FileResponse:
    _own_key(request)
    packed = export_for(person=request.person, now=timezone.now())
    return FileResponse(packed, as_attachment=True, filename="wellserved-your-things.zip")


@login_required
@require_POST
def erase(request: PersonRequest) -> HttpResponse:
    """Only with the box ticked: what is erased does not come back."""
    _own_key(request)
    if request.POST.get("sure") != "yes":
        messages.error(request, _("Nothing was erased: please tick the box first."))
        return redirect("yours")
    request_erasure(person=request.person, now=timezone.now())
    logout(request)
    return render(request, "portal/erased.html")


def _name_of(language: str) -> str:
    """A language by its own name; a source may bring codes that nobody here knows."""
    try:
        return str(get_language_info(language.lower())["name_local"]) if language else ""
    except KeyError:
        return language


def _own_key(request: PersonRequest) -> UUID:
    """Somebody signed in who is no customer has no things here."""
    key = request.person.customer_key
    if key is None:
        raise NotFound("No such customer.")
    return key
