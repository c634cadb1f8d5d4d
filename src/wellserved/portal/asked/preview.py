"""A draft as it would be asked, for staff who may see questionnaires. Answers go along with the form: none is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import msgspec
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from wellserved.people.middleware import PersonRequest
from wellserved.voice.domain.answers import Wrong, said_on
from wellserved.voice.domain.definition import Definition, Item
from wellserved.voice.domain.editing import open_at
from wellserved.voice.domain.walking import Screen, before, missing, next_after, screens, shown
from wellserved.voice.queries import draft_for

from .page import Page, draw_end, draw_screen, draw_words, html_of

__all__ = ["preview"]

MOST_KEPT = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """A draft with the answers that were tried on it. Its screens are cut by `written`, whatever is opened to be seen."""

    definition: Definition
    written: Definition
    answers: Mapping[str, object] = field(default_factory=dict)
    facts: Mapping[str, object] = field(default_factory=dict)
    seed: int = 0
    version_id: int = 0

    @property
    def screens(self) -> tuple[Screen, ...]:
        return screens(self.written, seed=self.seed)


@csrf_exempt
@login_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: PersonRequest, slug: str) -> HttpResponse:
    """The screen with `at`, the key of an item or page, whether it would be asked or not; without it the first one."""
    definition = draft_for(request.person, questionnaire=slug).definition
    language = request.POST.get("_l") or request.GET.get("_lang") or definition.language
    known = {code for code, _name in settings.LANGUAGES}
    with translation.override(language if language in known else settings.LANGUAGE_CODE):
        if not definition.pages:
            drawn = draw_words(_("Nothing is asked yet"), _("Add a page with a question."))
        elif request.method == "POST":
            drawn = _stepped(request, definition, language=language)
        else:
            drawn = _opened(definition, at=request.GET.get("at", ""), language=language)
        html = html_of(replace(drawn, action=request.path))
    response = HttpResponse(html)
    response.headers["Content-Security-Policy"] = str(
        build_policy(replace={"frame-ancestors": ["'self'"], "script-src": ["'none'"]})
    )
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _opened(definition: Definition, *, at: str, language: str) -> Page:
    drafted = Drafted(definition=open_at(definition, at) if at else definition, written=definition)
    cut = drafted.screens
    first = next_after(cut, seen=shown(definition, answers={}, facts={}), at=-1) or 0
    found = next((n for n, screen in enumerate(cut) if at in (*screen.items, screen.page)), first)
    return _drawn(drafted, at=found, language=language)


def _stepped(request: HttpRequest, definition: Definition, *, language: str) -> Page:
    """On to the next screen, back, or here again with what is wrong."""
    fields = dict(request.POST.lists())
    kept, number = _kept(request.POST.get("_kept", "")), request.POST.get("_s", "")
    drafted = Drafted(definition=definition, written=definition, answers=kept)
    cut = drafted.screens
    at = min(int(number), len(cut) - 1) if number.isascii() and number.isdigit() and len(number) < 6 else 0
    items = [item for item in _shown(definition, kept) if item.key in cut[at].items]
    files = {item.key: 1 for item in items if item.key in request.FILES}
    said, wrongs = said_on(items, fields=fields, files=files, kept=kept)
    drafted = replace(drafted, answers={**kept, **said})
    seen = shown(definition, answers=drafted.answers, facts={})
    if request.POST.get("_go") == "back":
        return _drawn(drafted, at=before(cut, seen=seen, at=at) or 0, language=language)
    wanted = set(missing(seen, among=cut[at].items)) - {wrong.item for wrong in wrongs}
    wrongs += [Wrong(item=key, why="required", said="") for key in wanted]
    if wrongs:
        return _drawn(drafted, at=at, language=language, fields=fields, wrongs=wrongs)
    to = next_after(cut, seen=seen, at=at)
    return draw_end(drafted, language=language) if to is None else _drawn(drafted, at=to, language=language)


def _drawn(
    drafted: Drafted,
    *,
    at: int,
    language: str,
    fields: Mapping[str, list[str]] | None = None,
    wrongs: list[Wrong] | None = None,
) -> Page:
    page = draw_screen(
        drafted, at=at, action="", language=language, began=0, fields=fields, wrongs=wrongs or ()
    )
    kept = msgspec.json.encode(drafted.answers).decode()
    return replace(page, fields=(*page.fields, ("_kept", kept)))


def _shown(definition: Definition, answers: Mapping[str, object]) -> tuple[Item, ...]:
    return shown(definition, answers=answers, facts={}).items


def _kept(text: str) -> dict[str, object]:
    """What was tried on earlier screens; nothing where it is none of ours."""
    try:
        return msgspec.json.decode(text[:MOST_KEPT], type=dict[str, object])
    except (msgspec.DecodeError, RecursionError):
        return {}
