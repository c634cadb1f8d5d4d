"""Invitations whose time has come: let through or dropped, by rules that two workers at once cannot get round."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import get_supported_language_variant

from wellserved.people.models import Consent, Customer, CustomerDetails
from wellserved.platform.link_secrets import digest
from wellserved.voice.domain.asking import STALE, Due, Ledger, Left, Why, decide
from wellserved.voice.domain.secrets import invitation_secret
from wellserved.voice.models import AskRule, Invitation, LastAsked
from wellserved.voice.queries.asking import quiet_days

__all__ = ["expire", "let_through"]

AT_ONCE = 500
A_LITTLE = timedelta(minutes=1)
_STATES = Invitation.State
_LEDGER = """
INSERT INTO voice_lastasked (customer_key) SELECT k FROM unnest(%s::uuid[]) AS n (k) ORDER BY k ON CONFLICT DO NOTHING
"""
_ASKED = "UPDATE voice_lastasked SET asked_at = %s WHERE customer_key = ANY(%s)"
_SEND = """
UPDATE voice_invitation i SET state = 'sending', sent_at = %s, due_at = %s, digest = n.digest, language = n.language,
  expires_at = n.expires_at, remind_at = %s + make_interval(days => r.remind_after_days)
FROM unnest(%s::bigint[], %s::bytea[], %s::text[], %s::timestamptz[]) AS n (id, digest, language, expires_at),
  voice_askrule r
WHERE i.id = n.id AND r.id = i.rule_id
"""
_DROP = """
UPDATE voice_invitation i SET state = 'dropped', why = n.why
FROM unnest(%s::bigint[], %s::text[]) AS n (id, why) WHERE i.id = n.id
"""
_EXPIRE = """
UPDATE voice_invitation SET state = 'expired', remind_at = NULL WHERE id IN (
  SELECT id FROM voice_invitation WHERE state = '{state}' AND expires_at <= %s ORDER BY expires_at LIMIT 10000
  FOR UPDATE SKIP LOCKED) AND state = '{state}'
"""


def let_through(*, now: datetime) -> int:
    """Decide on everything that is due; returns how many are asked. What is let through waits to be mailed."""
    asked = 0
    while True:
        sent, seen = _one_batch(now=now)
        asked += sent
        if seen < AT_ONCE:
            return asked


def expire(*, now: datetime) -> int:
    """End those whose time is over, also where the mail server never took the letter; returns how many."""
    total = 0
    for state in (_STATES.SENT, _STATES.SENDING):
        done = 10_000
        while done == 10_000:
            with connection.cursor() as cursor:
                cursor.execute(_EXPIRE.format(state=state.value), [now])
                done = int(cursor.rowcount)
            total += done
    return total


@transaction.atomic
def _one_batch(*, now: datetime) -> tuple[int, int]:
    """Rules are locked first, then the customers, then their lines of the ledger, each in order: so two workers wait for
    each other and never both ask.
    """
    rows = list(
        Invitation.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(state=_STATES.DUE, due_at__lte=now)
        .order_by("due_at", "pk")[:AT_ONCE]
    )
    if not rows:
        return 0, 0
    rules = _rules({row.rule_id for row in rows if row.rule_id})
    customers = {row.customer_key for row in rows if row.customer_key}
    people = _People(customers)
    busy = [row for row in rows if row.customer_key in people.busy]
    Invitation.objects.filter(pk__in=[row.pk for row in busy]).update(due_at=now + A_LITTLE)
    rows = [row for row in rows if row.customer_key not in people.busy]
    due = [
        Due(
            id=row.pk,
            rule=row.rule_id or 0,
            customer=row.customer_key or UUID(int=0),
            due_at=row.due_at,
            bar=people.bar(row.customer_key) or _too_late(row, rules, now=now),
        )
        for row in rows
    ]
    ledger = _ledger({one.customer for one in due if one.bar is None})
    left = {pk: Left(_left(rule, now=now)) for pk, rule in rules.items()}
    decided = decide(due, ledger=ledger, left=left, quiet=timedelta(days=quiet_days()), now=now)
    sent = [row for row in rows if decided[row.pk] is None]
    _send(sent, people, rules, now=now)
    _drop({pk: why for pk, why in decided.items() if why is not None})
    return len(sent), len(rows) + len(busy)


class _People:
    """The customers of a batch, held so that nobody is erased while it is decided on them. Whoever is being erased or
    changed just now is `busy`: to wait for them here could be to wait for each other.
    """

    def __init__(self, keys: set[UUID]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT key FROM people_customer WHERE key = ANY(%s) ORDER BY key FOR SHARE SKIP LOCKED",
                [list(keys)],
            )
            held = {key for (key,) in cursor.fetchall()}
        rows = Customer.objects.filter(key__in=keys, erased_at__isnull=True)
        self.busy = set(rows.values_list("key", flat=True)) - held
        self.languages = dict(rows.values_list("key", "language"))
        details = CustomerDetails.objects.filter(customer_id__in=self.languages).exclude(email="")
        self.reachable = dict(details.values_list("customer_id", "account__language"))
        purpose = settings.ASK_CONSENT
        given = Consent.objects.filter(
            customer_id__in=self.languages, purpose=purpose, withdrawn_at__isnull=True
        )
        self.agreed = set(given.values_list("customer_id", flat=True)) if purpose else set(self.languages)

    def bar(self, key: UUID | None) -> Why | None:
        if key not in self.languages:
            return Why.ERASED
        if key not in self.agreed:
            return Why.CONSENT
        return None if key in self.reachable else Why.ADDRESS

    def language(self, key: UUID | None, *, of_moment: str) -> str:
        """The one that they chose, the one that we know them by, the one in which it happened; else the pages' first."""
        if key is None:
            return settings.LANGUAGE_CODE
        for code in (self.reachable.get(key), self.languages.get(key), of_moment):
            try:
                return get_supported_language_variant((code or "").lower().replace("_", "-"))
            except LookupError:
                continue
        return settings.LANGUAGE_CODE


