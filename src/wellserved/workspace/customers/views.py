"""A customer, found by what they say of themselves: what stands about them, what they agreed to, export and erasure."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wellserved.cases.queries import CaseChoice, cases_for
from wellserved.cases.queries.voting import votes_of_for
from wellserved.journey.queries.subjects import subjects_for
from wellserved.people.contracts import ASK_WORDING, CustomerCard, NotFound, Person
from wellserved.people.queries import consents_for, customer_for, held_for
from wellserved.people.services import (
    erase_customer,
    export_customer,
    find_customers,
    give_consent,
    withdraw_consent,
)
from wellserved.tracking.queries.customers import customers_by_number_for, of_customer_for
from wellserved.voice.queries.customers import answers_of_for
from wellserved.workspace.parcels_found_page import draw_found
from wellserved.workspace.views.rendering import PageRequest

from .forms import ConsentForm, EraseForm, FindForm
from .page import draw_answers, draw_cases, draw_consents, draw_held, draw_votes, facts_of

MOST = 20


@login_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: PageRequest) -> HttpResponse:
    """One that is found is opened at once; of all the others there is no list."""
    person, form = request.person, FindForm(request.POST or None)
    _allowed(person)
    found: tuple[CustomerCard, ...] | None = None
    if form.is_valid():
        text = form.cleaned_data["text"]
        also = customers_by_number_for(person, text=text) if person.may("parcels:read") else ()
        found = find_customers(by=person, text=text, also=also, now=timezone.now())
        if len(found) == 1:
            return redirect("workspace:customer", found[0].key)
    return render(request, "workspace/customers/find.html", {"form": form, "found": found})


@login_required
@never_cache
@require_safe
def customer(request: PageRequest, key: UUID) -> HttpResponse:
    person, now = request.person, timezone.now()
    card = _card(person, key)
    cases = votes = None
    if person.may("cases:read"):
        cases = draw_cases(cases_for(person, CaseChoice(customer=key), now=now, limit=MOST).cases)
        votes = draw_votes(votes_of_for(person, customer=key))
    parcels = of_customer_for(person, customer=key)[:MOST] if person.may("parcels:read") else ()
    answers = answers_of_for(person, customer=key)[:MOST]
    seen = subjects_for(person, subjects=[("answer", str(id_)) for id_, _at in answers])
    consents = draw_consents(consents_for(person, key=key), asking=settings.ASK_CONSENT)
    context = {
        "card": card,
        "facts": facts_of(card),
        "parcels": draw_found(parcels),
        "cases": cases,
        "votes": votes,
        "answers": draw_answers(answers, seen),
        "consents": consents,
        "asking": settings.ASK_CONSENT,
        "may_ask": any(one.in_force and one.purpose == settings.ASK_CONSENT for one in consents),
        "form": ConsentForm(),
        "may": {deed: person.may(f"customers:{deed}") for deed in ("write", "export", "erase")}
        | {"answers": person.may("answers:read")},
    }
    return render(request, "workspace/customers/customer.html", context)


@login_required
@require_POST
def consent(request: PageRequest, key: UUID) -> HttpResponse:
    person, form, now = request.person, ConsentForm(request.POST), timezone.now()
    _card(person, key)
    if not form.is_valid() or (form.cleaned_data["deed"] == "take" and not settings.ASK_CONSENT):
        messages.error(request, _("Nothing was noted: say how the customer told us."))
    elif form.cleaned_data["deed"] == "take":
        purpose = settings.ASK_CONSENT
        give_consent(by=person, key=key, purpose=purpose, wording=ASK_WORDING, way=form.said_by(), now=now)
        messages.success(request, _("Noted: they agree."))
    else:
        withdraw_consent(
            by=person, key=key, purpose=form.cleaned_data["purpose"], way=form.said_by(), now=now
        )
        messages.success(request, _("Noted: they agree no more."))
    return redirect("workspace:customer", key)


@login_required
@never_cache
@require_POST
def export(request: PageRequest, key: UUID) -> FileResponse:
    _card(request.person, key)
    packed = export_customer(person=request.person, key=key, now=timezone.now())
    return FileResponse(packed, as_attachment=True, filename=f"customer-{str(key)[:8]}.zip")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: PageRequest, key: UUID) -> HttpResponse:
    """What goes and what stays is shown first; only the typed beginning of the key erases."""
    person, form = request.person, EraseForm(request.POST or None, key=key)
    card = _card(person, key)
    held = held_for(person, key=key)
    if form.is_valid():
        erase_customer(person=person, key=key, now=timezone.now())
        messages.success(request, _("The customer was erased. What is left leads to nobody."))
        return redirect("workspace:customers")
    context = {
        "card": card,
        "form": form,
        "goes": draw_held(held, stays=False),
        "stays": draw_held(held, stays=True),
    }
    return render(request, "workspace/customers/erase.html", context, status=422 if form.is_bound else 200)


def _allowed(person: Person) -> None:
    if not person.may("customers:read"):
        raise NotFound("There are no customers to see.")


def _card(person: Person, key: UUID) -> CustomerCard:
    """Customers see what is held on them on their own page, and of whoever was erased nothing is left to see."""
    _allowed(person)
    card = customer_for(person, key=key)
    if card.erased_at is not None:
        raise NotFound("No such customer.")
    return card
