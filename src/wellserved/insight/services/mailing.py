"""Alerts by mail: one mail a reader and run, in the reader's language, without personal data."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wellserved.insight.contracts import CLAUSES, AlertRaised, signal_words
from wellserved.insight.models import Alert
from wellserved.people.models import Account

_PLACE = ("watch__measure__touchpoint__journey", "watch__measure__touchpoint__owner")


def send_alerts(*, account_id: int, alert_ids: Iterable[int], now: datetime) -> int:
    """Mail those of these alerts that were not mailed yet; say how many.

    They are marked when the server has taken the mail. Who dies between the two sends it once more when the job
    runs again: an alert told twice is better than one never told.
    """
    from wellserved.insight.queries.alerts import of_alert  # noqa: PLC0415  queries import services

    reader = Account.objects.filter(pk=account_id, is_active=True).first()
    rows = list(
        Alert.objects.select_related(*_PLACE)
        .filter(pk__in=list(alert_ids), mailed_at__isnull=True)
        .order_by("-worse", "pk")
    )
    if reader is None or not rows:
        return 0
    with translation.override(reader.language or settings.LANGUAGE_CODE):
        subject, body = written([of_alert(row) for row in rows])
    EmailMessage(subject=subject, body=body, to=[reader.email]).send()
    Alert.objects.filter(pk__in=[row.pk for row in rows], mailed_at__isnull=True).update(mailed_at=now)
    return len(rows)


def written(alerts: Sequence[AlertRaised]) -> tuple[str, str]:
    """Subject and text, in the language of the moment."""
    places = list(dict.fromkeys(alert.place.touchpoint_title for alert in alerts))
    base = settings.BASE_URL.rstrip("/")
    lines = [_said(alert, base=base) for alert in alerts]
    body = render_to_string("insight/alerts.txt", {"alerts": lines, "all": f"{base}/alerts/"})
    return _subject(places[0], others=len(places) - 1), body


def _subject(touchpoint: str, *, others: int) -> str:
    # A line break in a title would be one in the mail's head.
    facts = {"touchpoint": " ".join(touchpoint.split()), "n": others}
    if not others:
        return _("“%(touchpoint)s” has left its control limits") % facts
    return (
        ngettext(
            "“%(touchpoint)s” and %(n)s other touchpoint have left their control limits",
            "“%(touchpoint)s” and %(n)s other touchpoints have left their control limits",
            others,
        )
        % facts
    )


def _said(alert: AlertRaised, *, base: str) -> dict[str, str]:
    place = alert.place
    figure = _(
        "%(share)s%% of %(n)s cases: %(clause)s. Chance alone would have left it between %(low)s and %(high)s%%."
    ) % {
        "share": f"{alert.value * 100:.1f}",
        "n": f"{alert.n:,}",
        "clause": CLAUSES[place.gap],
        "low": f"{alert.low * 100:.1f}",
        "high": f"{alert.high * 100:.1f}",
    }
    return {
        "place": f"{place.journey_title} / {place.touchpoint_title} / {place.measure_title}",
        "sentence": signal_words(rule=alert.rule, worse=alert.worse, start=alert.start, every=alert.every),
        "figure": figure,
        "link": f"{base}/journeys/{place.journey}/{place.touchpoint}/{place.measure}/gap-{place.gap}/",
    }
