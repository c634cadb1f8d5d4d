"""What became of what customers said, for everybody; and whether it helped, for whoever was told."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from wellserved.cases.queries.looping import help_asked, mended
from wellserved.cases.queries.voting import open_causes
from wellserved.cases.services import CaseRefused
from wellserved.cases.services.looping import answer_helped
from wellserved.people.middleware import PersonRequest

from .page import draw_open, facts_of


@never_cache
@require_safe
def you_said(request: PersonRequest) -> HttpResponse:
    context = {
        "open": [draw_open(one) for one in open_causes(request.person)],
        "mended": [{"one": one, "facts": facts_of(one)} for one in mended()],
    }
    return render(request, "portal/closing/you_said.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def helped(request: PersonRequest, secret: str) -> HttpResponse:
    """Looking answers nothing: programs that open links in mails must not answer for a customer."""
    said = request.POST.get("helped")
    refused = ""
    if said in {"yes", "no"}:
        try:
            answer_helped(secret=secret, helped=said == "yes", now=timezone.now())
        except CaseRefused:
            refused = _("You have answered this before. Thank you.")
    context = {"asked": help_asked(secret=secret), "refused": refused}
    response = render(request, "portal/closing/helped.html", context)
    response["Referrer-Policy"] = "strict-origin"
    return response
