"""“This happened to me too”: a button for who is signed in, an address and a letter for everybody else. No script is needed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wellserved.cases.queries.voting import open_cause, vote_held
from wellserved.cases.services import TooMuchSaid
from wellserved.cases.services.voters import say_voter_helped
from wellserved.cases.services.voting import ask_for_yes, confirm, take_back, take_back_linked, vote
from wellserved.people.contracts import NotFound
from wellserved.people.middleware import PersonRequest
from wellserved.portal.telling.taking import helped_noted, quiet
from wellserved.portal.track.visitor import address_of_request

from .forms import AddressForm
from .page import draw_open

__all__ = ["back", "by_link", "helped", "sent", "too"]
ASKED = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@sensitive_post_parameters("email")
@ASKED
def too(request: PersonRequest, open_id: int) -> HttpResponse:
    """A customer has one button; anybody else gives an address, and is asked by a letter."""
    line = draw_open(open_cause(open_id=open_id))
    form = AddressForm(request.POST or None)
    customer = request.person.customer_key is not None
    status = 422 if form.is_bound else 200
    if request.method == "POST" and (customer or form.is_valid()):
        try:
            return _voted(request, open_id) if customer else _asked(request, open_id, form)
        except TooMuchSaid:
            form.add_error(None, _("Very much came from where you are. Please try again in ten minutes."))
            status = 429
    context = {"line": line, "form": form, "customer": customer}
    return render(request, "portal/closing/too.html", context, status=status)


def _voted(request: PersonRequest, open_id: int) -> HttpResponse:
    vote(
        by=request.person,
        open_id=open_id,
        address=address_of_request(request),
        language=get_language() or "",
        now=timezone.now(),
    )
    messages.success(request, _("Thank you. You are counted, and we tell you once it is mended."))
    return redirect("you_said")


def _asked(request: PersonRequest, open_id: int, form: AddressForm) -> HttpResponse:
    ask_for_yes(
        by=request.person,
        open_id=open_id,
        email=form.cleaned_data["email"],
        address=address_of_request(request),
        language=get_language() or "",
        now=timezone.now(),
        by_program=bool(form.cleaned_data["website"]),
    )
    return redirect("vote_sent")


@never_cache
@require_safe
def sent(request: PersonRequest) -> HttpResponse:
    return render(request, "portal/closing/vote_sent.html")


@login_required
@require_POST
def back(request: PersonRequest, open_id: int) -> HttpResponse:
    take_back(by=request.person, open_id=open_id, now=timezone.now())
    messages.success(request, _("Taken back. You are counted no more."))
    return redirect("yours" if request.GET.get("from") == "me" else "you_said")


@login_required
@require_POST
def helped(request: PersonRequest, telling: int) -> HttpResponse:
    helped_noted(
        request,
        lambda said: say_voter_helped(by=request.person, telling_id=telling, helped=said, now=timezone.now()),
    )
    return redirect("yours")


@never_cache
@quiet
@ASKED
def by_link(request: PersonRequest, *, secret: str) -> HttpResponse:
    """Looking says nothing: programs open links in mails. The buttons say yes, or take it back."""
    now = timezone.now()
    try:
        if request.POST.get("say") == "yes" and confirm(secret=secret, now=now):
            messages.success(request, _("Thank you. You are counted, and we tell you once it is mended."))
            return redirect("vote", secret)
        if request.POST.get("say") == "no":
            take_back_linked(secret=secret, now=now)
            return render(request, "portal/closing/vote_gone.html")
        held = vote_held(secret=secret, now=now)
    except NotFound:
        return render(request, "portal/closing/vote_unknown.html", status=404)
    return render(request, "portal/closing/vote.html", {"held": held})
