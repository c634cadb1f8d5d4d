"""Writing on a draft by small deeds."""

from datetime import datetime

import msgspec
from django.db import transaction

from wellserved.people.contracts import NotFound, Person
from wellserved.people.services import audit, require
from wellserved.voice.domain.deeds import AddItem, Copy, Deed, PutItem, PutWhole
from wellserved.voice.domain.definition import Unreadable
from wellserved.voice.domain.editing import Edited, edited
from wellserved.voice.domain.texts import worded
from wellserved.voice.models import Draft, Questionnaire
from wellserved.voice.queries.versions import keys_published, thawed

__all__ = ["Unfit", "edit_draft"]


class Unfit(ValueError):
    """The deed would leave something that is no questionnaire; nothing was changed."""


@transaction.atomic
def edit_draft(*, by: Person, questionnaire: str, deed: Deed, now: datetime) -> Edited:
    """Do one deed to the draft as it stands now, whoever saved it last.

    What changes nothing leaves no edition. Raises NotFound, Gone, Clash, Unfit.
    """
    require(by, "surveys:write")
    draft = Draft.objects.select_for_update().filter(questionnaire__slug=questionnaire).first()
    if draft is None:
        raise NotFound(f"There is no questionnaire '{questionnaire}'.")
    before = thawed(draft.definition)
    taken = (
        keys_published(draft.pk)
        if isinstance(deed, AddItem | Copy | PutItem | PutWhole)
        else frozenset[str]()
    )
    done = edited(before, deed, taken=taken)
    if done.definition == before:
        return done
    written = msgspec.to_builtins(done.definition)
    try:
        definition = thawed(written)
    except Unreadable as error:
        raise Unfit(f"This cannot be kept: {error}") from error
    edition = draft.edition + 1
    Draft.objects.filter(pk=draft.pk).update(
        definition=written, edition=edition, changed_at=now, changed_by_id=by.account_id
    )
    title = worded(definition.title, language=definition.language, fallback=definition.language)
    Questionnaire.objects.filter(pk=draft.pk).update(title=title[:300])
    audit(by=by, deed="draft.saved", kind="questionnaire", object_id=draft.pk, now=now, edition=edition)
    return done
