"""The audit line that every deed leaves."""

from django.db import models


class AuditLine(models.Model):
    """Who did what to what, when. Ids only: no personal data, no free text."""

    at = models.DateTimeField()
    account = models.ForeignKey("people.Account", models.SET_NULL, null=True, related_name="+")
    deed = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=80)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["object_kind", "object_id", "at"], name="audit_by_object")]
