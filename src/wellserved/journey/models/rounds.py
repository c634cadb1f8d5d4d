"""The round 'what do we believe?': managers answer before they see what customers answered."""

from django.db import models
from django.db.models import F, Q


class BeliefRound(models.Model):
    title = models.CharField(max_length=160)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    revealed_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey("people.Account", models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="round_closes_after_it_opens"
            ),
        ]


class RoundQuestion(models.Model):
    """What do customers of this segment (None: all) expect of this measure?"""

    round = models.ForeignKey(BeliefRound, models.CASCADE, related_name="+")
    measure = models.ForeignKey("journey.Measure", models.PROTECT, related_name="+")
    segment = models.ForeignKey("people.Segment", models.PROTECT, null=True, related_name="+")
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "measure", "segment"], name="question_once_per_round", nulls_distinct=False
            ),
        ]


class RoundAnswer(models.Model):
    """One manager's answer, in the measure's unit; it may be changed until the reveal."""

    question = models.ForeignKey(RoundQuestion, models.CASCADE, related_name="+")
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+")
    believed = models.FloatField()
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "staff"], name="answer_once_per_manager")]
