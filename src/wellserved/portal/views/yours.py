"""What is held on a customer: seen, taken along, erased."""

from uuid import UUID

from django.conf import settings
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
from wellserved.people.contracts import ASK_WORDING, NotFound
from wellserved.people.middleware import PersonRequest
from wellserved.people.queries import customer_for
from wellserved.people.services import export_for, give_consent, request_erasure, withdraw_consent
from wellserved.portal.closing.page import draw_own
from wellserved.portal.telling.page import draw_lines
from wellserved.portal.track.page import draw_line
from wellserved.tracking.queries.own import own_consignments_for


@login_required
@never_cache
@require_safe
def yours(request: PersonRequest) -> HttpResponse:
    held = customer_for(request.person, key=_own_key(request))
    cases = draw_lines(own_cases_for(request.person))
    votes = [draw_own(one) for one in own_votes_for(request.person)]
    now = timezone.now()
    context = {
        "held": held,
        "language": _name_of(held.language),
        "cases": cases,
        "votes": votes,
        "lines": [draw_line(one, now=now) for one in own_consignments_for(request.person)],
        "asking": settings.ASK_CONSENT,
        "may_ask": any(
            one.purpose == settings.ASK_CONSENT and one.withdrawn_at is None for one in held.consents
        ),
    }
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
def agree(request: PersonRequest) -> HttpResponse:
    """To being asked how it was, or no more."""
    key, purpose, now = _own_key(request), settings.ASK_CONSENT, timezone.now()
    if not purpose:
        raise NotFound("Nothing has to be agreed to here.")
    if request.POST.get("agreed") == "yes":
        give_consent(by=request.person, key=key, purpose=purpose, wording=ASK_WORDING, now=now)
        messages.success(request, _("Thank you. Now and then we ask you how it was."))
    else:
        withdraw_consent(by=request.person, key=key, purpose=purpose, now=now)
        messages.success(request, _("We ask you no more."))
    return redirect("yours")


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
