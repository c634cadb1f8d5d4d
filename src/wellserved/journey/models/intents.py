"""What somebody wants to be mended: an improvement before it is planned."""

from django.db import models


class ImprovementWanted(models.Model):
    """Said from a cell of the map; `seen` holds the figure that they looked at (n, short, low, high, period)."""

    measure = models.ForeignKey("journey.Measure", models.PROTECT, related_name="+")
    gap = models.SmallIntegerField()
    title = models.CharField(max_length=160)
    why = models.CharField(max_length=600, blank=True)
    seen = models.JSONField(default=dict)
    by = models.ForeignKey("people.Account", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(gap__range=(1, 5)), name="wanted_gap_is_1_to_5"),
        ]
