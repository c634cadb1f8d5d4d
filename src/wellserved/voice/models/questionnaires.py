"""Questionnaires: the draft that is written on, and the versions that were asked."""

import pgtrigger
from django.db import models


class Questionnaire(models.Model):
    """`title` is the draft's, in the language it was written in, for lists."""

    slug = models.SlugField(unique=True, max_length=60)
    title = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("people.Account", models.SET_NULL, null=True, related_name="+")
    archived_at = models.DateTimeField(null=True)


class Draft(models.Model):
    """What is written on. `edition` counts the savings: whoever saves says which one they had before them."""

    questionnaire = models.OneToOneField(Questionnaire, models.CASCADE, primary_key=True, related_name="+")
    definition = models.JSONField()
    edition = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("people.Account", models.SET_NULL, null=True, related_name="+")


class Version(models.Model):
    """A definition as it was published: never changed, for answers stay with what was seen."""

    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey("people.Account", models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="questionnaire_version_once")
        ]
        triggers = [
            pgtrigger.Trigger(
                name="version_stays_as_published",
                operation=pgtrigger.UpdateOf("definition", "number", "questionnaire_id", "published_at"),
                when=pgtrigger.Before,
                func="RAISE EXCEPTION 'A published version never changes: publish the draft as a new one.';",
            )
        ]
