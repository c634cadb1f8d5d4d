"""What was answered."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Aside(models.TextChoices):
    """Why a response is kept apart until staff have looked at it."""

    EXPIRED = "expired"
    TWICE = "twice"
    FLOOD = "flood"
    STRANGER = "stranger"


class Response(models.Model):
    """One person's answers to one version.

    `answers` is what was said, by item, as it was said; `numbers` the same as a row of figures in the order of the
    version's layout, written when it is finished and read by whatever counts. `secret_digest` is of the secret in the
    link. `flags` are bits of `domain.flags.Flag`; a flagged response becomes no moments before staff count it
    (`counted_at`). `facts` are those of the moment that it was asked about: journey, touchpoint, about_kind, about_id.
    """

    questionnaire = models.ForeignKey("voice.Questionnaire", models.PROTECT, related_name="+")
    version = models.ForeignKey("voice.Version", models.PROTECT, related_name="+")
    secret_digest = models.BinaryField(max_length=32, null=True)
    seed = models.IntegerField(default=0)
    invitation = models.ForeignKey("voice.Invitation", models.SET_NULL, null=True, related_name="+")
    door = models.ForeignKey("voice.Door", models.SET_NULL, null=True, related_name="+")
    source = models.CharField(max_length=60, blank=True, default="")
    source_id = models.CharField(max_length=200, blank=True, default="")
    customer_key = models.UUIDField(null=True)
    segment = models.ForeignKey("people.Segment", models.PROTECT, null=True, related_name="+")
    location = models.ForeignKey("people.Location", models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=12, blank=True, default="")
    channel = models.CharField(max_length=20, blank=True, default="")
    facts = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    seconds = models.IntegerField(null=True)
    answers = models.JSONField(default=dict)
    numbers = ArrayField(models.SmallIntegerField(null=True), null=True)
    fingerprint = models.BigIntegerField(null=True)
    flags = models.SmallIntegerField(default=0)
    counted_at = models.DateTimeField(null=True)
    aside = models.CharField(max_length=10, choices=Aside.choices, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["secret_digest"], name="response_once_per_secret"),
            models.UniqueConstraint(
                fields=["invitation"],
                name="response_once_per_invitation",
                condition=Q(invitation__isnull=False, aside=""),
            ),
            models.UniqueConstraint(
                fields=["source", "source_id"], name="response_once_per_source", condition=~Q(source="")
            ),
            models.CheckConstraint(
                condition=Q(counted_at__isnull=True) | Q(finished_at__isnull=False),
                name="response_counted_when_finished",
            ),
        ]
        indexes = [
            models.Index(
                fields=["questionnaire", "finished_at", "id"],
                name="response_by_finish",
                condition=Q(finished_at__isnull=False),
            ),
            models.Index(
                fields=["customer_key"],
                name="response_of_customer",
                condition=Q(customer_key__isnull=False),
            ),
            models.Index(
                fields=["version", "fingerprint"],
                name="response_alike",
                condition=Q(fingerprint__isnull=False),
            ),
            models.Index(
                fields=["questionnaire", "flags", "id"], name="response_flagged", condition=~Q(flags=0)
            ),
            models.Index(fields=["questionnaire", "id"], name="response_aside", condition=~Q(aside="")),
            models.Index(
                fields=["started_at"], name="response_unfinished", condition=Q(finished_at__isnull=True)
            ),
        ]


class Attachment(models.Model):
    """A photo or a voice note: its kind by its own bytes, without what the camera wrote beside the picture."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="+")
    item = models.CharField(max_length=40)
    media_type = models.CharField(max_length=40)
    size = models.IntegerField()
    content = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "item"], name="attachment_once_per_item"),
            models.CheckConstraint(condition=Q(size__gt=0), name="attachment_has_content"),
        ]


class Received(models.Model):
    """How many answers came from an address or network in a stretch of ten minutes, to tell a flood; kept for a day."""

    pk = models.CompositePrimaryKey("network", "since")
    network = models.CharField(max_length=50)
    since = models.DateTimeField()
    answers = models.IntegerField(default=0)
    misses = models.IntegerField(default=0)
