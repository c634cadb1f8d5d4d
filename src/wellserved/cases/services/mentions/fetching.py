"""Sources looked at when their time has come: each by one worker, with nothing open while the network is waited for."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from wellserved.cases.contracts import SourceIn
from wellserved.cases.mentions import ADAPTERS, Found, Got, Place, SourceUnreadable
from wellserved.cases.mentions.getting import get
from wellserved.cases.models import MentionSource
from wellserved.cases.services.claiming import CaseRefused
from wellserved.people.contracts import NotFound, Person
from wellserved.people.services import audit, require
from wellserved.platform.naming import named
from wellserved.platform.outgoing import NotReached

from .sources import NO_SOURCE, checked, secret_for
from .taking import Counts, Visit, take_mentions

__all__ = ["NotRead", "fetch_due", "fetch_now", "preview"]

LEASE = timedelta(minutes=10)
"""After this a source whose worker died is looked at again."""
LONGEST_WAIT = timedelta(days=1)
MOST_PAGES = 20
AGENT = "Wellserved (reads mentions; see your page of sources)"
_log = logging.getLogger(__name__)


class NotRead(Exception):
    """`trouble` is a word that staff's page has a sentence for; `until` is when the source lets us ask again."""

    def __init__(self, trouble: str, detail: str = "", *, until: datetime | None = None) -> None:
        super().__init__(detail or trouble)
        self.trouble, self.detail, self.until = trouble, detail, until


def fetch_due(*, clock: Callable[[], datetime], most: int = 100) -> Counts:
    """Look at every source whose time has come. One that fails waits longer each time, and holds up no other."""
    counts = Counts()
    due = MentionSource.objects.filter(ended_at__isnull=True, next_at__lte=clock()).order_by("next_at")
    for source_id in list(due.values_list("pk", flat=True)[:most]):
        until = clock() + LEASE
        if due.filter(pk=source_id).update(next_at=until, visited_until=until):
            counts += _looked_at(source_id, clock=clock)
    return counts


def fetch_now(*, by: Person, source_id: int, clock: Callable[[], datetime]) -> Counts:
    """Look at one at once. NotFound where there is none, CaseRefused while somebody else is at it."""
    require(by, "cases:sources")
    now = clock()
    mine = MentionSource.objects.filter(pk=source_id, ended_at__isnull=True, next_at__isnull=False)
    free = Q(visited_until__isnull=True) | Q(visited_until__lte=now)
    if not mine.filter(free).update(next_at=now + LEASE, visited_until=now + LEASE):
        if mine.exists():
            raise CaseRefused(_("It is being looked at just now. Look again in a minute."))
        raise NotFound(NO_SOURCE)
    return _looked_at(source_id, clock=clock)


def preview(*, by: Person, source: SourceIn, sample: str = "") -> Found:
    """What the source says, read by its mapping; nothing is kept. With a sample nothing is asked for.

    Raises CaseRefused, and NotRead.
    """
    require(by, "cases:sources")
    checked(source)
    place = Place(address=source.address, mapping=source.mapping)
    adapter = ADAPTERS[source.kind]
    if sample.strip():
        got = Got(url=source.address, status=200, headers={}, body=sample.encode())
    else:
        now = datetime.now(UTC)
        headers = _headers(source.kind, source.token, source.address)
        if source.token:
            # The secret leaves the house without anything being kept: this tells who sent it.
            audit(
                by=by,
                deed="mention_source.tried",
                kind="mention_source",
                object_id="",
                now=now,
                token=source.token,
            )
        got = _asked(adapter.first(place), headers, now=now)
    return _read(source.kind, got, place)


def _looked_at(source_id: int, *, clock: Callable[[], datetime]) -> Counts:
    row = MentionSource.objects.select_related("location").get(pk=source_id)
    try:
        counts, notes = _all_read(row, clock=clock)
    except NotRead as error:
        _note_trouble(row, error, now=clock())
        return Counts()
    except Exception as error:  # noqa: BLE001  it is noted where staff see it, and keeps no other source back
        _log.error("Source %s of mentions failed: %s", row.pk, named(error))
        _note_trouble(row, NotRead("failed"), now=clock())
        return Counts()
    now = clock()
    _still_ours(row).update(
        cursor=row.cursor,
        etag=row.etag,
        modified=row.modified,
        failures=0,
        looked_at=now,
        read_at=now,
        trouble="partly" if notes else "",
        trouble_detail=notes[:300],
        next_at=now + timedelta(minutes=row.every_minutes),
        visited_until=None,
    )
    return counts


