"""Beside the questions: asking to be asked no more, the kiosk, the loader of the widget."""

import json
from datetime import datetime
from pathlib import Path

import msgspec
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wellserved.people.contracts import NotFound
from wellserved.people.middleware import PersonRequest
from wellserved.platform.link_secrets import new_secret
from wellserved.portal.track.visitor import address_of_request, language_of
from wellserved.voice.queries.answering import asked_at_door
from wellserved.voice.services.asking_declines import ask_again, ask_no_more, has_declined
from wellserved.voice.services.inviting_kiosk import AnswerRefused, KioskAnswer, TooMany, take_from_kiosk

from .kiosk_page import draw_kiosk

LARGEST = 2_000_000


class _Sent(msgspec.Struct):
    answers: list[KioskAnswer]
    sent_at: datetime
    key: str = ""


_decoder = msgspec.json.Decoder(_Sent)


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


@never_cache
@require_safe
def kiosk(request: HttpRequest, slug: str) -> HttpResponse:
    """The same for everybody: it is kept on the device and opens without a connection. The key in its address only says
    that it is a tablet of ours.
    """
    asked = asked_at_door(slug, secret=new_secret())
    if asked is None or asked.channel != "kiosk":
        raise Http404
    language = language_of(
        asked=request.GET.get("lang", ""),
        cookie="",
        accepted=asked.definition.language,
    )
    key = request.GET.get("key", "")[:100]
    closed = asked.is_over(timezone.now())
    with translation.override(language):
        page = draw_kiosk(asked, slug=slug, key=key, closed=closed)
        response = render(request, "portal/asking/kiosk.html", {"page": page}, status=410 if closed else 200)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Content-Language"] = language
    return response


@csrf_exempt
@never_cache
@require_POST
def kiosk_answers(request: HttpRequest, slug: str) -> HttpResponse:
    """Asked by the kiosk's script. 4xx but 429 means that sending the same again is of no use."""
    length = request.headers.get("Content-Length", "")
    if not length.isdigit() or int(length) > LARGEST:
        return JsonResponse({"said": "Send fewer answers at once."}, status=413)
    try:
        sent = _decoder.decode(request.body)
        if sent.sent_at.tzinfo is None or any(
            one.finished_at.tzinfo is None or one.began_at.tzinfo is None for one in sent.answers
        ):
            return JsonResponse({"said": "Its times have no zone."}, status=422)
        done = take_from_kiosk(
            door=slug,
            answers=sent.answers,
            key=sent.key,
            address=address_of_request(request),
            sent_at=sent.sent_at,
            now=timezone.now(),
        )
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, AnswerRefused) as error:
        return JsonResponse({"said": str(error)}, status=422)
    except TooMany:
        return JsonResponse({"said": "Too many at once: send them later."}, status=429)
    except NotFound as error:
        raise Http404 from error
    return JsonResponse({"done": done})


@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """The script must lie in the folder of the pages that it serves: its scope is /kiosk/ and nothing else."""
    return _script("src/kiosk-worker.ts", cached="no-cache")


@require_safe
def embed(_request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG001  the script reads it from its own address
    """Always under this address, for other sites' pages name it."""
    response = _script("src/embed.ts", cached="public, max-age=3600")
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _script(source: str, *, cached: str) -> HttpResponse:
    root = Path(settings.STATIC_ROOT)
    built = json.loads((root / "manifest.json").read_text()).get(source)
    if built is None:
        raise Http404
    answer = HttpResponse((root / built["file"]).read_bytes(), content_type="text/javascript")
    answer["Cache-Control"] = cached
    return answer
