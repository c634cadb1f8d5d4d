"""What customers were told, what we expect ourselves, and what is wrong."""

from django.db import models
from django.db.models import F, Q


class Told(models.Model):
    """What a customer was told; append-only, so that what was promised stays what was promised."""

    consignment = models.ForeignKey("tracking.Consignment", models.CASCADE, related_name="+")
    told_at = models.DateTimeField()
    channel = models.CharField(max_length=20)
    earliest = models.DateTimeField(null=True)
    latest = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(earliest__isnull=True) | Q(latest__gte=F("earliest")),
                name="told_latest_not_before",
            )
        ]
        indexes = [models.Index(fields=["consignment", "told_at"], name="told_of_consignment")]


class WindowModel(models.Model):
    """One training of the windows: its own bytes, and how it did on deliveries that it had not seen."""

    trained_at = models.DateTimeField()
    deliveries = models.IntegerField()
    coverage = models.FloatField(null=True)
    mean_width_hours = models.FloatField(null=True)
    content = models.BinaryField()


class Window(models.Model):
    """When it will come, as predicted after the last change; `model` is empty where the carrier's day stands in."""

    consignment = models.OneToOneField(
        "tracking.Consignment", models.CASCADE, primary_key=True, related_name="+"
    )
    earliest = models.DateTimeField()
    latest = models.DateTimeField()
    model = models.ForeignKey(WindowModel, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(latest__gte=F("earliest")), name="window_latest_not_before")
        ]


class SilenceLimit(models.Model):
    """After how many hours without a scan 95% of like consignments had had their next one."""

    kind = models.CharField(max_length=10)
    status = models.CharField(max_length=20)
    service = models.CharField(max_length=40, blank=True, default="")
    hours = models.FloatField()
    intervals = models.IntegerField()
    measured_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "status", "service"], name="silence_limit_once")
        ]


class TroubleKind(models.TextChoices):
    LATE = "late"
    WILL_BE_LATE = "will_be_late"
    SILENT = "silent"
    FAILED = "failed"
    HELD = "held"
    RETURNING = "returning"
    READY_TOO_LONG = "ready_too_long"
    RETURN_ASKED = "return_asked"


class Trouble(models.Model):
    """What is wrong with a consignment just now; gone when it is right again. The board pages through these.

    Values of different currencies are never put in one order: each currency is a list of its own.
    """

    consignment = models.ForeignKey("tracking.Consignment", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=TroubleKind.choices)
    since = models.DateTimeField()
    value = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    currency = models.CharField(max_length=3, blank=True, default="", db_default="")
    location_id = models.IntegerField(null=True)
    called_at = models.DateTimeField(null=True)
    called_by = models.ForeignKey("people.Staff", models.SET_NULL, null=True, related_name="+")
    owner = models.ForeignKey("people.Staff", models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consignment", "kind"], name="trouble_once")]
        indexes = [
            models.Index(fields=["kind", "currency", "-value", "consignment"], name="trouble_in_currency"),
            models.Index(
                fields=["location_id", "kind", "currency", "-value", "consignment"],
                name="trouble_of_place_in_currency",
            ),
        ]
