"""One parcel, return or repair: its timeline and its proofs of delivery."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wellserved.people.contracts import Person
from wellserved.tracking.queries.public import Owned, owned_for, proof_for
from wellserved.tracking.queries.timeline import timeline_for
from wellserved.workspace.parcel_page import draw_parcel

from .rendering import PageRequest


@login_required
@never_cache
@require_safe
def parcel(request: PageRequest, consignment: int) -> HttpResponse:
    found = timeline_for(request.person, consignment_id=consignment)
    view = draw_parcel(found, owned=_owned(request.person, consignment), now=timezone.now())
    context = {
        "page": view,
        "one": found,
        "may_customers": request.person.may("customers:read"),
        "may_scan": request.person.may("parcels:write"),
    }
    return render(request, "workspace/parcel.html", context)


@login_required
@never_cache
@require_safe
def proof(request: PageRequest, consignment: int, proof: int) -> HttpResponse:
    # The timeline says first whether this person may see the parcel at all.
    timeline_for(request.person, consignment_id=consignment)
    kind, content = proof_for(request.person, consignment_id=consignment, proof=proof)
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'"}
    return HttpResponse(content, content_type=kind, headers=headers)


def _owned(person: Person, consignment: int) -> Owned | None:
    """What belongs to the customer, for staff who may see customers' details."""
    if not person.may("customers:read"):
        return None
    return owned_for(person, consignment_id=consignment)
