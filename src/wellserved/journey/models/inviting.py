"""What invited customers and staff put on a map, and what became of it."""

from django.db import models
from django.db.models import Q


class Audience(models.TextChoices):
    CUSTOMERS = "customers"
    STAFF = "staff"


class Invitation(models.Model):
    """A link by which people without an account draw along. Only the digest of its secret is kept."""

    journey = models.ForeignKey("journey.Journey", models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=160)
    welcome = models.CharField(max_length=600, blank=True)
    audience = models.CharField(max_length=9, choices=Audience.choices)
    created_by = models.ForeignKey("people.Account", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    closes_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(audience__in=Audience.values), name="invitation_audience_is_known"
            ),
        ]


class Cluster(models.Model):
    """Contributions of one journey that say the same, under a name that a facilitator gave them."""

    journey = models.ForeignKey("journey.Journey", models.PROTECT, related_name="+")
    title = models.CharField(max_length=160)
    created_by = models.ForeignKey("people.Account", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()


class ContributionKind(models.TextChoices):
    NOTE = "note"
    FEELING = "feeling"
    MISSING_STEP = "missing_step"


class Contribution(models.Model):
    """A note, a felt emotion (-2 to 2) or a missing step (after `touchpoint`, in `stage`).

    `by_key` is random and lives in the contributor's browser: with it they find and take back their own.
    Adopted: who put it on the map, when, and with which edit.
    """

    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=ContributionKind.choices)
    stage = models.ForeignKey("journey.Stage", models.PROTECT, null=True, related_name="+")
    touchpoint = models.ForeignKey("journey.Touchpoint", models.PROTECT, null=True, related_name="+")
    text = models.CharField(max_length=600, blank=True)
    feeling = models.SmallIntegerField(null=True)
    by_key = models.UUIDField()
    at = models.DateTimeField()
    cluster = models.ForeignKey(Cluster, models.SET_NULL, null=True, related_name="+")
    adopted_by = models.ForeignKey("people.Account", models.SET_NULL, null=True, related_name="+")
    adopted_at = models.DateTimeField(null=True)
    adopted_with = models.ForeignKey("journey.Edit", models.PROTECT, null=True, related_name="+")
    set_aside_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["invitation", "at"], name="contribution_by_invitation")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ContributionKind.values), name="contribution_kind_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(kind="feeling") | Q(feeling__range=(-2, 2), touchpoint__isnull=False),
                name="contribution_feeling_is_at_a_touchpoint",
            ),
            models.CheckConstraint(
                condition=Q(kind="feeling") | ~Q(text=""), name="contribution_says_something"
            ),
        ]
