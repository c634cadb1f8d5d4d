"""Letters that ask, and remind once: handed to the mail server outside of any transaction, and noted at once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.conf import settings
from django.db import connection, transaction
from django.utils import translation

from wellserved.platform.handing_over import Fate, Post, fate_of, post
from wellserved.platform.link_secrets import digest
from wellserved.voice.domain.asking import Why
from wellserved.voice.domain.secrets import invitation_secret, seed_of
from wellserved.voice.mails.asking import Ask, letter
from wellserved.voice.models import Invitation
from wellserved.voice.queries.versions import definition_of, latest_of, screens_of

__all__ = ["send_asks", "send_reminders"]

LEASE = timedelta(minutes=5)
"""How long a claim holds. Whoever dies with letters in hand has them sent again by others after this."""
AT_ONCE = 50
MOST_ATTEMPTS = 8
AWAY = timedelta(minutes=5)
"""Until a server that is away is asked again: as often as it takes, until the links expire."""
_FIRST_WAIT = timedelta(minutes=2)
# Due again when the claim lapses: no state of its own that a dead worker would leave behind.
_CLAIM = """
UPDATE voice_invitation i SET {field} = %(until)s, attempts = {attempts}
FROM (
  SELECT w.id FROM voice_invitation w JOIN voice_askrule e ON e.id = w.rule_id
  WHERE w.state = '{state}' AND w.{field} <= %(now)s AND (w.expires_at IS NULL OR w.expires_at > %(now)s)
    AND (e.ends_at IS NULL OR e.ends_at > %(now)s)
  ORDER BY w.{field}, w.id LIMIT %(n)s FOR UPDATE OF w SKIP LOCKED
) due, voice_askrule r
WHERE i.id = due.id AND r.id = i.rule_id
RETURNING i.id, i.customer_key, i.questionnaire_id, i.version_id, i.language, i.facts, i.expires_at, i.sent_at,
  i.attempts, i.digest, r.subject, r.letter
"""
_DROP_ENDED = """
UPDATE voice_invitation i SET state = 'dropped', why = %s
FROM voice_askrule r WHERE r.id = i.rule_id AND i.state = 'sending' AND r.ends_at <= %s
"""
# Whoever was erased, has changed their mind or cannot be reached any more gets no letter.
_MAY_BE_ASKED = """
SELECT d.customer_id, d.email FROM people_customerdetails d
JOIN people_customer c ON c.key = d.customer_id AND c.erased_at IS NULL
LEFT JOIN voice_lastasked l ON l.customer_key = d.customer_id
WHERE d.customer_id = ANY(%s) AND d.email <> '' AND l.declined_at IS NULL AND (%s = '' OR EXISTS (
  SELECT FROM people_consent g WHERE g.customer_id = d.customer_id AND g.purpose = %s AND g.withdrawn_at IS NULL))
"""


@dataclass(frozen=True, slots=True)
class _Claimed:
    id: int
    customer_key: Any
    questionnaire_id: int
    version_id: int | None
    language: str
    facts: Any
    expires_at: datetime | None
    sent_at: datetime
    attempts: int
    digest: bytes
    subject: Any
    letter: Any


def send_asks(*, clock: Callable[[], datetime]) -> int:
    """Hand over the first letter of everything that was let through; returns how many. What a rule has not sent when it
    ends goes out no more.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DROP_ENDED, [Why.ENDED, clock()])
    sent, away = 0, False
    with post() as server:
        while not away and (claimed := _claim("sending", "due_at", now=clock())):
            for one, error in _handed_over(claimed, server, reminds=False, clock=clock):
                sent += _note(one, error, now=clock())
                away = away or _is_away(error)
    return sent


def send_reminders(*, clock: Callable[[], datetime]) -> int:
    """Remind everybody once who has not answered by then; returns how many."""
    sent, away = 0, False
    with post() as server:
        while not away and (claimed := _claim("sent", "remind_at", now=clock())):
            for one, error in _handed_over(claimed, server, reminds=True, clock=clock):
                sent += _note_reminder(one, error, now=clock())
                away = away or _is_away(error)
    return sent


def _claim(state: str, field: str, *, now: datetime) -> list[_Claimed]:
    attempts = "i.attempts + 1" if state == "sending" else "i.attempts"
    query = _CLAIM.format(field=field, attempts=attempts, state=state)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(query, {"until": now + LEASE, "now": now, "n": AT_ONCE})
        return sorted((_Claimed(*row) for row in cursor.fetchall()), key=lambda one: one.id)


