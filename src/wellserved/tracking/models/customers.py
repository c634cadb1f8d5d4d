"""What belongs to the customer alone: shown only after the postcode or a sign-in, and erased with them."""

from django.db import models


class Recipient(models.Model):
    """Personal. `postcode_key` is the postcode as it is compared: upper-case, letters and digits only."""

    consignment = models.OneToOneField(
        "tracking.Consignment", models.CASCADE, primary_key=True, related_name="+"
    )
    name = models.CharField(max_length=120, blank=True, default="")
    address = models.TextField(blank=True, default="", max_length=400)
    postcode_key = models.CharField(max_length=16, blank=True, default="")


class Proof(models.Model):
    """Proof of delivery. Without consent a photo or signature is not kept at all."""

    class What(models.TextChoices):
        PHOTO = "photo"
        SIGNATURE = "signature"

    consignment = models.ForeignKey("tracking.Consignment", models.CASCADE, related_name="+")
    what = models.CharField(max_length=10, choices=What.choices)
    taken_at = models.DateTimeField()
    consent = models.CharField(max_length=200)
    content_type = models.CharField(max_length=40)
    content = models.BinaryField()
    staff_id = models.IntegerField(null=True)


class Wish(models.Model):
    """How the customer wants to have it; the last one that is not withdrawn holds."""

    class What(models.TextChoices):
        SAFE_PLACE = "safe_place"
        HOLD = "hold"
        ANOTHER_DAY = "another_day"

    consignment = models.ForeignKey("tracking.Consignment", models.CASCADE, related_name="+")
    what = models.CharField(max_length=12, choices=What.choices)
    detail = models.CharField(max_length=200, blank=True, default="")
    day = models.DateField(null=True)
    said_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)


class Quote(models.Model):
    """What a repair would cost; append-only, so that an answer is to what was shown."""

    consignment = models.ForeignKey("tracking.Consignment", models.CASCADE, related_name="+")
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    work = models.CharField(max_length=500, blank=True, default="")
    said_at = models.DateTimeField()


class ReturnAsked(models.Model):
    """Why a customer sends something back, asked for on its parcel's page, and what they would like for it."""

    consignment = models.OneToOneField(
        "tracking.Consignment", models.CASCADE, primary_key=True, related_name="+"
    )
    reason = models.CharField(max_length=20)
    wants = models.CharField(max_length=10)
    asked_at = models.DateTimeField()


class Problem(models.Model):
    """What a customer reported of a consignment; settled when the case that was made of it is done."""

    consignment = models.ForeignKey("tracking.Consignment", models.CASCADE, related_name="+")
    what = models.CharField(max_length=20)
    words = models.CharField(max_length=1000, blank=True, default="")
    reported_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("people.Account", models.SET_NULL, null=True, related_name="+")


class Share(models.Model):
    """A link to one consignment's page; only a digest of its secret is kept."""

    consignment = models.ForeignKey("tracking.Consignment", models.CASCADE, related_name="+")
    secret_digest = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()


class Visit(models.Model):
    """How often pages were looked at, by day: what customers found out by themselves."""

    day = models.DateField(primary_key=True)
    views = models.BigIntegerField(default=0)


class GuessCount(models.Model):
    """Numbers asked for in vain, by network and stretch of time; rows older than a day are removed."""

    pk = models.CompositePrimaryKey("network", "since")
    network = models.CharField(max_length=50)
    since = models.DateTimeField()
    misses = models.IntegerField(default=0)
