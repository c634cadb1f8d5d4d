"""What insight keeps beside the lake: views that were saved, charts that are watched, and their alerts."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class SavedView(models.Model):
    """An address of the workspace under a name; a shared one is everybody's who may see the map."""

    owner = models.ForeignKey("people.Account", models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=600)
    shared = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="view_name_once_per_owner")]


class Look(models.Model):
    """When somebody last looked at the workspace's front page, and the time before that."""

    account = models.OneToOneField("people.Account", models.CASCADE, related_name="+")
    at = models.DateTimeField()
    before = models.DateTimeField(null=True)


class Chart(models.TextChoices):
    AS_FITS = "as_fits"
    INDIVIDUALS = "individuals"
    PROPORTIONS = "proportions"


class Every(models.TextChoices):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Watch(models.Model):
    """A gap of a measure whose control chart raises alerts; `rules` are the Western Electric ones, 1 to 4."""

    measure = models.ForeignKey("journey.Measure", models.PROTECT, related_name="+")
    gap = models.SmallIntegerField()
    chart = models.CharField(max_length=12, choices=Chart.choices, default=Chart.AS_FITS)
    every = models.CharField(max_length=5, choices=Every.choices, default=Every.WEEK)
    rules = ArrayField(models.SmallIntegerField(), default=list)
    set_by = models.ForeignKey("people.Account", models.SET_NULL, null=True, related_name="+")
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "gap"], condition=Q(ended_at__isnull=True), name="watched_once_at_a_time"
            ),
            models.CheckConstraint(condition=Q(gap__range=(1, 5)), name="watched_gap_is_1_to_5"),
            models.CheckConstraint(condition=Q(chart__in=Chart.values), name="watch_chart_is_known"),
            models.CheckConstraint(condition=Q(every__in=Every.values), name="watch_every_is_known"),
            models.CheckConstraint(
                condition=Q(rules__contained_by=[1, 2, 3, 4]) & ~Q(rules=[]), name="watch_has_rules_1_to_4"
            ),
        ]


class Alert(models.Model):
    """A touchpoint that left its control limits in one stretch of time, by one rule; raised once."""

    watch = models.ForeignKey(Watch, models.CASCADE, related_name="+")
    rule = models.SmallIntegerField()
    start = models.DateTimeField()
    end = models.DateTimeField()
    value = models.FloatField()
    n = models.PositiveIntegerField()
    centre = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    worse = models.BooleanField()
    raised_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey("people.Account", models.SET_NULL, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-raised_at"], name="alert_by_time")]
        constraints = [
            models.UniqueConstraint(fields=["watch", "rule", "start"], name="alert_once"),
        ]
