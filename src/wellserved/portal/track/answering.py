"""The first thing that the page says: when it comes, and whether that is what was told before."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wellserved.portal.track.days import (
    ANOTHER,
    TODAY,
    TOMORROW,
    YESTERDAY,
    clock,
    day_said,
    hours_of,
    last_day,
    relative,
)
from wellserved.tracking.contracts import Kind, Status
from wellserved.tracking.queries.public import Followed, words_said

# With these it is still to come, and the page begins with when.
COMING = {
    Status.INFO_RECEIVED,
    Status.IN_TRANSIT,
    Status.OUT_FOR_DELIVERY,
    Status.DELAYED,
    Status.ATTEMPT_FAILED,
    Status.ON_HOLD,
    Status.SENT_BACK,
}
# Where nobody knows when, these say more than that.
INTERRUPTED = {Status.DELAYED, Status.ATTEMPT_FAILED, Status.ON_HOLD}
_BETWEEN: dict[str, Promise] = {
    TODAY: gettext_lazy("It comes today between %(from)s and %(until)s"),
    TOMORROW: gettext_lazy("It comes tomorrow between %(from)s and %(until)s"),
    ANOTHER: gettext_lazy("It comes on %(day)s between %(from)s and %(until)s"),
}
_ON: dict[str, Promise] = {
    TODAY: gettext_lazy("It comes today"),
    TOMORROW: gettext_lazy("It comes tomorrow"),
    ANOTHER: gettext_lazy("It comes on %(day)s"),
}
_CAME: dict[str, Promise] = {
    TODAY: gettext_lazy("It was delivered today at %(time)s"),
    YESTERDAY: gettext_lazy("It was delivered yesterday at %(time)s"),
    ANOTHER: gettext_lazy("It was delivered on %(day)s at %(time)s"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`sorry` is an apology, `kept` that it is as told; at most one of them has words."""

    title: str
    by: str = ""
    sorry: str = ""
    kept: str = ""


def answer(followed: Followed, *, now: datetime) -> Answer:
    zone = hours_of(followed.destination_country)
    today = now.astimezone(zone).date()
    came = followed.status_at
    if followed.status is Status.DELIVERED and came is not None:
        return _came(followed, came.astimezone(zone), zone, today=today)
    if followed.status not in COMING or (
        followed.kind is Kind.REPAIR and followed.status != Status.SENT_BACK
    ):
        return Answer(title=words_said(followed.kind, followed.status, followed.reason).title)
    title, by, expected = _comes(followed, zone, now=now, today=today)
    sorry, kept = _against_told(followed, zone, expected=expected, today=today)
    return Answer(title=title, by=by, sorry=sorry, kept=kept)


def _came(followed: Followed, at: datetime, zone: tzinfo, *, today: date) -> Answer:
    which = relative(at.date(), today=today)
    words = str(_CAME.get(which, _CAME[ANOTHER]))
    title = words % {"day": day_said(at.date(), today=today), "time": clock(at)}
    if not followed.told:
        return Answer(title=title)
    told = last_day(followed.told[0].latest, zone)
    if at.date() <= told:
        return Answer(title=title)
    said = {"day": day_said(told, today=today)}
    return Answer(title=title, sorry=_("We had told you %(day)s. It came later, and we are sorry.") % said)


def _comes(followed: Followed, zone: tzinfo, *, now: datetime, today: date) -> tuple[str, str, date | None]:
    """The sentence, where it comes from, and the last day that it names; None where none can be named."""
    window = followed.window
    if window is not None and window.latest >= now:
        first, last = window.earliest.astimezone(zone), window.latest.astimezone(zone)
        by = (
            _("Worked out from earlier deliveries on this way.")
            if window.predicted
            else _("As the carrier says.")
        )
        said = _window(first, last, zone, today=today, predicted=window.predicted)
        return said, by, last_day(last, zone)
    day = last_day(window.latest, zone) if window is not None else followed.expected_on
    # When it reaches us is not what a customer who sends something back asks first.
    if day is None and (followed.status in INTERRUPTED or followed.kind is Kind.RETURN):
        return words_said(followed.kind, followed.status, followed.reason).title, "", None
    if day is None:
        return _("We do not know yet when it comes"), "", None
    if window is None and day >= today:
        return _on(day, today=today), _("As the carrier says."), day
    return _("It should be there by now, and it is not"), "", today


def _window(first: datetime, last: datetime, zone: tzinfo, *, today: date, predicted: bool) -> str:
    end = last_day(last, zone)
    begin = max(first.date(), today)
    if begin < end:
        said = {"first": day_said(begin, today=today), "last": day_said(end, today=today)}
        return _("It comes between %(first)s and %(last)s") % said
    # Of a carrier who names a day nobody knows the hours.
    whole = not predicted and last.date() > end
    if whole or first.date() < end or (last - first).total_seconds() >= 14 * 3600:
        return _on(end, today=today)
    which = relative(end, today=today)
    words = str(_BETWEEN.get(which, _BETWEEN[ANOTHER]))
    return words % {"day": day_said(end, today=today), "from": clock(first), "until": clock(last)}


def _on(day: date, *, today: date) -> str:
    which = relative(day, today=today)
    return str(_ON.get(which, _ON[ANOTHER])) % {"day": day_said(day, today=today)}


def _against_told(followed: Followed, zone: tzinfo, *, expected: date | None, today: date) -> tuple[str, str]:
    if not followed.told:
        return "", ""
    first = last_day(followed.told[0].latest, zone)
    latest = last_day(followed.told[-1].latest, zone)
    reached = max(expected or today, latest)
    said = {"day": day_said(first, today=today)}
    if reached > first:
        if first < today:
            return _("We had told you %(day)s. That was not kept, and we are sorry.") % said, ""
        return _("We had told you %(day)s. It takes longer, and we are sorry.") % said, ""
    return "", _("As we told you: by %(day)s.") % said
