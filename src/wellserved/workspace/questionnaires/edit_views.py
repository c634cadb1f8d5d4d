"""The editor: each button, form and drag is one deed, answered with the editor as it is then."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from wellserved.journey.services import ImportRefused, JourneyContradicts
from wellserved.voice.contracts import DraftSeen
from wellserved.voice.domain.deeds import AddItem, AddPage, Clash, Copy, Deed, Gone, PutBack, Remove
from wellserved.voice.domain.definition import Definition, Page
from wellserved.voice.domain.editing import item_of, page_of
from wellserved.voice.queries import draft_for
from wellserved.voice.services import place_measures
from wellserved.voice.services.editing import Unfit, edit_draft
from wellserved.workspace.asking.views import drawn_journeys, may_write
from wellserved.workspace.views.rendering import PageRequest, page

from .commands import NotUnderstood, deed_of
from .edit_page import Removed, draw_editor, removed_of
from .item_forms import ItemForm
from .part_forms import PageForm, PartForm, WholeForm
from .placing import unplaced

__all__ = ["edit"]


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PageRequest, slug: str) -> HttpResponse:
    draft = draft_for(request.person, questionnaire=slug)
    part = request.GET.get("part", "")
    if request.method != "POST":
        return _drawn(request, draft, part=part)
    may_write(request)
    do = request.POST.get("do", "")
    if do.startswith("put:"):
        return _put(request, draft)
    if do.startswith("place:"):
        return _place(request, draft, items=do == "place:items")
    try:
        deed = deed_of(request.POST.dict())
        removed = removed_of(draft.definition, deed) if isinstance(deed, Remove) else None
        made = edit_draft(by=request.person, questionnaire=slug, deed=deed, now=timezone.now()).part
    except (Gone, NotUnderstood, Unfit) as refused:
        return _drawn(request, draft, part=part, refused=_why(refused), status=422)
    return _done(request, slug, part=_part_after(deed, made) or part, removed=removed)


def _put(request: PageRequest, draft: DraftSeen) -> HttpResponse:
    """A form of one part: saved, or shown again with what is wrong, or with what somebody else wrote meanwhile."""
    part = request.POST["do"].removeprefix("put:")
    try:
        form = _form(request, draft.definition, part)
    except Gone as gone:
        # What was written about it is shown all the same: nothing that somebody typed is lost.
        return _drawn(request, draft, part="whole", refused=_why(gone), lost=_typed(request), status=422)
    if not form.is_valid():
        return _drawn(request, draft, part=part, form=form, status=422)
    moved = {way: request.POST[way] for way in ("up", "down") if request.POST.get(way)}
    seen = request.POST.get("seen", "")
    deed = form.deed(seen=seen, **moved) if isinstance(form, ItemForm) else form.deed(seen=seen)
    try:
        made = edit_draft(by=request.person, questionnaire=draft.slug, deed=deed, now=timezone.now()).part
    except Clash:
        now = draft_for(request.person, questionnaire=draft.slug)
        theirs = _form(request, now.definition, part, bound=False)
        form.seen = theirs.seen
        form.note_theirs(theirs)
        said = _("Somebody else changed this meanwhile. Look at both, and save again what shall stand.")
        return _drawn(request, now, part=part, form=form, refused=said, status=409)
    except (Gone, Unfit) as refused:
        return _drawn(request, draft, part=part, form=form, refused=_why(refused), status=422)
    kind = part.partition(":")[0]
    return _done(request, draft.slug, part=f"{kind}:{made}" if made else kind)


def _place(request: PageRequest, draft: DraftSeen, *, items: bool) -> HttpResponse:
    where = draft.definition
    try:
        place_measures(
            by=request.person,
            questionnaire=draft.slug,
            journey=where.journey,
            touchpoint=where.touchpoint,
            items=items,
            now=timezone.now(),
        )
    except (ImportRefused, JourneyContradicts):
        said = _(
            "The map takes no such measures: one of that short name had another unit or scale, or the map is full. "
            "Choose other measures for these questions."
        )
        return _drawn(request, draft, part="whole", refused=said, status=422)
    return _done(request, draft.slug, part="whole")


def _done(request: PageRequest, slug: str, *, part: str, removed: Removed | None = None) -> HttpResponse:
    """Without a script a new page, so that loading it again does nothing again; unless there is something to take back."""
    if not request.htmx and removed is None:
        address = reverse("workspace:edit_questionnaire", args=[slug])
        return redirect(f"{address}?{urlencode({'part': part})}#editor")
    draft = draft_for(request.person, questionnaire=slug)
    return _drawn(request, draft, part=part, removed=removed)


def _drawn(
    request: PageRequest,
    draft: DraftSeen,
    *,
    part: str,
    form: PartForm | None = None,
    removed: Removed | None = None,
    refused: str = "",
    lost: tuple[str, ...] = (),
    status: int = 200,
) -> HttpResponse:
    writes = request.person.may("surveys:write")
    editor = draw_editor(draft, part=part, may_write=writes, removed=removed, refused=refused)
    if form is None and writes:
        form = _form(request, draft.definition, editor.part, bound=False)
    lacking = (
        unplaced(
            draft.definition, form.journeys, language=request.person.language or draft.definition.language
        )
        if isinstance(form, WholeForm) and request.person.may("journeys:write")
        else ()
    )
    context: dict[str, object] = {"editor": editor, "form": form, "lost": lost, "unplaced": lacking}
    return page(request, "questionnaires/edit", "editor", context, status=status)


def _form(
    request: PageRequest, definition: Definition, part: str, *, bound: bool = True
) -> WholeForm | PageForm | ItemForm:
    """Raises Gone."""
    kind, _colon, key = part.partition(":")
    data = request.POST if bound else None
    if kind == "item":
        item, journeys = item_of(definition, key), drawn_journeys(request)
        return ItemForm(data, definition=definition, item=item, journeys=journeys)
    if kind == "page":
        page_of(definition, key)
        found = next(one for one in definition.pages if one.key == key)
        return PageForm(data, definition=definition, page=found)
    return WholeForm(data, definition=definition, journeys=drawn_journeys(request))


def _why(error: Exception) -> str:
    """What stood in the way, in the reader's language, with the mend."""
    if isinstance(error, Gone):
        return _("This question or page is not there any more: somebody removed or renamed it meanwhile.")
    if isinstance(error, Unfit):
        return _("This cannot be kept: a text or a list is too long. Shorten it.")
    return _("The editor does not know this command. Load the page again.")


def _typed(request: PageRequest) -> tuple[str, ...]:
    texts = ("text", "help", "title", "lead", "expected", "perceived", "functional", "dysfunctional")
    return tuple(
        value
        for name, value in request.POST.items()
        if isinstance(value, str) and value.strip() and (name in texts or name.endswith("-words"))
    )


def _part_after(deed: Deed, made: str) -> str:
    """What stands open after a deed: what it made, or brought back."""
    match deed:
        case AddPage():
            return f"page:{made}"
        case AddItem() | Copy():
            return f"item:{made}"
        case PutBack(part=Page(key=key)):
            return f"page:{key}"
        case PutBack(part=part):
            return f"item:{part.key}"
        case _:
            return ""
