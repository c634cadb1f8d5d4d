"""One consignment: its page, the part of it that renews itself, and what only its customer may do."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from wellserved.people.contracts import NotFound, Person
from wellserved.portal.track.content import Content, not_opened, of_number, of_parcel
from wellserved.portal.track.frame import framed
from wellserved.portal.track.owning import doing, opened_until, wish_day
from wellserved.portal.track.page import address_of, draw_parcel
from wellserved.portal.track.reporting import looked_at, report, send_back
from wellserved.portal.track.visitor import address_of_request
from wellserved.portal.views.track import OPENED, Refused, carrier_asked, look_up, posted, public
from wellserved.tracking.domain.keys import number_key
from wellserved.tracking.domain.returning import may_return
from wellserved.tracking.queries.public import Followed, Owned, opening, owned_for, proof_for
from wellserved.tracking.services.guesses import refused_until
from wellserved.tracking.services.quoting import AnswerRefused, answer_quote
from wellserved.tracking.services.reporting import ReportRefused
from wellserved.tracking.services.returning import ReturnRefused
from wellserved.tracking.services.sharing import share
from wellserved.tracking.services.unlocking import NotOpened, TooManyPostcodes, unlock
from wellserved.tracking.services.visiting import note_view
from wellserved.tracking.services.wishing import WishRefused, wish, withdraw_wish

OPEN_FOR = timedelta(days=7)
_SALT = "wellserved.track"


@public
@require_safe
def one(request: HttpRequest, number: str, *, now: datetime) -> HttpResponse:
    found = _found(request, number, now=now)
    owned = _owned(request, found[0]) if len(found) == 1 else None
    if found and not _person(request).is_staff:
        note_view(now=now)
    if owned is None:
        return framed(request, of_number(found, now=now, named="carrier" in request.GET))
    return framed(request, _of_owner(request, found[0], owned, now=now))


@public
@require_safe
def part(request: HttpRequest, number: str, *, now: datetime) -> HttpResponse:
    found = _found(request, number, now=now)
    return framed(request, of_number(found, now=now, named="carrier" in request.GET, part=True))


@never_cache
@require_safe
def live(_request: HttpRequest, **_number: str) -> HttpResponse:
    """The stream itself is `portal.track.live`'s; a server without it has browsers stop asking."""
    return HttpResponse(status=204)


@public
@posted
@sensitive_post_parameters("postcode")
def open_(request: HttpRequest, number: str, *, now: datetime) -> HttpResponse:
    """The postcode opens it on this device for a week. What is wrong is not said: number, postcode or both."""
    address, key = address_of_request(request), number_key(number)[:50]
    until = refused_until(address=address, now=now)
    if until is not None:
        raise Refused(until)
    postcode, carrier = request.POST.get("postcode", "")[:40], carrier_asked(request)
    back = _back(key, carrier)
    try:
        opened = unlock(number=key, carrier=carrier, postcode=postcode, address=address, now=now)
    except NotOpened:
        words = _("This number and this postcode do not belong together. Please compare both once more.")
        return framed(request, not_opened(words, back=back, status=422))
    except TooManyPostcodes:
        words = _(
            "Too many wrong postcodes were given for this number today. Sign in, or try again tomorrow."
        )
        return framed(request, not_opened(words, back=back, status=429))
    response = redirect(back)
    _keep_open(response, key, opened, opening(postcode))
    return response


@public
@posted
def close(request: HttpRequest, number: str, **_now: datetime) -> HttpResponse:
    key = number_key(number)[:50]
    response = redirect(_back(key, carrier_asked(request)))
    response.delete_cookie(OPENED, path=address_of(key))
    return response


@public
@posted
@sensitive_post_parameters("detail")
def wished(request: HttpRequest, number: str, *, now: datetime) -> HttpResponse:
    found, owned = _theirs(request, number, now=now)
    if request.POST.get("withdraw"):
        if withdraw_wish(consignment_id=found.id, now=now):
            messages.success(request, _("Your wish is taken back."))
        return _to(request, found)
    try:
        wish(
            consignment_id=found.id,
            what=request.POST.get("what", ""),
            detail=request.POST.get("detail", ""),
            day=wish_day(request.POST.get("day", "")),
            now=now,
        )
    except WishRefused as no:
        return framed(request, _of_owner(request, found, owned, now=now, wish_refused=no.why))
    messages.success(request, _("We have passed your wish on. It stands on this page."))
    return _to(request, found)


@public
@posted
@sensitive_post_parameters("words")
def reported(request: HttpRequest, number: str, *, now: datetime) -> HttpResponse:
    found, owned = _theirs(request, number, now=now)
    try:
        case = report(
            found,
            owned,
            by=_person(request),
            what=request.POST.get("what", ""),
            words=request.POST.get("words", ""),
            link=address_of(found.number),
            now=now,
        )
    except ReportRefused as no:
        return framed(request, _of_owner(request, found, owned, now=now, report_refused=no.why))
    said = _("Thank you. Somebody looks into it and you hear from us. Its number is %(number)s.")
    messages.success(request, said % {"number": case})
    return _to(request, found)


