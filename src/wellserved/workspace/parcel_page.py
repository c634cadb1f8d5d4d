"""One consignment's timeline made ready: everything that happened to it, the latest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from wellserved.tracking.contracts import PAGE, Kind
from wellserved.tracking.queries.public import (
    RETURN_REASONS,
    RETURN_WANTS,
    Owned,
    carrier_said,
    hours_of,
    reason_said,
    status_said,
    whole_days,
)
from wellserved.tracking.queries.timeline import NoticeLine, SaidLine, ScanLine, Timeline

from .parcels_words import KIND_NAMES, TROUBLE_NAMES, Words, lasting, money, where_words
from .wording import day, minute

_MUCH_LATER = timedelta(hours=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """`struck`: it counts no more. `style` names how its mark is drawn."""

    at: datetime
    when: str
    title: str
    asides: tuple[str, ...] = ()
    style: str = ""
    struck: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofView:
    id: int
    name: str
    taken: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelView:
    title: str
    state: str
    troubles: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    window: str
    steps: tuple[Step, ...]
    about: tuple[tuple[Words, int, str], ...]
    lots: tuple[tuple[int, str, str], ...]
    public: str
    recipient: tuple[str, ...]
    proofs: tuple[ProofView, ...]


def draw_parcel(one: Timeline, *, owned: Owned | None, now: datetime) -> ParcelView:
    others = ([one.about] if one.about else []) + list(one.others)
    return ParcelView(
        title=f"{KIND_NAMES[one.kind]} {one.number}",
        state=_state(one),
        troubles=tuple(
            f"{TROUBLE_NAMES[trouble.kind]} {lasting(trouble.since, now)}"
            + (f" · {trouble.owner}" if trouble.owner else "")
            for trouble in one.troubles
        ),
        facts=_facts(one),
        window=_window(one),
        steps=tuple(sorted(_steps(one, owned), key=lambda step: step.at, reverse=True)),
        about=tuple((KIND_NAMES[other.kind], other.id, other.number) for other in others),
        lots=tuple((lot.id, lot.key.number, lot.key.gtin) for lot in one.lots),
        public=_public(one),
        recipient=tuple(words for words in (owned.name, owned.address) if words) if owned else (),
        proofs=tuple(
            ProofView(id=proof.id, name=_proof(proof.what), taken=minute(proof.taken_at))
            for proof in owned.proofs
        )
        if owned
        else (),
    )


def _public(one: Timeline) -> str:
    """With its carrier: another may have the same number."""
    if not one.announced_at:
        return ""
    return f"{reverse('track_one', args=[one.number])}?{urlencode({'carrier': one.carrier})}"


def _state(one: Timeline) -> str:
    if one.status is None:
        return _("No scan has spoken of it yet.")
    said = status_said(one.kind, one.status)
    because = reason_said(one.reason)
    since = minute(one.status_at) if one.status_at else ""
    return " · ".join(words for words in (said, because, since) if words)


def _facts(one: Timeline) -> tuple[tuple[str, str], ...]:
    facts = (
        (_("Carrier"), carrier_said(one.carrier) or _("own fleet")),
        (_("Service"), one.service),
        (pgettext("a customer's order", "Order"), one.order_ref),
        (pgettext("of a parcel", "From"), one.origin),
        (pgettext("of a parcel", "To"), one.destination),
        (_("Value"), money(one.value, one.currency)),
        (_("Location"), one.location),
        (
            _("Announced"),
            minute(one.announced_at) if one.announced_at else _("not yet: the public sees nothing"),
        ),
    )
    return tuple((name, words) for name, words in facts if words)


def _window(one: Timeline) -> str:
    window = one.window
    if window is None or one.closed:
        return ""
    days = whole_days(window.earliest, window.latest, hours_of(one.destination_country))
    if window.predicted and days:
        first, last = (day(each) for each in days)
        if first == last:
            return _("Expected on %(day)s") % {"day": first}
        return _("Expected between %(earliest)s and %(latest)s") % {"earliest": first, "latest": last}
    said = (
        _("Expected between %(earliest)s and %(latest)s")
        if window.predicted
        else _("The carrier names %(earliest)s to %(latest)s")
        if window.earliest < window.latest
        else _("The carrier names %(latest)s")
    )
    return said % {"earliest": minute(window.earliest), "latest": minute(window.latest)}


def _steps(one: Timeline, owned: Owned | None) -> Iterator[Step]:
    for scan in one.scans:
        yield _scan(one.kind, scan)
    for aside in one.aside:
        says = _("It gives the time %(at)s.") % {"at": minute(aside.said)} if aside.said else ""
        over = _("Settled %(at)s.") % {"at": minute(aside.settled_at)} if aside.settled_at else ""
        yield _step(
            aside.received_at,
            _("A scan was set aside: its clock cannot be right."),
            says,
            over,
            style="aside-scan",
        )
    for told in one.told:
        said = (
            _("The customer was told: between %(earliest)s and %(latest)s")
            % {"earliest": minute(told.earliest), "latest": minute(told.latest)}
            if told.earliest
            else _("The customer was told: by %(latest)s") % {"latest": minute(told.latest)}
        )
        yield _step(told.told_at, said)
    for notice in one.notices:
        yield _notice(notice)
    for wish in one.wishes:
        yield _said(wish, _wish(wish.what), over=_("Withdrawn %(at)s."))
    for problem in one.problems:
        yield _said(problem, _problem(problem.what), over=_("Settled %(at)s."))
    yield from _put_right(one)
    for proof in owned.proofs if owned else ():
        yield _step(proof.taken_at, _("Proof of delivery: %(what)s") % {"what": _proof(proof.what)})
    if one.announced_at:
        yield _step(one.announced_at, _("It was announced to us."))


def _put_right(one: Timeline) -> Iterator[Step]:
    """What was asked and offered of a return or a repair."""
    if one.asked:
        why, wants = RETURN_REASONS[one.asked.reason], RETURN_WANTS[one.asked.wants]
        yield _step(one.asked.at, _("The customer asked to send it back."), str(why), str(wants))
    for quote in one.quotes:
        price = money(quote.amount, quote.currency) or f"0 {quote.currency}"
        yield _step(quote.at, _("The repair was quoted: %(amount)s") % {"amount": price}, quote.work)


def _step(at: datetime, title: str, *asides: str, style: str = "", struck: bool = False) -> Step:
    kept = tuple(words for words in asides if words)
    return Step(at=at, when=minute(at), title=title, asides=kept, style=style, struck=struck)


def _scan(kind: Kind, scan: ScanLine) -> Step:
    silent = _("A scan was taken back") if scan.takes_back else _("The expected day changed")
    said = status_said(kind, scan.status) if scan.status else silent
    because = reason_said(scan.reason)
    return _step(
        scan.at,
        f"{said}: {because}" if because else said,
        where_words(scan.place, scan.country),
        _source(scan),
        _("The carrier names %(day)s.") % {"day": day(scan.expected_on)} if scan.expected_on else "",
        _("It came to us %(at)s.") % {"at": minute(scan.recorded_at)}
        if scan.recorded_at - scan.at > _MUCH_LATER
        else "",
        _("It takes another scan back.") if scan.takes_back and scan.status else "",
        _("Taken back by %(by)s, %(at)s.")
        % {"by": _source(scan.taken_back_by), "at": minute(scan.taken_back_by.recorded_at)}
        if scan.taken_back_by
        else "",
        style="scan",
        struck=scan.taken_back_by is not None,
    )


def _source(scan: ScanLine) -> str:
    """Who said it, with the carrier's own code and the source's own id."""
    if scan.source == PAGE and scan.status:
        return scan.staff or _("the customer, on the page")
    who = scan.staff or scan.source or _("the carrier")
    if scan.staff and scan.source == "hand":
        who = _("%(name)s, by hand scanner") % {"name": scan.staff}
    code = _("code %(code)s") % {"code": scan.carrier_status} if scan.carrier_status else ""
    return " · ".join(words for words in (who, code, scan.source_id) if words)


def _notice(notice: NoticeLine) -> Step:
    facts = {"what": notice.called, "channel": _channel(notice.channel)}
    states = {
        "waiting": _("Waiting until %(at)s.") % {"at": minute(notice.due_at)},
        "handed_over": _("Handed over %(at)s.") % {"at": minute(notice.handed_over_at)}
        if notice.handed_over_at
        else "",
        "dead": _("It could not be handed over, tried %(n)s times.") % {"n": notice.attempts},
        "superseded": _("Not sent: a later state was told instead."),
    }
    return _step(
        notice.made_at,
        _("Notice “%(what)s” by %(channel)s") % facts,
        states.get(notice.state, ""),
        struck=notice.state == "superseded",
    )


def _channel(channel: str) -> str:
    names = {"email": _("e-mail"), "web_push": _("web push"), "webhook": _("webhook")}
    return names.get(channel, channel)


def _wish(what: str) -> str:
    said = {
        "safe_place": _("The customer wishes it to be left in a safe place."),
        "hold": _("The customer wishes it to be held."),
        "another_day": _("The customer wishes it on another day."),
    }
    return said.get(what, what)


def _problem(what: str) -> str:
    return _("Why it comes back") if what == "return" else _("The customer reported a problem.")


def _said(line: SaidLine, title: str, *, over: str) -> Step:
    ended = over % {"at": minute(line.over_at)} if line.over_at else ""
    wanted = day(line.day) if line.day else ""
    return _step(line.at, title, line.words, wanted, ended, struck=line.over_at is not None)


def _proof(what: str) -> str:
    return _("photo") if what == "photo" else _("signature")
