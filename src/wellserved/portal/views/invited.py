"""Drawing with us by a link: no account, no script, and nobody but whoever holds the secret."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from wellserved.journey.contracts.inviting import ContributionRefused, Holder, InvitationClosed, Invited
from wellserved.journey.queries.inviting import invited_by
from wellserved.people.contracts import NotFound
from wellserved.people.middleware import PersonRequest
from wellserved.portal.invited_forms import NotUnderstood, do, place_of
from wellserved.portal.invited_page import WRONG, Refused, draw_stage, draw_welcome

View = Callable[..., HttpResponse]
REMEMBERED = 120 * 24 * 3600


def quiet(view: View) -> View:
    """The address holds the secret: it goes to no other server, no cache, no search engine.

    'no-referrer' would be quieter by a hair, but browsers then send a form without saying where it comes from,
    and the protection against forged requests refuses it.
    """

    @wraps(view)
    def answered(request: PersonRequest, secret: str, **place: str) -> HttpResponse:
        try:
            response = view(request, secret, **place)
        except NotFound:
            response = render(request, "portal/invited_unknown.html", status=404)
        response.headers["Referrer-Policy"] = "strict-origin"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return never_cache(answered)


@quiet
@require_safe
def welcome(request: PersonRequest, secret: str) -> HttpResponse:
    invited = _invited(request, secret)
    context = {"page": draw_welcome(invited, secret=secret)}
    return render(request, "portal/invited.html" if invited.open else "portal/invited_closed.html", context)


@quiet
@require_http_methods(["GET", "HEAD", "POST"])
def stage(request: PersonRequest, secret: str, stage: str) -> HttpResponse:
    invited = _invited(request, secret)
    found = next((one for one in invited.stages if one.slug == stage), None)
    if not invited.open or found is None:
        return redirect("with_us", secret)
    if request.method == "POST":
        return _said(request, invited, secret=secret, stage=stage)
    said = request.GET.get("said", "")
    context = {"page": draw_stage(invited, found, secret=secret, said=said)}
    return render(request, "portal/invited_stage.html", context)


def _said(request: PersonRequest, invited: Invited, *, secret: str, stage: str) -> HttpResponse:
    key = _key(request, invited.id) or uuid4()
    place = place_of(request.POST)
    try:
        do(request.POST, holder=Holder(secret=secret, key=key), now=timezone.now())
    except InvitationClosed:
        return redirect("with_us", secret)
    except NotFound:  # theirs no more: taken back in another window, or on the map since
        return redirect("with_us_stage", secret, stage)
    except ContributionRefused as refused:
        return _refused(request, secret, stage, place=place, why=refused.why)
    except NotUnderstood:
        return _refused(request, secret, stage, place=place, why="place")
    response = redirect(f"{reverse('with_us_stage', args=[secret, stage])}?said={place}#{place}")
    response.set_cookie(
        _cookie(invited.id),
        key.hex,
        max_age=REMEMBERED,
        path="/with-us/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _refused(request: PersonRequest, secret: str, stage: str, *, place: str, why: str) -> HttpResponse:
    invited = _invited(request, secret)
    found = next((one for one in invited.stages if one.slug == stage), None)
    if found is None:
        return redirect("with_us", secret)
    refused = Refused(
        place=place,
        words=str(WRONG[why]),
        text=request.POST.get("text", ""),
        kind=request.POST.get("kind", ""),
    )
    context = {"page": draw_stage(invited, found, secret=secret, refused=refused), "refused": refused}
    return render(request, "portal/invited_stage.html", context, status=400)


def _invited(request: PersonRequest, secret: str) -> Invited:
    now = timezone.now()
    invited = invited_by(secret=secret, key=None, now=now)
    key = _key(request, invited.id)
    return invited_by(secret=secret, key=key, now=now) if key else invited


def _key(request: PersonRequest, invitation: int) -> UUID | None:
    try:
        return UUID(request.COOKIES.get(_cookie(invitation), ""))
    except ValueError:
        return None


def _cookie(invitation: int) -> str:
    return f"with_us_{invitation}"
