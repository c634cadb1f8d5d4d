"""The case itself, how its customer is reached, and by which words it is found."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from wellserved.cases.domain.facts import Channel, Kind, State, Urgency


def _one_of(words: type) -> list[str]:
    return [word.value for word in words]  # type: ignore[attr-defined]  # an enumeration


_SEARCHED = (
    "state",
    "kind",
    "channel",
    "urgency",
    "language",
    "owner_id",
    "cause_id",
    "touchpoint_id",
    "location_id",
)
FACTS = ", ".join(f"'{name.removesuffix('_id')}:' || coalesce(NEW.{name}::text, '')" for name in _SEARCHED)
_CHANGED = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in _SEARCHED)


class Case(models.Model):
    """One matter of one customer. Its number is its id in another dress (`domain.numbers`).

    `made_at` is when the customer said it, `recorded_at` when we had it, `touched_at` the last word or deed, by which
    lists are ordered. `first_due_at` and `resolve_due_at` come from the promises in force when it came, in business time;
    `first_told` and `resolve_told` are the hours that the customer was told then. `unread` says that the customer wrote
    since anybody looked. A merged case is done and leads to the one that took it up.
    """

    source = models.CharField(max_length=40)
    source_id = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in Kind])
    channel = models.CharField(max_length=10, choices=[(c.value, c.value) for c in Channel])
    link = models.CharField(max_length=1000, blank=True, default="")
    language = models.CharField(max_length=12, blank=True, default="")
    title = models.CharField(max_length=200, blank=True, default="")
    customer_key = models.UUIDField(null=True)
    segment = models.ForeignKey("people.Segment", models.PROTECT, null=True, db_index=False, related_name="+")
    location = models.ForeignKey(
        "people.Location", models.PROTECT, null=True, db_index=False, related_name="+"
    )
    owner = models.ForeignKey("people.Staff", models.SET_NULL, null=True, db_index=False, related_name="+")
    team = models.CharField(max_length=80, blank=True, default="")
    state = models.CharField(
        max_length=7, choices=[(s.value, s.value) for s in State], default=State.NEW.value
    )
    urgency = models.CharField(
        max_length=6, choices=[(u.value, u.value) for u in Urgency], default=Urgency.NORMAL.value
    )
    cause = models.ForeignKey("cases.Cause", models.PROTECT, null=True, db_index=False, related_name="+")
    touchpoint = models.ForeignKey(
        "journey.Touchpoint", models.PROTECT, null=True, db_index=False, related_name="+"
    )
    subject_kind = models.CharField(max_length=20, blank=True, default="")
    subject_id = models.CharField(max_length=80, blank=True, default="")
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    did = models.CharField(max_length=1000, blank=True, default="")
    cost = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    cost_currency = models.CharField(max_length=3, blank=True, default="")
    told_at = models.DateTimeField(null=True)
    told_by_way = models.CharField(max_length=10, blank=True, default="", db_default="")
    helped = models.BooleanField(null=True)
    help_asked_at = models.DateTimeField(null=True)
    help_answered_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    waiting_since = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    first_due_at = models.DateTimeField(null=True)
    resolve_due_at = models.DateTimeField(null=True)
    first_told = models.FloatField(null=True)
    resolve_told = models.FloatField(null=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    unread = models.BooleanField(default=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, db_index=False, related_name="+")
    split_from = models.ForeignKey("self", models.PROTECT, null=True, db_index=False, related_name="+")
    quarantine = models.CharField(max_length=12, blank=True, default="")
    quarantined_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "source_id"], name="case_once_per_source"),
            models.CheckConstraint(condition=Q(kind__in=_one_of(Kind)), name="case_kind_is_known"),
            models.CheckConstraint(condition=Q(state__in=_one_of(State)), name="case_state_is_known"),
            models.CheckConstraint(condition=Q(urgency__in=_one_of(Urgency)), name="case_urgency_is_known"),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_at__isnull=False), name="case_done_has_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="done", kind="complaint")
                | Q(cause__isnull=False)
                | Q(merged_into__isnull=False)
                | ~Q(quarantine=""),
                name="case_complaint_closed_with_a_cause",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | ~Q(currency=""), name="case_value_has_a_currency"
            ),
            models.CheckConstraint(
                condition=Q(cost__isnull=True) | ~Q(cost_currency=""), name="case_cost_has_a_currency"
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="case_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=Q(helped__isnull=True) | Q(help_answered_at__isnull=False),
                name="case_helped_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(quarantine="") | Q(quarantined_at__isnull=False),
                name="case_quarantine_has_a_time",
            ),
        ]
        indexes = [
            # What is not in quarantine is listed by its last touch, whole or by one of its facts.
            models.Index(fields=["-touched_at", "-id"], name="case_by_touch", condition=Q(quarantine="")),
            models.Index(
                fields=["state", "-touched_at", "-id"], name="case_of_state", condition=Q(quarantine="")
            ),
            models.Index(
                fields=["location", "-touched_at", "-id"], name="case_of_location", condition=Q(quarantine="")
            ),
            models.Index(
                fields=["cause", "-touched_at", "-id"], name="case_of_cause", condition=Q(quarantine="")
            ),
            models.Index(
                fields=["touchpoint", "-touched_at", "-id"],
                name="case_of_touchpoint",
                condition=Q(quarantine=""),
            ),
            models.Index(
                fields=["owner", "-touched_at", "-id"], name="case_of_owner", condition=Q(owner__isnull=False)
            ),
            models.Index(
                fields=["-touched_at", "-id"],
                name="case_undone",
                condition=Q(quarantine="") & ~Q(state="done"),
            ),
            models.Index(
                fields=["-touched_at", "-id"],
                name="case_of_nobody",
                condition=Q(quarantine="", owner__isnull=True) & ~Q(state="done"),
            ),
            models.Index(
                fields=["-touched_at", "-id"], name="case_unread", condition=Q(quarantine="", unread=True)
            ),
            models.Index(
                fields=["urgency", "-touched_at", "-id"],
                name="case_urgent",
                condition=Q(quarantine="", urgency__in=["high", "urgent"]),
            ),
            models.Index(
                fields=["first_due_at"],
                name="case_first_due",
                condition=Q(answered_at__isnull=True, quarantine="") & ~Q(state="done"),
            ),
            models.Index(
                fields=["resolve_due_at"],
                name="case_resolve_due",
                condition=Q(quarantine="") & ~Q(state="done"),
            ),
            models.Index(
                fields=["customer_key", "-made_at"],
                name="case_of_customer",
                condition=Q(customer_key__isnull=False),
            ),
            models.Index(
                fields=["subject_kind", "subject_id"], name="case_of_subject", condition=~Q(subject_kind="")
            ),
            models.Index(
                fields=["-quarantined_at", "-id"], name="case_in_quarantine", condition=~Q(quarantine="")
            ),
            models.Index(
                fields=["made_at"], name="complaint_by_time", condition=Q(quarantine="", kind="complaint")
            ),
            models.Index(fields=["merged_into"], name="case_merged", condition=Q(merged_into__isnull=False)),
            models.Index(fields=["split_from"], name="case_split", condition=Q(split_from__isnull=False)),
        ]
        triggers = [
            # Whoever writes a case, and by which way ever: a list that forgot one would hide it.
            pgtrigger.Trigger(
                name="facts_are_searched",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf(*_SEARCHED),
                when=pgtrigger.After,
                func=f"""
                    IF TG_OP = 'INSERT' THEN
                        INSERT INTO cases_casetext (case_id, words, facts) VALUES (NEW.id, '', ARRAY[{FACTS}]);
                    ELSIF {_CHANGED} THEN
                        UPDATE cases_casetext SET facts = ARRAY[{FACTS}] WHERE case_id = NEW.id;
                    END IF;
                    RETURN NULL;
                """,  # noqa: S608  our own words
            )
        ]


class CaseLink(models.Model):
    """What a case is about besides its subject; kind and id as journey's registry of subjects knows them."""

    case = models.ForeignKey(Case, models.CASCADE, db_index=False, related_name="+")
    kind = models.CharField(max_length=20)
    subject_id = models.CharField(max_length=80)
    linked_at = models.DateTimeField()
    linked_by = models.ForeignKey("people.Staff", models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "subject_id"], name="case_linked_once"),
        ]
        indexes = [models.Index(fields=["kind", "subject_id"], name="case_link_of_subject")]


class Contact(models.Model):
    """Personal: how the customer of one case is reached; erased with them. `handle` is their name in a channel."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="+")
    name = models.CharField(max_length=120, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    handle = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["email"], name="contact_by_email", condition=~Q(email=""))]


class CaseText(models.Model):
    """By what a case is found: its words, cut by `domain.searching`, and its facts ('kind:praise', 'location:').

    Every case has its row here, made and kept by the trigger of the case; apart, so that the case's own rows stay narrow.
    """

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="+")
    words = SearchVectorField()
    facts = ArrayField(models.TextField(), default=list, db_default=[])

    class Meta:
        indexes = [GinIndex(fields=["words", "facts"], name="case_found", fastupdate=False)]
