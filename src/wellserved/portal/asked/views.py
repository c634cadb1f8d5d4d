"""Answering, as Django serves it: with files, and for whoever is signed in."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from wellserved.people.contracts import Person
from wellserved.portal.track.visitor import address_of_request
from wellserved.voice.services.answering import answer
from wellserved.voice.services.attaching import attach, keep_beside
from wellserved.voice.services.flooding import Flow, count_answer

from .desk import Came, Reply, given_of, refused, reply_to, shown_to
from .files import Limited

View = Callable[..., HttpResponse]


def quiet(view: View) -> View:
    """The address holds the secret: it goes to no other server, no cache, no search engine, no error report.

    The secret is also what allows answering: no cookie is trusted for it, so there is nothing to forge a request for.
    """

    @wraps(view)
    def answered(request: HttpRequest, **place: str) -> HttpResponse:
        response = view(request, **place)
        response.headers["Referrer-Policy"] = "strict-origin"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    methods = require_http_methods(["GET", "HEAD", "POST"])
    return cast("View", csrf_exempt(never_cache(sensitive_post_parameters()(methods(answered)))))


@quiet
def personal(request: HttpRequest, *, secret: str) -> HttpResponse:
    return _answered(request, secret=secret)


@quiet
def door(request: HttpRequest, *, slug: str) -> HttpResponse:
    return _answered(request, door=slug)


def _answered(request: HttpRequest, *, secret: str = "", door: str = "") -> HttpResponse:
    if request.method != "POST":
        return _response(shown_to(_came(request, secret=secret, door=door)))
    handler = Limited(request)
    request.upload_handlers = [handler]
    came = _came(request, secret=secret, door=door)
    flow, files = Flow.USUAL, handler.contents
    if door or files:
        flow = count_answer(address=came.address, now=came.now, files=sum(map(len, files.values())))
    given = given_of(came, flooded=bool(door) and flow is Flow.FLOOD)
    if door and flow is Flow.REFUSED:
        return _response(refused(given, came))
    attached = attach(given, files=files, flooded=flow is not Flow.USUAL, now=came.now)
    given = replace(given, files=attached.ids, wrongs=attached.wrongs, beside=bool(attached.beside))
    step = answer(given, now=came.now)
    if step.beside is not None and attached.beside:
        keep_beside(step.beside, files=attached.beside, now=came.now)
    return _response(reply_to(given, step, came))


def _came(request: HttpRequest, *, secret: str, door: str) -> Came:
    # Nobody is looked up for a request without a session.
    signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
    person: Person | None = request.person if signed_in else None  # type: ignore[attr-defined]  # the middleware sets it
    return Came(
        secret=secret,
        door=door,
        query=dict(request.GET.lists()),
        posted=dict(request.POST.lists()),
        cookie_language=request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""),
        accepted_languages=request.headers.get("Accept-Language", ""),
        address=address_of_request(request),
        customer=person.customer_key if person else None,
        now=timezone.now(),
    )


def _response(reply: Reply) -> HttpResponse:
    response = HttpResponse(reply.html, status=reply.status, headers=dict(reply.headers))
    response.headers["Content-Language"] = reply.language
    if reply.location:
        response.headers["Location"] = reply.location
    return response
