"""Invitations to draw along: made, closed, given a new link. A link is shown once."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from wellserved.journey.contracts.inviting import InvitationLine
from wellserved.journey.queries.inviting import invitations_for
from wellserved.journey.services.inviting import close_invitation, make_invitation, renew_link
from wellserved.people.contracts import NotFound
from wellserved.workspace.inviting_forms import ClosesForm, InvitationForm
from wellserved.workspace.inviting_page import draw_invitations, qr_code

from .rendering import PageRequest


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitations(request: PageRequest, journey: str) -> HttpResponse:
    """The invitations to a map, and the form for a new one. Its link is the answer and nowhere else."""
    now = timezone.now()
    lines = invitations_for(request.person, journey=journey, now=now)
    form = InvitationForm(request.POST or None, today=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("title", "welcome", "audience")}
        made = make_invitation(
            by=request.person, journey=journey, closes_at=form.closes_at(), now=now, **given
        )
        return _link(request, journey, secret=made.secret, title=given["title"])
    context = {"journey": journey, "form": form, "invitations": draw_invitations(lines)}
    return render(request, "workspace/inviting_list.html", context, status=400 if form.is_bound else 200)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_link(request: PageRequest, journey: str, invitation: int) -> HttpResponse:
    """The old link leads nowhere from then on: the page says so before."""
    now = timezone.now()
    line = _one(request, journey, invitation)
    form = ClosesForm(request.POST or None, today=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        made = renew_link(
            by=request.person,
            journey=journey,
            invitation=invitation,
            closes_at=form.closes_at(),
            now=now,
        )
        return _link(request, journey, secret=made.secret, title=line.title)
    context = {"journey": journey, "form": form, "invitation": line}
    return render(request, "workspace/inviting_renew.html", context, status=400 if form.is_bound else 200)


@login_required
@require_POST
def close(request: PageRequest, journey: str, invitation: int) -> HttpResponse:
    close_invitation(by=request.person, journey=journey, invitation=invitation, now=timezone.now())
    messages.success(request, _("Closed. What was said stays here."))
    return redirect("workspace:invitations", journey)


def _one(request: PageRequest, journey: str, invitation: int) -> InvitationLine:
    lines = invitations_for(request.person, journey=journey, now=timezone.now())
    found = next((one for one in lines if one.id == invitation), None)
    if found is None:
        raise NotFound(f"There is no invitation {invitation} to this journey.")
    return found


def _link(request: PageRequest, journey: str, *, secret: str, title: str) -> HttpResponse:
    link = request.build_absolute_uri(reverse("with_us", args=[secret]))
    context = {"journey": journey, "title": title, "link": link, "code": qr_code(link)}
    response = render(request, "workspace/inviting_link.html", context)
    response.headers["Referrer-Policy"] = "strict-origin"
    return response
