"""Causes that are open and shown to everybody, and who says that it happened to them too."""

from django.db import models
from django.db.models import Q

from wellserved.cases.domain.facts import Progress


class OpenCause(models.Model):
    """A cause as the public page shows it till it is mended: in words written for it, never in a customer's.

    `said` is by language. Taken down it has no `shown_at`, and can be shown again with its votes; mended it has `closed_at`,
    and a cause that comes back is another one.
    """

    cause = models.ForeignKey("cases.Cause", models.PROTECT, related_name="+")
    said = models.JSONField()
    progress = models.CharField(max_length=8, choices=[(p.value, p.value) for p in Progress])
    shown_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cause"], name="open_cause_once", condition=Q(closed_at__isnull=True)
            ),
            models.CheckConstraint(condition=Q(said__has_key="en"), name="open_cause_has_english_words"),
            models.CheckConstraint(
                condition=Q(progress__in=[p.value for p in Progress]), name="open_cause_progress_is_known"
            ),
        ]


class Vote(models.Model):
    """“This happened to me too”: one for each person and open cause. It counts once it is confirmed.

    A customer's is theirs by their key; anybody else's by an address, whose reader has said yes by a link that only they
    have: `digest` is of its secret. Whoever was told, and is erased or forgotten since, leaves it as nobody's.
    """

    open_cause = models.ForeignKey(OpenCause, models.PROTECT, related_name="+")
    customer_key = models.UUIDField(null=True)
    email = models.CharField(max_length=254, blank=True, default="")
    language = models.CharField(max_length=12, blank=True, default="")
    cast_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    digest = models.BinaryField(max_length=32, unique=True, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["open_cause", "customer_key"],
                name="vote_once_per_customer",
                condition=Q(customer_key__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["open_cause", "email"], name="vote_once_per_address", condition=~Q(email="")
            ),
            models.CheckConstraint(
                condition=Q(customer_key__isnull=False) | ~Q(email="") | Q(told_at__isnull=False),
                name="vote_is_somebodys_till_told",
            ),
        ]
        indexes = [
            models.Index(fields=["customer_key"], name="vote_of_customer"),
            models.Index(fields=["email"], name="vote_of_address", condition=~Q(email="")),
        ]
