"""Whom we ask, when, and by which way they come in."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class Door(models.Model):
    """An open way in at /ask/<slug>: a QR code on a counter or receipt, a kiosk, a widget, a link for everybody.

    `facts` say what was asked about (journey, touchpoint); `hosts` are the sites that may show it in a frame, empty for
    all that the installation allows. The answer that fills `quota` sets `closes_at`; `taken` is how many of it are, null
    where nobody has counted yet.
    """

    class Channel(models.TextChoices):
        LINK = "link"
        QR = "qr"
        KIOSK = "kiosk"
        WIDGET = "widget"

    slug = models.SlugField(unique=True, max_length=60)
    title = models.CharField(max_length=120, blank=True, default="")
    questionnaire = models.ForeignKey("voice.Questionnaire", models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.LINK)
    location = models.ForeignKey("people.Location", models.PROTECT, null=True, related_name="+")
    facts = models.JSONField(default=dict)
    hosts = ArrayField(models.CharField(max_length=200), default=list)
    quota = models.PositiveIntegerField(null=True)
    taken = models.PositiveIntegerField(null=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("people.Account", models.SET_NULL, null=True, related_name="+")
    closes_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(channel__in=["link", "qr", "kiosk", "widget"]), name="door_channel_known"
            )
        ]


class AskRule(models.Model):
    """Ask about moments of one measure: whom, how long after, how many, and again when.

    `level` is which level of the moment must be there ('delivered', 'perceived', '' any); `when` a condition of
    `domain.definition` over the moment's facts, or null. `sampling` is the share that is asked. At most `quota` are
    asked within `quota_days`, and `total` altogether. `again_after_days` are further asks about the same moment
    (7, 91, 365).
    """

    name = models.CharField(max_length=120)
    questionnaire = models.ForeignKey("voice.Questionnaire", models.PROTECT, related_name="+")
    journey = models.SlugField(max_length=60)
    touchpoint = models.SlugField(max_length=60)
    measure = models.SlugField(max_length=60)
    level = models.CharField(max_length=10, blank=True, default="")
    when = models.JSONField(null=True)
    channel = models.CharField(max_length=10, default="email")
    delay_minutes = models.PositiveIntegerField(default=0)
    sampling = models.FloatField(default=1.0)
    quota = models.PositiveIntegerField(null=True)
    quota_days = models.PositiveIntegerField(default=30)
    total = models.PositiveIntegerField(null=True)
    expires_after_days = models.PositiveIntegerField(default=30)
    remind_after_days = models.PositiveIntegerField(null=True)
    again_after_days = ArrayField(models.PositiveIntegerField(), default=list)
    subject = models.JSONField(default=dict)
    letter = models.JSONField(default=dict)
    """Subject line and letter, by language; empty ones are the built-in words."""
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("people.Account", models.SET_NULL, null=True, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sampling__gt=0) & Q(sampling__lte=1), name="ask_rule_sampling_is_a_share"
            ),
            models.CheckConstraint(
                condition=Q(quota_days__gt=0) & Q(expires_after_days__gt=0), name="ask_rule_days_positive"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="ask_rule_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(
                fields=["journey", "touchpoint", "measure"],
                name="ask_rule_of_measure",
                condition=Q(ends_at__isnull=True),
            )
        ]


class Invitation(models.Model):
    """One personal ask: a single-use link. Only the digest of its secret is kept; `domain.secrets` makes the secret anew
    from the installation's key for a reminder.

    With a `version` it asks that one, else the latest. `why` says why it was not sent.
    From `sent_at` on it counts as asked, for quotas and the quiet time: the rules let it through, and its letter is
    `SENDING` until the mail server has it. `due_at` is then when the letter is tried again, `attempts` how often it was.
    """

    class State(models.TextChoices):
        DUE = "due"
        SENDING = "sending"
        SENT = "sent"
        ANSWERED = "answered"
        EXPIRED = "expired"
        DROPPED = "dropped"

    rule = models.ForeignKey(AskRule, models.PROTECT, null=True, related_name="+")
    questionnaire = models.ForeignKey("voice.Questionnaire", models.PROTECT, related_name="+")
    version = models.ForeignKey("voice.Version", models.PROTECT, null=True, related_name="+")
    digest = models.BinaryField(max_length=32, unique=True, null=True)
    customer_key = models.UUIDField(null=True)
    segment = models.ForeignKey("people.Segment", models.PROTECT, null=True, related_name="+")
    location = models.ForeignKey("people.Location", models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=12, blank=True, default="")
    channel = models.CharField(max_length=10, default="email")
    facts = models.JSONField(default=dict)
    moment_id = models.BigIntegerField(null=True)
    nth = models.SmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DUE)
    why = models.CharField(max_length=20, blank=True, default="")
    attempts = models.SmallIntegerField(default=0)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    remind_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "moment_id", "nth"],
                name="invitation_once_per_moment",
                condition=Q(rule__isnull=False, moment_id__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["due", "sending", "sent", "answered", "expired", "dropped"]),
                name="invitation_state_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], name="invitation_due", condition=Q(state="due"), include=["rule"]
            ),
            models.Index(fields=["due_at"], name="invitation_sending", condition=Q(state="sending")),
            models.Index(
                fields=["remind_at"],
                name="invitation_to_remind",
                condition=Q(state="sent", remind_at__isnull=False),
            ),
            models.Index(fields=["expires_at"], name="invitation_open", condition=Q(state="sent")),
            models.Index(
                fields=["customer_key"],
                name="invitation_of_customer",
                condition=Q(customer_key__isnull=False),
            ),
            # What staff's page counts is read from these two alone, however many there are.
            models.Index(
                fields=["rule", "sent_at"], name="invitation_by_rule", include=["state", "reminded_at"]
            ),
            models.Index(
                fields=["rule", "due_at"],
                name="invitation_dropped",
                condition=Q(state="dropped"),
                include=["why"],
            ),
        ]


class LastAsked(models.Model):
    """When a customer was last asked anything, whichever the questionnaire; `declined_at`: ask them no more."""

    customer_key = models.UUIDField(primary_key=True)
    asked_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)


class QuietTime(models.Model):
    """For how many days a customer is left alone after an ask, over all questionnaires: one row, or none for the usual."""

    only = models.BooleanField(primary_key=True, default=True)
    days = models.PositiveIntegerField(default=30)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("people.Account", models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="quiet_time_is_one_row")]
