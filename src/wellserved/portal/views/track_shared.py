"""Behind a shared link, in a calendar, in somebody else's page."""

from datetime import datetime
from hashlib import sha256

from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from wellserved.portal.track.calendar import calendar_of
from wellserved.portal.track.content import of_parcel
from wellserved.portal.track.frame import PRIVATE, framed
from wellserved.portal.track.page import draw_parcel
from wellserved.portal.views.track import carrier_asked, look_up, public
from wellserved.tracking.domain.keys import number_key
from wellserved.tracking.queries.public import shared

# Who may show the widget in their pages: origins such as https://shop.example, or * for everybody.
FRAMERS = settings.WIDGET_HOSTS


@public
@require_safe
def shared_with(request: HttpRequest, secret: str, *, now: datetime) -> HttpResponse:
    # Whether another carrier has this number too is not known here, so its own is always named.
    page = draw_parcel(shared(secret=secret, now=now), now=now, several=True)
    response = framed(request, of_parcel(page, doing="portal/track/doing_shared.html"))
    # The address holds the secret, which goes to no other server.
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


@public
@require_safe
def calendar(request: HttpRequest, secret: str, *, now: datetime) -> HttpResponse:
    followed = shared(secret=secret, now=now)
    host = request.get_host()
    # Of the secret's digest: it names neither the secret nor the consignment.
    uid = f"{sha256(b'calendar ' + secret.encode()).hexdigest()[:32]}@{host.partition(':')[0]}"
    url = request.build_absolute_uri(reverse("track_shared", args=[secret]))
    body = calendar_of(followed, uid=uid, url=url, now=now)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="wellserved.ics"'
    response.headers["Cache-Control"] = PRIVATE
    return response


@xframe_options_exempt
@csp_replace({"frame-ancestors": FRAMERS, "script-src": ["'none'"]})
@public
@require_safe
def widget(request: HttpRequest, number: str, *, now: datetime) -> HttpResponse:
    """A small page without any script for an iframe; it says no more than a stranger may know."""
    carrier = carrier_asked(request)
    found = look_up(request, [number_key(number)[:50]], now=now, carrier=carrier)
    page = draw_parcel(found[0], now=now, several=carrier is not None) if len(found) == 1 else None
    context = {
        "page": page,
        "title": page.title if page else "Wellserved",
        "link": request.build_absolute_uri(page.stem + page.tail) if page else "",
    }
    response = render(request, "portal/track/widget.html", context, status=200 if page else 404)
    response.headers["Cache-Control"] = PRIVATE
    return response