def _still_ours(row: MentionSource) -> QuerySet[MentionSource]:
    """Whoever changes or ends a source sets its time anew: what a visit under way found then says nothing of it."""
    return MentionSource.objects.filter(pk=row.pk, next_at=row.next_at, ended_at__isnull=True)


def _all_read(row: MentionSource, *, clock: Callable[[], datetime]) -> tuple[Counts, str]:
    """Page by page, each kept before the next is asked for."""
    place = Place(address=row.address, mapping=row.mapping, cursor=row.cursor)
    headers = _headers(row.kind, row.token, row.address)
    unchanged = {
        name: value
        for name, value in (("If-None-Match", row.etag), ("If-Modified-Since", row.modified))
        if value
    }
    got = _asked(ADAPTERS[row.kind].first(place), headers | unchanged, now=clock())
    if got.status == 304:
        return Counts(), ""
    first = found = _read(row.kind, got, place)
    visit, faults = Visit(), [*found.faults]
    counts = take_mentions(source=row, mentions=found.mentions, now=clock(), visit=visit)
    for _page in range(MOST_PAGES - 1):
        if not found.more:
            break
        found = _read(row.kind, _asked(found.more, headers, now=clock()), place)
        counts += take_mentions(source=row, mentions=found.mentions, now=clock(), visit=visit)
        faults += found.faults
    # Where more is left than one visit takes, the next one goes on behind the last page that was read.
    row.cursor = (found if found.more else first).cursor or row.cursor
    row.etag, row.modified = got.headers.get("etag", "")[:500], got.headers.get("last-modified", "")[:100]
    notes = [str(one) for one in faults[:3]]
    if counts.failed:
        notes.insert(0, _("%(n)s could not be kept; the log names the place.") % {"n": len(counts.failed)})
    if found.more or counts.failed:
        row.etag = row.modified = ""
    return counts, " ".join(notes)


def _headers(kind: str, token: str, address: str) -> dict[str, str]:
    headers = {"User-Agent": AGENT, "Accept": ADAPTERS[kind].accepts}
    if token:
        secret = secret_for(token, address)
        if secret is None:
            raise NotRead("no_token")
        headers["Authorization"] = f"Bearer {secret}"
    return headers


def _asked(url: str, headers: dict[str, str], *, now: datetime) -> Got:
    try:
        got = get(url, headers=headers)
    except NotReached as error:
        raise NotRead(error.cause) from error
    if got.status in (200, 304):
        return got
    known = {401: "refused", 403: "refused", 404: "gone", 410: "gone", 429: "too_often"}
    until = _until(got, now=now) if got.status in (429, 503) else None
    raise NotRead(known.get(got.status, "status"), str(got.status), until=until)


def _read(kind: str, got: Got, place: Place) -> Found:
    try:
        return ADAPTERS[kind].read(got, place)
    except SourceUnreadable as error:
        raise NotRead("unreadable", str(error)) from error


def _until(got: Got, *, now: datetime) -> datetime | None:
    """Until when the source wants to be left alone: Retry-After, or as Mastodon says it."""
    said = got.headers.get("retry-after", "") or got.headers.get("x-ratelimit-reset", "")
    try:
        if said.isdigit():
            return now + min(timedelta(seconds=int(said[:7])), LONGEST_WAIT)
        # A date of HTTP begins with the name of its day.
        found = datetime.fromisoformat(said) if said[:1].isdigit() else parsedate_to_datetime(said)
    except (ValueError, TypeError):
        return None
    return min(found if found.tzinfo else found.replace(tzinfo=UTC), now + LONGEST_WAIT)


def _note_trouble(row: MentionSource, error: NotRead, *, now: datetime) -> None:
    failures = min(row.failures + 1, 20)
    wait = min(timedelta(minutes=row.every_minutes) * 2 ** min(failures - 1, 8), LONGEST_WAIT)
    _still_ours(row).update(
        failures=failures,
        looked_at=now,
        trouble=error.trouble[:20],
        trouble_detail=error.detail[:300],
        next_at=max(error.until or now, now + wait),
        visited_until=None,
    )
    _log.warning("Source %s of mentions could not be read: %s.", row.pk, error.trouble)
