"""Answers that were set aside or flagged: looked at, and taken in where they are good all the same."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wellserved.people.queries import locations
from wellserved.voice.queries import aside_for, attachment_for, flag_counts_for, version_for
from wellserved.voice.queries.waiting import attachments_of, flagged_for, title_of, waiting_for
from wellserved.voice.services import count_in, take_from_aside
from wellserved.workspace.views.rendering import PageRequest

from .answers_page import draw_answer

PAGE = 50
_ENDINGS = {"image/jpeg": "jpg", "audio/mpeg": "mp3"}


@login_required
@never_cache
@require_safe
def waiting(request: PageRequest) -> HttpResponse:
    return render(request, "workspace/asking/waiting.html", {"waiting": waiting_for(request.person)})


@login_required
@never_cache
@require_safe
def answers(request: PageRequest, slug: str) -> HttpResponse:
    """What was set aside, or with `?what=flagged` what was flagged; `after` opens the page that follows."""
    person, flagged = request.person, request.GET.get("what") == "flagged"
    given = request.GET.get("after", "")
    after = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0
    found = (flagged_for if flagged else aside_for)(person, questionnaire=slug, after=after, limit=PAGE)
    files, places = attachments_of(found), {one.code: one.name for one in locations()}
    versions = {
        number: version_for(person, questionnaire=slug, number=number)
        for number in {one.version for one in found}
    }
    counts = flag_counts_for(person, questionnaire=slug)
    context = {
        "slug": slug,
        "title": title_of(person, questionnaire=slug),
        "flagged": flagged,
        "n_aside": counts.aside,
        "n_flagged": counts.flagged - counts.counted,
        "answers": [
            draw_answer(
                one, definition=versions[one.version].definition, files=files.get(one.id, ()), places=places
            )
            for one in found
        ],
        "next": found[-1].id if len(found) == PAGE else None,
        "may_write": person.may("surveys:write"),
    }
    return render(request, "workspace/asking/answers.html", context)


@login_required
@require_POST
def take(request: PageRequest, slug: str, response: int) -> HttpResponse:
    take_from_aside(by=request.person, response=response, now=timezone.now())
    messages.success(request, _("Taken in: it counts from now on."))
    return redirect("workspace:waiting_answers", slug)


@login_required
@require_POST
def count(request: PageRequest, slug: str, response: int) -> HttpResponse:
    if count_in(by=request.person, responses=[response], now=timezone.now()):
        messages.success(request, _("Taken in: it counts from now on."))
    return redirect(reverse("workspace:waiting_answers", args=[slug]) + "?what=flagged")


@login_required
@never_cache
@require_safe
def attachment(request: PageRequest, response: int, attachment: int) -> HttpResponse:
    """Never shown by the browser itself: what a stranger sent is saved, and what it is stays its own type."""
    media_type, content = attachment_for(request.person, response=response, attachment=attachment)
    ending = _ENDINGS.get(media_type, media_type.partition("/")[2])
    answer = HttpResponse(content, content_type=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{response}-{attachment}.{ending}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
