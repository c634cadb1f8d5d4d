"""What is followed, and what its scans say of it."""

from django.db import models
from django.db.models import Q

from wellserved.tracking.domain.statuses import Kind


class Consignment(models.Model):
    """A parcel, a return or a repair. `announced_at` is empty as long as only scans have spoken of it.

    Everything here may be shown to whoever knows the number, so places are no more exact than a city.
    """

    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in Kind], default=Kind.PARCEL)
    number = models.CharField(max_length=50)
    carrier = models.CharField(max_length=40, blank=True, default="")
    announced_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    order_ref = models.CharField(max_length=80, blank=True, default="")
    about = models.ForeignKey("tracking.Consignment", models.PROTECT, null=True, related_name="+")
    customer_key = models.UUIDField(null=True)
    segment = models.ForeignKey("people.Segment", models.PROTECT, null=True, related_name="+")
    location = models.ForeignKey("people.Location", models.PROTECT, null=True, related_name="+")
    service = models.CharField(max_length=40, blank=True, default="")
    origin = models.CharField(max_length=80, blank=True, default="")
    origin_country = models.CharField(max_length=2, blank=True, default="")
    destination = models.CharField(max_length=80, blank=True, default="")
    destination_country = models.CharField(max_length=2, blank=True, default="")
    lane = models.CharField(max_length=80, blank=True, default="")
    items = models.PositiveIntegerField(default=1)
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    language = models.CharField(max_length=10, blank=True, default="")
    warranty = models.BooleanField(null=True)

    class Meta:
        constraints = [
            # The number first: whoever asks knows it, and seldom the carrier.
            models.UniqueConstraint(fields=["number", "carrier"], name="consignment_once_per_carrier"),
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in Kind]), name="consignment_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(number__regex="^[A-Z0-9]{3,50}$"), name="consignment_number_plain"
            ),
        ]
        indexes = [
            models.Index(
                fields=["customer_key"],
                name="consignment_of_customer",
                condition=Q(customer_key__isnull=False),
            ),
            models.Index(fields=["about"], name="consignment_about", condition=Q(about__isnull=False)),
            models.Index(fields=["order_ref"], name="consignment_of_order", condition=~Q(order_ref="")),
        ]


class Progress(models.Model):
    """What all scans of a consignment come to: `domain.progress` derives it, nothing else writes it.

    `tier` and `rank` order statuses, `reached` has a bit for each status that a scan has ever said; when that was
    stands in the scans. No column that changes with a scan is indexed, so a new state costs no index write.
    """

    consignment = models.OneToOneField(
        "tracking.Consignment", models.CASCADE, primary_key=True, related_name="+"
    )
    status = models.CharField(max_length=20, blank=True, default="")
    reason = models.CharField(max_length=60, blank=True, default="")
    status_at = models.DateTimeField(null=True)
    tier = models.SmallIntegerField(default=-1)
    rank = models.SmallIntegerField(default=-1)
    place = models.CharField(max_length=120, blank=True, default="")
    country = models.CharField(max_length=2, blank=True, default="")
    place_at = models.DateTimeField(null=True)
    expected_on = models.DateField(null=True)
    expected_at = models.DateTimeField(null=True)
    first_scan_at = models.DateTimeField(null=True)
    last_scan_at = models.DateTimeField(null=True)
    scans = models.IntegerField(default=0)
    attempts = models.IntegerField(default=0)
    reached = models.IntegerField(default=0)
    corrected = models.BooleanField(default=False)
    closed = models.BooleanField(default=False)
    version = models.BigIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["consignment"], name="progress_open", condition=Q(closed=False)),
        ]


class Change(models.Model):
    """A status or place that changed and has not been acted on yet: windows, alerts, notices and moments follow it."""

    id = models.BigAutoField(primary_key=True)
    consignment_id = models.BigIntegerField()
    before = models.CharField(max_length=20, blank=True, default="")
    after = models.CharField(max_length=20, blank=True, default="")
    recorded_at = models.DateTimeField()
