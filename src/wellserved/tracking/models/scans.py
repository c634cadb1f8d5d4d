"""The scans themselves, and what was set aside."""

from django.db import models


class Scan(models.Model):
    """One statement of one source; append-only. `digest` makes it the same however often it is sent.

    Without a status it takes another back (`corrects`), or only names the day on which it is expected.

    No foreign key to the consignment, which would check every row: the one function that writes scans makes
    the consignment in the same transaction. Its only unique key begins with the consignment, so the table can
    be spread over machines by it.
    """

    pk = models.CompositePrimaryKey("consignment_id", "digest")
    consignment_id = models.BigIntegerField()
    digest = models.BigIntegerField()
    status = models.CharField(max_length=20, blank=True, default="")
    reason = models.CharField(max_length=60, blank=True, default="")
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    place = models.CharField(max_length=120, blank=True, default="")
    country = models.CharField(max_length=2, blank=True, default="")
    source = models.CharField(max_length=40, blank=True, default="")
    source_id = models.CharField(max_length=100, blank=True, default="")
    carrier_status = models.CharField(max_length=60, blank=True, default="")
    corrects = models.BigIntegerField(null=True)
    expected_on = models.DateField(null=True)
    staff_id = models.IntegerField(null=True)


class SetAside(models.Model):
    """A scan whose clock cannot be right: kept apart, shown to staff, and no part of any state."""

    consignment = models.ForeignKey("tracking.Consignment", models.CASCADE, related_name="+")
    digest = models.BigIntegerField()
    why = models.CharField(max_length=20)
    scan = models.JSONField()
    received_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("people.Account", models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consignment", "digest"], name="set_aside_once")]
        indexes = [
            models.Index(
                fields=["-received_at"], name="set_aside_open", condition=models.Q(settled_at__isnull=True)
            )
        ]
