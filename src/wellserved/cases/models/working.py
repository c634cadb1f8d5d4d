"""What helps staff to answer: texts to begin with, drafts, who is at it, and when we are open."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class ReplyTemplate(models.Model):
    """A reply to begin with, one for each language. `{name}`, `{number}`, `{agent}` and `{subject}` are filled in."""

    slug = models.SlugField(max_length=60)
    language = models.CharField(max_length=12)
    title = models.CharField(max_length=120)
    body = models.TextField(max_length=8000)
    cause = models.ForeignKey("cases.Cause", models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("people.Staff", models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slug", "language"], name="reply_template_once_per_language")
        ]


class Draft(models.Model):
    """What somebody has written and not sent."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+")
    staff = models.ForeignKey("people.Staff", models.CASCADE, related_name="+")
    text = models.TextField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "staff"], name="draft_once_per_staff")]


class Presence(models.Model):
    """Who has a case open, seen by their page's heartbeat; `writing_at` is when they last wrote."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+")
    staff = models.ForeignKey("people.Staff", models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()
    writing_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "staff"], name="presence_once_per_staff")]


class BusinessHours(models.Model):
    """When a location answers; the row without a location is for all others.

    `week` has for each weekday, Monday first, the spans of that day as [[from, to], ...] in minutes after
    midnight of `time_zone`. Public holidays are those of `country` and its `subdivision`; `closed_days` are ours.
    """

    location = models.OneToOneField("people.Location", models.CASCADE, null=True, related_name="+")
    time_zone = models.CharField(max_length=40)
    week = models.JSONField()
    country = models.CharField(max_length=2, blank=True, default="")
    subdivision = models.CharField(max_length=10, blank=True, default="")
    closed_days = ArrayField(models.DateField(), default=list)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.Value(1),
                name="business_hours_once_for_all_others",
                condition=models.Q(location__isnull=True),
            )
        ]


class LowAnswers(models.Model):
    """From where on an answer opens a case; without the one row the rule that stands in the code holds."""

    margin = models.FloatField()
    off = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="low_answers_once"),
            models.CheckConstraint(
                condition=models.Q(margin__range=(0, 1)), name="low_answers_margin_is_a_share"
            ),
        ]


class Received(models.Model):
    """How much was said from an address or network in a stretch of ten minutes, to tell a flood; kept for a day."""

    pk = models.CompositePrimaryKey("network", "since")
    network = models.CharField(max_length=50)
    since = models.DateTimeField()
    said = models.IntegerField(default=0)
