"""Everything that somebody may see, found by name: a page, and the part of it that the palette shows."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wellserved.insight.queries.searching import search_for as search_insight_for
from wellserved.journey.queries import journeys_for
from wellserved.journey.queries.searching import Found, search_for
from wellserved.people.contracts import NotFound, Person
from wellserved.platform.matching import Match
from wellserved.tracking.queries.finding import consignments_for
from wellserved.tracking.queries.lots import lots_for
from wellserved.tracking.queries.public import carrier_said
from wellserved.workspace.search_page import draw_search

from .rendering import PageRequest, page

LONGEST = 100
ON_PAGE, IN_PALETTE = 60, 12


@login_required
@never_cache
@require_safe
def search(request: PageRequest) -> HttpResponse:
    person, text = request.person, request.GET.get("q", "").replace("\x00", "")[:LONGEST]
    if not person.is_staff:
        raise NotFound("There is no workspace for this person.")
    limit = IN_PALETTE if request.htmx and text.strip() else ON_PAGE
    found = draw_search(person, text=text, found=_found(person, text, limit=limit), limit=limit)
    return page(request, "search", "palette", {"page": found})


def _found(person: Person, text: str, *, limit: int) -> tuple[Found, ...]:
    """Without a text every journey: most who open the palette go to one."""
    if text.strip():
        both = (*search_for(person, text, limit=limit), *search_insight_for(person, text, limit=limit))
        return (*_consignments(person, text), *_lots(person, text), *sorted(both, key=lambda one: one.order))
    return tuple(
        Found(
            kind="journey",
            place=(j.slug,),
            called=j.goal or j.title,
            where=j.title if j.goal else "",
            match=Match.START,
        )
        for j in journeys_for(person)
    )


def _consignments(person: Person, text: str) -> tuple[Found, ...]:
    """By their whole number or order: nobody means anything else by typing that."""
    if not person.may("parcels:read"):
        return ()
    return tuple(
        Found(
            kind="consignment",
            place=(str(one.id),),
            called=one.number,
            where=" · ".join(
                words for words in (carrier_said(one.carrier), one.order_ref, one.destination) if words
            ),
            match=Match.WHOLE,
        )
        for one in consignments_for(person, text=text.strip())
    )


def _lots(person: Person, text: str) -> tuple[Found, ...]:
    """In whatever way it is written."""
    if not person.may("parcels:read"):
        return ()
    return tuple(
        Found(
            kind="lot",
            place=(str(one.id),),
            called=one.key.number,
            where=f"GTIN {one.key.gtin}" if one.key.gtin else "",
            match=Match.WHOLE,
        )
        for one in lots_for(person, text=text)
    )
