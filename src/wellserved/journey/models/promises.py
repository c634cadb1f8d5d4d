"""What is promised and what is believed, each in force for a span of time and never twice at once."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Coalesce


class _Only(Func):
    """The range that holds one whole number: it lets GiST compare for equality without an extension."""

    function = "int8range"
    template = "%(function)s(%(expressions)s, '[]')"

    def __init__(self, expression: object) -> None:
        super().__init__(expression, expression)


class _Span(Func):
    function = "tstzrange"


def _never_twice_at_once(name: str) -> ExclusionConstraint:
    """No two rows of a measure and segment may be in force at the same time; no segment is segment 0."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            (_Only(F("measure")), RangeOperators.OVERLAPS),
            (
                _Only(Coalesce(F("segment"), Value(0, output_field=models.BigIntegerField()))),
                RangeOperators.OVERLAPS,
            ),
            (_Span(F("valid_from"), F("valid_to")), RangeOperators.OVERLAPS),
        ],
    )


@pghistory.track()
class Promise(models.Model):
    """The service standard for a segment (None: for everybody without one of their own), and what is told of it."""

    measure = models.ForeignKey("journey.Measure", models.PROTECT, related_name="+")
    segment = models.ForeignKey("people.Segment", models.PROTECT, null=True, related_name="+")
    standard = models.FloatField()
    told = models.CharField(max_length=300, blank=True, help_text="What customers are told, in their words.")
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    why = models.CharField(max_length=300, blank=True)
    set_by = models.ForeignKey("people.Account", models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            _never_twice_at_once("promises_never_overlap"),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from")),
                name="promise_ends_after_it_begins",
            ),
        ]


@pghistory.track()
class Belief(models.Model):
    """What managers think that customers of a segment expect."""

    measure = models.ForeignKey("journey.Measure", models.PROTECT, related_name="+")
    segment = models.ForeignKey("people.Segment", models.PROTECT, null=True, related_name="+")
    believed = models.FloatField()
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    why = models.CharField(max_length=300, blank=True)
    set_by = models.ForeignKey("people.Account", models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            _never_twice_at_once("beliefs_never_overlap"),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from")),
                name="belief_ends_after_it_begins",
            ),
        ]
