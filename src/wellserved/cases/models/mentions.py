"""Where customers speak elsewhere, and what of it is a case."""

from django.db import models
from django.db.models import Q

from wellserved.cases.domain.facts import Kind

KINDS = ("feed", "mastodon", "json", "csv")


class MentionSource(models.Model):
    """A place that is looked at every so often; one of kind 'csv' is what somebody brings in by file.

    `mapping` is what its kind needs to know besides the address. `token` names a secret of the settings: none is kept
    here. `cursor`, `etag` and `modified` are how far it was read. `trouble` is a word for what went wrong at the last
    visit, `trouble_detail` what else is known of it. Till `visited_until` somebody is at it. An ended source keeps its cases.
    """

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=[(kind, kind) for kind in KINDS])
    address = models.CharField(max_length=1500, blank=True, default="")
    mapping = models.JSONField(default=dict)
    token = models.CharField(max_length=60, blank=True, default="")
    case_kind = models.CharField(max_length=10, default=Kind.QUESTION.value)
    touchpoint = models.ForeignKey(
        "journey.Touchpoint", models.PROTECT, null=True, db_index=False, related_name="+"
    )
    location = models.ForeignKey(
        "people.Location", models.PROTECT, null=True, db_index=False, related_name="+"
    )
    every_minutes = models.PositiveIntegerField(default=30)
    cursor = models.CharField(max_length=100, blank=True, default="")
    etag = models.CharField(max_length=500, blank=True, default="")
    modified = models.CharField(max_length=100, blank=True, default="")
    next_at = models.DateTimeField(null=True)
    visited_until = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=20, blank=True, default="")
    trouble_detail = models.CharField(max_length=300, blank=True, default="")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="mention_source_kind_is_known"),
            models.CheckConstraint(
                condition=Q(case_kind__in=[kind.value for kind in Kind]),
                name="mention_source_case_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(kind="csv") | ~Q(address=""), name="mention_source_has_an_address"
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], name="mention_source_due", condition=Q(ended_at__isnull=True))
        ]


class Mention(models.Model):
    """What was said there, known by its source's own name for it, and the case that it became.

    `words` is a digest of what was said last: another one is a change. Empty it takes in no change any more, which is
    how it stands after the customer was erased.
    """

    source = models.ForeignKey(MentionSource, models.PROTECT, db_index=False, related_name="+")
    key = models.BinaryField(max_length=32)
    words = models.BinaryField(max_length=32)
    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+")
    changes = models.PositiveIntegerField(default=0)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="mention_once_per_source")]
