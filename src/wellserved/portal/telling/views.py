"""Telling us something: nobody has to sign in, and without a script it goes as well."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from wellserved.cases.contracts import Heard, Kind
from wellserved.cases.services import hear_case
from wellserved.people.contracts import Person
from wellserved.people.middleware import PersonRequest
from wellserved.people.queries import customer_for
from wellserved.platform.link_secrets import new_secret
from wellserved.portal.asked.files import Limited
from wellserved.portal.track.asking import numbers_in
from wellserved.tracking.queries.public import announced

from .forms import TellForm
from .taking import handed_on, saying_of, tell_of_photos, with_photos

__all__ = ["tell_us"]


@with_photos
def tell_us(request: PersonRequest, *, files: Limited) -> HttpResponse:
    if request.method != "POST":
        return _drawn(request, TellForm(initial=_known(request)))
    form = TellForm(request.POST)
    if not form.is_valid():
        return _drawn(request, form, status=422, photos=bool(files.contents))
    now = timezone.now()
    saying = saying_of(request, form, files, **_facts(form))
    heard, status = handed_on(form, saying, lambda given: hear_case(by=request.person, saying=given, now=now))
    if heard is None:
        return _drawn(request, form, status=status, photos=bool(files.contents))
    tell_of_photos(request, saying.attachments, left_out=files.left_out)
    return _thanked(request, heard)


def _thanked(request: PersonRequest, heard: Heard) -> HttpResponse:
    said = _("Thank you. It has reached us under the number %(number)s.")
    messages.success(request, said % {"number": heard.number})
    if request.person.customer_key:
        return redirect("own_case", heard.number)
    return redirect("tell_us_followed", heard.secret)


def _facts(form: TellForm) -> dict[str, Any]:
    """The number stands with the words, known or not: so nobody learns from here which numbers there are."""
    data = form.cleaned_data
    numbers = numbers_in(data["parcel"])
    found = announced(numbers=numbers[:1]) if numbers else ()
    text = data["text"].replace("\x00", "").strip()
    if data["parcel"].strip() and text:
        text += "\n\n" + _("Number: %(number)s") % {"number": data["parcel"].strip()}
    subject = (found[0].kind.value, str(found[0].id)) if len(found) == 1 else ("", "")
    return {
        "kind": Kind(data["kind"]),
        "text": text,
        "contact": form.contact(),
        "subject_kind": subject[0],
        "subject_id": subject[1],
    }


def _known(request: PersonRequest) -> dict[str, str]:
    kind = request.GET.get("kind", "")
    return {
        "form": new_secret(),
        "kind": kind if kind in list(Kind) else Kind.COMPLAINT.value,
        "parcel": request.GET.get("parcel", "")[:50],
        "email": _own_address(request.person),
    }


def _own_address(person: Person) -> str:
    return customer_for(person, key=person.customer_key).email if person.customer_key else ""


def _drawn(
    request: PersonRequest, form: TellForm, *, status: int = 200, photos: bool = False
) -> HttpResponse:
    """`photos` were chosen and have to be chosen again: a browser fills in no file by itself."""
    context = {"form": form, "photos": photos}
    return render(request, "portal/telling/tell_us.html", context, status=status)
