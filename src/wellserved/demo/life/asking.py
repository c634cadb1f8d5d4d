"""Whom the grocer asks how it was: two months of asks after a delivery, and a tablet in a shop."""

from datetime import datetime, timedelta

import numpy as np

from wellserved.journey.queries import MomentSeen, moments_for
from wellserved.people.contracts import OPERATOR
from wellserved.people.queries import customers_for
from wellserved.people.services import give_consent
from wellserved.voice.beginnings import BEGINNINGS
from wellserved.voice.contracts import RuleIn
from wellserved.voice.models import Door, Invitation
from wellserved.voice.queries.versions import latest_of
from wellserved.voice.services import add_questionnaire, open_door, publish
from wellserved.voice.services.asking_due import expire, let_through
from wellserved.voice.services.asking_moments import ask_about
from wellserved.voice.services.asking_rules import add_rule, set_quiet_days
from wellserved.voice.services.storing import Finished, store

from .people import People

__all__ = ["ask"]

_DAY = timedelta(days=1)
DAYS, STEP, QUIET = 60, 2, 14
AT_THE_TABLET = 45
_LIKED = (0.04, 0.08, 0.16, 0.4, 0.32)
_SLUG = "after-delivery"


def ask(people: People, *, seed: int, now: datetime) -> None:
    """Those who agreed are asked two days after a delivery, in steps of two days, as it would have been done."""
    rng = np.random.default_rng(seed + 11)
    began = now - DAYS * _DAY
    add_questionnaire(by=people.lead, slug=_SLUG, definition=BEGINNINGS["csat"], now=began)
    publish(by=people.lead, questionnaire=_SLUG, now=began)
    set_quiet_days(by=people.lead, days=QUIET, now=began)
    rule = RuleIn(
        name="Two days after a delivery",
        questionnaire=_SLUG,
        journey="fresh-tonight",
        touchpoint="handover",
        measure="order-to-door",
        level="delivered",
        delay_minutes=2880,
        quota=40,
        quota_days=1,
        expires_after_days=14,
        remind_after_days=4,
    )
    add_rule(by=people.lead, rule=rule, now=began)
    moments = _moments(rule, since=began, now=now)
    for step in range(1, DAYS // STEP + 1):
        then = began + step * STEP * _DAY
        ask_about([m for m in moments if then - STEP * _DAY <= m.occurred_at < then], now=then)
        let_through(now=then)
        _answer(rng, now=then)
        expire(now=then)
    _stand_a_tablet(people, rng, now=now)


def _moments(rule: RuleIn, *, since: datetime, now: datetime) -> list[MomentSeen]:
    """Of the named customers, who all but a few agreed."""
    named = [one.key for one in customers_for(OPERATOR) if one.email]
    for n, key in enumerate(named):
        if n % 6:
            give_consent(by=OPERATOR, key=key, purpose="feedback", wording="1", now=since)
    return [
        moment
        for key in named
        for moment in moments_for(
            OPERATOR,
            journey=rule.journey,
            touchpoint=rule.touchpoint,
            measure=rule.measure,
            customer=key,
            since=since,
            until=now,
        ).moments
    ]


def _answer(rng: np.random.Generator, *, now: datetime) -> None:
    """The mail server has taken them; a third answers within a day, and every fifth after the reminder."""
    rows = Invitation.objects.filter(state=Invitation.State.SENDING)
    fresh = list(rows)
    rows.update(state=Invitation.State.SENT)
    late = Invitation.objects.filter(state=Invitation.State.SENT, remind_at__lte=now)
    reminded = list(late)
    late.update(remind_at=None, reminded_at=now)
    for those, share in ((fresh, 0.33), (reminded, 0.2)):
        done = [_finished(row, rng, now=now) for row in those if rng.uniform() < share]
        if done:
            store(done, now=now)


def _finished(row: Invitation, rng: np.random.Generator, *, now: datetime) -> Finished:
    version = latest_of(row.questionnaire_id)
    return Finished(
        questionnaire_id=row.questionnaire_id,
        version_id=version or 0,
        secret_digest=bytes(row.digest or b""),
        invitation_id=row.pk,
        customer_key=row.customer_key,
        segment_id=row.segment_id,
        location_id=row.location_id,
        language=row.language,
        channel=row.channel,
        facts=row.facts,
        started_at=now - timedelta(seconds=int(rng.integers(20, 200))),
        finished_at=now,
        answers={"csat": int(rng.choice(5, p=_LIKED)) + 1},
    )


def _stand_a_tablet(people: People, rng: np.random.Generator, *, now: datetime) -> None:
    began = now - 30 * _DAY
    facts = {"journey": "weekly-shop", "touchpoint": "goodbye"}
    for slug, channel, title in (
        ("shop-tablet", "kiosk", "At the way out"),
        ("receipt", "qr", "On the receipt"),
    ):
        open_door(
            by=people.lead,
            slug=slug,
            questionnaire=_SLUG,
            channel=channel,
            title=title,
            facts=facts,
            now=began,
        )
    door = Door.objects.get(slug="shop-tablet")
    at = [began + 30 * _DAY * float(rng.uniform()) for _ in range(AT_THE_TABLET)]
    finished = [
        Finished(
            questionnaire_id=door.questionnaire_id,
            version_id=latest_of(door.questionnaire_id) or 0,
            door_id=door.pk,
            source="kiosk",
            source_id=f"{door.pk}:demo-{n}",
            language="en",
            channel=door.channel,
            facts=facts,
            started_at=when - timedelta(seconds=int(rng.integers(8, 60))),
            finished_at=when,
            answers={"csat": int(rng.choice(5, p=_LIKED)) + 1},
        )
        for n, when in enumerate(sorted(at))
    ]
    store(finished, now=now)
