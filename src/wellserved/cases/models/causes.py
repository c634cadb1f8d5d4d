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
    """A cause was mended: from then on those who complained of it can be told. `did` is what was done, by language."""

    cause = models.ForeignKey(Cause, models.PROTECT, related_name="+")
    mended_at = models.DateTimeField()
    mended_by = models.ForeignKey("people.Staff", models.SET_NULL, null=True, related_name="+")
    did = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["cause", "-mended_at"], name="mending_of_cause")]
