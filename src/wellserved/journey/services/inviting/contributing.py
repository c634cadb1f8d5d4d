"""What the holder of a link says. Who may? Whoever holds the secret, while the invitation is open."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from wellserved.journey.contracts.inviting import (
    FEELING,
    LONGEST_TEXT,
    MISSING_STEP,
    NOTE,
    ContributionRefused,
    Holder,
    InvitationClosed,
)
from wellserved.journey.domain.inviting import (
    FEELINGS,
    MOST_OF_AN_INVITATION,
    MOST_OF_ONE_KEY,
    digest,
)
from wellserved.journey.models import Contribution, Invitation, Stage, Touchpoint
from wellserved.journey.models.inviting import Audience
from wellserved.journey.queries.inviting.undone import undone_edits
from wellserved.people.contracts import NOBODY, NotFound
from wellserved.people.services import audit


@transaction.atomic
def say_feeling(*, holder: Holder, touchpoint: int, feeling: int, now: datetime) -> int:
    """How a touchpoint felt, -2 to 2: one a holder; said again it takes the place of what was said before."""
    invitation = _open(holder, now)
    if feeling not in FEELINGS:
        raise ContributionRefused("A feeling is a whole number from -2 to 2.", why="place")
    place = _touchpoint(invitation, touchpoint)
    said = Contribution.objects.select_for_update().filter(
        invitation=invitation, by_key=holder.key, kind=FEELING, touchpoint=place
    )
    row = said.order_by("pk").first()
    if row is None:
        return _keep(invitation, holder, place, now, kind=FEELING, feeling=feeling)
    if row.feeling != feeling:
        _again(row, now)
        row.feeling = feeling
        row.save()
    return row.pk


@transaction.atomic
def say_words(
    *,
    holder: Holder,
    kind: str,
    text: str,
    touchpoint: int | None = None,
    stage: int | None = None,
    now: datetime,
) -> int:
    """A note at a touchpoint, or a step that is missing behind a touchpoint or at the start of a stage."""
    invitation = _open(holder, now)
    words = _words(text)
    if touchpoint is not None and kind in {NOTE, MISSING_STEP}:
        return _keep(invitation, holder, _touchpoint(invitation, touchpoint), now, kind=kind, text=words)
    if stage is not None and kind == MISSING_STEP:
        return _keep(invitation, holder, _stage(invitation, stage), now, kind=kind, text=words)
    raise ContributionRefused("Say at which touchpoint, or for a missing step in which stage.", why="place")


@transaction.atomic
def change_words(*, holder: Holder, contribution: int, text: str, now: datetime) -> None:
    """Other words for what the holder said; the facilitator finds them as new ones."""
    row = _own(holder, contribution, now)
    words = _words(text)
    if row.kind == FEELING:
        raise NotFound(f"Contribution {contribution} has no words.")
    if row.text != words:
        _again(row, now)
        row.text = words
        row.save()


@transaction.atomic
def take_back(*, holder: Holder, contribution: int, now: datetime) -> None:
    """As if it had never been said; what stands on the map already stays there."""
    row = _own(holder, contribution, now)
    _not_on_the_map(row)
    row.delete()
    audit(by=NOBODY, deed="contribution.taken_back", kind="contribution", object_id=contribution, now=now)


def _open(holder: Holder, now: datetime) -> Invitation:
    """The invitation, locked so that its limits hold. Raises NotFound for a link that leads nowhere."""
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("journey")
    found = rows.filter(digest=digest(holder.secret)).first()
    if found is None:
        raise NotFound("This link leads to no invitation.")
    if found.closes_at <= now or found.journey.removed_at is not None:
        raise InvitationClosed("This invitation is closed. Nothing was changed.")
    return found


def _own(holder: Holder, contribution: int, now: datetime) -> Contribution:
    invitation = _open(holder, now)
    rows = Contribution.objects.select_for_update().filter(invitation=invitation, by_key=holder.key)
    found = rows.filter(pk=contribution).first()
    if found is None:
        raise NotFound(f"There is no contribution {contribution} of this holder's.")
    return found


def _touchpoint(invitation: Invitation, number: int) -> Touchpoint:
    shown = Touchpoint.objects.filter(
        journey=invitation.journey_id, removed_at__isnull=True, stage__removed_at__isnull=True
    )
    if invitation.audience == Audience.CUSTOMERS:
        shown = shown.filter(side="frontstage")
    found = shown.filter(pk=number).first()
    if found is None:
        raise ContributionRefused("This touchpoint is not on the map any more.", why="place")
    return found


def _stage(invitation: Invitation, number: int) -> Stage:
    found = Stage.objects.filter(pk=number, journey=invitation.journey_id, removed_at__isnull=True).first()
    if found is None:
        raise ContributionRefused("This stage is not on the map any more.", why="place")
    return found


def _words(text: str) -> str:
    words = "\n".join(" ".join(line.split()) for line in text.replace("\x00", "").strip().splitlines())
    if not words:
        raise ContributionRefused("There are no words in it.", why="empty")
    if len(words) > LONGEST_TEXT:
        raise ContributionRefused(
            f"The text has {len(words)} characters. Shorten it to {LONGEST_TEXT} at most.", why="too_long"
        )
    return words


def _keep(
    invitation: Invitation,
    holder: Holder,
    place: Touchpoint | Stage,
    now: datetime,
    *,
    kind: str,
    text: str = "",
    feeling: int | None = None,
) -> int:
    said = Contribution.objects.filter(invitation=invitation)
    if said.filter(by_key=holder.key).count() >= MOST_OF_ONE_KEY:
        raise ContributionRefused(f"One person says up to {MOST_OF_ONE_KEY} things.", why="own_limit")
    if said.count() >= MOST_OF_AN_INVITATION:
        raise ContributionRefused(f"An invitation holds up to {MOST_OF_AN_INVITATION} things.", why="limit")
    touchpoint = place if isinstance(place, Touchpoint) else None
    row = Contribution.objects.create(
        invitation=invitation,
        kind=kind,
        touchpoint=touchpoint,
        stage_id=touchpoint.stage_id if touchpoint else place.pk,
        text=text,
        feeling=feeling,
        by_key=holder.key,
        at=now,
    )
    audit(
        by=NOBODY,
        deed="contribution.made",
        kind="contribution",
        object_id=row.pk,
        now=now,
        invitation=invitation.pk,
    )
    return row.pk


def _not_on_the_map(row: Contribution) -> None:
    if Contribution.objects.filter(
        Q(adopted_with__isnull=True) | ~Q(adopted_with__in=undone_edits(row.invitation.journey_id)),
        pk=row.pk,
        adopted_at__isnull=False,
    ).exists():
        raise NotFound(f"Contribution {row.pk} stands on the map already.")


def _again(row: Contribution, now: datetime) -> None:
    """Something else is said than before: whatever was made of that does not hold for this."""
    _not_on_the_map(row)
    row.at = now
    row.cluster = row.set_aside_at = None
    row.adopted_by = row.adopted_at = row.adopted_with = None
    audit(by=NOBODY, deed="contribution.changed", kind="contribution", object_id=row.pk, now=now)
