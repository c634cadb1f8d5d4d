"""What became of what customers said, for everybody; and whether it helped, for whoever was told."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from wellserved.analytics.statistics import wilson
from wellserved.cases.queries.looping import Mended, help_asked, mended
from wellserved.cases.services import CaseRefused
from wellserved.cases.services.looping import answer_helped
from wellserved.people.middleware import PersonRequest

ENOUGH = 30


@never_cache
@require_safe
def you_said(request: PersonRequest) -> HttpResponse:
    found = [{"one": one, "facts": _facts(one)} for one in mended()]
    return render(request, "portal/closing/you_said.html", {"mended": found})


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


def _facts(one: Mended) -> str:
    """How many said it, and with enough answers how many it helped."""
    said = ngettext("%(n)s customer told us.", "%(n)s customers told us.", one.people) % {
        "n": f"{one.people:,}"
    }
    if one.people == 0:
        return ""
    if one.answered < ENOUGH:
        return said
    low, high = wilson(one.helped, one.answered)
    return f"{said} " + _("It helped %(share)s%% of the %(n)s who answered (%(low)s to %(high)s%%).") % {
        "share": f"{one.helped / one.answered * 100:.0f}",
        "n": f"{one.answered:,}",
        "low": f"{low * 100:.0f}",
        "high": f"{high * 100:.0f}",
    }
