"""Replies to begin with: listed for whoever answers, written by whoever may."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wellserved.cases.queries import TemplateSeen, templates_for
from wellserved.cases.services import CaseRefused, remove_template, set_template
from wellserved.people.contracts import NotFound
from wellserved.people.services import require
from wellserved.workspace.cases_desk.texts_forms import TextForm
from wellserved.workspace.cases_desk.texts_page import PLACES, draw_preview, draw_texts
from wellserved.workspace.cases_desk.words import language_name
from wellserved.workspace.views.rendering import PageRequest, part_of_page


@login_required
@never_cache
@require_safe
def texts(request: PageRequest) -> HttpResponse:
    found = templates_for(request.person)
    context = {
        "rows": draw_texts(found, language=get_language() or "en"),
        "may_write": request.person.may("causes:write"),
    }
    return render(request, "workspace/cases_desk/texts.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: PageRequest, slug: str = "", language: str = "") -> HttpResponse:
    """A new text, or one in one language; where there is none in it, one in another language stands there to be translated."""
    require(request.person, "causes:write")
    there, other = _there(request, slug, language)
    initial = {"language": language or get_language() or "en"}
    if there or other:
        shown = there or other
        initial |= {"title": shown.title, "body": shown.body} if shown else {}
    form = TextForm(request.POST or None, initial=initial, fixed=bool(slug))
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            said = {"slug": slug, "language": language} | form.cleaned_data
            try:
                set_template(
                    by=request.person,
                    slug=said["slug"],
                    language=said["language"],
                    title=said["title"],
                    body=form.words(),
                    now=timezone.now(),
                )
            except CaseRefused as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                messages.success(request, _("Saved. It is offered with every reply from now on."))
                return redirect("workspace:texts")
    context = {
        "form": form,
        "slug": slug,
        "language": language,
        "language_name": language_name(language) if language else "",
        "there": there is not None,
        "other": other.language if other and not there else "",
        "places": PLACES,
        "preview": draw_preview(form.words(), language=_spoken(request, language), person=request.person),
    }
    return render(request, "workspace/cases_desk/text.html", context, status=status)


@login_required
@never_cache
@require_POST
def preview(request: PageRequest) -> HttpResponse:
    """While somebody types: the words as a customer gets them."""
    require(request.person, "causes:write")
    form = TextForm(request.POST, initial={}, fixed=False)
    language = _spoken(request, request.POST.get("of", ""))
    drawn = draw_preview(form.words(), language=language, person=request.person)
    return part_of_page(request, "cases_desk/text", "preview", {"preview": drawn})


@login_required
@require_POST
def remove(request: PageRequest, slug: str, language: str) -> HttpResponse:
    remove_template(by=request.person, slug=slug, language=language, now=timezone.now())
    messages.success(request, _("It is offered no more."))
    return redirect("workspace:texts")


def _there(request: PageRequest, slug: str, language: str) -> tuple[TemplateSeen | None, TemplateSeen | None]:
    """The text in this language, and one in another. NotFound where there is none, or no such language."""
    if not slug:
        return None, None
    those = {one.language: one for one in templates_for(request.person) if one.slug == slug}
    if not those or language not in dict(settings.LANGUAGES):
        raise NotFound("There is no such text.")
    return those.get(language), those.get("en") or next(iter(those.values()))


def _spoken(request: PageRequest, language: str) -> str:
    """Of a new text the language that is chosen in the form."""
    chosen = language or request.POST.get("language", "") or get_language() or "en"
    return chosen if chosen in dict(settings.LANGUAGES) else "en"