def _handed_over(
    claimed: Sequence[_Claimed], server: Post, *, reminds: bool, clock: Callable[[], datetime]
) -> Iterator[tuple[_Claimed, Exception | None]]:
    """Each with its fault. Where the server is away, the rest is not even tried, and has the same."""
    addresses = _addresses(claimed)
    lapses = clock() + LEASE
    away: Exception | None = None
    for one in claimed:
        if away is not None:
            yield one, away
            continue
        to = addresses.get(one.customer_key)
        if to is None:
            yield one, _NotToBeAsked()
            continue
        if clock() >= lapses:
            return  # the server is slow: what is left is claimed anew
        _keep_link_working(one)
        try:
            with translation.override(one.language or settings.LANGUAGE_CODE):
                mail = letter(_ask(one, to, reminds=reminds), now=clock() if reminds else one.sent_at)
            server.take(mail)
        except Exception as error:  # noqa: BLE001  one letter's fault is no other's
            away = error if _is_away(error) else None
            yield one, error
        else:
            yield one, None


class _NotToBeAsked(Exception):
    """Meanwhile the customer was erased, took their consent back, or wants to be asked no more."""


def _ask(one: _Claimed, to: str, *, reminds: bool) -> Ask:
    version = one.version_id or latest_of(one.questionnaire_id)
    if version is None:
        raise ValueError(
            f"Questionnaire {one.questionnaire_id} has no version that could be asked: publish it."
        )
    return Ask(
        id=one.id,
        to=to,
        secret=invitation_secret(settings.SECRET_KEY, invitation=one.id),
        definition=definition_of(version),
        screens=screens_of(version, seed_of(bytes(one.digest))),
        facts=_json(one.facts),
        subject=_json(one.subject),
        letter=_json(one.letter),
        until=one.expires_at,
        reminds=reminds,
    )


def _addresses(claimed: Sequence[_Claimed]) -> dict[Any, str]:
    purpose = settings.ASK_CONSENT
    with connection.cursor() as cursor:
        cursor.execute(_MAY_BE_ASKED, [[one.customer_key for one in claimed], purpose, purpose])
        return dict(cursor.fetchall())


def _keep_link_working(one: _Claimed) -> None:
    """A new installation key makes other links: what is sent from now on has to lead somewhere."""
    wanted = digest(invitation_secret(settings.SECRET_KEY, invitation=one.id))
    if bytes(one.digest) != wanted:
        Invitation.objects.filter(pk=one.id).update(digest=wanted)


def _note(one: _Claimed, error: Exception | None, *, now: datetime) -> int:
    """What became of a first letter, unless the claim lapsed and somebody else has it. It may be answered already."""
    mine = Invitation.objects.filter(pk=one.id, state="sending", attempts=one.attempts)
    if error is None:
        return mine.update(state="sent")
    if isinstance(error, _NotToBeAsked):
        mine.update(state="dropped", why=Why.DECLINED)
    elif _is_away(error):
        mine.update(due_at=now + AWAY, attempts=one.attempts - 1)
    elif fate_of(error) is Fate.NEVER or one.attempts >= MOST_ATTEMPTS:
        mine.update(state="dropped", why=Why.UNDELIVERABLE)
    else:
        mine.update(due_at=now + _FIRST_WAIT * 2**one.attempts)
    return 0


def _note_reminder(one: _Claimed, error: Exception | None, *, now: datetime) -> int:
    mine = Invitation.objects.filter(pk=one.id, state="sent")
    if error is None:
        return mine.update(remind_at=None, reminded_at=now)
    if isinstance(error, _NotToBeAsked) or fate_of(error) is Fate.NEVER:
        mine.update(remind_at=None)
    else:
        # Until it expires, which ends it.
        mine.update(remind_at=now + timedelta(hours=4))
    return 0


def _is_away(error: Exception | None) -> bool:
    return error is not None and fate_of(error) is Fate.AWAY


def _json(value: object) -> dict[str, Any]:
    return msgspec.json.decode(value, type=dict[str, Any]) if isinstance(value, str) else dict(value or {})  # type: ignore[call-overload]  # a mapping by then
