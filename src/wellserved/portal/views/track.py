"""Following a parcel: the pages that everybody may see, and more for whom it belongs to."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wellserved.portal.track.asking import MOST, numbers_in
from wellserved.portal.track.content import of_numbers, refused
from wellserved.portal.track.frame import framed
from wellserved.portal.track.page import address_of
from wellserved.portal.track.visitor import address_of_request
from wellserved.tracking.domain.keys import is_plain
from wellserved.tracking.queries.public import Followed, announced
from wellserved.tracking.services.guesses import count_misses, refused_until

View = Callable[..., HttpResponse]
OPENED = "track_open"


class Refused(Exception):
    """This network asked for too many unknown numbers."""

    def __init__(self, until: datetime) -> None:
        super().__init__("Too many unknown numbers were asked for.")
        self.until = until


def public(view: View) -> View:
    """In the language that the address asks for, and with limits on guessing."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        speak_as_asked(request)
        now = timezone.now()
        try:
            return view(request, *args, now=now, **named)
        except Refused as one:
            return framed(request, refused(until=one.until, now=now))

    return cast("View", answered)


def speak_as_asked(request: HttpRequest) -> None:
    """From here on in the language that the address names, where it names one of ours."""
    asked = request.GET.get("lang", "")
    if asked:
        with suppress(LookupError):
            translation.activate(translation.get_supported_language_variant(asked[:12]))
            request.LANGUAGE_CODE = translation.get_language()


def posted(view: View) -> View:
    """For deeds: whoever comes to their address by a link or another language is taken to the page."""

    @wraps(view)
    def answered(request: HttpRequest, number: str, **named: Any) -> HttpResponse:
        if request.method == "POST":
            return view(request, number, **named)
        return redirect(address_of(number[:50]))

    return cast("View", answered)


def carrier_asked(request: HttpRequest) -> str | None:
    """The carrier that the address names; the own fleet's name is empty, and None is any."""
    named = request.GET.get("carrier")
    return None if named is None else named[:40]


def look_up(
    request: HttpRequest, numbers: list[str], *, now: datetime, carrier: str | None = None
) -> list[Followed]:
    """What is announced of these numbers. Raises Refused; every number in vain is counted."""
    address = address_of_request(request)
    until = refused_until(address=address, now=now)
    if until is not None:
        raise Refused(until)
    keys = [key for key in numbers if is_plain(key)]
    found = [one for one in announced(numbers=keys) if carrier in (None, one.carrier)]
    misses = len(set(numbers) - {one.number for one in found})
    if misses:
        until = count_misses(address=address, misses=misses, now=now)
        if until is not None:
            raise Refused(until)
    return found


@public
@require_safe
def asked(request: HttpRequest, *, now: datetime) -> HttpResponse:
    """The field, and a line for each number typed into it; of one number its page."""
    numbers = numbers_in(request.GET.get("numbers", ""))
    if len(numbers) == 1 and is_plain(numbers[0]):
        return redirect(address_of(numbers[0]))
    wrong = ""
    if len(numbers) > MOST:
        wrong, numbers = _("These are more than 30 numbers: the first 30 are shown."), numbers[:MOST]
    found = look_up(request, numbers, now=now) if numbers else []
    return framed(request, of_numbers(numbers, found, now=now, wrong=wrong))
