"""Who wants to hear, of what they heard, and what could not be handed over."""

from django.db import models
from django.db.models import Q


class Subscription(models.Model):
    """One way to tell one customer: of one consignment, or of all of a customer's (`consignment` empty).

    `address` is an e-mail address, a push endpoint's JSON or a webhook's URL: personal, erased with the customer.
    """

    class Channel(models.TextChoices):
        EMAIL = "email"
        WEB_PUSH = "web_push"
        WEBHOOK = "webhook"

    consignment = models.ForeignKey("tracking.Consignment", models.CASCADE, null=True, related_name="+")
    customer_key = models.UUIDField(null=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    address = models.TextField(max_length=2000)
    address_digest = models.BinaryField(max_length=32)
    secret = models.CharField(max_length=100, blank=True, default="")
    language = models.CharField(max_length=10, default="en")
    time_zone = models.CharField(max_length=40, default="UTC")
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_secret_digest = models.BinaryField(max_length=32, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(consignment__isnull=False) | Q(customer_key__isnull=False),
                name="subscription_to_something",
            ),
            models.UniqueConstraint(
                fields=["consignment", "channel", "address_digest"],
                name="subscription_once",
                condition=Q(ended_at__isnull=True, consignment__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["customer_key"],
                name="subscription_by_customer",
                condition=Q(customer_key__isnull=False),
            ),
            models.Index(fields=["address_digest", "channel"], name="subscription_by_address"),
        ]


class Notice(models.Model):
    """One notice of one state: `occasion` is the status, or 'late', 'silent', 'window' for what we saw coming.

    `body` is what a program was sent and not yet took: under one id it is told the same at every attempt.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        HANDED_OVER = "handed_over"
        DEAD = "dead"
        SUPERSEDED = "superseded"

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="+")
    consignment = models.ForeignKey("tracking.Consignment", models.CASCADE, related_name="+")
    occasion = models.CharField(max_length=20)
    nth = models.SmallIntegerField(default=1)
    reason = models.CharField(max_length=60, blank=True, default="")
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    attempts = models.SmallIntegerField(default=0)
    handed_over_at = models.DateTimeField(null=True)
    last_answer = models.CharField(max_length=200, blank=True, default="")
    body = models.TextField(blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "consignment", "occasion", "nth"], name="notice_once_per_state"
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], name="notice_waiting", condition=Q(state="waiting")),
            models.Index(fields=["-made_at"], name="notice_dead", condition=Q(state="dead")),
        ]


class NoticeText(models.Model):
    """Staff's own wording of a notice; without one the built-in words stand."""

    occasion = models.CharField(max_length=20)
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=160)
    body = models.TextField(max_length=4000)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("people.Account", models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["occasion", "language"], name="notice_text_once")]
