"""What helps to answer: drafts, who else is at it, texts to begin with."""

import re
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from wellserved.cases.models import Draft, Presence, ReplyTemplate
from wellserved.cases.queries.seeing import NO_CASE, seen_by
from wellserved.people.contracts import NotFound, Person
from wellserved.people.services import audit, require

from .claiming import CaseRefused

MOST_BODY = 8000
PRESENCE_KEPT = timedelta(hours=1)
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@transaction.atomic
def be_present(*, by: Person, case_id: int, writing: bool, now: datetime) -> None:
    """This person has the case open, and may be writing. No audit line: it is gone in a minute."""
    staff = _at_it(by, case_id)
    values = {"seen_at": now} | ({"writing_at": now} if writing else {})
    Presence.objects.update_or_create(case_id=case_id, staff_id=staff, defaults=values)


@transaction.atomic
def save_draft(*, by: Person, case_id: int, text: str, now: datetime) -> None:
    """Keep what was written and not sent; nothing written keeps nothing. No audit line: it is theirs alone."""
    staff = _at_it(by, case_id)
    if not text.strip():
        Draft.objects.filter(case_id=case_id, staff_id=staff).delete()
        return
    Draft.objects.update_or_create(
        case_id=case_id,
        staff_id=staff,
        defaults={"text": text.replace("\x00", "")[:20_000], "saved_at": now},
    )


def forget_presence(*, now: datetime) -> int:
    """Who had which case open is nobody's matter any more; returns how many were forgotten."""
    return Presence.objects.filter(seen_at__lt=now - PRESENCE_KEPT).delete()[0]


def _at_it(by: Person, case_id: int) -> int:
    """Who of the staff is at a case that they may see."""
    require(by, "cases:write")
    if by.staff_id is None or not seen_by(by).filter(pk=case_id).exists():
        raise NotFound(NO_CASE)
    return by.staff_id


@transaction.atomic
def set_template(*, by: Person, slug: str, language: str, title: str, body: str, now: datetime) -> None:
    """A reply to begin with, in one language. Raises CaseRefused, naming the field."""
    require(by, "causes:write")
    _checked(slug, language, title, body)
    row, _made = ReplyTemplate.objects.update_or_create(
        slug=slug,
        language=language,
        defaults={
            "title": title.strip()[:120],
            "body": body.strip(),
            "changed_at": now,
            "changed_by_id": by.staff_id,
        },
    )
    audit(by=by, deed="reply_template.set", kind="reply_template", object_id=row.pk, now=now, slug=slug)


def _checked(slug: str, language: str, title: str, body: str) -> None:
    if not _SLUG.fullmatch(slug):
        raise CaseRefused(
            _("A short name has small letters, digits and hyphens, such as late-parcel."), field="slug"
        )
    if language not in dict(settings.LANGUAGES):
        raise CaseRefused(_("There is no such language. Choose another."), field="language")
    if not title.strip():
        raise CaseRefused(_("A text to begin with needs a name."), field="title")
    if not body.strip():
        raise CaseRefused(_("There are no words yet. Write something."), field="body")
    if len(body) > MOST_BODY or "\x00" in body + title:
        raise CaseRefused(
            _("This is longer than %(n)s characters. Shorten it.") % {"n": f"{MOST_BODY:,}"}, field="body"
        )


@transaction.atomic
def remove_template(*, by: Person, slug: str, language: str, now: datetime) -> None:
    require(by, "causes:write")
    row = ReplyTemplate.objects.select_for_update().filter(slug=slug, language=language).first()
    if row is None:
        raise NotFound("There is no such text.")
    audit(by=by, deed="reply_template.removed", kind="reply_template", object_id=row.pk, now=now, slug=slug)
    row.delete()
