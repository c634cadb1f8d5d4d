"""Personas: somebody who stands for a segment, in that person's own words."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from wellserved.journey.contracts import DeedRefused
from wellserved.journey.domain.fields import Broken, Words
from wellserved.journey.domain.slugs import slug_of
from wellserved.journey.models import Persona
from wellserved.journey.services.levels import segment_of
from wellserved.journey.services.turns import Turn, take_turn
from wellserved.journey.wording import refused
from wellserved.people.contracts import NotFound, Person
from wellserved.people.services import audit, require

MOST_LINES = 20
_TEXTS = {"name": Words(longest=80, needed=True), "summary": Words(longest=300), "quote": Words(longest=300)}
_LINE = Words(longest=200)


@transaction.atomic
def set_persona(
    *,
    by: Person,
    slug: str | None,
    name: str,
    segment: str | None = None,
    summary: str = "",
    quote: str = "",
    wants: Sequence[str] = (),
    frustrations: Sequence[str] = (),
    now: datetime,
) -> str:
    """Make a persona (`slug` None) or change one; returns the slug."""
    require(by, "journeys:write")
    persona = _found(slug) if slug is not None else Persona()
    try:
        for field, value in (("name", name), ("summary", summary), ("quote", quote)):
            setattr(persona, field, _TEXTS[field].checked(field, value))
        persona.wants = _lines("wants", wants)
        persona.frustrations = _lines("frustrations", frustrations)
    except Broken as broken:
        raise refused(broken) from broken
    persona.segment = segment_of(segment)
    if slug is None:
        # Two who make personas of one name would both find its slug free.
        take_turn(Turn.FREE_SLUGS)
        taken = set(Persona.objects.values_list("slug", flat=True))
        persona.slug = slug_of(persona.name, kind="persona", taken=taken)
    persona.save()
    audit(by=by, deed="persona.set", kind="persona", object_id=persona.pk, now=now)
    return persona.slug


@transaction.atomic
def remove_persona(*, by: Person, slug: str, now: datetime) -> None:
    require(by, "journeys:write")
    persona = _found(slug)
    persona.removed_at = now
    persona.save(update_fields=["removed_at"])
    audit(by=by, deed="persona.removed", kind="persona", object_id=persona.pk, now=now)


def _found(slug: str) -> Persona:
    found = Persona.objects.select_for_update().filter(slug=slug, removed_at__isnull=True).first()
    if found is None:
        raise NotFound(f"There is no persona '{slug}'.")
    return found


def _lines(field: str, lines: Sequence[str]) -> str:
    kept = [text for line in lines if (text := str(_LINE.checked(field, line)))]
    if len(kept) > MOST_LINES:
        sentence = _("'%(field)s' has more than %(most)s lines. Keep those that matter most.")
        raise DeedRefused(sentence % {"field": field, "most": MOST_LINES}, field=field)
    return "\n".join(kept)
