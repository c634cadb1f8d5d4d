"""Beside the questions: asking to be asked no more."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from wellserved.people.contracts import NotFound
from wellserved.people.middleware import PersonRequest
from wellserved.voice.services.asking_declines import ask_again, ask_no_more, has_declined


@csrf_exempt
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def no_more(request: PersonRequest, secret: str) -> HttpResponse:
    """Looking changes nothing: mail scanners follow links. A mail program's own button posts here (RFC 8058); the secret
    in the address is what allows it, and no cookie.
    """
    try:
        if request.method == "POST":
            again = request.POST.get("again") == "yes"
            (ask_again if again else ask_no_more)(secret=secret, now=timezone.now())
        declined = has_declined(secret=secret)
    except NotFound as error:
        raise Http404 from error
    context = {"declined": declined, "changed": request.method == "POST", "secret": secret}
    response = render(request, "portal/asking/no_more.html", context)
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
