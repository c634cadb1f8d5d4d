"""The page behind a one-time sign-in link, and the choice of a language."""

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.views import i18n
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from wellserved.people.middleware import PersonRequest
from wellserved.people.services import LinkSpent, choose_language, holder_of_link, use_link

BACKEND = "sesame.backends.ModelBackend"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_link(request: HttpRequest) -> HttpResponse:
    """GET only shows whom the link is for, so that a mail scanner that follows it does not use it up."""
    token = request.GET.get("sesame", "")
    try:
        if request.method == "POST":
            login(request, use_link(token=token, now=timezone.now()), backend=BACKEND)
            return redirect(resolve_url("home"))
        holder = holder_of_link(token=token)
    except LinkSpent:
        return render(request, "people/link_spent.html", status=410)
    return render(request, "people/sign_in_link.html", {"holder": holder})


@require_POST
def set_language(request: PersonRequest) -> HttpResponse:
    """Kept in the browser by a cookie; of those who are signed in also with the account, for their other devices."""
    language = request.POST.get("language", "")
    if request.person.account_id is not None and language in dict(settings.LANGUAGES):
        choose_language(by=request.person, language=language, now=timezone.now())
    return i18n.set_language(request)
