"""The customer map as it is drawn: journeys, their stages, touchpoints and measures."""

from django.db import models


class Draws(models.TextChoices):
    AS_IS = "as_is"
    TO_BE = "to_be"


class Journey(models.Model):
    """What a customer sets out to do, from their side; `goal` is in the customer's words.

    `version` counts the edits to the map. A to-be map is a journey of its own that `redraws` the as-is one.
    """

    slug = models.SlugField(unique=True, max_length=60)
    title = models.CharField(max_length=160)
    goal = models.CharField(max_length=300, blank=True)
    draws = models.CharField(max_length=5, choices=Draws.choices, default=Draws.AS_IS)
    redraws = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=0)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(draws__in=Draws.values), name="journey_draws_is_known"),
            models.CheckConstraint(
                condition=models.Q(redraws__isnull=True) | models.Q(draws="to_be"),
                name="journey_redraws_as_to_be",
            ),
        ]


class Stage(models.Model):
    journey = models.ForeignKey(Journey, models.CASCADE, related_name="+")
    slug = models.SlugField(max_length=60)
    title = models.CharField(max_length=120)
    goal = models.CharField(max_length=300, blank=True)
    # Fractions: whoever moves one element changes that element alone.
    position = models.FloatField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["journey", "slug"], name="stage_once_per_journey")]


class Side(models.TextChoices):
    FRONTSTAGE = "frontstage"
    BACKSTAGE = "backstage"


class Touchpoint(models.Model):
    """Where customer and organisation meet. `journey` is the stage's, kept so that slugs are unique in it.

    The lanes: what the customer does, thinks and feels (-2 to 2), what staff do before and behind the curtain,
    and what supports them. `inner` is the nested journey that this touchpoint opens into. A removed touchpoint
    keeps its moments: it is only not drawn.
    """

    journey = models.ForeignKey(Journey, models.CASCADE, related_name="+")
    stage = models.ForeignKey(Stage, models.CASCADE, related_name="+")
    slug = models.SlugField(max_length=60)
    title = models.CharField(max_length=120)
    channel = models.CharField(max_length=40, blank=True)
    side = models.CharField(max_length=12, choices=Side.choices, default=Side.FRONTSTAGE)
    owner_team = models.CharField(max_length=80, blank=True)
    owner = models.ForeignKey("people.Staff", models.SET_NULL, null=True, related_name="+")
    doing = models.CharField(max_length=300, blank=True)
    thinking = models.CharField(max_length=300, blank=True)
    feeling = models.SmallIntegerField(null=True)
    frontstage = models.CharField(max_length=300, blank=True)
    backstage = models.CharField(max_length=300, blank=True)
    support = models.CharField(max_length=300, blank=True)
    inner = models.ForeignKey(Journey, models.SET_NULL, null=True, related_name="+")
    position = models.FloatField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["journey", "slug"], name="touchpoint_once_per_journey"),
            models.CheckConstraint(condition=models.Q(side__in=Side.values), name="touchpoint_side_is_known"),
            models.CheckConstraint(
                condition=models.Q(feeling__isnull=True) | models.Q(feeling__range=(-2, 2)),
                name="touchpoint_feeling_is_from_minus_2_to_2",
            ),
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
    position = models.FloatField(default=0)
    removed_at = models.DateTimeField(null=True)

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