def _rules(ids: Iterable[int]) -> Mapping[int, AskRule]:
    """Locked, so that what one worker takes of a quota another does not take too."""
    return {rule.pk: rule for rule in AskRule.objects.select_for_update().filter(pk__in=ids).order_by("pk")}


def _too_late(row: Invitation, rules: Mapping[int, AskRule], *, now: datetime) -> Why | None:
    rule = rules.get(row.rule_id or 0)
    if rule is None or (rule.ends_at is not None and rule.ends_at <= now):
        return Why.ENDED
    return Why.STALE if row.due_at < now - STALE else None


def _left(rule: AskRule, *, now: datetime) -> int | None:
    asked = Invitation.objects.filter(rule=rule.pk)
    found = []
    if rule.quota is not None:
        since = asked.filter(sent_at__gt=now - timedelta(days=rule.quota_days))
        found.append(rule.quota - since[: rule.quota].count())
    if rule.total is not None:
        found.append(rule.total - asked.filter(sent_at__isnull=False)[: rule.total].count())
    return max(0, min(found)) if found else None


def _ledger(customers: set[UUID]) -> Ledger:
    with connection.cursor() as cursor:
        cursor.execute(_LEDGER, [list(customers)])
    rows = list(
        LastAsked.objects.select_for_update().filter(customer_key__in=customers).order_by("customer_key")
    )
    return Ledger(
        asked={row.customer_key: row.asked_at for row in rows if row.asked_at},
        declined=frozenset(row.customer_key for row in rows if row.declined_at),
    )


def _send(
    rows: Sequence[Invitation], people: _People, rules: Mapping[int, AskRule], *, now: datetime
) -> None:
    if not rows:
        return
    digests = [digest(invitation_secret(settings.SECRET_KEY, invitation=row.pk)) for row in rows]
    languages = [people.language(row.customer_key, of_moment=row.language) for row in rows]
    ends = [_end(now, days=rules[row.rule_id or 0].expires_after_days) for row in rows]
    given: list[Any] = [[row.pk for row in rows], digests, languages, ends]
    with connection.cursor() as cursor:
        cursor.execute(_ASKED, [now, [row.customer_key for row in rows]])
        cursor.execute(_SEND, [now, now, now, *given])


def _end(now: datetime, *, days: int) -> datetime:
    """With the last day, where this organisation is: the letter names it, and whoever answers that evening is in time."""
    return timezone.make_aware(datetime.combine(timezone.localdate(now) + timedelta(days=days + 1), time()))


def _drop(why: Mapping[int, Why]) -> None:
    if why:
        with connection.cursor() as cursor:
            cursor.execute(_DROP, [list(why), [one.value for one in why.values()]])
