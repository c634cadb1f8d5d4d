"""Writing a questionnaire, and publishing it: a version is frozen, the draft is written on."""

from datetime import datetime

import msgspec
from django.db import IntegrityError, transaction

from wellserved.people.contracts import NotFound, Person
from wellserved.people.services import audit, require
from wellserved.voice.contracts import Fault
from wellserved.voice.domain.definition import Definition
from wellserved.voice.domain.faults import faults
from wellserved.voice.domain.texts import worded
from wellserved.voice.models import Draft, Questionnaire, Version
from wellserved.voice.queries.versions import thawed

__all__ = [
    "DraftMoved",
    "NotPublishable",
    "SlugTaken",
    "add_questionnaire",
    "archive_questionnaire",
    "publish",
    "save_draft",
]


class SlugTaken(ValueError):
    """There is a questionnaire of this short name."""


class DraftMoved(ValueError):
    """Somebody else saved the draft meanwhile."""


class NotPublishable(ValueError):
    """It cannot be asked as it is; `faults` name places and mends."""

    def __init__(self, found: tuple[Fault, ...]) -> None:
        first = found[0]
        more = f" ({len(found) - 1} more.)" if len(found) > 1 else ""
        super().__init__(f"{first.place}: {first.said} {first.mend}{more}")
        self.faults = found


@transaction.atomic
def add_questionnaire(*, by: Person, slug: str, definition: Definition, now: datetime) -> int:
    """A new questionnaire with this as its draft; returns its id. Raises SlugTaken."""
    require(by, "surveys:write")
    try:
        with transaction.atomic():
            row = Questionnaire.objects.create(
                slug=slug, title=_title(definition), made_at=now, made_by_id=by.account_id
            )
    except IntegrityError as error:
        raise SlugTaken(f"There is a questionnaire '{slug}' already. Choose another short name.") from error
    Draft.objects.create(
        questionnaire=row,
        definition=msgspec.to_builtins(definition),
        changed_at=now,
        changed_by_id=by.account_id,
    )
    audit(by=by, deed="questionnaire.added", kind="questionnaire", object_id=row.pk, now=now)
    return row.pk


@transaction.atomic
def save_draft(*, by: Person, questionnaire: str, definition: Definition, edition: int, now: datetime) -> int:
    """Put `definition` in the draft's place; it may be unfinished. Returns the new edition.

    `edition` is the one that was read. Raises NotFound, DraftMoved.
    """
    require(by, "surveys:write")
    row = _found(questionnaire)
    written = Draft.objects.filter(questionnaire=row, edition=edition).update(
        definition=msgspec.to_builtins(definition),
        edition=edition + 1,
        changed_at=now,
        changed_by_id=by.account_id,
    )
    if not written:
        raise DraftMoved("Somebody else saved this draft meanwhile. Load it again and repeat your change.")
    Questionnaire.objects.filter(pk=row.pk).update(title=_title(definition))
    audit(by=by, deed="draft.saved", kind="questionnaire", object_id=row.pk, now=now, edition=edition + 1)
    return edition + 1


@transaction.atomic
def publish(*, by: Person, questionnaire: str, now: datetime) -> int:
    """Freeze the draft as the next version, which is asked from now on; returns its number.

    A draft that is the same as the latest version makes no new one. Raises NotFound, NotPublishable.
    """
    require(by, "surveys:write")
    row = _found(questionnaire, lock=True)
    draft = Draft.objects.get(questionnaire=row)
    found = faults(thawed(draft.definition))
    if found:
        raise NotPublishable(found)
    latest = Version.objects.filter(questionnaire=row).order_by("-number").first()
    if latest is not None and latest.definition == draft.definition:
        return latest.number
    number = latest.number + 1 if latest else 1
    Version.objects.create(
        questionnaire=row,
        number=number,
        definition=draft.definition,
        published_at=now,
        published_by_id=by.account_id,
    )
    audit(
        by=by, deed="questionnaire.published", kind="questionnaire", object_id=row.pk, now=now, number=number
    )
    return number


@transaction.atomic
def archive_questionnaire(*, by: Person, questionnaire: str, archived: bool, now: datetime) -> None:
    """Out of the lists, or into them again; what was answered stays. Raises NotFound."""
    require(by, "surveys:write")
    row = _found(questionnaire)
    Questionnaire.objects.filter(pk=row.pk).update(archived_at=now if archived else None)
    deed = "questionnaire.archived" if archived else "questionnaire.taken_back"
    audit(by=by, deed=deed, kind="questionnaire", object_id=row.pk, now=now)


def _found(slug: str, *, lock: bool = False) -> Questionnaire:
    rows = Questionnaire.objects.select_for_update() if lock else Questionnaire.objects.all()
    row = rows.filter(slug=slug).first()
    if row is None:
        raise NotFound(f"There is no questionnaire '{slug}'.")
    return row


def _title(definition: Definition) -> str:
    words = worded(definition.title, language=definition.language, fallback=definition.language)
    return words[:300]
