"""When it comes as a calendar that a reader's own calendar asks for again: one event, which moves."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from wellserved.portal.track.answering import COMING, answer
from wellserved.portal.track.page import draw_parcel
from wellserved.tracking.contracts import Status
from wellserved.tracking.queries.public import Followed, hours_of, whole_days

ASK_AGAIN = timedelta(hours=1)


def calendar_of(followed: Followed, *, uid: str, url: str, now: datetime) -> bytes:
    """`uid` is the same however often it is asked for; the sequence grows with what is known of it."""
    calendar = Calendar()
    calendar.add("prodid", "-//Wellserved//Tracking//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("When it comes"))
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", ASK_AGAIN)
    event = _event(followed, now=now)
    if event is not None:
        event.add("uid", uid)
        event.add("url", url)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(followed: Followed, *, now: datetime) -> Event | None:
    window, came = followed.window, followed.status_at
    event = Event()
    if came is not None and followed.status is Status.DELIVERED:
        event.add("dtstart", came)
        event.add("dtend", came + timedelta(minutes=15))
    elif followed.status not in COMING:
        return None
    elif window is not None:
        days = whole_days(window.earliest, window.latest, hours_of(followed.destination_country))
        event.add("dtstart", days[0] if days else window.earliest)
        event.add("dtend", days[1] + timedelta(days=1) if days else window.latest)
    elif followed.expected_on is not None:
        event.add("dtstart", followed.expected_on)
        event.add("dtend", followed.expected_on + timedelta(days=1))
    else:
        return None
    page = draw_parcel(followed, now=now)
    changed = max((at for at in (window and window.made_at, followed.status_at) if at), default=now)
    event.add("summary", answer(followed, now=now).title)
    event.add("description", f"{page.title}. {page.words.happened}")
    event.add("dtstamp", changed)
    # Both only grow: scans are never taken from the table, and a window is made after the one before.
    event.add("sequence", followed.version + (int(window.made_at.timestamp()) // 60 if window else 0))
    event.add("transp", "TRANSPARENT")
    return event
