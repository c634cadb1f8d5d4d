"""Being told: asking for it by a number, saying yes, changing it, ending it. Each secret link is its holder's alone."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wellserved.people.contracts import NotFound
from wellserved.people.middleware import PersonRequest
from wellserved.portal.notice_forms import PreferForm, TellForm
from wellserved.portal.track.visitor import address_of_request
from wellserved.tracking.domain.keys import is_plain, number_key
from wellserved.tracking.queries.notices import application_server_key, held_by, subscriptions_for
from wellserved.tracking.services.subscribing import (
    Subscribed,
    SubscriptionRefused,
    TooManyAttempts,
    Wanted,
    confirm,
    end_by_secret,
    end_own,
    prefer,
    subscribe,
    subscribe_to_all,
)

View = Callable[..., HttpResponse]
ASKED = require_http_methods(["GET", "HEAD", "POST"])


def quiet(view: View) -> View:
    """The address holds a secret: it goes to no other server, no cache, no search engine.

    'no-referrer' would be quieter still, but browsers then send a form without saying where it comes from, and
    the protection against forged requests refuses it.
    """

    @wraps(view)
    def answered(request: PersonRequest, secret: str) -> HttpResponse:
        try:
            response = view(request, secret)
        except NotFound:
            response = render(request, "portal/notices/unknown.html", status=404)
        response.headers["Referrer-Policy"] = "strict-origin"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return cast("View", never_cache(answered))


@never_cache
@sensitive_post_parameters("address")
@ASKED
def tell_me(request: PersonRequest, number: str) -> HttpResponse:
    """The same for every number, known or not."""
    key = _number(number)
    form = TellForm(request.POST or None)
    context = {"form": form, "number": key, "push_key": application_server_key()}
    if form.is_valid():
        wanted = form.wanted()
        try:
            done = subscribe(
                by=request.person,
                number=key,
                carrier=request.GET.get("carrier", "")[:40],
                wanted=wanted,
                asker=address_of_request(request),
                now=timezone.now(),
            )
        except SubscriptionRefused as refused:
            form.refused(refused)
        except TooManyAttempts:
            return render(request, "portal/notices/too_many.html", status=429)
        else:
            return _done(request, key, wanted, done)
    return render(request, "portal/notices/tell_me.html", context, status=400 if form.is_bound else 200)


def _done(request: PersonRequest, number: str, wanted: Wanted, done: Subscribed) -> HttpResponse:
    if done.secret:
        # Shown once, so it is the answer itself and no page to come back to.
        context = {"number": number, "secret": done.secret, "address": wanted.address}
        return render(request, "portal/notices/webhook.html", context)
    return redirect(reverse("tell_me_sent", args=[number]) + ("?asks=yes" if done.asks else ""))


@never_cache
@require_safe
def sent(request: PersonRequest, number: str) -> HttpResponse:
    context = {"number": _number(number), "asks": request.GET.get("asks") == "yes"}
    return render(request, "portal/notices/sent.html", context)


@never_cache
@sensitive_post_parameters("address")
@require_POST
def push(request: PersonRequest, number: str) -> HttpResponse:
    """What a browser's own subscription is handed in by."""
    form = PreferForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"wrong": form.errors}, status=400)
    wanted = Wanted(channel="web_push", address=request.POST.get("address", "")[:2000], **form.preferred())
    try:
        subscribe(
            by=request.person,
            number=_number(number),
            carrier=request.GET.get("carrier", "")[:40],
            wanted=wanted,
            asker=address_of_request(request),
            now=timezone.now(),
        )
    except SubscriptionRefused as refused:
        form.refused(refused)
        return JsonResponse({"wrong": form.errors}, status=400)
    except TooManyAttempts:
        return JsonResponse({"wrong": {}}, status=429)
    return JsonResponse({"words": _("You will be told here.")})


@quiet
@ASKED
def confirmed(request: PersonRequest, secret: str) -> HttpResponse:
    """A click in the letter shows the question; only the button says yes, for programs open links in letters too."""
    held = held_by(secret=secret)
    if request.method == "POST":
        confirm(secret=secret, now=timezone.now())
        messages.success(request, _("Thank you. From now on we tell you."))
        return redirect("tell_me_preferences", secret)
    if held.confirmed or held.ended:
        return redirect("tell_me_preferences", secret)
    return render(request, "portal/notices/confirm.html", {"held": held})


@quiet
@ASKED
def preferences(request: PersonRequest, secret: str) -> HttpResponse:
    held = held_by(secret=secret)
    if held.ended:
        return render(request, "portal/notices/ended.html", {"held": held})
    now_held = {name: getattr(held, name) for name in ("language", "time_zone", "quiet_from", "quiet_until")}
    form = PreferForm(request.POST or None, initial=now_held)
    if form.is_valid():
        try:
            prefer(secret=secret, **form.preferred(), now=timezone.now())
        except SubscriptionRefused as refused:
            form.refused(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("tell_me_preferences", secret)
    context = {"form": form, "held": held, "secret": secret}
    return render(request, "portal/notices/preferences.html", context, status=400 if form.is_bound else 200)


# A mail program ends it with one POST that comes from nowhere (RFC 8058): the secret is all that it has.
@csrf_exempt
@quiet
@ASKED
def end(request: PersonRequest, secret: str) -> HttpResponse:
    held = held_by(secret=secret)
    everything = request.GET.get("all") == "yes"
    if request.method == "POST":
        end_by_secret(secret=secret, all_of_address=everything, now=timezone.now())
        return render(request, "portal/notices/ended.html", {"held": held})
    if held.ended and not everything:
        return render(request, "portal/notices/ended.html", {"held": held})
    return render(request, "portal/notices/end.html", {"held": held, "everything": everything})


@login_required
@never_cache
@sensitive_post_parameters("address")
@ASKED
def mine(request: PersonRequest) -> HttpResponse:
    """Of everything that is on its way to a signed-in customer."""
    if request.person.customer_key is None:
        raise Http404
    form = TellForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "held": subscriptions_for(request.person)}
    if form.is_valid():
        wanted, asker = form.wanted(), address_of_request(request)
        try:
            done = subscribe_to_all(by=request.person, wanted=wanted, asker=asker, now=timezone.now())
        except SubscriptionRefused as refused:
            form.refused(refused)
        except TooManyAttempts:
            return render(request, "portal/notices/too_many.html", status=429)
        else:
            if done.secret:
                shown = {"number": "", "secret": done.secret, "address": wanted.address}
                return render(request, "portal/notices/webhook.html", shown)
            said = (
                _("We have sent you a letter. Open the link in it to say yes.")
                if done.asks
                else _("From now on we tell you.")
            )
            messages.success(request, said)
            return redirect("tell_me_mine")
    return render(request, "portal/notices/mine.html", context, status=400 if form.is_bound else 200)


@login_required
@require_POST
def end_mine(request: PersonRequest, subscription: int) -> HttpResponse:
    end_own(by=request.person, subscription_id=subscription, now=timezone.now())
    messages.success(request, _("We tell you no more."))
    return redirect("tell_me_mine")


def _number(number: str) -> str:
    key = number_key(number)
    if not is_plain(key):
        raise Http404
    return key
