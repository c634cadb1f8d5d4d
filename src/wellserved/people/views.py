"""The page behind a one-time sign-in link."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from wellserved.people.services import LinkSpent, holder_of_link, use_link

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
