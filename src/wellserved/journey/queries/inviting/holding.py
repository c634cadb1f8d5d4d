"""What the holder of an invitation's link sees: the journey, and of all that was said only their own."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from wellserved.journey.contracts.inviting import Invited, InvitedStage, InvitedTouchpoint, OwnContribution
from wellserved.journey.domain.inviting import digest
from wellserved.journey.models import Contribution, Invitation, Stage, Touchpoint
from wellserved.journey.models.inviting import Audience
from wellserved.people.contracts import NotFound

from .undone import undone_edits


def invited_by(*, secret: str, key: UUID | None, now: datetime) -> Invited:
    """The invitation that the secret opens; `key` finds the holder's own. NotFound for a wrong or replaced link."""
    found = Invitation.objects.select_related("journey").filter(digest=digest(secret)).first()
    if found is None:
        raise NotFound("This link leads to no invitation.")
    return Invited(
        id=found.pk,
        title=found.title,
        welcome=found.welcome,
        audience=found.audience,
        open=found.closes_at > now and found.journey.removed_at is None,
        closes_at=found.closes_at,
        journey_title=found.journey.title,
        goal=found.journey.goal,
        stages=_stages(found),
        own=_own(found, key) if key else (),
    )


def _stages(invitation: Invitation) -> tuple[InvitedStage, ...]:
    """Those with something to see in them, or with room for it."""
    rows = Touchpoint.objects.filter(journey=invitation.journey_id, removed_at__isnull=True)
    behind = set(rows.exclude(side="frontstage").values_list("stage_id", flat=True))
    if invitation.audience == Audience.CUSTOMERS:
        rows = rows.filter(side="frontstage")
    touchpoints = defaultdict(list)
    for t in rows:
        touchpoints[t.stage_id].append(InvitedTouchpoint(id=t.pk, title=t.title, channel=t.channel))
    return tuple(
        InvitedStage(id=s.pk, slug=s.slug, title=s.title, goal=s.goal, touchpoints=tuple(touchpoints[s.pk]))
        for s in Stage.objects.filter(journey=invitation.journey_id, removed_at__isnull=True)
        if touchpoints[s.pk] or s.pk not in behind
    )


def _own(invitation: Invitation, key: UUID) -> tuple[OwnContribution, ...]:
    rows = list(Contribution.objects.filter(invitation=invitation, by_key=key).order_by("at", "pk"))
    gone = undone_edits(invitation.journey_id) if any(row.adopted_with_id for row in rows) else set()
    return tuple(
        OwnContribution(
            id=row.pk,
            kind=row.kind,
            stage=row.stage_id or 0,
            touchpoint=row.touchpoint_id,
            text=row.text,
            feeling=row.feeling,
            adopted=row.adopted_at is not None and row.adopted_with_id not in gone,
        )
        for row in rows
    )
