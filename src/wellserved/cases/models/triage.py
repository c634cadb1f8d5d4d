"""What was suggested for cases, what staff said to it, what was learnt of that, and topics that rise."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from wellserved.cases.domain.triage import Target


class CaseTriage(models.Model):
    """`said` has for each target the likeliest label, its confidence, the rule or the version that said it.

    It stands beside the case's own facts, which it never changes; a label of '' is silence.
    """

    case = models.OneToOneField("cases.Case", models.CASCADE, primary_key=True, related_name="+")
    said = models.JSONField()
    made_at = models.DateTimeField()


class TriageDecision(models.Model):
    """What somebody of the staff said a case to be; what is learnt from."""

    case = models.ForeignKey("cases.Case", models.CASCADE, db_index=False, related_name="+")
    target = models.CharField(max_length=10, choices=[(t.value, t.value) for t in Target])
    label = models.CharField(max_length=40)
    staff = models.ForeignKey("people.Staff", models.SET_NULL, null=True, db_index=False, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "target"], name="triage_decided_once"),
            models.CheckConstraint(
                condition=Q(target__in=[t.value for t in Target]), name="triage_target_is_known"
            ),
        ]
        indexes = [models.Index(fields=["target", "-at"], name="triage_decision_latest")]


class TriageModel(models.Model):
    """A version of what was learnt. `figures` are those of its cross-validation; of earlier versions only they are kept."""

    target = models.CharField(max_length=10, choices=[(t.value, t.value) for t in Target])
    version = models.CharField(max_length=12)
    trained_at = models.DateTimeField()
    figures = models.JSONField()
    content = models.BinaryField(null=True)
    current = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["target"], name="triage_model_one_current", condition=Q(current=True)
            ),
            models.CheckConstraint(
                condition=Q(current=True, content__isnull=False) | Q(current=False, content__isnull=True),
                name="triage_model_current_is_kept",
            ),
        ]
        indexes = [models.Index(fields=["-trained_at", "-id"], name="triage_model_latest")]


class RisingTopic(models.Model):
    """A topic that more customers wrote of than chance allows, in the week before `last_at`. `examples` are cases."""

    terms = ArrayField(models.CharField(max_length=120))
    examples = ArrayField(models.BigIntegerField())
    people = models.PositiveIntegerField()
    of_people = models.PositiveIntegerField()
    expected = models.FloatField()
    chance = models.FloatField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey("people.Staff", models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_at__gte=models.F("first_at")), name="rising_topic_ends_after_it_begins"
            )
        ]
        indexes = [
            models.Index(fields=["-last_at", "-id"], name="rising_topic_latest"),
            models.Index(fields=["-last_at"], name="rising_topic_unseen", condition=Q(seen_at__isnull=True)),
        ]
