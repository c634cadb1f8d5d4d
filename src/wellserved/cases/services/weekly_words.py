"""Every week whoever answers for touchpoints is sent what customers said of them, in the customers' own words."""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import ngettext

from wellserved.cases.models import WordsSent
from wellserved.cases.queries.weekly_words import TouchpointWords, words_for
from wellserved.cases.wording import kinds_said
from wellserved.journey.queries.owning import touchpoints_by_owner
from wellserved.people.models import Staff
from wellserved.people.queries import person_of

MORNING = 6


def send_words(*, now: datetime) -> int:
    """Mail the week that ended to each owner who has words in it; returns how many mails. One a person and week."""
    return sum(send_words_to(staff_id=one, now=now) for one in owners())


def owners() -> list[int]:
    """The staff who answer for touchpoints."""
    return sorted(touchpoints_by_owner())


def send_words_to(*, staff_id: int, now: datetime) -> bool:
    """The same for one of them; whether there was a mail to send.

    It is marked when the server has taken the mail: who dies between the two sends it once more.
    """
    monday = week_before(now)
    since, until = (timezone.make_aware(datetime.combine(day, time())) for day in monday_and_next(monday))
    staff = Staff.objects.select_related("account").get(pk=staff_id)
    person = person_of(account_id=staff.account_id)
    if not person.may("cases:read") or WordsSent.objects.filter(staff=staff, week=monday).exists():
        return False
    touchpoints = touchpoints_by_owner().get(staff_id, ())
    words = words_for(person, since=since, until=until, touchpoints=touchpoints)
    if not words:
        return False
    with translation.override(staff.account.language or settings.LANGUAGE_CODE):
        subject, body = written(words, monday=monday)
    EmailMessage(subject=subject, body=body, to=[staff.account.email]).send()
    WordsSent.objects.get_or_create(staff=staff, week=monday, defaults={"sent_at": now})
    return True


def is_time_for_words(now: datetime) -> bool:
    """In one hour of each week: on Monday from six to seven, where this organisation is."""
    local = timezone.localtime(now)
    return local.weekday() == 0 and local.hour == MORNING


def week_before(now: datetime) -> date:
    """The Monday of the week that was over when this one began, where this organisation is."""
    today = timezone.localdate(now)
    return today - timedelta(days=today.weekday() + 7)


def monday_and_next(monday: date) -> tuple[date, date]:
    return monday, monday + timedelta(days=7)


def written(words: tuple[TouchpointWords, ...], *, monday: date) -> tuple[str, str]:
    """Subject and text, in the language in force. The subject names counts and places of ours, no customer's words."""
    n = sum(one.n for one in words)
    subject = ngettext(
        "%(n)s customer told us something about what you answer for",
        "%(n)s customers told us something about what you answer for",
        n,
    ) % {"n": n}
    base = settings.BASE_URL.rstrip("/")
    lines = [{"place": one.place, "said": kinds_said(one.counts), "quotes": one.quotes} for one in words]
    facts = {"words": lines, "all": f"{base}/prevention/words/?week={monday:%Y-%m-%d}", "base": base}
    return subject, render_to_string("cases/mail/weekly_words.txt", facts)
