"""The moment (of truth): the one fact, append-only, partitioned by the month it occurred in."""

from django.db import models


class Source(models.Model):
    """Who brings moments; with the source's own id it makes recording idempotent."""

    slug = models.SlugField(unique=True, max_length=60)


class Moment(models.Model):
    """One customer at one touchpoint at one time. The table is made in SQL (partitions), see migration 0003.

    It has no foreign keys: checking six for every row would halve the speed of bulk recording. The two
    functions that write it check the ids instead, and nothing that a moment names can be deleted.
    """

    pk = models.CompositePrimaryKey("occurred_at", "id")
    id = models.BigIntegerField()
    source_id = models.IntegerField()
    source_key = models.TextField()
    touchpoint_id = models.IntegerField()
    measure_id = models.IntegerField()
    expected = models.FloatField(null=True)
    believed = models.FloatField(null=True)
    standard = models.FloatField(null=True)
    delivered = models.FloatField(null=True)
    told = models.FloatField(null=True)
    perceived = models.FloatField(null=True)
    customer_key = models.UUIDField(null=True)
    staff_id = models.IntegerField(null=True)
    location_id = models.IntegerField(null=True)
    channel = models.TextField(null=True)  # noqa: DJ001  the lake keeps 'unknown' apart from a name
    segment_id = models.IntegerField(null=True)
    language = models.TextField(null=True)  # noqa: DJ001  as above
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    money = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = models.TextField(null=True)  # noqa: DJ001  as above
    subject_kind = models.TextField(null=True)  # noqa: DJ001  as above
    subject_id = models.TextField(null=True)  # noqa: DJ001  as above
    attributes = models.JSONField(default=dict)

    class Meta:
        managed = False
        db_table = "journey_moment"


class MomentKey(models.Model):
    """The ledger of what was recorded: a unique key over a partitioned table would have to hold the month."""

    pk = models.CompositePrimaryKey("source_id", "source_key")
    source_id = models.IntegerField()
    source_key = models.TextField()
    moment_id = models.BigIntegerField()
    occurred_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "journey_momentkey"
