"""What was said: in, out, and among colleagues; with what came along."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from wellserved.cases.domain.facts import Channel, Direction, Sending


class Message(models.Model):
    """`text` is plain and is what is shown. `quoted` is what a mail repeated of earlier ones.

    `source` and `source_id` make further words the same however often they come; those that a case began with have no id
    here, for the case has it. Words to a customer are `held` until `held_until`, and can be taken back till then; a job
    hands them over after that. `closes` says that its case was closed with them, and is settled once they have gone out.
    `began_in` is the id of the case that they were said in, where that was merged since: its customer may be another.
    """

    case = models.ForeignKey("cases.Case", models.PROTECT, db_index=False, related_name="+")
    began_in = models.BigIntegerField(null=True)
    direction = models.CharField(max_length=4, choices=[(d.value, d.value) for d in Direction])
    channel = models.CharField(max_length=10, choices=[(c.value, c.value) for c in Channel])
    source = models.CharField(max_length=40, blank=True, default="")
    source_id = models.CharField(max_length=998, blank=True, default="")
    staff = models.ForeignKey("people.Staff", models.SET_NULL, null=True, related_name="+")
    sender_name = models.CharField(max_length=120, blank=True, default="")
    sender_address = models.CharField(max_length=320, blank=True, default="")
    title = models.CharField(max_length=200, blank=True, default="")
    text = models.TextField(blank=True, default="")
    quoted = models.TextField(blank=True, default="")
    language = models.CharField(max_length=12, blank=True, default="")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    mail_id = models.CharField(max_length=998, blank=True, default="")
    references = ArrayField(models.CharField(max_length=998), default=list)
    sending = models.CharField(
        max_length=7, choices=[(s.value, s.value) for s in Sending], blank=True, default=""
    )
    held_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    closes = models.BooleanField(default=False, db_default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_answer = models.CharField(max_length=200, blank=True, default="")
    quarantine = models.CharField(max_length=12, blank=True, default="")
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"], name="message_once_per_source", condition=~Q(source_id="")
            ),
            models.CheckConstraint(
                condition=Q(direction__in=[d.value for d in Direction]), name="message_direction_is_known"
            ),
            models.CheckConstraint(
                condition=Q(direction="out") ^ Q(sending=""), name="message_out_has_a_sending"
            ),
            models.CheckConstraint(
                condition=~Q(sending="sent") | Q(sent_at__isnull=False), name="message_sent_has_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(sending="held") | Q(held_until__isnull=False), name="message_held_until_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["case", "at", "id"], name="message_of_case"),
            models.Index(
                fields=["held_until"], name="message_held", condition=Q(sending__in=["held", "sending"])
            ),
            models.Index(fields=["mail_id"], name="message_by_mail_id", condition=~Q(mail_id="")),
            models.Index(fields=["-recorded_at"], name="message_in_quarantine", condition=~Q(quarantine="")),
            models.Index(fields=["-recorded_at"], name="message_failed", condition=Q(sending="failed")),
        ]


class MessageHtml(models.Model):
    """The HTML of a mail, kept as it came and never shown as it came."""

    message = models.OneToOneField(Message, models.CASCADE, primary_key=True, related_name="+")
    html = models.TextField()


class Attachment(models.Model):
    """Something that came or goes along. `type` is sniffed from the content; `refused` says why none is kept."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    digest = models.BinaryField(max_length=32)
    refused = models.CharField(max_length=20, blank=True, default="")


class AttachmentContent(models.Model):
    """Apart, so that listing reads none of it. In the database: no folder can be served by mistake, and it is backed up,
    erased and moved with its message.
    """

    attachment = models.OneToOneField(Attachment, models.CASCADE, primary_key=True, related_name="+")
    content = models.BinaryField()
