"""Who is told that what they complained of was mended."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q


class Telling(models.Model):
    """One person and one mending: told once, however many cases they had of it and however often they voted.

    `case` is their latest one, by whose channel they are told; `cases` are all of theirs. Whoever has only said that it
    happened to them too is told by `vote`, their latest; `votes` are all of theirs, and `helped` is what they answered (of
    the others their case knows). `by_hand` is for somebody to ring or to answer where they wrote. `mailing_until` is how long
    a worker has the letter in hand. `digest` is of the secret in the link that asks whether it helped.
    """

    mending = models.ForeignKey("cases.Mending", models.CASCADE, related_name="+")
    case = models.ForeignKey("cases.Case", models.CASCADE, null=True, related_name="+")
    cases = ArrayField(models.BigIntegerField())
    vote = models.ForeignKey("cases.Vote", models.CASCADE, null=True, related_name="+")
    votes = ArrayField(models.BigIntegerField(), default=list, db_default=[])
    listed_at = models.DateTimeField()
    by_hand = models.BooleanField(default=False)
    told_at = models.DateTimeField(null=True)
    mailing_until = models.DateTimeField(null=True)
    helped = models.BooleanField(null=True)
    help_answered_at = models.DateTimeField(null=True)
    told_by = models.ForeignKey("people.Staff", models.SET_NULL, null=True, related_name="+")
    message = models.ForeignKey("cases.Message", models.SET_NULL, null=True, related_name="+")
    digest = models.BinaryField(max_length=32, unique=True, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mending", "case"], name="telling_once_per_case"),
            models.UniqueConstraint(fields=["mending", "vote"], name="telling_once_per_vote"),
            models.CheckConstraint(
                condition=Q(case__isnull=False) & ~Q(cases=[]) | Q(vote__isnull=False) & ~Q(votes=[]),
                name="telling_is_of_a_case_or_a_vote",
            ),
        ]
        indexes = [
            models.Index(
                fields=["mending", "by_hand", "id"], name="telling_waits", condition=Q(told_at__isnull=True)
            ),
            GinIndex(fields=["votes"], name="telling_of_votes"),
        ]


class WordsSent(models.Model):
    """Somebody was sent what customers said of their touchpoints in the week that begins on `week`, a Monday."""

    staff = models.ForeignKey("people.Staff", models.CASCADE, related_name="+")
    week = models.DateField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "week"], name="words_sent_once_a_week")]
