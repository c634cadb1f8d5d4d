"""Why things go wrong: one tree, and when which of it was mended."""

import pghistory
from django.db import models
from django.db.models import F, Q


@pghistory.track()
class Cause(models.Model):
    """`titles` has one for each language code; English is always there. A retired cause is kept and not offered."""

    slug = models.SlugField(unique=True, max_length=60)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    titles = models.JSONField()
    position = models.FloatField(default=0)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="cause_not_its_own_parent"
            ),
            models.CheckConstraint(condition=Q(titles__has_key="en"), name="cause_has_an_english_title"),
        ]


class Mending(models.Model):
    """A cause was mended: from then on those who complained of it can be told.

    `said` is what customers had said and `did` what was done, both by language; once published they stand on the public
    page. `telling_since` is when telling everyone was begun, `counted_at` when those who were never told were counted.
    """

    cause = models.ForeignKey(Cause, models.PROTECT, related_name="+")
    mended_at = models.DateTimeField()
    mended_by = models.ForeignKey("people.Staff", models.SET_NULL, null=True, related_name="+")
    said = models.JSONField(default=dict)
    did = models.JSONField(default=dict)
    published_at = models.DateTimeField(null=True)
    telling_since = models.DateTimeField(null=True)
    counted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["cause", "-mended_at"], name="mending_of_cause")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(published_at__isnull=True)
                | models.Q(did__has_key="en", said__has_key="en"),
                name="mending_published_with_words",
            )
        ]
