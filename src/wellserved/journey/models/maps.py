"""The customer map as it is drawn: journeys, their stages, touchpoints and measures."""

from django.db import models


class Journey(models.Model):
    """What a customer sets out to do, from their side; `goal` is in the customer's words."""

    slug = models.SlugField(unique=True, max_length=60)
    title = models.CharField(max_length=160)
    goal = models.CharField(max_length=300, blank=True)


class Stage(models.Model):
    journey = models.ForeignKey(Journey, models.CASCADE, related_name="+")
    slug = models.SlugField(max_length=60)
    title = models.CharField(max_length=120)
    goal = models.CharField(max_length=300, blank=True)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["journey", "slug"], name="stage_once_per_journey")]


class Side(models.TextChoices):
    FRONTSTAGE = "frontstage"
    BACKSTAGE = "backstage"


class Touchpoint(models.Model):
    """Where customer and organisation meet. `journey` is the stage's, kept so that slugs are unique in it."""

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="+")
    stage = models.ForeignKey(Stage, models.CASCADE, related_name="+")
    slug = models.SlugField(max_length=60)
    title = models.CharField(max_length=120)
    channel = models.CharField(max_length=40, blank=True)
    side = models.CharField(max_length=12, choices=Side.choices, default=Side.FRONTSTAGE)
    owner_team = models.CharField(max_length=80, blank=True)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["journey", "slug"], name="touchpoint_once_per_journey"),
            models.CheckConstraint(condition=models.Q(side__in=Side.values), name="touchpoint_side_is_known"),
        ]


class Better(models.TextChoices):
    HIGHER = "higher"
    LOWER = "lower"


class Measure(models.Model):
    """What is measured at a touchpoint: all six levels are numbers in this one unit."""

    touchpoint = models.ForeignKey(Touchpoint, models.CASCADE, related_name="+")
    slug = models.SlugField(max_length=60)
    title = models.CharField(max_length=160)
    unit = models.CharField(max_length=40)
    better = models.CharField(max_length=6, choices=Better.choices)
    scale_low = models.FloatField(null=True)
    scale_high = models.FloatField(null=True)
    satisfied = models.FloatField(null=True, help_text="From this level on a customer counts as satisfied.")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["touchpoint", "slug"], name="measure_once_per_touchpoint"),
            models.CheckConstraint(
                condition=models.Q(better__in=Better.values), name="measure_better_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(scale_low__isnull=True)
                | models.Q(scale_high__isnull=True)
                | models.Q(scale_low__lt=models.F("scale_high")),
                name="measure_scale_is_a_range",
            ),
        ]
