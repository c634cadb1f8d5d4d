"""Every edit of a map: what undo, redo and the meeting of two editors are made of."""

from django.db import models


class Edit(models.Model):
    """One deed at a map: the fields that it changed, as they were and as they became.

    `changes` is a list of {kind, id, field, was, is}; adding and removing are changes of `removed_at`.
    `number` is the journey's version that it made. Undoing is an edit of its own that names what it undoes.
    """

    journey = models.ForeignKey("journey.Journey", models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    by = models.ForeignKey("people.Account", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    deed = models.CharField(max_length=40)
    changes = models.JSONField()
    undoes = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["journey", "number"], name="edit_number_once")]


class Persona(models.Model):
    """Somebody who stands for a segment on the maps, in that person's own words."""

    slug = models.SlugField(unique=True, max_length=60)
    segment = models.ForeignKey("people.Segment", models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=80)
    summary = models.CharField(max_length=300, blank=True)
    quote = models.CharField(max_length=300, blank=True)
    wants = models.TextField(blank=True, help_text="One a line.")
    frustrations = models.TextField(blank=True, help_text="One a line.")
    removed_at = models.DateTimeField(null=True)