@public
@posted
@sensitive_post_parameters("words")
def sent_back(request: HttpRequest, number: str, *, now: datetime) -> HttpResponse:
    """What opened the parcel on this device opens its return too."""
    found, owned = _theirs(request, number, now=now)
    reason, wants, words = (request.POST.get(name, "") for name in ("reason", "wants", "words"))
    try:
        begun = send_back(found, owned, by=_person(request), reason=reason, wants=wants, words=words, now=now)
    except ReturnRefused as no:
        return framed(request, _of_owner(request, found, owned, now=now, return_refused=no.why))
    said = _("Your return has the number %(number)s. Please write it on the parcel.")
    messages.success(request, said % {"number": begun.number})
    response = redirect(address_of(begun.number))
    opened = _opened(request, found.id)
    if opened:
        _keep_open(response, begun.number, begun.consignment_id, opened)
    return response


@public
@posted
def answered(request: HttpRequest, number: str, *, now: datetime) -> HttpResponse:
    """To the quote that stood on the page, and to no later one."""
    found, owned = _theirs(request, number, now=now)
    answer, quote = request.POST.get("answer", ""), request.POST.get("quote", "")[:100]
    try:
        staff = _person(request).staff_id
        answer_quote(consignment_id=found.id, quote=quote, answer=answer, now=now, staff_id=staff)
    except AnswerRefused as no:
        return framed(request, _of_owner(request, found, owned, now=now, answer_refused=no.why))
    yes, sent_back = _("Thank you. The repair begins."), _("Thank you. We send it back as it is.")
    messages.success(request, yes if answer == "yes" else sent_back)
    return _to(request, found)


@public
@posted
def shared_out(request: HttpRequest, number: str, *, now: datetime) -> HttpResponse:
    """The link is shown this once: nobody here knows it afterwards."""
    found, owned = _theirs(request, number, now=now)
    secret = share(consignment_id=found.id, now=now)
    links = {
        "share_link": request.build_absolute_uri(reverse("track_shared", args=[secret])),
        "calendar_link": request.build_absolute_uri(reverse("track_calendar", args=[secret])),
    }
    return framed(request, _of_owner(request, found, owned, now=now, **links))


@public
@require_safe
def proof(request: HttpRequest, number: str, proof: int, *, now: datetime) -> HttpResponse:
    found = _found(request, number, now=now)
    if len(found) != 1:
        raise NotFound("There is no such proof of delivery.")
    opened = _opened(request, found[0].id)
    content_type, content = proof_for(
        _person(request), consignment_id=found[0].id, proof=proof, opened=opened
    )
    response = HttpResponse(content, content_type=content_type)
    response.headers["Cache-Control"] = "private, no-store"
    # Whatever a scanner sent as a picture is shown as one and nothing else.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _found(request: HttpRequest, number: str, *, now: datetime) -> list[Followed]:
    return look_up(request, [number_key(number)[:50]], now=now, carrier=carrier_asked(request))


def _theirs(request: HttpRequest, number: str, *, now: datetime) -> tuple[Followed, Owned]:
    found = _found(request, number, now=now)
    owned = _owned(request, found[0]) if len(found) == 1 else None
    if owned is None or not owned.may_wish:
        raise NotFound("There is no such consignment of yours.")
    return found[0], owned


def _owned(request: HttpRequest, followed: Followed) -> Owned | None:
    try:
        opened = _opened(request, followed.id)
        return owned_for(_person(request), consignment_id=followed.id, opened=opened)
    except NotFound:
        return None


def _opened(request: HttpRequest, consignment_id: int) -> str:
    """What this device keeps of having opened it; the cookie goes with its own number's pages only."""
    cookie = request.COOKIES.get(OPENED, "")
    return opened_until(cookie, consignment_id=consignment_id, salt=_SALT, longest=OPEN_FOR)


def _keep_open(response: HttpResponse, number: str, consignment_id: int, opened: str) -> None:
    response.set_cookie(
        OPENED,
        signing.dumps([consignment_id, opened], salt=_SALT),
        max_age=int(OPEN_FOR.total_seconds()),
        path=address_of(number),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _person(request: HttpRequest) -> Person:
    person: Person = request.person  # type: ignore[attr-defined]  # see PersonRequest
    return person


def _of_owner(
    request: HttpRequest, followed: Followed, owned: Owned, *, now: datetime, **more: Any
) -> Content:
    page = draw_parcel(followed, now=now, several="carrier" in request.GET)
    given = doing(
        page,
        owned,
        today=localdate(now),
        typed=request.POST,
        looked_at=looked_at(owned),
        may_return=may_return(
            followed.kind, followed.status, followed.status_at, days=settings.RETURN_DAYS, now=now
        ),
        closable=OPENED in request.COOKIES,
        **more,
    )
    return of_parcel(page, doing="portal/track/doing_owner.html", **given)


def _back(number: str, carrier: str | None) -> str:
    return address_of(number) + ("" if carrier is None else f"?carrier={quote(carrier)}")


def _to(request: HttpRequest, followed: Followed) -> HttpResponse:
    return redirect(_back(followed.number, carrier_asked(request)))
