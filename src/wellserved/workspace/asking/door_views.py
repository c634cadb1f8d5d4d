"""Open ways in: a QR code to print, a kiosk, a widget, a link."""

from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wellserved.people.queries import locations
from wellserved.voice.queries.asking import askable_for, door_for
from wellserved.voice.services import SlugTaken, close_door, open_door
from wellserved.voice.services.inviting import is_theirs
from wellserved.voice.services.inviting_kiosk import kiosk_key
from wellserved.workspace.inviting_page import qr_code
from wellserved.workspace.promise_forms import midnight
from wellserved.workspace.views.rendering import PageRequest

from .forms import DoorForm, allowed_hosts
from .page import draw_doors
from .views import drawn_journeys, may_write


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_door(request: PageRequest) -> HttpResponse:
    may_write(request)
    form = DoorForm(
        request.POST or None,
        askable=askable_for(request.person),
        journeys=drawn_journeys(request),
        places=[one for one in locations() if is_theirs(request.person, one.location_id)],
    )
    if form.is_bound and form.is_valid() and _opened(request, form):
        return redirect("workspace:door", form.cleaned_data["slug"])
    return render(
        request, "workspace/asking/new_door.html", {"form": form}, status=422 if form.is_bound else 200
    )


@login_required
@never_cache
@require_safe
def door(request: PageRequest, slug: str) -> HttpResponse:
    """What to print, to open on the tablet, or to put into a page."""
    line = door_for(request.person, slug=slug)
    base = settings.BASE_URL.rstrip("/")
    is_kiosk = line.channel == "kiosk"
    link = base + reverse("kiosk" if is_kiosk else "ask", args=[slug])
    opened_by = f"{link}?{urlencode({'key': kiosk_key(slug)})}" if is_kiosk else link
    context = {
        "door": draw_doors([line])[0],
        "channel": line.channel,
        "link": opened_by,
        "shown_link": link.removeprefix("https://").removeprefix("http://"),
        "qr": qr_code(opened_by),
        "snippet": f'<script src="{base}{reverse("ask_embed", args=[slug])}" async></script>',
        "hosts": [host for host in allowed_hosts() if not line.hosts or host in line.hosts],
        "open": line.closes_at is None or line.closes_at > timezone.now(),
        "may_write": request.person.may("surveys:write") and is_theirs(request.person, line.location_id),
    }
    return render(request, "workspace/asking/door.html", context)


@login_required
@require_POST
def close(request: PageRequest, slug: str) -> HttpResponse:
    close_door(by=request.person, slug=slug, now=timezone.now())
    messages.success(request, _("It is closed: who comes in by it reads so."))
    return redirect("workspace:door", slug)


def _opened(request: PageRequest, form: DoorForm) -> bool:
    given = form.cleaned_data
    try:
        open_door(
            by=request.person,
            slug=given["slug"],
            title=given["title"],
            questionnaire=given["questionnaire"],
            channel=given["channel"],
            location=given["location"] or None,
            facts=form.facts(),
            closes_at=midnight(given["closes"] + timedelta(days=1)) if given["closes"] else None,
            quota=given["quota"],
            hosts=given.get("hosts", ()) if given["channel"] == "widget" else (),
            now=timezone.now(),
        )
    except SlugTaken:
        form.add_error("slug", _("There is an open link of this name already. Choose another."))
        return False
    return True
