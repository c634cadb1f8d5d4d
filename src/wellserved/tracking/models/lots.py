"""Lots, and which consignments carried them: what a recall asks for."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper


class Lot(models.Model):
    """One lot of one article, GS1's AI (10) and (01); `gtin` is empty where nobody said of which article.

    Capitals count, and are not minded when somebody looks for one.
    """

    number = models.CharField(max_length=20)
    gtin = models.CharField(max_length=14, blank=True, default="")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number", "gtin"], name="lot_once"),
            models.CheckConstraint(condition=Q(gtin__regex="^([0-9]{14})?$"), name="lot_gtin_has_14_digits"),
        ]
        indexes = [models.Index(Upper("number"), name="lot_by_number")]


class Carried(models.Model):
    """That a consignment carried a lot, as one statement said: an announcement, or the event with this digest.

    An event that was declared an error leaves its row, so that it counts as taken back though it come a second time.
    The consignment's location stands here too: a lot of many parcels is paged for one place without asking each.
    """

    ANNOUNCED = 0
    NAMELESS = 1
    """An event without an id."""

    # It begins with the consignment, as all that may be spread over machines by it.
    pk = models.CompositePrimaryKey("consignment_id", "lot_id", "event")
    consignment = models.ForeignKey("tracking.Consignment", models.CASCADE, db_index=False, related_name="+")
    lot = models.ForeignKey(Lot, models.PROTECT, db_index=False, related_name="+")
    event = models.BigIntegerField()
    taken_back = models.BooleanField(default=False)
    location_id = models.IntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["lot", "-consignment"], name="carried_lot", condition=Q(taken_back=False)),
            models.Index(
                fields=["lot", "location_id", "-consignment"],
                name="carried_lot_of_place",
                condition=Q(taken_back=False),
            ),
        ]
